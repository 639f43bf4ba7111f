//! Drives the edit machine: locks, sends, waits, and records the receipt.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use join_client::types::{Tag, UpdateCandidateRequest};
use join_client::{Tags, operations};

use super::machine::EditMachine;
use super::read::read_tags;
use super::steps::{Event, Failed, Observations, Rules, Step, WriteFailure};
use super::turn::Turn;
use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::call::stats::CallStats;
use crate::error::{Error, ErrorKind, Result};
use crate::records::journal::{self, Entry, Journal};
use crate::shared::StoreError;
use crate::tags::merge::{Intent, Refusal};
use crate::tags::options::ApplyOptions;
use crate::tags::receipt::{EditId, EditOutcome, Receipt, RequestKind, RequestTrace};
use crate::tags::{CandidateRef, Verify};

/// A running tag write.
pub(crate) struct Writing<'a> {
    handle: &'a Handle,
    candidate: CandidateRef,
    intent: Intent,
    apply: ApplyOptions,
    journaled: Option<Journaled<'a>>,
    machine: EditMachine,
    turn: Turn<'a>,
    begun: Instant,
    at: Timestamp,
    requests: Vec<RequestTrace>,
    read_answered: Option<Instant>,
    exposure: Duration,
    /// The failures of the last write and of the last request.
    write_error: Option<Error>,
    read_error: Option<Error>,
    /// The stats of the last write.
    stats: CallStats,
    /// Whether an earlier write was sent.
    sent: bool,
    /// Whether the edit came to its end, which records it.
    ended: bool,
}

/// A journal behind an edit. What a write adds and removes is in it before the write is sent.
#[derive(Clone, Copy)]
pub(crate) struct Journaled<'a> {
    pub(crate) journal: &'a Journal,
    /// The intent of the edit, which the journal has already.
    pub(crate) intent: &'a journal::Intent,
    /// Whether an earlier process may have written the edit.
    pub(crate) resumed: bool,
}

impl Journaled<'_> {
    async fn sending(self, notes: &Observations) -> Result<()> {
        let before = notes.first.as_ref().map_or(0, Vec::len);
        let key = self.journal.hash_key();
        let entry = self.intent.sending(before, &notes.added, &notes.removed, key);
        self.journal.append(&Entry::Sending(entry)).await
    }
}

impl<'a> Writing<'a> {
    /// `base` is the plan's set.
    pub(crate) fn new(
        handle: &'a Handle,
        candidate: CandidateRef,
        intent: Intent,
        apply: ApplyOptions,
        base: Option<Vec<Tag>>,
        journaled: Option<Journaled<'a>>,
    ) -> Self {
        let resumed = journaled.is_some_and(|journaled| journaled.resumed);
        let rules = rules(handle, &intent, &apply, base, resumed);
        Self {
            turn: Turn::new(handle, candidate.candidate()),
            machine: EditMachine::new(intent.clone(), rules),
            journaled,
            handle,
            candidate,
            intent,
            apply,
            begun: Instant::now(),
            at: Timestamp::now(),
            requests: Vec::new(),
            read_answered: None,
            exposure: Duration::ZERO,
            write_error: None,
            read_error: None,
            stats: CallStats::new(),
            sent: false,
            ended: false,
        }
    }

    /// Runs the write to its end.
    pub(crate) async fn run(mut self) -> Result<Receipt> {
        let mut step = self.machine.next(Duration::ZERO, Event::Begun, 0.0);
        let ended = loop {
            let event = match step {
                Step::Enter => match self.turn.enter(&self.intent, self.left()).await {
                    Ok(()) => Event::Entered,
                    Err(error) => break Err(error.of(&operations::UPDATE_CANDIDATE, 0, false)),
                },
                Step::Leave => {
                    self.turn.leave();
                    Event::Left
                }
                Step::Read => self.read().await,
                Step::Write(tags) => match self.about_to_send().await {
                    Ok(()) => self.write(tags).await,
                    Err(error) => {
                        let applied = self.machine.may_have_been_applied();
                        break Err(error.of(&operations::UPDATE_CANDIDATE, self.machine.attempts(), applied));
                    }
                },
                Step::Wait(time) => {
                    tokio::time::sleep(time).await;
                    Event::Waited
                }
                Step::End(Ok(outcome)) => break Ok(outcome),
                Step::End(Err(failed)) => break Err(self.failure(failed)),
            };
            if matches!(event, Event::Read(_))
                && let Err(error) = self.yield_to_later().await
            {
                break Err(error);
            }
            step = self.machine.next(self.begun.elapsed(), event, fastrand::f64());
        };
        if ended.is_err() && !self.machine.may_have_been_applied() {
            self.turn.withdraw().await;
        }
        self.turn.leave();
        self.end(ended).await
    }

