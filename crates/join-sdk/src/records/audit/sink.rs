//! The sinks for audit records: a trait, the log, and a file of JSON lines.

use std::future::ready;
use std::io;
use std::path::Path;
use std::sync::Arc;

use join_client::BoxFuture;

use super::record::{Record, StoredTag};
use crate::error::{Error, Result};
use crate::storage::append::{self, AfterFailure, Appender};
use crate::storage::json;

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

/// Appends each record to a file, as a line of JSON. It is on the disk before the caller gets the result; concurrent records
/// share a sync. Clones share the file.
///
/// Nothing is ever cut or overwritten; a line torn by a crash stays, and the next one starts after it. To rotate, open a new
/// file under another name.
///
/// ```no_run
/// # async fn example(token: join_sdk::ApiToken, office: join_sdk::NewOffice) -> join_sdk::Result<()> {
/// use join_sdk::{Join, RequestOptions, audit::FileSink};
///
/// let join = Join::builder(token).audit(FileSink::open("join-audit.jsonl").await?).build()?;
/// let by_ada = join.with_options(RequestOptions::new().actor("ada").reason("we move to Zürich"));
/// by_ada.offices().create(&office).await?;
///
/// for record in FileSink::read("join-audit.jsonl")? {
///     let record = record?;
///     println!("{} {} {:?}", record.at, record.operation, record.outcome);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct FileSink {
    appender: Arc<Appender<()>>,
}

impl FileSink {
    /// Opens or creates the file, readable by its owner only. Its folder must exist.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when it can't be opened for writing.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let opening = |error| Error::io("opening the audit file", error);
        let opened = tokio::task::spawn_blocking(move || open(&path)).await;
        let appender = opened.map_err(|error| opening(error.into()))?.map_err(opening)?;
        Ok(Self { appender: Arc::new(appender) })
    }

    /// Reads a file's records from the first on. An unreadable line is an error with its number; the others follow. Blocks.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when the file can't be opened.
    pub fn read(path: impl AsRef<Path>) -> Result<Records> {
        Records::open(path.as_ref())
    }
}

fn open(path: &Path) -> io::Result<Appender<()>> {
    let file = append::open(path)?;
    let torn = append::is_torn(&file)?;
    let head = if torn { b"\n".to_vec() } else { Vec::new() };
    Appender::start(Arc::new(file), head, 0, AfterFailure::GoOn, |_, ()| {})
}

impl Sink for FileSink {
    fn record<'a>(&'a self, record: &'a Record) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(async {
            let mut line = serde_json::to_vec(record)?;
            line.push(b'\n');
            self.appender.append(line, ()).await
        })
    }
}

impl std::fmt::Debug for FileSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileSink").finish_non_exhaustive()
    }
}

/// The records of a file: see [`FileSink::read`].
#[derive(Debug)]
pub struct Records {
    lines: io::Split<io::BufReader<std::fs::File>>,
    number: u64,
}

impl Records {
    fn open(path: &Path) -> Result<Self> {
        let file = std::fs::File::open(path).map_err(|error| Error::io("opening the audit file", error))?;
        Ok(Self { lines: io::BufRead::split(io::BufReader::new(file), b'\n'), number: 0 })
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.lines.next()? {
                Ok(line) => line,
                Err(error) => return Some(Err(Error::io("reading the audit file", error))),
            };
            self.number += 1;
            if !line.trim_ascii().is_empty() {
                let unreadable = |error| {
                    let message = format!("line {} of the audit file can't be read", self.number);
                    Error::io("reading the audit file", io::Error::from(error)).with_message(message)
                };
                return Some(json::from_bytes(&line).map_err(unreadable));
            }
        }
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
