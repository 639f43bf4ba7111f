//! Records creates in the journal, so that a restart knows of requests that may still arrive.

use std::time::Duration;

use jiff::Timestamp;
use join_client::types::CreatedApplication;

use super::outcome::CreateOutcome;
use crate::attribution::Attribution;
use crate::call::in_flight::CreateKey;
use crate::error::{Error, ErrorKind, Result};
use crate::records::journal::{CreateEntry, CreateIntent, Entry, EntryEnd, Journal};
use crate::shared::Lease;

/// The journal's entries of a create. Without a journal it records nothing.
pub(super) struct CreateRecord<'a> {
    journal: Option<&'a Journal>,
    create: &'a CreateKey,
    key: String,
    /// The turn among the creates of all processes that share the journal.
    turn: Option<Box<dyn Lease>>,
    /// When this call's last request was sent, or failed.
    sent: Option<Timestamp>,
}

/// What the journal knows of earlier creates with the key.
pub(super) enum Earlier {
    Nothing,
    /// The application is there.
    Landed(CreatedApplication),
    /// A request may still arrive within this time.
    Unsettled(Duration),
}

impl<'a> CreateRecord<'a> {
    pub(super) fn of(journal: Option<&'a Journal>, create: &'a CreateKey) -> Self {
        let key = format!("application {} {}", create.0, create.1);
        Self { journal, create, key, turn: None, sent: None }
    }

    /// Whether this call has sent a request.
    pub(super) fn has_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// Notes that the last request failed now.
    pub(super) fn failed(&mut self) {
        self.sent = Some(Timestamp::now());
    }

    /// Waits for the turn, and returns what the journal knows.
    pub(super) async fn begin(&mut self, settle: Duration, left: Duration) -> Result<Earlier> {
        let Some(journal) = self.journal else { return Ok(Earlier::Nothing) };
        self.turn = Some(journal.claim(&self.key, left).await?);
        Ok(match journal.known_create(&self.key).await? {
            Some(Entry::Created(entry)) if entry.outcome.is_done() => {
                entry.candidate.map_or(Earlier::Nothing, |candidate| {
                    Earlier::Landed(CreatedApplication::new(candidate, entry.application))
                })
            }
            Some(Entry::Created(entry)) if entry.outcome == EntryEnd::Unknown => {
                Earlier::Unsettled(rest(entry.at, settle))
            }
            Some(Entry::Create(intent)) => Earlier::Unsettled(rest(intent.at, settle)),
            _ => Earlier::Nothing,
        })
    }

    /// Records that the create is sent now.
    pub(super) async fn intend(&mut self, attribution: &Attribution) -> Result<()> {
        let at = Timestamp::now();
        if let Some(journal) = self.journal {
            journal.append(&Entry::Create(self.intent(at, attribution))).await?;
        }
        self.sent = Some(at);
        Ok(())
    }

    fn intent(&self, at: Timestamp, attribution: &Attribution) -> CreateIntent {
        CreateIntent {
            key: self.key.clone(),
            at,
            job: self.create.0,
            external_id: self.create.1.clone(),
            actor: attribution.actor.clone(),
            reason: attribution.reason.clone(),
        }
    }

    /// Fails once another process may have the turn.
    pub(super) fn may_send(&self) -> Result<()> {
        if self.turn.as_ref().is_none_or(|turn| turn.is_held()) {
            return Ok(());
        }
        let message =
            "the turn of the external id was lost before the create was sent; nothing was sent; try again";
        Err(Error::new(ErrorKind::Refused, message))
    }

    /// Records the outcome of this call's requests, or of an earlier one that this call found.
    pub(super) async fn end(&self, ended: Result<CreateOutcome>) -> Result<CreateOutcome> {
        let Some(journal) = self.journal else { return ended };
        if ended.is_err() && self.may_send().is_err() {
            // Another process may have the key, so its entries are the ones that count.
            return ended;
        }
        if ended.is_err() && !self.has_sent() || !is_open(journal.known_create(&self.key).await?) {
            return ended;
        }
        let (outcome, ids, error) = match &ended {
            Ok(CreateOutcome::Created(ids)) => (EntryEnd::Written, Some(ids), None),
            Ok(CreateOutcome::AlreadyExisted(ids)) => (EntryEnd::NoChange, Some(ids), None),
            Err(error) if error.may_have_been_applied() => (EntryEnd::Unknown, None, Some(error)),
            Err(error) => (EntryEnd::Failed, None, Some(error)),
        };
        let entry = CreateEntry {
            key: self.key.clone(),
            at: self.sent.filter(|_| outcome == EntryEnd::Unknown).unwrap_or_else(Timestamp::now),
            outcome,
            candidate: ids.map(|ids| ids.candidate_id),
            application: ids.and_then(|ids| ids.id),
            error: error.map(|error| error.kind().as_str().to_owned()),
        };
        match journal.append(&Entry::Created(entry)).await {
            // The application is there, whatever the journal says: the next create finds it.
            Err(error) if ended.is_ok() => {
                let message = "the application was created, but the journal could not record it";
                Err(Error::new(ErrorKind::Io, message).with_source(error).of(
                    &join_client::operations::CREATE_APPLICATION,
                    1,
                    true,
                ))
            }
            _ => ended,
        }
    }
}

/// Whether the last entry of a create leaves its outcome open.
fn is_open(last: Option<Entry>) -> bool {
    match last {
        Some(Entry::Created(entry)) => entry.outcome == EntryEnd::Unknown,
        last => last.is_some(),
    }
}

/// What is left of the settle time. A clock that moved backwards makes the request new.
fn rest(sent: Timestamp, settle: Duration) -> Duration {
    settle.saturating_sub(Duration::try_from(Timestamp::now().duration_since(sent)).unwrap_or_default())
}
