//! Offices: `GET /offices` and `POST /offices`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::company::store::{Address, Office};
use crate::company::world::Shared;
use crate::http::answer::written;
use crate::http::error::ApiError;
use crate::http::input::{Fields, JsonBody, Params};
use crate::http::views::office::OfficeView;

pub(crate) async fn list(State(shared): State<Arc<Shared>>, params: Params) -> Result<Response, ApiError> {
    let country = params.text("countryCode");
    let city = params.text("cityNameLike").map(str::to_lowercase);
    let wanted = |office: &&Office| {
        country.is_none_or(|code| office.address.country_iso.eq_ignore_ascii_case(code))
            && city.as_ref().is_none_or(|part| office.address.city.to_lowercase().contains(part))
    };
    let world = shared.world();
    let settings = &world.store.settings;
    let page = params.page(settings.large_pages)?;
    settings.paging.respond(
        page,
        world.store.offices.iter().filter(wanted),
        |office| office.id,
        OfficeView::from,
    )
}

pub(crate) async fn create(
    State(shared): State<Arc<Shared>>,
    JsonBody(body): JsonBody,
) -> Result<Response, ApiError> {
    let (address, is_default) = read_office(&body)?;
    let mut world = shared.world();
    let id = world.store.create_office(address, is_default);
    Ok(written(&world.store.settings, StatusCode::CREATED, &json!({ "id": id })))
}

fn read_office(body: &Value) -> Result<(Address, bool), ApiError> {
    let fields = Fields::of_body(body)?;
    let country_iso = fields.text("countryIso")?;
    if country_iso.len() != 2 || !country_iso.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(fields.refuse("countryIso", "must be a country code of two letters"));
    }
    let address = Address {
        name: fields.optional_raw("name")?,
        street_name: fields.optional_raw("streetName")?,
        street_number: fields.optional_raw("streetNumber")?,
        postal_code: fields.optional_raw("postalCode")?,
        city: fields.text("city")?,
        country_iso,
    };
    Ok((address, fields.optional_boolean("isDefault")?.unwrap_or(false)))
}
