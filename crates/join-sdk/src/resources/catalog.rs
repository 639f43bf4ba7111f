//! The reference lists for new jobs. Each list comes whole, in one response.

use join_client::types::{Category, EmploymentType, SeniorityLevel};
use join_client::{Rows, operations};

use crate::call::handle::Handle;
use crate::error::Result;
use crate::lists::page::bad_row;
use crate::transport::decode::report;

/// Reference lists: see [`Join::catalog`](crate::Join::catalog).
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// let catalog = join.catalog().language("en");
/// for category in catalog.categories().await? {
///     println!("{} {:?}", category.id, category.name);
/// }
/// let employment_types = catalog.employment_types().await?;
/// let seniority_levels = catalog.seniority_levels().await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Catalog<'a> {
    handle: &'a Handle,
    language: Option<&'a str>,
}

impl<'a> Catalog<'a> {
    pub(crate) fn new(handle: &'a Handle) -> Self {
        Self { handle, language: None }
    }

    /// The language of the names, ISO 639-1; JOIN's default unless set.
    pub fn language(mut self, code: &'a str) -> Self {
        self.language = Some(code);
        self
    }

    pub(super) fn parts(self) -> (&'a Handle, Option<&'a str>) {
        (self.handle, self.language)
    }

    /// Lists job categories with their sub-categories. A job has a sub-category.
    ///
    /// # Errors
    ///
    /// The error of the call; [`ErrorKind::Decode`](crate::ErrorKind::Decode) with [`Error::row`](crate::Error::row) when an
    /// entry is unreadable.
    pub async fn categories(&self) -> Result<Vec<Category>> {
        let operation = &operations::LIST_CATEGORIES;
        let send = |client: join_client::Client| async move { client.list_categories(self.language).await };
        all(operation, self.handle.call_rows(operation, send).await?)
    }

    /// Lists employment types, such as full-time.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn employment_types(&self) -> Result<Vec<EmploymentType>> {
        let operation = &operations::LIST_EMPLOYMENT_TYPES;
        let send =
            |client: join_client::Client| async move { client.list_employment_types(self.language).await };
        all(operation, self.handle.call_rows(operation, send).await?)
    }

    /// Lists seniority levels, such as entry level.
    ///
    /// # Errors
    ///
    /// As [`categories`](Self::categories).
    pub async fn seniority_levels(&self) -> Result<Vec<SeniorityLevel>> {
        let operation = &operations::LIST_SENIORITY_LEVELS;
        let send =
            |client: join_client::Client| async move { client.list_seniority_levels(self.language).await };
        all(operation, self.handle.call_rows(operation, send).await?)
    }
}

fn all<T>(operation: &'static join_client::Operation, rows: Rows<T>) -> Result<Vec<T>> {
    report(operation, rows.odd_fields());
    rows.into_iter().map(|row| row.map_err(|error| bad_row(operation, 1, &error))).collect()
}
