//! Reads a successful response: moves its headers, and decodes its body once.

use progenitor_client::{Error, ResponseValue};
use serde::de::DeserializeOwned;

use crate::rows::Rows;

/// Reads a response whose body is a single value.
pub(crate) fn value<T: DeserializeOwned>(
    response: reqwest::Response,
) -> impl Future<Output = Result<ResponseValue<T>, Error<()>>> {
    read(response, |body| serde_json::from_slice(body))
}

/// Reads a response whose body is a list.
pub(crate) fn rows<T: DeserializeOwned>(
    response: reqwest::Response,
) -> impl Future<Output = Result<ResponseValue<Rows<T>>, Error<()>>> {
    read(response, |body| match std::str::from_utf8(body) {
        Ok(text) => Rows::from_text(text),
        Err(_) => serde_json::from_slice(body),
    })
}

async fn read<T>(
    mut response: reqwest::Response,
    decode: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> Result<ResponseValue<T>, Error<()>> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
    match decode(&body) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(error) => Err(Error::InvalidResponsePayload(body, error)),
    }
}
