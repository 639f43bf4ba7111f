//! Requests to any path below the base URL, for endpoints outside the SDK.

use std::fmt;

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Join;
use crate::call::response::Response;
use crate::error::Result;

/// Requests by method and path: see [`Join::raw`].
#[derive(Debug, Clone, Copy)]
pub struct RawRequests<'a> {
    client: &'a Join,
    raw: crate::raw::RawRequests<'a>,
}

impl<'a> RawRequests<'a> {
    pub(super) fn new(client: &'a Join, raw: crate::raw::RawRequests<'a>) -> Self {
        Self { client, raw }
    }

    /// Prepares a request to a path below the base URL, such as `/scorecards/7`. It is not sent yet.
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::blocking::Join) -> join_sdk::Result<()> {
    /// use join_sdk::Method;
    ///
    /// let card = join.raw().request(Method::GET, "/scorecards/7").send::<serde_json::Value>()?;
    /// println!("{} {:?}", card.status(), card.request_id());
    /// # Ok(()) }
    /// ```
    pub fn request(self, method: Method, path: &str) -> RawRequest<'a> {
        RawRequest { client: self.client, request: self.raw.request(method, path) }
    }
}

/// A prepared request. Unusable input fails when it is sent.
#[derive(Debug)]
#[must_use = "a request is not sent until send() is called"]
pub struct RawRequest<'a> {
    client: &'a Join,
    request: crate::raw::RawRequest<'a>,
}

impl RawRequest<'_> {
    /// Adds a query parameter.
    pub fn query(self, name: &str, value: impl fmt::Display) -> Self {
        Self { request: self.request.query(name, value), ..self }
    }

    /// Sets the body, as JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    /// Sends the request and decodes the response from JSON.
    ///
    /// # Errors
    ///
    /// As [`RawRequest::send`](crate::raw::RawRequest::send).
    pub fn send<T: DeserializeOwned + Send>(self) -> Result<Response<T>> {
        self.client.run(self.request.send())
    }

    /// Sends the request and returns the response body unchanged.
    ///
    /// # Errors
    ///
    /// As [`RawRequest::send_bytes`](crate::raw::RawRequest::send_bytes).
    pub fn send_bytes(self) -> Result<Response<Bytes>> {
        self.client.run(self.request.send_bytes())
    }
}
