//! Audit records of calls. Each write is recorded once, even when its future is dropped.

use std::io;

use futures_util::FutureExt;
use jiff::Timestamp;
use join_client::{Idempotency, Operation};
use tokio::task::JoinHandle;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::call::runner::{CallMode, Sending};
use crate::call::stats::CallStats;
use crate::error::{Error, ErrorKind, ResponseInfo, Result};
use crate::records::audit::{NoteRecord, Record, RecordOutcome, Subject};
use crate::tags::Receipt;

/// The call-specific part of an audit record.
pub(crate) struct RecordContext<T> {
    pub(crate) subject: Subject,
    pub(crate) note: Option<NoteRecord>,
    /// Adds details from the response, such as the id of a created object.
    pub(crate) made: fn(&mut Subject, &T),
}

impl<T> RecordContext<T> {
    pub(crate) fn of(subject: Subject) -> Self {
        Self { subject, ..Self::default() }
    }

    /// Adds the details from the response.
    pub(crate) fn making(self, made: fn(&mut Subject, &T)) -> Self {
        Self { made, ..self }
    }
}

impl<T> Default for RecordContext<T> {
    fn default() -> Self {
        Self { subject: Subject::default(), note: None, made: |_, _| {} }
    }
}

/// Adds details from the response to what a record is about.
type Made<'s> = &'s (dyn Fn(&mut Subject) + Send + Sync + 's);

impl Handle {
    /// Whether calls of this operation are recorded.
    pub(crate) fn records(&self, operation: &Operation) -> bool {
        operation.class != Idempotency::Read && self.shared().audit.is_some()
    }

    /// Runs the attempts of a call. Records it if it is a write. `made` adds details from the value that the caller got.
    pub(crate) async fn execute_recorded(
        &self,
        operation: &'static Operation,
        about: (&Subject, Option<&NoteRecord>),
        made: Made<'_>,
        send: Sending<'_, '_>,
    ) -> Result<Response<()>> {
        if !self.records(operation) {
            return self.attempts(operation, CallMode::STANDARD, send).await;
        }
        // Boxed, so that calls without a record don't hold room for it.
        let (subject, note) = about;
        Box::pin(self.recorded(operation, (subject.clone(), note.cloned()), made, send)).await
    }

    async fn recorded(
        &self,
        operation: &'static Operation,
        (subject, note): (Subject, Option<NoteRecord>),
        made: Made<'_>,
        send: Sending<'_, '_>,
    ) -> Result<Response<()>> {
        let mut underway = PendingRecord::begin(self, operation, subject, note);
        let outcome = self.tallied(operation, CallMode::STANDARD, send, &mut underway.stats).await;
        if outcome.is_ok() {
            made(&mut underway.subject);
        }
        let record = underway.end(outcome.as_ref().err());
        match self.keep(record).await {
            Ok(()) => outcome,
            Err(failure) => Err(record_missing(operation, outcome, failure)),
        }
    }

    /// Records a tag edit from its receipt. Each edit has one record, whatever its outcome. Does nothing without an audit
    /// sink.
    pub(crate) async fn record_tags(&self, receipt: &Receipt, failure: Option<&Error>) -> Result<()> {
        if self.shared().audit.is_none() {
            return Ok(());
        }
        let record = Record::of_tags(receipt, failure, &self.shared().audit_key);
        let done = failure.is_none_or(Error::may_have_been_applied) && receipt.sent.is_some();
        self.keep(record).await.map_err(|failure| {
            let message =
                "the audit sink failed, so the record of the edit is missing; the receipt has its outcome";
            Error::io("the audit", failure).with_message(message).of(
                &join_client::operations::UPDATE_CANDIDATE,
                receipt.attempts,
                done,
            )
        })
    }

    /// Records a tag edit whose future was dropped after a write was sent, from its receipt so far.
    pub(crate) fn record_dropped_tags(&self, receipt: &Receipt) {
        if self.shared().audit.is_some() {
            let record = Record::of_tags(receipt, None, &self.shared().audit_key);
            // Drop can't await.
            drop(self.store(Record { outcome: RecordOutcome::Unknown, ..record }));
        }
    }

    async fn keep(&self, record: Record) -> io::Result<()> {
        match self.store(record)? {
            None => Ok(()),
            Some(task) => task.await.unwrap_or_else(|error| Err(error.into())),
        }
    }

    /// Begins to store a record at once, and leaves the rest to a task: a call that is dropped meanwhile loses no record.
    fn store(&self, record: Record) -> io::Result<Option<JoinHandle<io::Result<()>>>> {
        let Some(sink) = self.shared().audit.clone() else { return Ok(None) };
        let runtime = tokio::runtime::Handle::try_current().map_err(io::Error::other)?;
        let mut storing = Box::pin(async move { sink.record(&record).await });
        // A second panic while the first one unwinds would end the process.
        let begun = (!std::thread::panicking()).then(|| storing.as_mut().now_or_never()).flatten();
        match begun {
            Some(stored) => stored.map(|()| None),
            None => Ok(Some(runtime.spawn(storing.in_current_span().with_current_subscriber()))),
        }
    }
}

/// A write that is not recorded yet. On drop it is recorded as possibly applied.
struct PendingRecord {
    handle: Handle,
    operation: &'static Operation,
    subject: Subject,
    note: Option<NoteRecord>,
    at: Timestamp,
    stats: CallStats,
    recorded: bool,
}

impl PendingRecord {
    fn begin(
        handle: &Handle,
        operation: &'static Operation,
        subject: Subject,
        note: Option<NoteRecord>,
    ) -> Self {
        let (at, stats) = (Timestamp::now(), CallStats::with_request_ids());
        Self { handle: handle.clone(), operation, subject, note, at, stats, recorded: false }
    }

    fn end(&mut self, failure: Option<&Error>) -> Record {
        self.recorded = true;
        let outcome = failure.map_or(RecordOutcome::Applied, RecordOutcome::of);
        self.record(outcome, failure.map(Error::kind))
    }

    fn record(&mut self, outcome: RecordOutcome, failure: Option<ErrorKind>) -> Record {
        let settings = self.handle.settings();
        Record {
            at: self.at,
            operation: self.operation.id.to_owned(),
            method: self.operation.method.to_owned(),
            actor: settings.attribution.actor.clone(),
            reason: settings.attribution.reason.clone(),
            subject: std::mem::take(&mut self.subject),
            outcome,
            error: failure.map(|kind| kind.as_str().to_owned()),
            status: self.stats.status.map(|status| status.as_u16()),
            request_ids: self.stats.request_ids.take().unwrap_or_default(),
            attempts: self.stats.sent,
            elapsed: self.stats.started.elapsed(),
            note: self.note.take(),
            tags: None,
            sdk_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl Drop for PendingRecord {
    fn drop(&mut self) {
        self.stats.sent += u32::from(self.stats.under_way);
        if self.recorded || self.stats.sent == 0 {
            return;
        }
        let record = self.record(RecordOutcome::Unknown, None);
        // Drop can't await.
        drop(self.handle.store(record));
    }
}

/// Builds the error for a missing record. The outcome of the write stays as it is.
fn record_missing(operation: &'static Operation, outcome: Result<Response<()>>, failure: io::Error) -> Error {
    let io = Error::io("the audit", failure);
    match outcome {
        Ok(response) => io
            .with_message("the write was done; only its record is missing, as the audit sink failed")
            .with_response(ResponseInfo {
                status: Some(response.status()),
                request_id: response.request_id().map(str::to_owned),
                ..ResponseInfo::default()
            })
            .of(operation, response.attempts(), true),
        Err(error) => {
            let kind = error.kind().as_str();
            io.with_message(format!(
                "the write failed ({kind}), and its record is missing, as the audit sink failed too"
            ))
            .of(operation, error.attempts(), error.may_have_been_applied())
        }
    }
}
