//! Locks each candidate for one writer: always in this process, across machines with a shared lock.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use join_client::BoxFuture;
use join_client::types::{CandidateId, Tag};

use super::edit::{Overridden, TagEdit};
use crate::registry::WeakRegistry;

/// The guard of a [`TagLock`]. Dropping it releases the lock.
pub type TagGuard = Box<dyn std::any::Any + Send>;

/// The error of a [`TagLock`].
pub type TagLockError = Box<dyn std::error::Error + Send + Sync>;

/// A lock per candidate, shared by several processes, such as one in a database. Set by
/// [`JoinBuilder::tag_lock`](crate::JoinBuilder::tag_lock).
///
/// All clones of a client take turns without it. **Two processes without a shared lock still race**: a write of one that
/// lands between read and write of the other is erased. [`Verify::Settled`](super::Verify::Settled) detects and heals the
/// loss of own tags.
///
/// The lock is held from the read before a write until a check sees the write, not during the settling time. An expiring
/// lock should outlive a call's timeouts.
///
/// ```
/// use join_sdk::{BoxFuture, tags::{TagGuard, TagLock, TagLockError}};
/// use join_sdk::types::CandidateId;
///
/// struct OneAtATime(std::sync::Arc<tokio::sync::Mutex<()>>);
///
/// impl TagLock for OneAtATime {
///     fn lock(&self, _: CandidateId) -> BoxFuture<'_, Result<TagGuard, TagLockError>> {
///         let lock = self.0.clone();
///         Box::pin(async move { Ok(Box::new(lock.lock_owned().await) as TagGuard) })
///     }
/// }
/// ```
pub trait TagLock: Send + Sync + 'static {
    /// Waits for the candidate's lock and takes it.
    fn lock(&self, candidate: CandidateId) -> BoxFuture<'_, Result<TagGuard, TagLockError>>;
}

/// The writer queues of one process, by candidate.
pub(crate) type Queues = WeakRegistry<CandidateId, Queue>;

/// The writers of one candidate.
pub(crate) struct Queue {
    pub(crate) turn: Arc<tokio::sync::Mutex<()>>,
    number: AtomicU64,
    latest: Mutex<LatestIntents>,
}

/// The latest intents, by edit number.
#[derive(Default)]
struct LatestIntents {
    /// Whether the latest edit adds or removes a tag.
    tags: HashMap<Tag, (u64, bool)>,
    keys: HashMap<String, u64>,
}

impl Default for Queue {
    fn default() -> Self {
        Self { turn: Arc::default(), number: AtomicU64::new(1), latest: Mutex::default() }
    }
}

impl Queue {
    /// Registers the intents of an edit and returns its number.
    pub(crate) fn register(&self, edit: &TagEdit) -> u64 {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let mut latest = lock(&self.latest);
        let wanted = edit.wanted().map(|tag| (tag, true));
        for (tag, shall_be) in wanted.chain(edit.unwanted().iter().map(|tag| (tag, false))) {
            latest.tags.insert(tag.clone(), (number, shall_be));
        }
        latest.keys.extend(edit.keys().map(|key| (key.to_owned(), number)));
        number
    }

    /// Withdraws the intents of a failed edit; earlier intents apply again.
    pub(crate) fn withdraw(&self, number: u64) {
        let mut latest = lock(&self.latest);
        latest.tags.retain(|_, (by, _)| *by != number);
        latest.keys.retain(|_, by| *by != number);
    }

    /// The parts of this edit that a later one overrides.
    pub(crate) fn overridden(&self, edit: &TagEdit, number: u64) -> Overridden {
        let latest = lock(&self.latest);
        let later = |tag: &Tag, mine: bool| {
            let named = latest.tags.get(tag).is_some_and(|(by, wish)| *by > number && *wish != mine);
            // A later status removes the other tags of its key.
            let ousted = mine
                && latest.keys.iter().any(|(key, by)| {
                    let of_key =
                        tag.as_str().strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('='));
                    let set = latest.tags.get(tag).is_some_and(|(set_by, wish)| set_by >= by && *wish);
                    *by > number && of_key && !set
                });
            named || ousted
        };
        let wanted = edit.wanted().filter(|tag| later(tag, true));
        let unwanted = edit.unwanted().iter().filter(|tag| later(tag, false));
        let keys = edit.keys().filter(|key| latest.keys.get(*key).is_some_and(|by| *by > number));
        Overridden {
            tags: wanted.chain(unwanted).cloned().collect(),
            keys: keys.map(str::to_owned).collect(),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
