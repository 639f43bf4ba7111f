//! Renews the leases of a process, and gives them back: many in one statement.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::Row;
use tokio::sync::{mpsc, oneshot};

use crate::database::Database;
use crate::term::Term;

/// The most orders taken at once.
const AT_ONCE: usize = 256;

/// Gives leases back, and wakes those who wait.
const RELEASE: &str = r#"
    with freed as (
        delete from "join".lease l using unnest($1::text[], $2::bigint[]) as mine (name, holder)
        where l.name = mine.name and l.holder = mine.holder
        returning l.name, l.awaited
    )
    select pg_notify('join_free', name)::text from freed where awaited"#;

/// Renews leases. One that another holder took in the meantime is not among the answers.
const RENEW: &str = r#"
    update "join".lease l set until = clock_timestamp() + $3 * interval '1 second'
    from unnest($1::text[], $2::bigint[]) as mine (name, holder)
    where l.name = mine.name and l.holder = mine.holder
    returning l.holder"#;

/// What the task does with a lease.
pub(crate) enum Order {
    /// Renew it until it is given back.
    Renew(Arc<Term>),
    Release(Arc<Term>),
    /// Answer once all that came before is done.
    Answer(oneshot::Sender<()>),
}

/// Follows the orders until nobody can give any more.
pub(crate) async fn keep(
    database: Arc<Database>,
    mut orders: mpsc::UnboundedReceiver<Order>,
    time: Duration,
) {
    let mut kept: HashMap<i64, Arc<Term>> = HashMap::new();
    let mut tick = tokio::time::interval((time / 6).max(Duration::from_millis(10)));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut received = Vec::new();
    loop {
        tokio::select! {
            biased;
            _ = tick.tick() => renew(&database, &mut kept, time).await,
            count = orders.recv_many(&mut received, AT_ONCE) => {
                if count == 0 {
                    return;
                }
                let (mut released, mut asked) = (Vec::new(), Vec::new());
                for order in received.drain(..) {
                    match order {
                        Order::Renew(term) => drop(kept.insert(term.holder, term)),
                        Order::Release(term) => {
                            kept.remove(&term.holder);
                            released.push(term);
                        }
                        Order::Answer(asker) => asked.push(asker),
                    }
                }
                release(&database, released).await;
                for asker in asked {
                    // Who no longer waits needs no answer.
                    let _ = asker.send(());
                }
            }
        }
    }
}

async fn release(database: &Database, released: Vec<Arc<Term>>) {
    if released.is_empty() {
        return;
    }
    let (names, holders) = columns(&released);
    let rows = || sqlx::query(RELEASE).bind(names.clone()).bind(holders.clone());
    // What can't be given back ends by itself.
    if let Err(error) = database.rows("giving leases back", rows).await {
        tracing::debug!(%error, "leases end by themselves");
    }
}

async fn renew(database: &Database, kept: &mut HashMap<i64, Arc<Term>>, time: Duration) {
    let is_due = |term: &&Arc<Term>| term.left() < time * 2 / 3;
    let due: Vec<Arc<Term>> = kept.values().filter(is_due).cloned().collect();
    if due.is_empty() {
        return;
    }
    let (names, holders) = columns(&due);
    let sent = Instant::now();
    let rows = || sqlx::query(RENEW).bind(names.clone()).bind(holders.clone()).bind(time.as_secs_f64());
    match database.rows("renewing leases", rows).await {
        Ok(rows) => {
            let renewed: HashSet<i64> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
            for term in due {
                if renewed.contains(&term.holder) {
                    term.renewed(sent, time);
                } else {
                    term.lost();
                    kept.remove(&term.holder);
                }
            }
        }
        Err(error) => tracing::warn!(%error, leases = due.len(), "leases could not be renewed"),
    }
}

fn columns(terms: &[Arc<Term>]) -> (Vec<String>, Vec<i64>) {
    terms.iter().map(|term| (term.name.clone(), term.holder)).unzip()
}
