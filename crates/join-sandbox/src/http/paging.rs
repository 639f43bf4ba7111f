//! Cuts lists into pages.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::company::settings::{Paging, PastEnd};
use crate::http::error::ApiError;
use crate::http::input::Page;

impl Paging {
    /// Responds with a page of these rows, which have ids.
    pub(crate) fn respond<R, V: Serialize>(
        self,
        page: Page,
        rows: impl Iterator<Item = R>,
        id: impl Fn(&R) -> i64,
        view: impl FnMut(R) -> V,
    ) -> Result<Response, ApiError> {
        let page = page.capped(self.cap);
        let mut rows = page.of(rows).peekable();
        if rows.peek().is_none() && page.is_not_first() {
            return match self.past_end {
                PastEnd::Empty => Ok(Json::<[V; 0]>([]).into_response()),
                PastEnd::NotFound => Err(ApiError::NotFound("There is no such page.")),
                PastEnd::NoContent => Ok(StatusCode::NO_CONTENT.into_response()),
                PastEnd::Null => Ok(Json(Value::Null).into_response()),
            };
        }
        let shown = |row: &R| self.hides.is_none_or(|number| id(row) % i64::from(number) != 0);
        Ok(Json(rows.filter(shown).map(view).collect::<Vec<V>>()).into_response())
    }
}
