//! A candidate as JSON, as an application shows it.

use serde::Serialize;

use crate::company::field::Field;
use crate::company::store::{Candidate, Link, Store};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CandidateView<'a> {
    id: i64,
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Field::is_absent")]
    phone_number: Field<&'a String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    country: Field<CountryView<'a>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    tags: Field<&'a Vec<String>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    professional_links: Field<Vec<LinkView<'a>>>,
}

#[derive(Serialize)]
struct CountryView<'a> {
    name: &'a str,
    iso3166: &'a str,
}

#[derive(Serialize)]
struct LinkView<'a> {
    r#type: &'a str,
    url: &'a str,
}

impl<'a> CandidateView<'a> {
    pub(crate) fn new(store: &'a Store, candidate: &'a Candidate) -> Self {
        let link = |link: &'a Link| LinkView { r#type: &link.network, url: &link.url };
        CandidateView {
            id: candidate.id,
            first_name: &candidate.first_name,
            last_name: &candidate.last_name,
            email: &candidate.email,
            phone_number: candidate.phone.as_ref(),
            country: candidate.country.as_ref().map(|(name, iso3166)| CountryView { name, iso3166 }),
            tags: store.shown_tags(candidate),
            professional_links: candidate.links.as_ref().map(|links| links.iter().map(link).collect()),
        }
    }
}
