//! The list builder: filters, page size and prefetch, before any request.

#[cfg(test)]
mod adversary;
pub(crate) mod complete;
#[cfg(test)]
mod endings;
pub(crate) mod odd;
pub(crate) mod page;
pub(crate) mod pager;
pub(crate) mod prefetch;
pub(crate) mod scan;
pub(crate) mod stream;
pub(crate) mod text;
pub(crate) mod watermark;
pub(crate) mod window;

pub use complete::{CompleteScan, IncompleteReason, ScanSummary};
pub use odd::OddFields;
pub use page::Filter;
pub use pager::MAX_PAGE_SIZE;
pub use stream::{Page, Pages, Rows};
pub use text::WithText;

use std::fmt;
use std::sync::Arc;

use futures_util::FutureExt;
use join_client::RowError;

use crate::call::handle::Handle;
use crate::error::{Error, Result};
use crate::lists::page::{FetchPage, PageRequest, PageResponse, RowFilter, bad_row};
use crate::lists::pager::{Key, Pager};
use crate::lists::scan::{LEAST_PAGE_SIZE, Pace};
use crate::transport::decode::report;

/// The upper limit of [`List::prefetch`], in pages.
pub const MAX_PREFETCH: u32 = 32;

const USUAL_PREFETCH: u32 = 4;

/// A list before its first request. Filter it, then read it with [`rows`](Self::rows), [`pages`](Self::pages),
/// [`page`](Self::page) or, when rows move during the read, [`complete`](Self::complete).
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// use join_sdk::types::JobId;
///
/// let mut rows = join.applications().list().job(JobId(7)).rows();
/// while let Some(row) = rows.next().await {
///     match row {
///         Ok(application) => println!("{}", application.id),
///         Err(error) if error.row().is_some() => eprintln!("skipped: {error}"),
///         Err(error) => return Err(error),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use]
pub struct List<F: Filter> {
    handle: Handle,
    pub(crate) filter: F,
    page_size: u32,
    from_page: u32,
    prefetch: u32,
    trust_short_pages: bool,
    row_filter: RowFilter<F::Row>,
}

impl<F: Filter> List<F> {
    pub(crate) fn new(handle: &Handle, filter: F) -> Self {
        Self {
            handle: handle.clone(),
            filter,
            page_size: MAX_PAGE_SIZE,
            from_page: 1,
            prefetch: USUAL_PREFETCH,
            trust_short_pages: false,
            row_filter: RowFilter(Vec::new()),
        }
    }

    /// Rows per request, 1 to 50; 50 unless set.
    pub fn page_size(mut self, rows: u32) -> Self {
        self.page_size = rows;
        self
    }

    /// The first page to read, counted from 1. Use it to resume a failed list at [`Error::page`].
    ///
    /// Rows move over time: earlier rows may be repeated, and rows that moved to earlier pages are missing.
    pub fn from_page(mut self, page: u32) -> Self {
        self.from_page = page;
        self
    }

    /// Maximum concurrent requests, 1 to 32; 4 unless set.
    ///
    /// A list starts with two requests, and each page with rows raises the number up to this limit. Memory holds no more
    /// pages than this, and the list requests up to one page less than this beyond its end.
    pub fn prefetch(mut self, pages: u32) -> Self {
        self.prefetch = pages;
        self
    }

    /// Whether a page with fewer rows than requested ends the list; false unless set.
    ///
    /// Only an empty page proves the end of a list: whether JOIN returns fewer rows than requested, or filters a page
    /// after cutting it, is unknown (evidence: none). So a list costs one request more than it has pages. With true, it
    /// costs that request only where its last page is full, and rows are missing if JOIN does one of the two.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let rows = join.jobs().list().trust_short_pages(true).rows();
    /// # Ok(()) }
    /// ```
    pub fn trust_short_pages(mut self, trust: bool) -> Self {
        self.trust_short_pages = trust;
        self
    }

    /// Keeps only rows for which this is true. Filters locally: JOIN sends every row, and every page is still fetched.
    /// Prefer JOIN's own filters.
    ///
    /// Unreadable rows remain, as errors.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let qualified = join.applications().list().filter(|row| row.qualified.as_deref() == Some("YES")).rows();
    /// # Ok(()) }
    /// ```
    pub fn filter(mut self, keep: impl Fn(&F::Row) -> bool + Send + Sync + 'static) -> Self {
        self.row_filter.0.push(Arc::new(keep));
        self
    }

