//! The sinks for audit records: a trait, and the log.

use std::future::ready;
use std::io;
use std::sync::Arc;

use join_client::BoxFuture;

use super::record::{Record, StoredTag};

/// Receives the record of each write, before the caller gets the result.
///
/// Each record arrives once. If the sink fails, the call fails with [`ErrorKind::Io`](crate::ErrorKind::Io), so that no write
/// without a record passes unnoticed.
///
/// ```
/// use join_sdk::{BoxFuture, audit::{Record, Sink}};
///
/// /// A table of yours.
/// struct Table;
///
/// # impl Table {
/// #     async fn insert(&self, _: String) -> std::io::Result<()> { Ok(()) }
/// # }
/// impl Sink for Table {
///     fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, std::io::Result<()>> {
///         Box::pin(async { self.insert(record.to_json()).await })
///     }
/// }
/// ```
pub trait Sink: Send + Sync + 'static {
    /// Stores a record.
    ///
    /// # Errors
    ///
    /// The sink's error when it could not store the record.
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, io::Result<()>>;
}

impl<S: Sink + ?Sized> Sink for Arc<S> {
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, io::Result<()>> {
        (**self).record(record)
    }
}

/// Logs each write as an event of the level `INFO` and the target `join.audit`. The event holds ids, kinds, hashes and counts;
/// the reason and the tags go only to sinks that store them apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct TracingSink;

impl Sink for TracingSink {
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, io::Result<()>> {
        audited(record);
        Box::pin(ready(Ok(())))
    }
}

/// Logs a recorded write.
fn audited(record: &Record) {
    let (note, tags) = (record.note.as_ref(), record.tags.as_ref());
    let count = |tags: &[StoredTag]| u64::try_from(tags.len()).unwrap_or(u64::MAX);
    tracing::event!(
        target: "join.audit",
        tracing::Level::INFO,
        join.operation = record.operation,
        http.request.method = record.method,
        outcome = record.outcome.as_str(),
        error.r#type = record.error,
        candidate = record.subject.candidate.map(|id| id.0),
        application = record.subject.application.map(|id| id.0),
        job = record.subject.job.map(|id| id.0),
        office = record.subject.office.map(|id| id.0),
        http.response.status_code = record.status,
        join.request_id = record.request_ids.last(),
        join.attempts = record.attempts,
        elapsed_ms = record.elapsed.as_secs_f64() * 1e3,
        note.length = note.map(|note| note.length as u64),
        note.hash = note.map(|note| note.hash.as_str()),
        tags.edit = tags.map(|tags| tags.edit_id.as_str()),
        tags.outcome = tags.and_then(|tags| tags.outcome).map(|outcome| outcome.as_str()),
        tags.before = tags.map(|tags| count(&tags.before)),
        tags.added = tags.map(|tags| count(&tags.added)),
        tags.removed = tags.map(|tags| count(&tags.removed)),
        tags.after = tags.map(|tags| count(&tags.after)),
        tags.exposure_ms = tags.map(|tags| tags.exposure.as_secs_f64() * 1e3),
        "written"
    );
}
