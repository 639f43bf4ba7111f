//! The input for a new office.

use join_client::types::CreateOfficeRequest;

use super::input::filled;
use crate::error::{Error, Result};

/// A new office.
///
/// ```
/// let office = join_sdk::NewOffice::new("CH", "Zürich")?.name("Headquarters").postal_code("8001");
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct NewOffice(pub(crate) CreateOfficeRequest);

impl NewOffice {
    /// Creates an office in a country (ISO 3166-1 alpha-2) and city.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) unless the country is two letters, or when the city is
    /// blank.
    pub fn new(country_iso: impl Into<String>, city: impl Into<String>) -> Result<Self> {
        let country_iso = country_iso.into();
        if country_iso.len() != 2 || !country_iso.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            return Err(Error::invalid("the country must be two letters, such as CH"));
        }
        Ok(Self(CreateOfficeRequest {
            country_iso,
            city: filled(city, "the city")?,
            name: None,
            street_name: None,
            street_number: None,
            postal_code: None,
            is_default: None,
        }))
    }

    /// The country and the city.
    pub(crate) fn place(&self) -> (&str, &str) {
        (&self.0.country_iso, &self.0.city)
    }

    /// Name of the office.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.name = Some(name.into());
        self
    }

    /// Street and house number.
    pub fn street(mut self, name: impl Into<String>, number: impl Into<String>) -> Self {
        self.0.street_name = Some(name.into());
        self.0.street_number = Some(number.into());
        self
    }

    /// Postal code, as text.
    pub fn postal_code(mut self, code: impl Into<String>) -> Self {
        self.0.postal_code = Some(code.into());
        self
    }

    /// Makes it the default: new jobs get this office unless they name another.
    pub fn default_office(mut self) -> Self {
        self.0.is_default = Some(true);
        self
    }
}
