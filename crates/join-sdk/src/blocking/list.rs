//! Lists: one page, or iterators over pages and rows.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use join_client::types::{HiringState, JobId, JobStatus};

use super::runtime::Runtime;
use crate::error::Result;
use crate::lists::page::Filter;
use crate::lists::stream::Page;
use crate::resources::{ApplicationFilter, JobFilter, OfficeFilter};

/// A list that has not been asked for yet: narrow it, then read it by [`page`](Self::page), [`pages`](Self::pages) or
/// [`rows`](Self::rows). See the async [`List`](crate::lists::List).
///
/// ```no_run
/// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
/// use join_sdk::types::JobId;
///
/// for row in join.applications().list().job(JobId(7)).rows() {
///     println!("{}", row?.id);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct List<F: Filter> {
    list: crate::lists::List<F>,
    runtime: Arc<Runtime>,
}

impl<F: Filter> List<F> {
    pub(super) fn new(runtime: &Arc<Runtime>, list: crate::lists::List<F>) -> Self {
        Self { list, runtime: Arc::clone(runtime) }
    }

    /// Rows to ask for at a time, 1 to 50; 50 unless set.
    pub fn page_size(self, rows: u32) -> Self {
        self.with(|list| list.page_size(rows))
    }

    /// The page to begin with, counted from 1; to go on where [`Error::page`](crate::Error::page) says that a list failed.
    pub fn from_page(self, page: u32) -> Self {
        self.with(|list| list.from_page(page))
    }

    /// Requests that run at a time at most, 1 to 32; 4 unless set. They go on while an item is waited for, and not between.
    pub fn prefetch(self, pages: u32) -> Self {
        self.with(|list| list.prefetch(pages))
    }

    /// Keeps only rows for which this is true, as [`List::filter`](crate::lists::List::filter) does.
    pub fn filter(self, keep: impl Fn(&F::Row) -> bool + Send + Sync + 'static) -> Self {
        self.with(|list| list.filter(keep))
    }

    /// Reads one page.
    ///
    /// # Errors
    ///
    /// As [`List::page`](crate::lists::List::page).
    pub fn page(&self, number: u32) -> Result<Page<F::Row>> {
        self.runtime.run(self.list.page(number))
    }

    /// Reads page after page until the list ends, as [`List::pages`](crate::lists::List::pages) does.
    pub fn pages(self) -> Pages<F::Row> {
        Pages { items: Some(self.list.pages()), runtime: self.runtime }
    }

    /// Reads row after row until the list ends, each id once, as [`List::rows`](crate::lists::List::rows) does.
    pub fn rows(self) -> Rows<F::Row> {
        Rows { items: Some(self.list.rows()), runtime: self.runtime }
    }

    fn with(self, set: impl FnOnce(crate::lists::List<F>) -> crate::lists::List<F>) -> Self {
        Self { list: set(self.list), runtime: self.runtime }
    }
}

impl List<JobFilter> {
    /// Only jobs of this status.
    pub fn status(self, status: JobStatus) -> Self {
        self.with(|list| list.status(status))
    }

    /// Rows with their long description.
    pub fn with_description(self) -> Self {
        self.with(crate::lists::List::with_description)
    }
}

impl List<ApplicationFilter> {
    /// Only applications to this job.
    pub fn job(self, id: JobId) -> Self {
        self.with(|list| list.job(id))
    }

    /// Only applications to the job with this key of the company.
    pub fn job_external_id(self, key: impl Into<String>) -> Self {
        self.with(|list| list.job_external_id(key))
    }

    /// Only applications in this state.
    pub fn hiring_state(self, state: HiringState) -> Self {
        self.with(|list| list.hiring_state(state))
    }

    /// Only applications changed at this time or later.
    pub fn updated_since(self, time: Timestamp) -> Self {
        self.with(|list| list.updated_since(time))
    }
}

impl List<OfficeFilter> {
    /// Only offices in this country, ISO 3166-1 alpha-2.
    pub fn country(self, code: impl Into<String>) -> Self {
        self.with(|list| list.country(code))
    }

    /// Only offices whose city is like this text, as JOIN understands it.
    pub fn city_like(self, text: impl Into<String>) -> Self {
        self.with(|list| list.city_like(text))
    }
}

/// An iterator over a stream of the async client.
macro_rules! iterator_over {
    ($(#[$doc:meta])* $name:ident, $stream:ident, $item:ty) => {
        $(#[$doc])*
        #[must_use]
        pub struct $name<T> {
            /// None behind the end, and where it may not be waited for: an iterator must not fail for ever.
            items: Option<crate::lists::$stream<T>>,
            runtime: Arc<Runtime>,
        }

        impl<T: Send + 'static> Iterator for $name<T> {
            type Item = Result<$item>;

            fn next(&mut self) -> Option<Self::Item> {
                let item = self.runtime.wait(self.items.as_mut()?.next());
                if !matches!(item, Ok(Some(_))) {
                    self.items = None;
                }
                match item {
                    Ok(item) => item,
                    Err(error) => Some(Err(error)),
                }
            }
        }

        impl<T: Send + 'static> std::iter::FusedIterator for $name<T> {}

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

iterator_over! {
    /// An iterator over pages. An error ends it.
    Pages, Pages, Page<T>
}
iterator_over! {
    /// An iterator over rows. A row that can't be read is an error with [`Error::row`](crate::Error::row), and others follow;
    /// any other error ends it.
    Rows, Rows, T
}