    fn left(&self) -> Duration {
        self.apply.deadline.saturating_sub(self.begun.elapsed())
    }

    /// Drops the parts of the edit that a later one decided otherwise.
    async fn yield_to_later(&mut self) -> Result<()> {
        let Intent::Edit(edit) = &self.intent else { return Ok(()) };
        let others = self.turn.overridden_by_others(edit, self.left()).await;
        let others = others.map_err(|error| self.without_others(error))?;
        let own = self.turn.overridden(edit);
        [own, others].iter().flatten().for_each(|later| self.machine.yield_to(later));
        Ok(())
    }

    fn without_others(&self, error: StoreError) -> Error {
        let applied = self.machine.may_have_been_applied();
        let (kind, message) = if applied {
            let message = "the tags were written, but the edits of other processes could not be read for the check afterwards; \
                           read the tags";
            (ErrorKind::Unverified, message)
        } else {
            let message =
                "the edits of other processes could not be read; nothing was written; apply the edit again";
            (ErrorKind::Refused, message)
        };
        let error = Error::new(kind, message).with_source(error);
        error.of(&operations::UPDATE_CANDIDATE, self.machine.attempts(), applied)
    }

    async fn read(&mut self) -> Event {
        let sent = Instant::now();
        let at = Timestamp::now();
        let answer = read_tags(self.handle, self.candidate).await;
        self.read_answered = Some(Instant::now());
        self.trace(RequestKind::Read, at, sent, &answer);
        match answer {
            Ok(response) => Event::Read(response.into_inner()),
            Err(error) => {
                self.read_error = Some(error);
                Event::ReadFailed
            }
        }
    }

    async fn about_to_send(&mut self) -> Result<()> {
        match self.journaled {
            Some(journaled) => journaled.sending(self.machine.notes()).await,
            None => Ok(()),
        }
    }

    async fn write(&mut self, tags: Vec<Tag>) -> Event {
        self.stats = CallStats::new();
        let (handle, id) = (self.handle, &self.candidate.candidate());
        let body = &UpdateCandidateRequest { tags };
        let send = |client: join_client::Client| async move { client.update_candidate(id, body).await };
        let at = Timestamp::now();
        let sent = Instant::now();
        let turn = &self.turn;
        let may = || match turn.is_held() {
            true => Ok(()),
            false => {
                let message =
                    "the shared lock was lost before the write; nothing was sent; apply the edit again";
                Err(Error::new(ErrorKind::Contended, message))
            }
        };
        let call = handle.call(&operations::UPDATE_CANDIDATE, send).only_if(may);
        let answer = call.tallied(&mut self.stats).await;
        self.sent |= self.stats.sent > 0;
        if let Some(read) = self.read_answered.take() {
            self.exposure += read.elapsed();
        }
        self.trace(RequestKind::Write, at, sent, &answer);
        if self.stats.sent > 0 && !self.turn.is_held() {
            self.machine.check_again();
        }
        match answer {
            Ok(response) => Event::Written(match response.into_inner().tags {
                Tags::Set(tags) => Some(tags),
                Tags::Null | Tags::Absent | Tags::Unreadable(_) => None,
            }),
            Err(error) => {
                let failure = classify(&error);
                self.write_error = Some(error);
                Event::WriteFailed(failure)
            }
        }
    }

    fn trace<T>(&mut self, kind: RequestKind, at: Timestamp, sent: Instant, answer: &Result<Response<T>>) {
        let elapsed_ms = sent.elapsed().as_micros() as f64 / 1_000.0;
        let (status, request_id) = match answer {
            Ok(response) => (Some(response.status()), response.request_id().map(str::to_owned)),
            Err(error) => (error.status(), error.request_id().map(str::to_owned)),
        };
        let failure = answer.as_ref().err().map(|error| error.kind().as_str().to_owned());
        let status = status.map(|status| status.as_u16());
        self.requests.push(RequestTrace { kind, at, elapsed_ms, status, request_id, failure });
    }

