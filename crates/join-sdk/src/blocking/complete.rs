//! Complete scans of lists that change.

use std::fmt;
use std::sync::Arc;

use super::List;
use super::runtime::Runtime;
use crate::error::Result;
use crate::lists::{Filter, OddFields, ScanSummary};

impl<F: Filter> List<F> {
    /// Reads every row of a changing list, each once, as [`List::complete`](crate::lists::List::complete) does.
    pub fn complete(self) -> CompleteScan<F::Row> {
        CompleteScan { scan: self.list.complete(), runtime: self.runtime, refused: false }
    }
}

/// An iterator over all rows of a changing list: see [`List::complete`].
///
/// An unreadable row is an error with [`Error::row`](crate::Error::row), and others follow. After any other error the iterator
/// returns nothing until [`retry`](Self::retry) is called.
///
/// ```no_run
/// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
/// let mut rows = join.applications().list().complete();
/// for row in &mut rows {
///     println!("{}", row?.id);
/// }
/// println!("{} rows, complete: {}", rows.summary().rows, rows.summary().complete);
/// # Ok(()) }
/// ```
#[must_use]
pub struct CompleteScan<T> {
    scan: crate::lists::CompleteScan<T>,
    runtime: Arc<Runtime>,
    refused: bool,
}

impl<T: Send + 'static> CompleteScan<T> {
    /// Retries the failed page. Earlier rows are not repeated.
    pub fn retry(&mut self) {
        self.scan.retry();
    }

    /// The summary so far; final after the end.
    pub fn summary(&self) -> ScanSummary {
        self.scan.summary()
    }

    /// The fields that can't be read and are left out of the rows so far.
    pub fn odd_fields(&self) -> &OddFields {
        self.scan.odd_fields()
    }
}

impl<T: Send + 'static> Iterator for CompleteScan<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.next(&mut self.refused, self.scan.next())
    }
}

impl<T> fmt::Debug for CompleteScan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.scan.fmt(f)
    }
}
