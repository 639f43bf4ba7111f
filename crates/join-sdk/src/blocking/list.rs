//! Lists: one page, or iterators over pages and rows.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use join_client::types::{HiringState, JobId, JobStatus};

use super::runtime::Runtime;
use crate::error::Result;
use crate::lists::page::Filter;
use crate::lists::stream::Page;
use crate::lists::{OddFields, WithText};
use crate::resources::{ApplicationFilter, JobFilter, OfficeFilter};

/// A list before its first request: narrow it, then read it by [`page`](Self::page), [`pages`](Self::pages) or
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
    pub(super) list: crate::lists::List<F>,
    pub(super) runtime: Arc<Runtime>,
}

impl<F: Filter> List<F> {
    pub(super) fn new(runtime: &Arc<Runtime>, list: crate::lists::List<F>) -> Self {
        Self { list, runtime: Arc::clone(runtime) }
    }

    /// Sets the rows per page, 1 to 50; 50 unless set.
    pub fn page_size(self, rows: u32) -> Self {
        self.with(|list| list.page_size(rows))
    }

    /// Sets the first page, counted from 1. Use [`Error::page`](crate::Error::page) to continue a failed list.
    pub fn from_page(self, page: u32) -> Self {
        self.with(|list| list.from_page(page))
    }

    /// Sets the most concurrent requests, 1 to 32; 4 unless set. They proceed while the caller waits for an item, not between.
    pub fn prefetch(self, pages: u32) -> Self {
        self.with(|list| list.prefetch(pages))
    }

    /// Filters rows locally, as [`List::filter`](crate::lists::List::filter) does.
    pub fn filter(self, keep: impl Fn(&F::Row) -> bool + Send + Sync + 'static) -> Self {
        self.with(|list| list.filter(keep))
    }

    /// Keeps JOIN's own text of each row, as [`List::with_text`](crate::lists::List::with_text) does. Set the list's other
    /// filters first.
    pub fn with_text(self) -> List<WithText<F>> {
        List { list: self.list.with_text(), runtime: self.runtime }
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
        Pages { items: Some(self.list.pages()), odd: OddFields::default(), runtime: self.runtime }
    }

    /// Reads row after row until the list ends, each id once, as [`List::rows`](crate::lists::List::rows) does.
    pub fn rows(self) -> Rows<F::Row> {
        Rows { items: Some(self.list.rows()), odd: OddFields::default(), runtime: self.runtime }
    }

    fn with(self, set: impl FnOnce(crate::lists::List<F>) -> crate::lists::List<F>) -> Self {
        Self { list: set(self.list), runtime: self.runtime }
    }
}

impl List<JobFilter> {
    /// Keeps only jobs of this status.
    pub fn status(self, status: JobStatus) -> Self {
        self.with(|list| list.status(status))
    }

    /// Includes the long description in each row.
    pub fn with_description(self) -> Self {
        self.with(crate::lists::List::with_description)
    }
}

impl List<ApplicationFilter> {
    /// Keeps only applications to this job.
    pub fn job(self, id: JobId) -> Self {
        self.with(|list| list.job(id))
    }

    /// Keeps only applications to the job with this company key.
    pub fn job_external_id(self, key: impl Into<String>) -> Self {
        self.with(|list| list.job_external_id(key))
    }

    /// Keeps only applications in this state.
    pub fn hiring_state(self, state: HiringState) -> Self {
        self.with(|list| list.hiring_state(state))
    }

    /// Keeps only applications changed at this time or later.
    pub fn updated_since(self, time: Timestamp) -> Self {
        self.with(|list| list.updated_since(time))
    }
}

impl List<OfficeFilter> {
    /// Keeps only offices in this country, ISO 3166-1 alpha-2.
    pub fn country(self, code: impl Into<String>) -> Self {
        self.with(|list| list.country(code))
    }

    /// Keeps only offices with a city like this text, by JOIN's rule.
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
            /// None after the end, and on a thread that must not wait: an iterator must not fail forever.
            items: Option<crate::lists::$stream<T>>,
            /// The odd fields of all items, after the end.
            odd: OddFields,
            runtime: Arc<Runtime>,
        }

        impl<T: Send + 'static> $name<T> {
            /// The fields that can't be read and are left out of the rows so far.
            pub fn odd_fields(&self) -> &OddFields {
                self.items.as_ref().map_or(&self.odd, |items| items.odd_fields())
            }
        }

        impl<T: Send + 'static> Iterator for $name<T> {
            type Item = Result<$item>;

            fn next(&mut self) -> Option<Self::Item> {
                let item = self.runtime.wait(self.items.as_mut()?.next());
                if !matches!(item, Ok(Some(_))) {
                    self.odd = self.odd_fields().clone();
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
    /// An iterator over rows. An unreadable row is an error with [`Error::row`](crate::Error::row), and others follow; any other
    /// error ends the iterator.
    Rows, Rows, T
}
