//! Locks each candidate for one writer: always in this process, across machines with a shared lock.

use std::collections::HashMap;
use std::future::ready;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use join_client::BoxFuture;
use join_client::types::{CandidateId, Tag};

use super::edit::{Overridden, TagEdit};
use crate::registry::WeakRegistry;
use crate::shared::{Lease, StoreError};

/// A lock per candidate, shared by several processes, such as one in a database. Set by
/// [`JoinBuilder::tag_lock`](crate::JoinBuilder::tag_lock).
///
/// All clones of a client take turns without it. **Two processes without a shared lock still race**: a write of one that
/// lands between read and write of the other is erased. [`Verify::Settled`](super::Verify::Settled) detects and heals the
/// loss of own tags.
///
/// # What it must guarantee
///
/// - One holder per candidate at a time. The lock is held from the read before a write until a check sees the write, not during
///   the settling time.
/// - A lease whose holder died ends by itself. A process that lost its lease before its write does not send it; one that lost it
///   after can't be stopped, since JOIN knows no fence. The SDK then checks that edit again after the settling time.
/// - The edits of a candidate have rising numbers, over all processes. Healing an edit never undoes a later one: to know of
///   those of other processes, the SDK [registers](Self::register) each edit and asks for the [later](Self::later) ones. A lock
///   without these two guards the turns only. Registered edits hold own tags in clear; they are needed for as long as an edit may
///   take, [its deadline](super::ApplyOptions::deadline).
///
/// ```
/// use join_sdk::{BoxFuture, tags::TagLock, types::CandidateId};
/// use join_sdk::shared::{Lease, StoreError, UntilDropped};
///
/// struct OneAtATime(std::sync::Arc<tokio::sync::Mutex<()>>);
///
/// impl TagLock for OneAtATime {
///     fn lock(&self, _: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
///         let lock = self.0.clone();
///         Box::pin(async move { Ok(Box::new(UntilDropped::new(lock.lock_owned().await)) as Box<dyn Lease>) })
///     }
/// }
/// ```
pub trait TagLock: Send + Sync + 'static {
    /// Waits for the candidate's lock and takes it.
    ///
    /// # Errors
    ///
    /// When it can't be taken. Nothing is sent then.
    fn lock(&self, candidate: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>>;

    /// Keeps what an edit wants, and returns its number: higher than that of any earlier edit of the candidate. Called by the
    /// lock's holder.
    ///
    /// # Errors
    ///
    /// When it can't be kept. Nothing is sent then.
    fn register<'a>(
        &'a self,
        candidate: CandidateId,
        edit: &'a TagEdit,
    ) -> BoxFuture<'a, Result<u64, StoreError>> {
        let (_, _) = (candidate, edit);
        Box::pin(ready(Ok(0)))
    }

    /// Forgets an edit that wrote nothing.
    ///
    /// # Errors
    ///
    /// When it can't be forgotten.
    fn withdraw(&self, candidate: CandidateId, number: u64) -> BoxFuture<'_, Result<(), StoreError>> {
        let (_, _) = (candidate, number);
        Box::pin(ready(Ok(())))
    }

    /// Returns the candidate's edits with a higher number, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// When they can't be read. Before a write nothing is sent then; after one, the edit ends unverified.
    fn later(
        &self,
        candidate: CandidateId,
        number: u64,
    ) -> BoxFuture<'_, Result<Vec<(u64, TagEdit)>, StoreError>> {
        let (_, _) = (candidate, number);
        Box::pin(ready(Ok(Vec::new())))
    }
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
pub(crate) struct LatestIntents {
    /// Whether the latest edit adds or removes a tag.
    tags: HashMap<Tag, (u64, bool)>,
    keys: HashMap<String, u64>,
}

impl LatestIntents {
    /// The intents of these edits, in the order of their numbers.
    pub(crate) fn of<'a>(edits: impl IntoIterator<Item = (u64, &'a TagEdit)>) -> Self {
        let mut latest = Self::default();
        for (number, edit) in edits {
            latest.add(number, edit);
        }
        latest
    }

    fn add(&mut self, number: u64, edit: &TagEdit) {
        let wanted = edit.wanted().map(|tag| (tag, true));
        for (tag, is_wanted) in wanted.chain(edit.unwanted().iter().map(|tag| (tag, false))) {
            self.tags.insert(tag.clone(), (number, is_wanted));
        }
        self.keys.extend(edit.keys().map(|key| (key.to_owned(), number)));
    }

    /// The parts of this edit that a later one overrides.
    pub(crate) fn overridden(&self, edit: &TagEdit, number: u64) -> Overridden {
        let later = |tag: &Tag, mine: bool| {
            let named = self.tags.get(tag).is_some_and(|(by, wish)| *by > number && *wish != mine);
            // A later status removes the other tags of its key.
            let ousted = mine
                && self.keys.iter().any(|(key, by)| {
                    let of_key =
                        tag.as_str().strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('='));
                    let set = self.tags.get(tag).is_some_and(|(set_by, wish)| set_by >= by && *wish);
                    *by > number && of_key && !set
                });
            named || ousted
        };
        let wanted = edit.wanted().filter(|tag| later(tag, true));
        let unwanted = edit.unwanted().iter().filter(|tag| later(tag, false));
        let keys = edit.keys().filter(|key| self.keys.get(*key).is_some_and(|by| *by > number));
        Overridden {
            tags: wanted.chain(unwanted).cloned().collect(),
            keys: keys.map(str::to_owned).collect(),
        }
    }
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
        lock(&self.latest).add(number, edit);
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
        lock(&self.latest).overridden(edit, number)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
