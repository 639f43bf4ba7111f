//! What several clients of one process share as if each was a machine of its own.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use join_client::BoxFuture;
use join_client::types::CandidateId;

use super::leases::Leases;
use crate::changes::{Cursor, CursorSaved, CursorStore, CursorVersion, Following, MemoryStore, StoredCursor};
use crate::pacer::SharedQuota;
use crate::pacer::quota::{QuotaGrant, QuotaRefusal, QuotaStore, QuotaTake};
use crate::records::audit::HashKey;
use crate::records::journal::{Entry, JournalQuery, JournalStore};
use crate::shared::{Lease, StoreError};
use crate::tags::{TagEdit, TagLock};

/// A quota, a tag lock, a journal and a cursor in memory. Clones share them, as machines share a database.
///
/// ```
/// use join_sdk::{ApiToken, Join, journal::Journal, testing::SharedMemory};
///
/// let shared = SharedMemory::default();
/// let machine = |shared: &SharedMemory| {
///     Join::builder(ApiToken::new("4f7a9c")?)
///         .quota_store(shared.clone())
///         .tag_lock(shared.clone())
///         .journal(Journal::on(shared.clone()))
///         .build()
/// };
/// let (_first, _second) = (machine(&shared)?, machine(&shared)?);
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SharedMemory {
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    began: Instant,
    quota: Mutex<SharedQuota>,
    leases: Arc<Leases>,
    edits: Mutex<Edits>,
    cursor: MemoryStore,
    entries: Mutex<Vec<Entry>>,
    hash_key: HashKey,
}

/// The registered edits by candidate, and the last number.
#[derive(Debug, Default)]
struct Edits {
    last: u64,
    of: HashMap<CandidateId, Vec<(u64, TagEdit)>>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            quota: Mutex::default(),
            leases: Arc::default(),
            edits: Mutex::default(),
            cursor: MemoryStore::default(),
            entries: Mutex::default(),
            hash_key: HashKey::new("a key for tests"),
        }
    }
}

impl SharedMemory {
    /// Ends all leases: those of locks, claims and followers. Their holders go on and find it out.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), join_sdk::shared::StoreError> {
    /// use join_sdk::{tags::TagLock, testing::SharedMemory, types::CandidateId};
    ///
    /// let shared = SharedMemory::default();
    /// let lease = shared.lock(CandidateId(5)).await?;
    /// shared.end_leases();
    /// assert!(!lease.is_held());
    /// # Ok(()) }
    /// ```
    pub fn end_leases(&self) {
        self.state.leases.end();
    }

    fn now(&self) -> Duration {
        self.state.began.elapsed()
    }

    fn last_where(&self, is_it: impl Fn(&Entry) -> bool) -> Option<Entry> {
        lock(&self.state.entries).iter().rev().find(|entry| is_it(entry)).cloned()
    }
}

impl QuotaStore for SharedMemory {
    fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
        Box::pin(ready(Ok(lock(&self.state.quota).take(take, self.now()))))
    }

    fn refuse(&self, refusal: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
        lock(&self.state.quota).refuse(refusal, self.now());
        Box::pin(ready(Ok(())))
    }

    fn held(&self) -> Option<Instant> {
        lock(&self.state.quota).held_for(self.now()).map(|left| Instant::now() + left)
    }
}

impl TagLock for SharedMemory {
    fn lock(&self, candidate: CandidateId) -> BoxFuture<'_, Result<Box<dyn Lease>, StoreError>> {
        Box::pin(async move { Ok(self.state.leases.take(&format!("candidate {candidate}")).await) })
    }

    fn register<'a>(
        &'a self,
        candidate: CandidateId,
        edit: &'a TagEdit,
    ) -> BoxFuture<'a, Result<u64, StoreError>> {
        let mut edits = lock(&self.state.edits);
        edits.last += 1;
        let number = edits.last;
        edits.of.entry(candidate).or_default().push((number, edit.clone()));
        Box::pin(ready(Ok(number)))
    }

    fn withdraw(&self, candidate: CandidateId, number: u64) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut edits = lock(&self.state.edits);
        edits.of.entry(candidate).or_default().retain(|(its, _)| *its != number);
        Box::pin(ready(Ok(())))
    }

    fn later(
        &self,
        candidate: CandidateId,
        number: u64,
    ) -> BoxFuture<'_, Result<Vec<(u64, TagEdit)>, StoreError>> {
        let edits = lock(&self.state.edits);
        let of_candidate = edits.of.get(&candidate).into_iter().flatten();
        let later = of_candidate.filter(|(its, _)| *its > number).cloned().collect();
        Box::pin(ready(Ok(later)))
    }
}

impl CursorStore for SharedMemory {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        self.state.cursor.load()
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        over: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        self.state.cursor.save(cursor, over)
    }

    fn follow(&self) -> BoxFuture<'_, Result<Following, StoreError>> {
        let retry_in = Duration::from_millis(20);
        let following =
            self.state.leases.try_take("follower").map_or(Following::Standby { retry_in }, Following::Active);
        Box::pin(ready(Ok(following)))
    }
}

impl JournalStore for SharedMemory {
    fn append<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), StoreError>> {
        lock(&self.state.entries).push(entry.clone());
        Box::pin(ready(Ok(())))
    }

    fn claim<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Box<dyn Lease>, StoreError>> {
        Box::pin(async move { Ok(self.state.leases.take(&format!("key {key}")).await) })
    }

    fn last<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        Box::pin(ready(Ok(self.last_where(|entry| entry.write_key() == Some(key)))))
    }

    fn last_create<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        Box::pin(ready(Ok(self.last_where(|entry| entry.create_key() == Some(key)))))
    }

    fn places<'a>(&'a self, query: JournalQuery<'a>) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        let entries = lock(&self.state.entries);
        let places = query.answer((0_u64..).zip(entries.iter()));
        Box::pin(ready(Ok(places)))
    }

    fn entries(&self, places: Vec<u64>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        let entries = lock(&self.state.entries);
        let at = |place: u64| usize::try_from(place).ok().and_then(|place| entries.get(place)).cloned();
        let found = places.into_iter().map(|place| at(place).ok_or_else(|| "no such entry".into())).collect();
        Box::pin(ready(found))
    }

    fn saw_tags(&self, candidate: CandidateId) -> BoxFuture<'_, Result<bool, StoreError>> {
        let saw = |entry: &Entry| entry.candidate() == Some(candidate) && entry.saw_tags();
        Box::pin(ready(Ok(self.last_where(saw).is_some())))
    }

    fn hash_key(&self) -> &HashKey {
        &self.state.hash_key
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