    /// Reads one page. A page behind the last one has no rows, or is an error of
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), as the server chooses.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let page = join.jobs().list().page_size(20).page(1).await?;
    /// println!("{} rows, the last page: {}", page.rows.len(), page.last);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for a page of 0, or a page size or prefetch out of its
    /// range; nothing is sent. Otherwise the error of the call. An unreadable row is an error in its place inside the page.
    pub async fn page(&self, number: u32) -> Result<Page<F::Row>> {
        self.check()?;
        let request = PageRequest { page: number, size: self.page_size, since: None };
        let answer = read(&self.handle, &self.filter, request).await?;
        let last = self.pager().ends(answer.rows.len());
        let rows = answer.rows.into_iter().filter(|row| self.row_filter.passes(row)).collect();
        Ok(Page { number, rows, last, odd_fields: answer.odd })
    }

    /// Reads page after page until the list ends. The last page has no rows. Rows that move between pages are repeated.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let mut pages = join.jobs().list().pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} rows", page?.rows.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages(self) -> Pages<F::Row> {
        let pager = self.pager();
        let (fetch, row_filter) = (self.fetch(), self.row_filter);
        Pages::new(fetch, pager, self.page_size, row_filter, false, F::OPERATION)
    }

    /// Reads row after row until the list ends. Each id is returned once. Rows that JOIN moves to pages already read are
    /// missed; [`complete`](Self::complete) finds those as well.
    ///
    /// An unreadable row is an error with [`Error::row`]; the stream continues after it. An unreadable page is an error
    /// with [`Error::page`] only, and ends the stream unless [`Rows::retry`] is called.
    pub fn rows(self) -> Rows<F::Row> {
        let pager = self.pager();
        let (fetch, row_filter) = (self.fetch(), self.row_filter);
        Rows::new(Pages::new(fetch, pager, self.page_size, row_filter, true, F::OPERATION))
    }

    /// The page reader of this list. An out-of-range setting fails the first page.
    pub(crate) fn fetch(&self) -> FetchPage<F::Row> {
        let (handle, filter) = (self.handle.clone(), self.filter.clone());
        let checked = self.check().map_err(|error| error.to_string());
        Arc::new(move |request| {
            let (handle, filter, checked) = (handle.clone(), filter.clone(), checked.clone());
            async move {
                checked.map_err(Error::invalid)?;
                let filter = request.since.and_then(|time| filter.since(time)).unwrap_or(filter);
                read(&handle, &filter, request).await
            }
            .boxed()
        })
    }

    fn pager(&self) -> Pager {
        Pager::new(self.from_page, self.page_size, self.prefetch, self.trust_short_pages)
    }

    /// The requests of a scan of this list.
    pub(crate) fn pace(&self) -> Pace {
        Pace {
            size: self.page_size.max(LEAST_PAGE_SIZE),
            most: self.prefetch as usize,
            trusting: self.trust_short_pages,
        }
    }

    pub(crate) fn into_row_filter(self) -> RowFilter<F::Row> {
        self.row_filter
    }

    fn check(&self) -> Result<()> {
        if !(1..=MAX_PAGE_SIZE).contains(&self.page_size) {
            let message = format!("the page size must be 1 to {MAX_PAGE_SIZE}, not {}", self.page_size);
            return Err(Error::invalid(message));
        }
        if !(1..=MAX_PREFETCH).contains(&self.prefetch) {
            let message = format!("the prefetch must be 1 to {MAX_PREFETCH} pages, not {}", self.prefetch);
            return Err(Error::invalid(message));
        }
        Ok(())
    }
}

impl<F: Filter> Clone for List<F> {
    fn clone(&self) -> Self {
        Self {
            handle: self.handle.clone(),
            filter: self.filter.clone(),
            page_size: self.page_size,
            from_page: self.from_page,
            prefetch: self.prefetch,
            trust_short_pages: self.trust_short_pages,
            row_filter: self.row_filter.clone(),
        }
    }
}

impl<F: Filter> fmt::Debug for List<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("filter", &self.filter)
            .field("page_size", &self.page_size)
            .field("from_page", &self.from_page)
            .field("prefetch", &self.prefetch)
            .field("trust_short_pages", &self.trust_short_pages)
            .field("filter", &self.row_filter.0.len())
            .finish_non_exhaustive()
    }
}

async fn read<F: Filter>(handle: &Handle, filter: &F, request: PageRequest) -> Result<PageResponse<F::Row>> {
    let page = request.page;
    if page == 0 {
        return Err(Error::invalid("pages are counted from 1, there is no page 0"));
    }
    let rows = filter.fetch(handle, page.into(), request.size.into()).await;
    let rows = rows.map_err(|error| error.with_page(page, None))?;
    let key = |row: &Result<F::Row, RowError>| match row {
        Ok(row) => Key { id: Some(F::id(row)), changed: F::changed(row) },
        Err(error) => Key { id: error.id(), changed: None },
    };
    let keys = rows.iter().map(key).collect();
    let odd = rows.odd_fields().to_vec();
    report(F::OPERATION, &odd);
    let row = |row: Result<F::Row, RowError>| row.map_err(|error| bad_row(F::OPERATION, page, &error));
    Ok(PageResponse { rows: rows.into_iter().map(row).collect(), keys, odd })
}
