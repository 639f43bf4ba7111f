//! Reads a successful response: moves its headers, and decodes its body once.

use bytes::Bytes;
use progenitor_client::{Error, ResponseValue};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::{DeserializeOwned, Error as _};

use crate::rows::Rows;

/// A response whose body has arrived. Receiving knows no type, so it is compiled once for all operations.
pub(crate) struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// Receives the body of a response.
pub(crate) async fn received(mut response: reqwest::Response) -> Result<Received, Error<()>> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
    Ok(Received { status, headers, body })
}

/// Reads a response whose body is a single value.
pub(crate) fn value<T: DeserializeOwned>(received: Received) -> Result<ResponseValue<T>, Error<()>> {
    read(received, crate::repair::read)
}

/// Reads a response whose body is a list.
pub(crate) fn rows<T: DeserializeOwned>(received: Received) -> Result<ResponseValue<Rows<T>>, Error<()>> {
    read(received, Rows::from_text)
}

fn read<T>(
    Received { status, headers, body }: Received,
    decode: fn(&str) -> serde_json::Result<T>,
) -> Result<ResponseValue<T>, Error<()>> {
    match std::str::from_utf8(&body).map_err(serde_json::Error::custom).and_then(decode) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(error) => Err(Error::InvalidResponsePayload(body, error)),
    }
}
