//! An edit's turn among the writers of its candidate: those of this process, and those of others by the shared lock.

use std::sync::Arc;
use std::time::Duration;

use join_client::types::CandidateId;
use tokio::sync::OwnedMutexGuard;

use crate::call::handle::Handle;
use crate::error::{Error, ErrorKind, Result};
use crate::shared::{Lease, StoreError};
use crate::tags::TagEdit;
use crate::tags::edit::Overridden;
use crate::tags::lock::{LatestIntents, Queue, TagLock};
use crate::tags::merge::Intent;

/// Time for the shared lock to forget an edit.
const A_MOMENT: Duration = Duration::from_secs(2);

/// The turn of one edit, and its numbers.
pub(super) struct Turn<'a> {
    candidate: CandidateId,
    queue: Arc<Queue>,
    lock: Option<&'a dyn TagLock>,
    /// The edit's number among those of this process, once its turn has come.
    number: Option<u64>,
    /// Its number among those of all processes.
    shared_number: Option<u64>,
    held: Option<Held>,
}

/// The turn in this process, and the one of all processes.
type Held = (OwnedMutexGuard<()>, Option<Box<dyn Lease>>);

impl<'a> Turn<'a> {
    pub(super) fn new(handle: &'a Handle, candidate: CandidateId) -> Self {
        Self {
            candidate,
            queue: handle.shared().tag_queues.of(candidate),
            lock: handle.shared().tag_lock.as_deref(),
            number: None,
            shared_number: None,
            held: None,
        }
    }

    /// Waits for the turn. The first time, the edit gets its numbers.
    pub(super) async fn enter(&mut self, intent: &Intent, left: Duration) -> Result<()> {
        let turn = async {
            let own = Arc::clone(&self.queue.turn).lock_owned().await;
            let Some(lock) = self.lock else { return Ok((own, None)) };
            let lease = lock.lock(self.candidate).await?;
            if let (None, Intent::Edit(edit)) = (self.shared_number, intent) {
                self.shared_number = Some(lock.register(self.candidate, edit).await?);
            }
            Ok((own, Some(lease)))
        };
        self.held = Some(match tokio::time::timeout(left, turn).await {
            Ok(Ok(held)) => held,
            Ok(Err(error)) => {
                let error: StoreError = error;
                let message = "the shared lock could not be taken; check the lock, then apply the edit again";
                return Err(Error::new(ErrorKind::Refused, message).with_source(error));
            }
            Err(_) => {
                let message = "the deadline came before this edit's turn; nothing was sent; apply it again";
                return Err(Error::new(ErrorKind::Contended, message));
            }
        });
        if let (None, Intent::Edit(edit)) = (self.number, intent) {
            self.number = Some(self.queue.register(edit));
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.held = None;
    }

    /// Whether no other process can have the turn by now.
    pub(super) fn is_held(&self) -> bool {
        self.held.as_ref().is_some_and(|(_, lease)| lease.as_ref().is_none_or(|lease| lease.is_held()))
    }

    /// The parts of the edit that a later one of this process overrides.
    pub(super) fn overridden(&self, edit: &TagEdit) -> Option<Overridden> {
        self.number.map(|number| self.queue.overridden(edit, number))
    }

    /// The parts of the edit that a later one of any process overrides.
    pub(super) async fn overridden_by_others(
        &self,
        edit: &TagEdit,
        left: Duration,
    ) -> Result<Option<Overridden>, StoreError> {
        let (Some(lock), Some(number)) = (self.lock, self.shared_number) else { return Ok(None) };
        let later = tokio::time::timeout(left, lock.later(self.candidate, number)).await??;
        let latest = LatestIntents::of(later.iter().map(|(number, edit)| (*number, edit)));
        Ok(Some(latest.overridden(edit, number)))
    }

    /// Forgets the edit, which wrote nothing. One that stays costs an earlier one its healing, and is no failure of this one.
    pub(super) async fn withdraw(&self) {
        if let Some(number) = self.number {
            self.queue.withdraw(number);
        }
        if let (Some(lock), Some(number)) = (self.lock, self.shared_number) {
            let withdrawn = tokio::time::timeout(A_MOMENT, lock.withdraw(self.candidate, number)).await;
            if !matches!(withdrawn, Ok(Ok(()))) {
                tracing::warn!(candidate = self.candidate.0, "an edit that wrote nothing stays registered");
            }
        }
    }
}
