//! Streams of pages and rows, with prefetch.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_util::stream::Stream;
use join_client::{OddField, Operation};

use crate::error::{ErrorKind, Result};
use crate::lists::odd::OddFields;
use crate::lists::page::{FetchPage, PageRequest, PageResponse, RowFilter, not_advancing};
use crate::lists::pager::Pager;
use crate::lists::prefetch::PrefetchQueue;

/// One page of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its number, counted from 1.
    pub number: u32,
    /// Its rows in JOIN's order. An unreadable row is an error in its place.
    pub rows: Vec<Result<T>>,
    /// Whether the list is known to end here: JOIN sent no row, or too few for a
    /// [trusted](crate::lists::List::trust_short_pages) page.
    pub last: bool,
    /// The fields that can't be read and are left out of its rows.
    pub odd_fields: Vec<OddField>,
}

/// A stream of pages. [`next`](Self::next) needs no stream library.
#[must_use]
pub struct Pages<T> {
    fetch: FetchPage<T>,
    pager: Pager,
    size: u32,
    ahead: PrefetchQueue<u32, PageResponse<T>>,
    row_filter: RowFilter<T>,
    distinct: bool,
    operation: &'static Operation,
    odd: OddFields,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(
        fetch: FetchPage<T>,
        pager: Pager,
        size: u32,
        row_filter: RowFilter<T>,
        distinct: bool,
        operation: &'static Operation,
    ) -> Self {
        Self {
            fetch,
            pager,
            size,
            ahead: PrefetchQueue::new(),
            row_filter,
            distinct,
            operation,
            odd: OddFields::default(),
        }
    }

    /// The fields that can't be read and are left out of the rows so far.
    pub fn odd_fields(&self) -> &OddFields {
        &self.odd
    }

    /// Returns the next page; `None` at the list's end. An unreadable page is an error and ends the stream unless
    /// [`retry`](Self::retry) is called.
    ///
    /// Dropping the future loses no row: the next call resumes where this one stopped.
    pub async fn next(&mut self) -> Option<Result<Page<T>>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Retries the failed page. Call it as often as needed: earlier pages are not repeated.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let mut pages = join.applications().list().pages();
    /// while let Some(page) = pages.next().await {
    ///     match page {
    ///         Ok(page) => println!("page {}: {} rows", page.number, page.rows.len()),
    ///         Err(error) if error.is_retryable() => {
    ///             tokio::time::sleep(std::time::Duration::from_secs(30)).await;
    ///             pages.retry();
    ///         }
    ///         Err(error) => return Err(error),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn retry(&mut self) {
        self.pager.retry();
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>>>> {
        while let Some(page) = self.pager.begin() {
            let request = PageRequest { page, size: self.size, since: None };
            self.ahead.push(page, (self.fetch)(request));
        }
        let answer = self.ahead.poll_next(context);
        for (page, early) in self.ahead.early() {
            self.pager.heard(page, early.rows.len());
        }
        let Some((number, answer)) = ready!(answer) else { return Poll::Ready(None) };
        let answer = match answer {
            Err(error) if error.kind() == ErrorKind::NotFound && self.pager.ends_where_absent(number) => {
                Ok(PageResponse::empty())
            }
            answer => answer,
        };
        let page = answer.and_then(|answer| self.take(number, answer));
        if page.is_err() {
            self.pager.fail();
        }
        // After the last page and after a failed one, later requests are useless.
        if self.pager.has_stopped() {
            self.ahead.clear();
        }
        Poll::Ready(Some(page))
    }

    fn take(&mut self, number: u32, answer: PageResponse<T>) -> Result<Page<T>> {
        let last = self.pager.ends(answer.rows.len());
        let new = self.pager.accept(answer.keys.iter().map(|key| key.id));
        let new = new.map_err(|_| not_advancing(self.operation, number))?;
        self.odd.extend(&answer.odd);
        let wanted = |(row, new): (Result<T>, bool)| {
            let wanted = (new || !self.distinct) && self.row_filter.passes(&row);
            wanted.then_some(row)
        };
        let rows = answer.rows.into_iter().zip(new).filter_map(wanted).collect();
        Ok(Page { number, rows, last, odd_fields: answer.odd })
    }
}

/// A stream of rows. [`next`](Self::next) needs no stream library.
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// let mut rows = join.applications().list().rows();
/// while let Some(row) = rows.next().await {
///     match row {
///         Ok(application) => println!("{}", application.id),
///         Err(error) if error.row().is_some() => eprintln!("skipped: {error}"),
///         Err(error) if error.is_retryable() => rows.retry(), // the page once more
///         Err(error) => return Err(error),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use]
pub struct Rows<T> {
    pages: Pages<T>,
    rows: vec::IntoIter<Result<T>>,
}

impl<T: Send + 'static> Rows<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        Self { pages, rows: Vec::new().into_iter() }
    }

    /// Returns the next row; `None` at the list's end.
    ///
    /// Dropping the future loses no row: the next call resumes where this one stopped.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The fields that can't be read and are left out of the rows of the pages read so far.
    pub fn odd_fields(&self) -> &OddFields {
        self.pages.odd_fields()
    }

    /// Retries the failed page. Earlier rows are not repeated. As [`Pages::retry`].
    pub fn retry(&mut self) {
        self.pages.retry();
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(row));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.rows = page.rows.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

macro_rules! stream_of {
    ($name:ident, $item:ty) => {
        // No field is structurally pinned.
        impl<T> Unpin for $name<T> {}

        impl<T: Send + 'static> Stream for $name<T> {
            type Item = $item;

            fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                self.poll(context)
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

stream_of!(Pages, Result<Page<T>>);
stream_of!(Rows, Result<T>);
