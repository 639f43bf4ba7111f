//! Cuts lists into pages, as JOIN is known to, or as servers do on which a client must not rely.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::http::error::ApiError;
use crate::http::input::Page;

/// How a sandbox pages. How JOIN does is known only in part, so a client must be right with any of these.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use join_sandbox::{JoinSandbox, Paging, PastEnd};
///
/// let paging = Paging::default().cap(25).past_end(PastEnd::NotFound);
/// let sandbox = JoinSandbox::builder().paging(paging).start().await?;
/// # drop(sandbox);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[must_use]
pub struct Paging {
    cap: Option<usize>,
    hides: Option<i64>,
    past_end: PastEnd,
}

/// The response to a page behind the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PastEnd {
    /// An empty array.
    #[default]
    Empty,
    /// Status 404.
    NotFound,
    /// Status 204 without a body.
    NoContent,
    /// The JSON value `null`.
    Null,
}

impl Paging {
    /// Limits every page to this many rows, whatever a request asks for. 0 counts as 1.
    pub fn cap(mut self, rows: usize) -> Self {
        self.cap = Some(rows.max(1));
        self
    }

    /// Leaves every row out whose id this number divides, after the page was cut: pages are short in the middle of a list.
    /// 0 hides no row.
    pub fn hide_every(mut self, number: u32) -> Self {
        self.hides = (number > 0).then_some(i64::from(number));
        self
    }

    /// Sets the response to a page behind the last row. The default is an empty array.
    pub fn past_end(mut self, response: PastEnd) -> Self {
        self.past_end = response;
        self
    }

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
        let shown = |row: &R| self.hides.is_none_or(|number| id(row) % number != 0);
        Ok(Json(rows.filter(shown).map(view).collect::<Vec<V>>()).into_response())
    }
}
