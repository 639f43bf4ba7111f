//! Reads a successful response: moves its headers, and decodes its body once.

use progenitor_client::{Error, ResponseValue};
use serde::de::{DeserializeOwned, Error as _};

use crate::rows::Rows;

/// Reads a response whose body is a single value.
pub(crate) fn value<T: DeserializeOwned>(
    response: reqwest::Response,
) -> impl Future<Output = Result<ResponseValue<T>, Error<()>>> {
    read(response, crate::repair::read)
}

/// Reads a response whose body is a list.
pub(crate) fn rows<T: DeserializeOwned>(
    response: reqwest::Response,
) -> impl Future<Output = Result<ResponseValue<Rows<T>>, Error<()>>> {
    read(response, Rows::from_text)
}

async fn read<T>(
    mut response: reqwest::Response,
    decode: impl FnOnce(&str) -> serde_json::Result<T>,
) -> Result<ResponseValue<T>, Error<()>> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
    match std::str::from_utf8(&body).map_err(serde_json::Error::custom).and_then(decode) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(error) => Err(Error::InvalidResponsePayload(body, error)),
    }
}
