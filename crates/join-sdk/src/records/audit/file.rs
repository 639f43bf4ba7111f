//! The sink that keeps audit records in a file of JSON lines.

use std::io;
use std::path::Path;
use std::sync::Arc;

use join_client::BoxFuture;

use super::record::Record;
use super::sink::Sink;
use crate::error::{Error, Result};
use crate::storage::append::{self, AfterFailure, Appender};
use crate::storage::json;

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
