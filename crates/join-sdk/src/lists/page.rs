//! A page of a list: its request, its rows and its filters.

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use join_client::{OddField, Operation, RowError, Rows};

use crate::call::Call;
use crate::call::handle::Handle;
use crate::error::{Error, ErrorKind, Result};
use crate::lists::pager::Key;

mod sealed {
    pub trait Sealed {}
}
pub(crate) use sealed::Sealed;

/// The filter of a list. Implemented here for jobs, applications and offices.
pub trait Filter: Sealed + Clone + fmt::Debug + Send + Sync + 'static {
    /// A row of the list.
    type Row: Send + 'static;
    #[doc(hidden)]
    const OPERATION: &'static Operation;
    #[doc(hidden)]
    fn id(row: &Self::Row) -> i64;
    #[doc(hidden)]
    fn changed(row: &Self::Row) -> Option<Timestamp>;
    /// Narrows the filter to rows changed at this time or later; `None` where JOIN can't do that.
    #[doc(hidden)]
    fn since(&self, time: Timestamp) -> Option<Self>;
    #[doc(hidden)]
    fn fetch<'a>(&'a self, handle: &Handle, page: i64, size: i64) -> Call<'a, Rows<Self::Row>>;
}

/// A client-side row filter.
pub(crate) type Keep<T> = Arc<dyn Fn(&T) -> bool + Send + Sync>;

/// The client-side filters of a list.
pub(crate) struct RowFilter<T>(pub(crate) Vec<Keep<T>>);

impl<T> RowFilter<T> {
    /// Whether a row passes. An unreadable row always passes: the filters can't judge it.
    pub(crate) fn passes(&self, row: &Result<T>) -> bool {
        row.as_ref().map_or(true, |row| self.0.iter().all(|keep| keep(row)))
    }
}

impl<T> Clone for RowFilter<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The request for a page: number, size, and an optional change time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageRequest {
    pub(crate) page: u32,
    pub(crate) size: u32,
    pub(crate) since: Option<Timestamp>,
}

/// A page as received: its rows, and their keys in the same order.
#[derive(Debug)]
pub(crate) struct PageResponse<T> {
    pub(crate) rows: Vec<Result<T>>,
    pub(crate) keys: Vec<Key>,
    pub(crate) odd: Vec<OddField>,
}

impl<T> PageResponse<T> {
    /// A page without rows.
    pub(crate) fn empty() -> Self {
        Self { rows: Vec::new(), keys: Vec::new(), odd: Vec::new() }
    }
}

/// Reads pages of one list, from any source.
pub(crate) type FetchPage<T> =
    Arc<dyn Fn(PageRequest) -> BoxFuture<'static, Result<PageResponse<T>>> + Send + Sync>;

pub(crate) fn bad_row(operation: &'static Operation, page: u32, error: &RowError) -> Error {
    let message = match error.is_not_utf8() {
        true => "a row has bytes that are not UTF-8".to_owned(),
        false => format!("a row can't be read at `{}`", error.path()),
    };
    Error::new(ErrorKind::Decode, message)
        .with_path(error.path())
        .of(operation, 1, false)
        .with_page(page, Some(error.index()))
}

pub(crate) fn not_advancing(operation: &'static Operation, page: u32) -> Error {
    Error::new(
        ErrorKind::Decode,
        "the server returns the same rows for every page, so the end of the list is unknown",
    )
    .of(operation, 1, false)
    .with_page(page, None)
}
