//! Offices: list, create.

use jiff::Timestamp;
use join_client::types::{CreatedOffice, Office};
use join_client::{Rows, operations};

use super::resource;
use crate::error::Result;
use crate::input::NewOffice;
use crate::join::Join;
use crate::list::{Filter, List, Sealed};

resource! {
    /// Places where the company works: see [`Join::offices`].
    Offices
}

/// What a list of offices is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct OfficeFilter {
    country: Option<String>,
    city_like: Option<String>,
}

impl Offices<'_> {
    /// The company's offices.
    pub fn list(&self) -> List<OfficeFilter> {
        List::new(self.join, OfficeFilter::default())
    }

    /// Creates an office. JOIN does not look for duplicates, so list first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) when JOIN refuses a value.
    pub async fn create(&self, office: &NewOffice) -> Result<CreatedOffice> {
        let body = &office.0;
        self.join
            .call(&operations::CREATE_OFFICE, |client| async move { client.create_office(body).await })
            .await
    }
}

impl List<OfficeFilter> {
    /// Only offices in this country, ISO 3166-1 alpha-2.
    pub fn country(mut self, code: impl Into<String>) -> Self {
        self.filter.country = Some(code.into());
        self
    }

    /// Only offices whose city is like this text, as JOIN understands it.
    pub fn city_like(mut self, text: impl Into<String>) -> Self {
        self.filter.city_like = Some(text.into());
        self
    }
}

impl Sealed for OfficeFilter {}

impl Filter for OfficeFilter {
    type Row = Office;
    const OPERATION: &'static join_client::Operation = &operations::LIST_OFFICES;

    fn id(row: &Office) -> i64 {
        row.id.0
    }

    fn changed(_: &Office) -> Option<Timestamp> {
        None
    }

    fn since(&self, _: Timestamp) -> Option<Self> {
        None
    }

    async fn fetch(&self, join: &Join, page: i64, size: i64) -> Result<Rows<Office>> {
        let send = |client: join_client::Client| async move {
            let (city, country) = (self.city_like.as_deref(), self.country.as_deref());
            client.list_offices(city, country, Some(page), Some(size)).await
        };
        join.call(Self::OPERATION, send).await
    }
}
