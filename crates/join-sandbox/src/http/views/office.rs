//! An office as JSON.

use serde::Serialize;

use crate::company::store::Office;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfficeView<'a> {
    id: i64,
    name: Option<&'a str>,
    street_name: Option<&'a str>,
    street_number: Option<&'a str>,
    postal_code: Option<&'a str>,
    city: &'a str,
    country_iso: &'a str,
    is_default: bool,
}

impl<'a> From<&'a Office> for OfficeView<'a> {
    fn from(office: &'a Office) -> Self {
        let address = &office.address;
        OfficeView {
            id: office.id,
            name: address.name.as_deref(),
            street_name: address.street_name.as_deref(),
            street_number: address.street_number.as_deref(),
            postal_code: address.postal_code.as_deref(),
            city: &address.city,
            country_iso: &address.country_iso,
            is_default: office.is_default,
        }
    }
}
