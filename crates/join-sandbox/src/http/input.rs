//! Reads path ids, query parameters and JSON bodies. Refusals never quote a value.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request};
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};
use serde_json::{Map, Value};

use crate::company::settings::LargePages;
use crate::company::store::Word;
use crate::http::error::ApiError;

const MAX_PAGE_SIZE: usize = 50;

const MAX_BODY: usize = 32 * 1024 * 1024;

/// Bytes read of one body. Bytes over the limit are dropped: a client that is still sending would otherwise
/// see a broken connection in place of the response.
const MAX_READ: usize = 4 * MAX_BODY;

/// The id in a path such as `/jobs/{jobId}`.
pub(crate) struct PathId(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for PathId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let refusal = || ApiError::invalid("The number in the path must be an integer.");
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| refusal())?;
        let (_, text) = params.iter().next().ok_or_else(refusal)?;
        text.parse().map(PathId).map_err(|_| refusal())
    }
}

/// The query of a request. The first of repeated parameters counts.
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(pairs)| Params(pairs))
            .map_err(|_| ApiError::invalid("The query can't be read."))
    }
}

impl Params {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let parse = |text: &str| {
            text.parse().map_err(|_| ApiError::invalid(format!("The parameter {name} must be an integer.")))
        };
        self.text(name).map(parse).transpose()
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<bool, ApiError> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(ApiError::invalid(format!("The parameter {name} must be true or false."))),
        }
    }

    pub(crate) fn page(&self, large: LargePages) -> Result<Page, ApiError> {
        let number = self.integer("page")?.unwrap_or(1);
        let size = self.integer("pageSize")?.map_or(Ok(MAX_PAGE_SIZE), usize::try_from);
        let number = usize::try_from(number).ok().filter(|number| *number >= 1);
        let size = size.ok().map(|size| match large {
            LargePages::Capped => size.min(MAX_PAGE_SIZE),
            LargePages::Refused => size,
        });
        let size = size.filter(|size| (1..=MAX_PAGE_SIZE).contains(size));
        match (number, size) {
            (None, _) => Err(ApiError::invalid("The parameter page must be 1 or more.")),
            (_, None) => Err(ApiError::invalid("The parameter pageSize must be from 1 to 50.")),
            (Some(number), Some(size)) => Ok(Page { number, size }),
        }
    }
}

/// The requested page of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// The page of the same number with at most this many rows.
    pub(crate) fn capped(self, rows: Option<usize>) -> Self {
        Page { size: rows.map_or(self.size, |rows| rows.min(self.size)), ..self }
    }

    pub(crate) fn is_not_first(self) -> bool {
        self.number > 1
    }

    pub(crate) fn of<I: Iterator>(self, rows: I) -> impl Iterator<Item = I::Item> {
        rows.skip((self.number - 1).saturating_mul(self.size)).take(self.size)
    }
}

/// Reads a whole body.
pub(crate) async fn read_body(mut body: Body) -> Result<Bytes, ApiError> {
    let mut kept = BytesMut::new();
    let mut read = 0;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| ApiError::invalid("The body broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        read += data.len();
        if read <= MAX_BODY {
            kept.extend_from_slice(&data);
        } else if read > MAX_READ {
            break;
        }
    }
    if read > MAX_BODY { Err(ApiError::TooLarge) } else { Ok(kept.freeze()) }
}

/// A JSON body of any shape.
pub(crate) struct JsonBody(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| ApiError::invalid("The body can't be read."))?;
        serde_json::from_slice(&bytes).map(JsonBody).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            ApiError::invalid(format!("The body is not JSON: line {line}, column {column}."))
        })
    }
}

/// A JSON object whose fields are read one by one, with the path to it for messages.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

impl<'a> Fields<'a> {
    pub(crate) fn of_body(body: &'a Value) -> Result<Self, ApiError> {
        let map = body.as_object().ok_or_else(|| ApiError::invalid("The body must be an object."))?;
        Ok(Fields { map, path: String::new() })
    }

    fn of_item(item: &'a Value, path: String) -> Result<Self, ApiError> {
        let map = item.as_object().ok_or_else(|| ApiError::invalid(format!("{path} must be an object.")))?;
        Ok(Fields { map, path: path + "." })
    }

