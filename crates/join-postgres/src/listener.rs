//! What other machines announce: leases that are free, and holds of a quota.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgListener, PgNotification};
use sqlx::{PgPool, Row};
use tokio::sync::Notify;

use crate::steps;

/// The channel of leases that were given back while somebody waited for them.
const FREE: &str = "join_free";
/// The channel of holds: `TOKEN MILLISECONDS`.
const HOLD: &str = "join_hold";
/// Time without an announcement after which the connection is tried.
const SILENCE: Duration = Duration::from_secs(15);
/// Time for that trial.
const PROBE: Duration = Duration::from_secs(5);
/// Time between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(100);

/// Who waits for which announcement. Names that nobody waits for any more are forgotten.
#[derive(Default)]
pub(crate) struct Announcements {
    leases: Mutex<HashMap<String, Weak<Notify>>>,
    holds: Mutex<HashMap<String, Weak<Hold>>>,
}

/// Until when a token's requests wait.
#[derive(Debug, Default)]
pub(crate) struct Hold(Mutex<Option<Instant>>);

impl Hold {
    pub(crate) fn until(&self) -> Option<Instant> {
        *lock(&self.0)
    }

    /// Takes the remaining time of the hold, as the database knew it. An older answer may arrive after a newer one, so none
    /// makes the hold shorter.
    pub(crate) fn set(&self, left: Option<Duration>) {
        let Some(left) = left else { return };
        let (mut held, until) = (lock(&self.0), Instant::now() + left);
        *held = Some(held.map_or(until, |known| known.max(until)));
    }
}

impl Announcements {
    /// The end of this lease, for who waits for it.
    pub(crate) fn lease(&self, name: &str) -> Arc<Notify> {
        shared(&self.leases, name)
    }

    /// The hold of this token.
    pub(crate) fn hold(&self, token: &str) -> Arc<Hold> {
        shared(&self.holds, token)
    }

    fn announce(&self, notification: &PgNotification) {
        let payload = notification.payload();
        if notification.channel() == FREE {
            if let Some(waiting) = lock(&self.leases).get(payload).and_then(Weak::upgrade) {
                waiting.notify_waiters();
            }
        } else if let Some((token, millis)) = payload.split_once(' ')
            && let Ok(millis) = millis.parse()
            && let Some(hold) = lock(&self.holds).get(token).and_then(Weak::upgrade)
        {
            hold.set(Some(Duration::from_millis(millis)));
        }
    }

    /// Reads the holds that were announced while nobody listened.
    async fn catch_up(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let tokens: Vec<String> = lock(&self.holds).keys().cloned().collect();
        let sql = r#"select token, base, state, extract(epoch from clock_timestamp())::float8 as now, steps
            from "join".quota where token = any($1)"#;
        for row in sqlx::query(sql).bind(tokens).fetch_all(pool).await? {
            // A row of a newer version can't be read. The holds of the other tokens are read all the same.
            let Ok(steps::Outcome { known, .. }) = steps::read(&row) else { continue };
            let state = known.state;
            let now = Duration::try_from_secs_f64(row.try_get("now")?).unwrap_or_default();
            if let Some(hold) =
                lock(&self.holds).get(row.try_get::<&str, _>("token")?).and_then(Weak::upgrade)
            {
                hold.set(state.held_for(now));
            }
        }
        Ok(())
    }

    /// Wakes all: something may have been missed.
    fn wake_all(&self) {
        lock(&self.leases).values().filter_map(Weak::upgrade).for_each(|waiting| waiting.notify_waiters());
    }
}

/// Connects, and listens from now on.
pub(crate) async fn connect(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen_all([FREE, HOLD]).await?;
    Ok(listener)
}

/// Listens for ever, and connects again where the connection is lost.
pub(crate) async fn listen(pool: PgPool, first: PgListener, announcements: Arc<Announcements>) {
    follow(first, &announcements).await;
    loop {
        match connect(&pool).await {
            Ok(listener) => {
                announcements.wake_all();
                let caught_up = announcements.catch_up(&pool);
                if let Ok(Ok(())) = tokio::time::timeout(PROBE, caught_up).await {
                    follow(listener, &announcements).await;
                }
            }
            Err(sqlx::Error::PoolClosed) => return,
            Err(_) => {}
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Passes announcements on until the connection is lost.
async fn follow(mut listener: PgListener, announcements: &Announcements) {
    loop {
        match tokio::time::timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => announcements.announce(&notification),
            Ok(_) => return,
            Err(_) => {
                let alive = sqlx::query("select 1").execute(&mut listener);
                if !matches!(tokio::time::timeout(PROBE, alive).await, Ok(Ok(_))) {
                    return;
                }
            }
        }
    }
}

fn shared<T: Default>(map: &Mutex<HashMap<String, Weak<T>>>, name: &str) -> Arc<T> {
    let mut map = lock(map);
    if let Some(known) = map.get(name).and_then(Weak::upgrade) {
        return known;
    }
    // Grown to twice its living names it is swept, so that a name costs little.
    if map.len() == map.capacity() {
        map.retain(|_, known| known.strong_count() > 0);
    }
    let new = Arc::new(T::default());
    map.insert(name.to_owned(), Arc::downgrade(&new));
    new
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Announcements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcements").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_makes_a_hold_shorter() {
        let (hold, begun) = (Hold::default(), Instant::now());
        hold.set(None);
        assert_eq!(hold.until(), None);
        let minute = Duration::from_secs(60);
        hold.set(Some(minute));
        hold.set(Some(Duration::from_secs(1)));
        hold.set(None);
        assert!(hold.until().is_some_and(|until| until >= begun + minute));
        hold.set(Some(2 * minute));
        assert!(hold.until().is_some_and(|until| until >= begun + 2 * minute));
    }

    #[test]
    fn names_that_nobody_waits_for_are_forgotten() {
        let announcements = Announcements::default();
        let kept = announcements.lease("kept");
        (0..1000).for_each(|number| drop(announcements.lease(&format!("dropped {number}"))));
        assert!(lock(&announcements.leases).len() < 20);
        assert!(Arc::ptr_eq(&kept, &announcements.lease("kept")));
    }
}
