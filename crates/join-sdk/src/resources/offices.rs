//! Offices: list, find by place, create.

use jiff::Timestamp;
use join_client::types::{CreatedOffice, Office, OfficeId};
use join_client::{Rows, operations};

use super::resource;
use crate::call::Call;
use crate::call::handle::Handle;
use crate::call::recorded::RecordContext;
use crate::error::Result;
use crate::lists::List;
use crate::lists::odd::left_out;
use crate::lists::page::{Filter, Sealed};
use crate::resources::NewOffice;

resource! {
    /// The company's offices: see [`Join::offices`](crate::Join::offices).
    Offices
}

/// The filter of an office list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfficeFilter {
    country: Option<String>,
    city_like: Option<String>,
}

impl<'a, Access> Offices<'a, Access> {
    /// Lists the company's offices.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let mut swiss = join.offices().list().country("CH").rows();
    /// while let Some(office) = swiss.next().await {
    ///     println!("{:?}", office?.city);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list(&self) -> List<OfficeFilter> {
        List::new(self.handle, OfficeFilter::default())
    }

    /// Finds the office in this country (ISO 3166-1 alpha-2) and city, ignoring case.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// if let Some(office) = join.offices().find("CH", "Zürich").await? {
    ///     println!("{}", office.id);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the call; [`ErrorKind::Decode`](crate::ErrorKind::Decode) when there is no match and the place of an
    /// office can't be read.
    pub async fn find(&self, country_iso: &str, city: &str) -> Result<Option<Office>> {
        let mut rows = self.list().country(country_iso).city_like(city.trim()).rows();
        while let Some(office) = rows.next().await {
            let office = office?;
            if in_place(&office, country_iso, city) {
                return Ok(Some(office));
            }
        }
        // An office whose place can't be read may be the wanted one.
        match rows.odd_fields().first_of(&["city", "countryIso"]) {
            Some(path) => Err(left_out(path)),
            None => Ok(None),
        }
    }
}

impl<'a> Offices<'a> {
    /// Finds the office in this one's country and city, or creates it.
    ///
    /// Whether JOIN checks for duplicates is unknown, and no key is known that makes this safe: two concurrent processes may create
    /// two offices. In one process,
    /// [`CatalogCache::office_or_create`](crate::resources::CatalogCache::office_or_create) makes callers wait for each
    /// other. When creating fails and [may have been
    /// applied](crate::Error::may_have_been_applied), the SDK looks for the office once more.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let office = join.offices().find_or_create(&join_sdk::NewOffice::new("CH", "Zürich")?).await?;
    /// println!("{}", office.id());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub async fn find_or_create(&self, office: &NewOffice) -> Result<OfficeOutcome> {
        let (country, city) = office.place();
        if let Some(known) = self.find(country, city).await? {
            return Ok(OfficeOutcome::Existed(known));
        }
        match self.create(office).await {
            Ok(created) => Ok(OfficeOutcome::Created(created.id)),
            Err(error) if error.may_have_been_applied() => match self.find(country, city).await {
                Ok(Some(landed)) => Ok(OfficeOutcome::Created(landed.id)),
                _ => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Creates an office. Whether JOIN checks for duplicates is unknown, so list first.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let created = join.offices().create(&join_sdk::NewOffice::new("CH", "Zürich")?).await?;
    /// println!("{}", created.id);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) when JOIN rejects a value.
    pub fn create(self, office: &'a NewOffice) -> Call<'a, CreatedOffice> {
        let body = &office.0;
        let call = self
            .handle
            .call(&operations::CREATE_OFFICE, move |client| async move { client.create_office(body).await });
        call.about(
            RecordContext::default().making(|subject, made: &CreatedOffice| subject.office = Some(made.id)),
        )
    }
}

/// The office that was found or created.
#[derive(Debug, Clone, PartialEq)]
pub enum OfficeOutcome {
    /// The office already existed, in this state.
    Existed(Office),
    /// The office was created, with this number.
    Created(OfficeId),
}

impl OfficeOutcome {
    /// Its number.
    pub fn id(&self) -> OfficeId {
        match self {
            OfficeOutcome::Existed(office) => office.id,
            OfficeOutcome::Created(id) => *id,
        }
    }
}

/// JOIN writes countries in either case (evidence: client), and people write cities in any case.
pub(crate) fn in_place(office: &Office, country_iso: &str, city: &str) -> bool {
    let same = |there: &Option<String>, wanted: &str| {
        there.as_ref().is_some_and(|text| text.trim().to_lowercase() == wanted.trim().to_lowercase())
    };
    same(&office.country_iso, country_iso) && same(&office.city, city)
}

impl List<OfficeFilter> {
    /// Only offices in this country, ISO 3166-1 alpha-2.
    pub fn country(mut self, code: impl Into<String>) -> Self {
        self.filter.country = Some(code.into());
        self
    }

    /// Only offices with a similar city, by JOIN's own matching.
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

    fn fetch<'a>(&'a self, handle: &Handle, page: i64, size: i64) -> Call<'a, Rows<Office>> {
        let send = move |client: join_client::Client| async move {
            let (city, country) = (self.city_like.as_deref(), self.country.as_deref());
            client.list_offices(city, country, Some(page), Some(size)).await
        };
        handle.call_rows(Self::OPERATION, send)
    }
}
