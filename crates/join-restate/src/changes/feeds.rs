//! The feeds of this process between a read and its acknowledgement. The cursor itself is in the caller's store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use join_actions::ActionError;
use join_sdk::changes::{Change, ChangeFeed};
use serde::{Deserialize, Serialize};

use crate::clients::Clients;

/// Changes of one batch.
const MOST_CHANGES: usize = 200;
/// How long a feed waits for its acknowledgement. Without one its changes come again.
const LONGEST_HOLD: Duration = Duration::from_secs(120);

/// A change, without personal data.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Changed {
    pub(super) application_id: i64,
    pub(super) candidate_id: Option<i64>,
    pub(super) what: Vec<String>,
}

impl Changed {
    fn of(change: &Change) -> Self {
        let application = change.application();
        let what = match change {
            Change::Updated { what, .. } => what.iter().map(|aspect| aspect.as_str().to_owned()).collect(),
            _ => vec!["created".to_owned()],
        };
        Self {
            application_id: application.id.0,
            candidate_id: application.candidate.as_ref().map(|candidate| candidate.id.0),
            what,
        }
    }
}

/// Changes that were read, and the number of their feed here.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Batch {
    pub(super) number: u64,
    pub(super) changes: Vec<Changed>,
    pub(super) has_more: bool,
    pub(super) failure: Option<String>,
}

/// The result of an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Acknowledged {
    /// The cursor is saved.
    Saved,
    /// The feed is no longer in this process: its changes come again, at least once.
    Lost,
    /// The cursor was not saved, and the feed is let go: its changes come again.
    Failed,
}

/// The feeds that wait for an acknowledgement, or for the next read.
#[derive(Debug)]
pub(super) struct Feeds {
    clients: Clients,
    held: Mutex<HashMap<u64, ChangeFeed>>,
}

impl Feeds {
    pub(super) fn new(clients: Clients) -> Self {
        Self { clients, held: Mutex::default() }
    }

    /// Reads changes: from the feed of this number where it is here, from the stored cursor otherwise.
    pub(super) async fn read(self: Arc<Self>, company: &str, feed: &str, number: Option<u64>) -> Batch {
        let held = number.and_then(|number| self.held().remove(&number));
        let mut changes = match held {
            Some(changes) => changes,
            None => match self.open(company, feed).await {
                Ok(changes) => changes,
                Err(failure) => return Batch { failure: Some(failure), ..Batch::default() },
            },
        };
        let mut batch = Batch { number: fastrand::u64(1..), ..Batch::default() };
        while batch.changes.len() < MOST_CHANGES {
            match changes.next().await {
                Some(Ok(change)) => batch.changes.push(Changed::of(&change)),
                None => break,
                // An application that can't be read is reported, and the others go on.
                Some(Err(error)) => {
                    batch.failure = Some(ActionError::of("changes", &error).message.into_string());
                    if error.row().is_none() {
                        break;
                    }
                }
            }
        }
        batch.has_more = batch.changes.len() == MOST_CHANGES;
        self.hold(batch.number, changes);
        batch
    }

    /// Acknowledges the changes of a batch. `keep` holds the feed for the next read; otherwise it is let go, with its lease.
    pub(super) async fn acknowledge(self: Arc<Self>, number: u64, keep: bool) -> Acknowledged {
        let held = self.held().remove(&number);
        let Some(mut changes) = held else { return Acknowledged::Lost };
        if changes.ack().await.is_err() {
            return Acknowledged::Failed;
        }
        if keep {
            self.hold(number, changes);
        }
        Acknowledged::Saved
    }

    async fn open(&self, company: &str, feed: &str) -> Result<ChangeFeed, String> {
        let join = self.clients.of(company).await;
        let join = join.map_err(|_| "the company's client was not found; nothing was read".to_owned())?;
        let store = self.clients.0.cursor(company, feed).await;
        let store = store.map_err(|_| "the cursor's store was not found; nothing was read".to_owned())?;
        let store = store.ok_or("no store is set for the cursor of this feed; nothing was read")?;
        Ok(join.applications().changes(store))
    }

    /// Holds a feed, with its lease, for a while.
    fn hold(self: &Arc<Self>, number: u64, changes: ChangeFeed) {
        self.held().insert(number, changes);
        let feeds = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(LONGEST_HOLD).await;
            feeds.held().remove(&number);
        });
    }

    fn held(&self) -> MutexGuard<'_, HashMap<u64, ChangeFeed>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use join_sdk::Join;

    use super::*;

    #[tokio::test]
    async fn a_feed_that_is_not_here_is_lost_and_has_not_failed() {
        let feeds = Arc::new(Feeds::new(Clients(Arc::new(HashMap::<String, Join>::new()))));
        assert_eq!(feeds.acknowledge(7, true).await, Acknowledged::Lost);
    }
}