    /// A refusal that names one of these fields.
    pub(crate) fn refuse(&self, name: &str, rule: &str) -> ApiError {
        ApiError::invalid(format!("{}{name} {rule}.", self.path))
    }

    fn present(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn required(&self, name: &str) -> Result<&'a Value, ApiError> {
        self.present(name).ok_or_else(|| self.refuse(name, "is required"))
    }

    /// A required string that is not blank.
    pub(crate) fn text(&self, name: &str) -> Result<String, ApiError> {
        let text = self.required(name)?.as_str().ok_or_else(|| self.refuse(name, "must be a string"))?;
        if text.trim().is_empty() {
            return Err(self.refuse(name, "must not be blank"));
        }
        Ok(text.to_owned())
    }

    /// A string that is not blank, if it is there.
    pub(crate) fn optional_text(&self, name: &str) -> Result<Option<String>, ApiError> {
        self.present(name).map(|_| self.text(name)).transpose()
    }

    /// A string of any content, if it is there.
    pub(crate) fn optional_raw(&self, name: &str) -> Result<Option<String>, ApiError> {
        Ok(self.optional_word(name)?.map(Word::into_owned))
    }

    pub(crate) fn integer(&self, name: &str) -> Result<i64, ApiError> {
        whole(self.required(name)?).ok_or_else(|| self.refuse(name, "must be an integer"))
    }

    pub(crate) fn optional_integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        self.present(name).map(|_| self.integer(name)).transpose()
    }

    pub(crate) fn optional_boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        self.present(name)
            .map(|value| value.as_bool().ok_or_else(|| self.refuse(name, "must be true or false")))
            .transpose()
    }

    pub(crate) fn boolean(&self, name: &str) -> Result<bool, ApiError> {
        self.optional_boolean(name)?.ok_or_else(|| self.refuse(name, "is required"))
    }

    /// A required word of an open set: any text.
    pub(crate) fn word(&self, name: &str) -> Result<Word, ApiError> {
        self.optional_word(name)?.ok_or_else(|| self.refuse(name, "is required"))
    }

    pub(crate) fn optional_word(&self, name: &str) -> Result<Option<Word>, ApiError> {
        let read = |value: &Value| value.as_str().map(|text| Word::Owned(text.to_owned()));
        self.present(name)
            .map(|value| read(value).ok_or_else(|| self.refuse(name, "must be a string")))
            .transpose()
    }

    /// A number that is not negative.
    pub(crate) fn optional_amount(&self, name: &str) -> Result<Option<f64>, ApiError> {
        let read = |value: &Value| value.as_f64().filter(|amount| *amount >= 0.0);
        self.present(name)
            .map(|value| read(value).ok_or_else(|| self.refuse(name, "must be a number, zero or more")))
            .transpose()
    }

    pub(crate) fn object(&self, name: &str) -> Result<Fields<'a>, ApiError> {
        Fields::of_item(self.required(name)?, format!("{}{name}", self.path))
    }

    pub(crate) fn optional_object(&self, name: &str) -> Result<Option<Fields<'a>>, ApiError> {
        self.present(name).map(|_| self.object(name)).transpose()
    }

    /// The items of an array of objects. Empty when the array is absent or null.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Fields<'a>>, ApiError> {
        let Some(value) = self.present(name) else {
            return Ok(Vec::new());
        };
        let items = value.as_array().ok_or_else(|| self.refuse(name, "must be an array"))?;
        let item = |(index, item)| Fields::of_item(item, format!("{}{name}[{index}]", self.path));
        items.iter().enumerate().map(item).collect()
    }

    /// A required array of strings.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, ApiError> {
        let refusal = || self.refuse(name, "must be an array of strings");
        let items = self.required(name)?.as_array().ok_or_else(refusal)?;
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(refusal)).collect()
    }
}

/// A whole number of JSON, which may be written 7.0.
fn whole(value: &Value) -> Option<i64> {
    // Beyond this, a float no longer has each whole number.
    let exact = |number: &f64| number.fract() == 0.0 && number.abs() < 9.0e15;
    value.as_i64().or_else(|| value.as_f64().filter(exact).map(|number| number as i64))
}
