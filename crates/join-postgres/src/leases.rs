//! Leases: rows that one holder has at a time, by the database's clock, and that end with a holder that died.

use std::sync::Arc;
use std::time::{Duration, Instant};

use join_sdk::shared::Lease;
use sqlx::Row;
use tokio::sync::{mpsc, oneshot};

use crate::database::Database;
use crate::error::Error;
use crate::keeper::{self, Order};
use crate::listener::Announcements;
use crate::term::Term;

/// The longest wait without asking again, where the announcement of a free lease is lost.
const POLL: Duration = Duration::from_millis(250);

const TAKING: &str = "taking a lease";

/// Takes the lease where it is free, or notes that somebody waits for it. One clock decides: the database's.
const TAKE: &str = r#"
    insert into "join".lease as l (name, holder, until, awaited)
    values ($1, $2, clock_timestamp() + $3 * interval '1 second', false)
    on conflict (name) do update set
        (holder, until, awaited) = (
            select case when free then excluded.holder else l.holder end,
                   case when free then excluded.until else l.until end,
                   not free
            from (select l.until <= excluded.until - $3 * interval '1 second' or l.holder = excluded.holder) as is_it (free)
        )
    returning holder = $2 as is_mine, extract(epoch from until - clock_timestamp())::float8 as remaining"#;

/// The leases of a process.
#[derive(Debug)]
pub(crate) struct Leases {
    database: Arc<Database>,
    announcements: Arc<Announcements>,
    orders: mpsc::UnboundedSender<Order>,
    time: Duration,
}

/// A lease, or when the one of another holder ends.
pub(crate) enum Taken {
    Mine(Held),
    Others(Duration),
}

/// A lease of this process. Dropped it is given back.
pub(crate) struct Held {
    term: Arc<Term>,
    orders: mpsc::UnboundedSender<Order>,
}

impl Leases {
    /// Starts the task that renews leases and gives them back. It uses its own connections and ends with the last lease.
    pub(crate) fn start(
        database: Arc<Database>,
        keeper: Arc<Database>,
        announcements: Arc<Announcements>,
        time: Duration,
    ) -> Self {
        let (orders, received) = mpsc::unbounded_channel();
        tokio::spawn(keeper::keep(keeper, received, time));
        Self { database, announcements, orders, time }
    }

    /// Takes the lease, if it is free. A caller that leaves in the middle leaves nothing behind: a task takes the lease and gives
    /// it back.
    pub(crate) async fn try_take(self: &Arc<Self>, name: &str) -> Result<Taken, Error> {
        let (leases, term) = (Arc::clone(self), Arc::new(Term::new(name, Instant::now())));
        let asked = tokio::spawn(async move {
            let taken = leases.ask(&term).await;
            if taken.is_err() {
                // It may have been taken all the same.
                let _ = leases.orders.send(Order::Release(term));
            }
            taken
        });
        asked.await.unwrap_or_else(|_| Err(Error::late(TAKING)))
    }

    async fn ask(&self, term: &Arc<Term>) -> Result<Taken, Error> {
        let sent = Instant::now();
        let seconds = self.time.as_secs_f64();
        let row = || sqlx::query(TAKE).bind(term.name.clone()).bind(term.holder).bind(seconds);
        let row = self.database.row(TAKING, row).await?;
        let is_mine: bool = row.try_get("is_mine").map_err(|error| Error::of(TAKING, error))?;
        let remaining: f64 = row.try_get("remaining").map_err(|error| Error::of(TAKING, error))?;
        if !is_mine {
            return Ok(Taken::Others(Duration::try_from_secs_f64(remaining).unwrap_or_default()));
        }
        // Counted from the first sending: the row was written later.
        term.renewed(sent, self.time);
        let _ = self.orders.send(Order::Renew(Arc::clone(term)));
        Ok(Taken::Mine(Held { term: Arc::clone(term), orders: self.orders.clone() }))
    }

    /// Waits until the leases that were dropped are given back, or the keeper's patience with the database ends.
    pub(crate) async fn given_back(&self) {
        let (asker, answer) = oneshot::channel();
        if self.orders.send(Order::Answer(asker)).is_ok() {
            let _ = answer.await;
        }
    }

    /// Waits for the lease and takes it.
    pub(crate) async fn take(self: &Arc<Self>, name: &str) -> Result<Held, Error> {
        let end = self.announcements.lease(name);
        loop {
            let mut announced = std::pin::pin!(end.notified());
            announced.as_mut().enable();
            match self.try_take(name).await? {
                Taken::Mine(held) => return Ok(held),
                Taken::Others(left) => {
                    let jitter = POLL.mul_f64(fastrand::f64() / 4.0);
                    let poll = (POLL + jitter).min(left + Duration::from_millis(1));
                    let _ = tokio::time::timeout(poll, announced).await;
                }
            }
        }
    }
}

impl Lease for Held {
    fn is_held(&self) -> bool {
        !self.term.left().is_zero()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Release(Arc::clone(&self.term)));
    }
}
