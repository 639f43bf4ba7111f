//! Offices: `GET /offices` and `POST /offices`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::input::{Fields, JsonBody, Params};
use crate::server::App;
use crate::state::{Address, Office};

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

pub(crate) async fn list(State(shared): App, params: Params) -> Result<Response, ApiError> {
    let page = params.page()?;
    let country = params.text("countryCode");
    let city = params.text("cityNameLike").map(str::to_lowercase);
    let wanted = |office: &&Office| {
        country.is_none_or(|code| office.address.country_iso.eq_ignore_ascii_case(code))
            && city.as_ref().is_none_or(|part| office.address.city.to_lowercase().contains(part))
    };
    let world = shared.world();
    let rows: Vec<OfficeView> =
        page.of(world.store.offices.iter().filter(wanted)).map(OfficeView::from).collect();
    Ok(Json(rows).into_response())
}

pub(crate) async fn create(State(shared): App, JsonBody(body): JsonBody) -> Result<Response, ApiError> {
    let (address, is_default) = read_office(&body)?;
    let id = shared.world().store.create_office(address, is_default);
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

fn read_office(body: &Value) -> Result<(Address, bool), ApiError> {
    let fields = Fields::of_body(body)?;
    let country_iso = fields.text("countryIso")?;
    if country_iso.len() != 2 || !country_iso.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(fields.refuse("countryIso", "must be a country code of two letters"));
    }
    let address = Address {
        name: fields.optional_text("name")?,
        street_name: fields.optional_text("streetName")?,
        street_number: fields.optional_text("streetNumber")?,
        postal_code: fields.optional_text("postalCode")?,
        city: fields.text("city")?,
        country_iso,
    };
    Ok((address, fields.optional_boolean("isDefault")?.unwrap_or(false)))
}
