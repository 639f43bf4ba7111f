//! Reads the bodies of the control API. What is wrong in them is said field by field.

use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

use crate::http::error::ApiError;
use crate::http::input::{Fields, read_body};

/// A JSON object. An empty body is an empty object.
pub(crate) struct Input(Value);

impl<S: Send + Sync> FromRequest<S> for Input {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let bytes = read_body(request.into_body()).await?;
        if bytes.is_empty() {
            return Ok(Input(Value::Object(Map::new())));
        }
        serde_json::from_slice(&bytes).map(Input).map_err(|error| ApiError::not_json(&error))
    }
}

impl Input {
    /// Its fields, which are all among these.
    pub(crate) fn fields(&self, known: &[&str]) -> Result<Fields<'_>, ApiError> {
        let fields = Fields::of_body(&self.0)?;
        fields.only(known)?;
        Ok(fields)
    }
}
