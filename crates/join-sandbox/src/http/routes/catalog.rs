//! The reference lists: `GET /categories`, `/employmentTypes` and `/seniorityLevels`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::company::catalog::{CATEGORIES, Category, EMPLOYMENT_TYPES, Entry, SENIORITY_LEVELS};
use crate::http::error::ApiError;
use crate::http::input::Params;

#[derive(Serialize)]
struct EntryView {
    id: i64,
    slug: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CategoryView {
    #[serde(flatten)]
    entry: EntryView,
    sub_categories: Vec<EntryView>,
}

/// The languages of the names.
#[derive(Clone, Copy)]
enum Language {
    English,
    German,
}

impl Language {
    fn asked_for(params: &Params) -> Self {
        let text = params.text("language").unwrap_or_default();
        let primary = text.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("de") { Language::German } else { Language::English }
    }

    fn view(self, entry: &Entry) -> EntryView {
        let name = match self {
            Language::English => entry.en,
            Language::German => entry.de,
        };
        EntryView { id: entry.id, slug: entry.slug, name }
    }

    fn views(self, entries: &[Entry]) -> Vec<EntryView> {
        entries.iter().map(|entry| self.view(entry)).collect()
    }
}

pub(crate) async fn categories(params: Params) -> Result<Response, ApiError> {
    let language = Language::asked_for(&params);
    let view = |category: &Category| CategoryView {
        entry: language.view(&category.entry),
        sub_categories: language.views(category.subs),
    };
    Ok(Json(CATEGORIES.iter().map(view).collect::<Vec<_>>()).into_response())
}

pub(crate) async fn employment_types(params: Params) -> Result<Response, ApiError> {
    Ok(Json(Language::asked_for(&params).views(EMPLOYMENT_TYPES)).into_response())
}

pub(crate) async fn seniority_levels(params: Params) -> Result<Response, ApiError> {
    Ok(Json(Language::asked_for(&params).views(SENIORITY_LEVELS)).into_response())
}
