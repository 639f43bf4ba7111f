//! A journal in a file: appends with a shared sync, turns within the process, reads by place.

use std::fmt;
use std::future::ready;
use std::sync::Arc;

use join_client::BoxFuture;
use join_client::types::CandidateId;

use super::content::Content;
use crate::error::{Error, ErrorKind, Result};
use crate::records::audit::HashKey;
use crate::records::journal::changes::Changes;
use crate::records::journal::entry::Entry;
use crate::records::journal::index::{Candidates, LineMeta, Place};
use crate::records::journal::store::{JournalQuery, JournalStore};
use crate::registry::WeakRegistry;
use crate::shared::{Lease, StoreError, UntilDropped};
use crate::storage::append::Appender;

/// A journal in a file, open for writing.
pub(super) struct FileJournal {
    // Dropped first: it waits for the thread to write everything; then the file closes and releases its lock.
    pub(super) appender: Appender<LineMeta>,
    pub(super) content: Arc<Content>,
    pub(super) hash_key: HashKey,
    /// Held during the build of the candidate index, so that it is built once.
    pub(super) building: tokio::sync::Mutex<()>,
    pub(super) claims: WeakRegistry<String, tokio::sync::Mutex<()>>,
}

impl FileJournal {
    /// Reads the line of a key again.
    async fn line(&self, place: Option<Place>) -> Result<Option<Entry>, StoreError> {
        let Some(Place::Intended(offset) | Place::Settled(offset)) = place else { return Ok(None) };
        Ok(self.entries(vec![offset]).await?.pop())
    }

    /// Queries the candidate index, and builds it on first use.
    async fn with_candidates<T>(&self, ask: impl Fn(&Candidates) -> T + Send) -> Result<T, StoreError> {
        let _one_at_a_time = self.building.lock().await;
        loop {
            if let Some(known) = &self.content.state().candidates {
                return Ok(ask(known));
            }
            self.blocking(Content::build_candidates).await?;
        }
    }

    /// Reads on a thread that may block on the disk.
    async fn blocking<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Content) -> Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let content = Arc::clone(&self.content);
        let outcome = tokio::task::spawn_blocking(move || read(&content)).await;
        Ok(outcome.map_err(|_| Error::new(ErrorKind::Io, "reading the journal failed"))??)
    }
}

impl JournalStore for FileJournal {
    fn append<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let unwritable = || Error::invalid("the entry can't be written as a line");
            let mut line = serde_json::to_vec(entry).map_err(|_| unwritable())?;
            let mark = LineMeta::of_entry(entry).ok_or_else(unwritable)?;
            line.push(b'\n');
            let appended = self.appender.append(line, mark).await;
            Ok(appended.map_err(|error| Error::io("writing the journal", error))?)
        })
    }

    fn claim<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Box<dyn Lease>, StoreError>> {
        let turn = self.claims.of(key.to_owned());
        Box::pin(async move { Ok(Box::new(UntilDropped::new(turn.lock_owned().await)) as Box<dyn Lease>) })
    }

    fn last<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        let place = self.content.state().keys.known(key);
        Box::pin(self.line(place))
    }

    fn last_create<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Entry>, StoreError>> {
        let place = self.content.state().creates.known(key);
        Box::pin(self.line(place))
    }

    fn places<'a>(&'a self, query: JournalQuery<'a>) -> BoxFuture<'a, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            match query {
                JournalQuery::Unsettled => Ok(self.content.state().keys.unsettled()),
                JournalQuery::ChangesOf(run) => {
                    let changes = Changes::of(run);
                    self.blocking(move |content| content.changes(changes)).await
                }
                JournalQuery::AppliedTo(candidate) => {
                    self.with_candidates(|known| known.applied(candidate.0)).await
                }
            }
        })
    }

    fn entries(&self, places: Vec<u64>) -> BoxFuture<'_, Result<Vec<Entry>, StoreError>> {
        Box::pin(self.blocking(move |content| content.entries(places)))
    }

    fn saw_tags(&self, candidate: CandidateId) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.with_candidates(move |known| known.saw_tags(candidate.0)))
    }

    fn hash_key(&self) -> &HashKey {
        &self.hash_key
    }

    fn is_done<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(Ok(self.content.state().keys.is_done(key))))
    }
}

impl fmt::Debug for FileJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (keys, syncs) = (self.content.state().keys.len(), self.appender.syncs());
        f.debug_struct("FileJournal").field("keys", &keys).field("syncs", &syncs).finish_non_exhaustive()
    }
}
