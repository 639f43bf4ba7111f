//! Lists: one page, page by page, or row by row.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use join_client::{Operation, RowError, Rows};

use crate::error::{Error, ErrorKind, Result};
use crate::join::Join;
use crate::paging::{MAX_PAGE_SIZE, Walker};

mod sealed {
    pub trait Sealed {}
}
pub(crate) use sealed::Sealed;

/// What a list is narrowed to. Implemented here for jobs, applications and offices.
pub trait Filter: Sealed + Clone + fmt::Debug + Send + Sync + 'static {
    /// A row of the list.
    type Row: Send + 'static;
    #[doc(hidden)]
    const OPERATION: &'static Operation;
    #[doc(hidden)]
    fn id(row: &Self::Row) -> i64;
    #[doc(hidden)]
    fn fetch(
        &self,
        join: &Join,
        page: i64,
        size: i64,
    ) -> impl Future<Output = Result<Rows<Self::Row>>> + Send;
}

/// A list that has not been asked for yet: narrow it, then read it by [`page`](Self::page), [`pages`](Self::pages) or
/// [`rows`](Self::rows).
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
#[derive(Debug, Clone)]
#[must_use]
pub struct List<F> {
    join: Join,
    pub(crate) filter: F,
    page_size: u32,
    from_page: u32,
}

impl<F: Filter> List<F> {
    pub(crate) fn new(join: &Join, filter: F) -> Self {
        Self { join: join.clone(), filter, page_size: MAX_PAGE_SIZE, from_page: 1 }
    }

    /// Rows to ask for at a time, 1 to 50; 50 unless set.
    pub fn page_size(mut self, rows: u32) -> Self {
        self.page_size = rows;
        self
    }

    /// The page to begin with, counted from 1; to go on where [`Error::page`] says that a list failed.
    pub fn from_page(mut self, page: u32) -> Self {
        self.from_page = page;
        self
    }

    /// Reads one page.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] for a page of 0 or a page size outside 1 to 50, before anything is sent; otherwise what
    /// the call failed with. A row that can't be read is an error in its place inside the page.
    pub async fn page(&self, number: u32) -> Result<Page<F::Row>> {
        if !(1..=MAX_PAGE_SIZE).contains(&self.page_size) {
            return Err(Error::invalid(format!(
                "the page size must be 1 to {MAX_PAGE_SIZE}, not {}",
                self.page_size
            )));
        }
        if number == 0 {
            return Err(Error::invalid("pages are counted from 1, there is no page 0"));
        }
        let answer = self.filter.fetch(&self.join, number.into(), self.page_size.into()).await;
        let rows = answer.map_err(|error| error.with_page(number, None))?;
        let row = |row: Result<F::Row, RowError>| row.map_err(|error| bad_row(F::OPERATION, number, &error));
        Ok(Page { number, rows: rows.into_iter().map(row).collect() })
    }

    /// Reads page after page until the list ends. Rows that moved between pages while they were read come twice here.
    pub fn pages(self) -> Pages<F::Row> {
        Pages { stream: self.walk(false).boxed() }
    }

    /// Reads row after row until the list ends, each id once.
    ///
    /// A row that can't be read is an error with [`Error::row`]; the stream goes on behind it. A page that can't be read
    /// ends the stream with an error that has only [`Error::page`].
    pub fn rows(self) -> RowStream<F::Row> {
        let rows = self.walk(true).flat_map(|page| match page {
            Ok(page) => stream::iter(page.rows),
            Err(error) => stream::iter(vec![Err(error)]),
        });
        RowStream { stream: rows.boxed() }
    }

    fn walk(self, distinct: bool) -> impl Stream<Item = Result<Page<F::Row>>> + Send {
        let walker = Walker::new(self.from_page, self.page_size);
        stream::unfold((self, walker), move |(list, mut walker)| async move {
            let number = walker.next()?;
            let page = list.page(number).await.and_then(|mut page| {
                let ids = page.rows.iter().map(|row| row.as_ref().ok().map(F::id));
                let new = walker.accept(ids).map_err(|_| not_advancing(F::OPERATION, number))?;
                if distinct {
                    let mut new = new.into_iter();
                    page.rows.retain(|_| new.next().unwrap_or(true));
                }
                Ok(page)
            });
            if page.is_err() {
                walker.stop();
            }
            Some((page, (list, walker)))
        })
    }
}

pub(crate) fn bad_row(operation: &'static Operation, page: u32, error: &RowError) -> Error {
    Error::new(ErrorKind::Decode, format!("a row can't be read at `{}`", error.path()))
        .with_path(error.path())
        .of(operation, 1, false)
        .with_page(page, Some(error.index()))
}

fn not_advancing(operation: &'static Operation, page: u32) -> Error {
    Error::new(ErrorKind::Decode, "the server gives the same rows for every page")
        .of(operation, 1, false)
        .with_page(page, None)
}

/// One page of a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its number, counted from 1.
    pub number: u32,
    /// Its rows in JOIN's order; one that can't be read is an error in its place.
    pub rows: Vec<Result<T>>,
}

/// A stream of pages. Also without a stream library: [`next`](Self::next).
#[must_use]
pub struct Pages<T> {
    stream: BoxStream<'static, Result<Page<T>>>,
}

/// A stream of rows. Also without a stream library: [`next`](Self::next).
#[must_use]
pub struct RowStream<T> {
    stream: BoxStream<'static, Result<T>>,
}

macro_rules! stream_of {
    ($name:ident, $what:literal, $item:ty) => {
        impl<T> $name<T> {
            #[doc = concat!("The next ", $what, "; `None` when the list has ended.")]
            pub async fn next(&mut self) -> Option<$item> {
                self.stream.next().await
            }
        }

        impl<T> Stream for $name<T> {
            type Item = $item;

            fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                self.stream.as_mut().poll_next(context)
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

stream_of!(Pages, "page", Result<Page<T>>);
stream_of!(RowStream, "row", Result<T>);