    /// The error for this ending.
    fn failure(&mut self, failed: Failed) -> Error {
        let lost = || {
            Error::new(
                ErrorKind::Unverified,
                "the write stopped half-way; read the tags, then apply the edit again",
            )
        };
        let error = match failed {
            // Nothing was written yet: return the read's own error.
            Failed::Request => return self.read_error.take().unwrap_or_else(lost),
            Failed::Write => self.write_error.take().unwrap_or_else(lost),
            Failed::Rejected => self.write_error.take().unwrap_or_else(lost).with_kind(
                ErrorKind::TagRejected,
                "JOIN refused the tags, and a read shows that nothing was changed",
            ),
            Failed::Refused(Refusal::NotExpected) => {
                Error::new(ErrorKind::Conflict, "the tags are not the expected ones; nothing was written")
            }
            Failed::Refused(refusal) => {
                Error::new(ErrorKind::Refused, refusal.message()).with_advice(refusal.advice())
            }
            Failed::Because(kind, message) => {
                let error = Error::new(kind, message);
                match self.read_error.take().or_else(|| self.write_error.take()) {
                    Some(source) if self.machine.may_have_been_applied() => error.with_source(source),
                    _ => error,
                }
            }
        };
        let (attempts, applied) = (self.machine.attempts(), self.machine.may_have_been_applied());
        error.of(&operations::UPDATE_CANDIDATE, attempts, applied)
    }

    async fn end(mut self, ended: Result<EditOutcome>) -> Result<Receipt> {
        self.ended = true;
        let receipt = self.receipt(ended.as_ref().ok().copied());
        let recorded = self.handle.record_tags(&receipt, ended.as_ref().err()).await;
        match ended.and(recorded) {
            Ok(()) => Ok(receipt),
            Err(error) => Err(error.with_receipt(receipt)),
        }
    }

    /// Moves the observations to a receipt.
    fn receipt(&mut self, outcome: Option<EditOutcome>) -> Receipt {
        let notes = self.machine.take_notes();
        let attribution = self.apply.attribution.clone().or(&self.handle.settings().attribution);
        Receipt {
            edit_id: self.apply.edit_id.take().unwrap_or_else(EditId::random),
            actor: attribution.actor,
            reason: attribution.reason,
            candidate: self.candidate.candidate(),
            application: self.candidate.application(),
            outcome,
            at: self.at,
            elapsed: self.begun.elapsed(),
            before: notes.first.unwrap_or_default(),
            after: notes.last.unwrap_or_default(),
            sent: notes.sent,
            added: notes.added,
            removed: notes.removed,
            loose: notes.loose,
            was_null: notes.was_null,
            foreign_changes: notes.foreign,
            requests: std::mem::take(&mut self.requests),
            attempts: self.machine.attempts(),
            exposure: self.exposure,
            sdk_version: env!("CARGO_PKG_VERSION"),
            owner: match &self.intent {
                Intent::Edit(edit) => Some(edit.owner().clone()),
                Intent::Replace { .. } => None,
            },
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let sent = self.sent || self.stats.sent > 0 || self.stats.under_way;
        if sent && !self.ended {
            let receipt = self.receipt(None);
            self.handle.record_dropped_tags(&receipt);
        }
    }
}

fn rules(
    handle: &Handle,
    intent: &Intent,
    apply: &ApplyOptions,
    base: Option<Vec<Tag>>,
    resumed: bool,
) -> Rules {
    let verify = match (apply.verify, intent) {
        // A later change by another writer does not undo the replacement.
        (Verify::Settled, Intent::Replace { .. }) => Verify::Once,
        (verify, _) => verify,
    };
    Rules {
        verify,
        settle: apply.settle,
        max_attempts: apply.max_attempts,
        deadline: apply.deadline,
        limits: handle.shared().tag_limits,
        late: handle.settings().attempt_timeout,
        base,
        strict: apply.strict,
        known_non_empty: apply.known_non_empty,
        resumed,
    }
}

/// Classifies a failed write by what may follow.
fn classify(error: &Error) -> WriteFailure {
    match error.kind() {
        _ if error.may_have_been_applied() => WriteFailure::Ambiguous,
        // The turn is taken again.
        ErrorKind::Contended => WriteFailure::NotApplied(None),
        ErrorKind::RateLimited | ErrorKind::Connect => WriteFailure::NotApplied(error.retry_after()),
        ErrorKind::Validation => WriteFailure::Rejected,
        _ => WriteFailure::Final,
    }
}
