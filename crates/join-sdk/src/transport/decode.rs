//! Decodes a response body into a value without its odd fields, or into an error with the path of the bad field.

use std::sync::Arc;

use bytes::Bytes;
use join_client::{BodyError, Idempotency, OddField, Operation};
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::storage::json;
use crate::transport::attempt::Attempt;
use crate::transport::response_error;

/// Decodes a body without its odd fields, leaves the value with the caller, and returns the odd fields.
pub(crate) type Lenient<'a> = Box<dyn Fn(&[u8]) -> std::result::Result<Vec<OddField>, BodyError> + Send + 'a>;

/// Decodes what the generated client could not. Converts its error at once, since that error prints headers and bodies.
pub(crate) async fn recover(
    operation: &'static Operation,
    error: join_client::Error,
    attempt: Arc<Attempt>,
    lenient: Lenient<'_>,
) -> Result<()> {
    let body = undecoded(error, &attempt).await?;
    decode(operation, &body, &attempt, &lenient)
}

/// The body of a success that the generated client could not decode; any other failure is an error of ours.
async fn undecoded(error: join_client::Error, attempt: &Attempt) -> Result<Bytes> {
    use join_client::Error as Generated;
    match error {
        // No content is the JSON value null: no rows, where the body is a list.
        Generated::InvalidResponsePayload(_, _) if has_no_content(attempt) => Ok(Bytes::from_static(b"null")),
        Generated::InvalidResponsePayload(body, _) => Ok(body),
        Generated::UnexpectedResponse(response) => Err(response_error::from_response(response).await),
        Generated::CommunicationError(error) | Generated::ResponseBodyError(error) => {
            Err(response_error::from_reqwest(error).with_response(attempt.response_info()))
        }
        Generated::Custom(message) => Err(Error::new(ErrorKind::Refused, message)),
        Generated::InvalidRequest(_) => Err(Error::invalid("the request could not be built")),
        Generated::ErrorResponse(_) | Generated::InvalidUpgrade(_) => {
            Err(Error::new(ErrorKind::UnexpectedStatus, "unexpected response")
                .with_response(attempt.response_info()))
        }
    }
}

fn has_no_content(attempt: &Attempt) -> bool {
    attempt.head().is_some_and(|(status, _)| *status == StatusCode::NO_CONTENT)
}

/// Handles a success whose body does not match the API document.
fn decode(
    operation: &'static Operation,
    body: &[u8],
    attempt: &Attempt,
    lenient: &Lenient<'_>,
) -> Result<()> {
    let error = match lenient(body) {
        Ok(odd) => {
            report(operation, &odd);
            attempt.set_odd_fields(odd);
            return Ok(());
        }
        Err(error) => error,
    };
    // The response of a write is partly unknown. When no field of it is required, no body of JOIN fails the write. A page
    // is not JOIN's: nobody knows whether the write reached it.
    if operation.class != Idempotency::Read
        && Sender::of(attempt, body) != Sender::Page
        && lenient(b"{}").is_ok()
    {
        return Ok(());
    }
    Err(unreadable(&error, body, attempt))
}

/// Writes the fields that were left out to the log, by their paths.
pub(crate) fn report(operation: &'static Operation, odd: &[OddField]) {
    let mut paths: Vec<&str> = odd.iter().map(OddField::path).collect();
    paths.sort_unstable();
    for same in paths.chunk_by(|one, other| one == other) {
        let (path, count) = (same.first(), same.len());
        tracing::debug!(join.operation = operation.id, path, count, "a field can't be read and is left out");
    }
}

/// Decodes the body of a call that has no schema of ours. No field is left out.
pub(crate) fn decode_strictly<T: DeserializeOwned>(body: &[u8], attempt: &Attempt) -> Result<T> {
    if let Ok(value) = json::from_bytes(body) {
        return Ok(value);
    }
    let text = join_client::text_of(body).map_err(|error| unreadable(&error, body, attempt))?;
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(deserializer)
        .map_err(|error| unreadable(&BodyError::Field(error.path().to_string()), body, attempt))
}

/// The error for a success whose body has an unexpected form.
pub(crate) fn unreadable(error: &BodyError, body: &[u8], attempt: &Attempt) -> Error {
    let mut response = attempt.response_info();
    response.body = Some(response_error::bounded(body));
    let failed = match (error, Sender::of(attempt, body)) {
        (BodyError::Field(path), _) => Error::new(ErrorKind::Decode, error.to_string()).with_path(path),
        (BodyError::NotJson, Sender::Page) => {
            let message = "the server sent an HTML page instead of JSON: a proxy, a login page or a maintenance page \
                         answered in its place; check the network and the base URL";
            Error::new(ErrorKind::Decode, message).without_json()
        }
        (BodyError::NotJson, Sender::Unknown) => {
            let message = "the response is not JSON: a proxy may have answered in the server's place; check the network";
            Error::new(ErrorKind::Decode, message).without_json()
        }
        // JOIN's own mistake comes again the same.
        _ => Error::new(ErrorKind::Decode, error.to_string()),
    };
    failed.with_response(response)
}

/// Where a body that can't be read comes from, by its looks.
#[derive(PartialEq)]
enum Sender {
    /// JSON with a mistake in it.
    Join,
    /// A page for people.
    Page,
    /// Another text, or none.
    Unknown,
}

impl Sender {
    /// An empty body is no page, whatever its type says.
    fn of(attempt: &Attempt, body: &[u8]) -> Self {
        let text = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
        let media = attempt.head().and_then(|(_, headers)| headers.get(CONTENT_TYPE)?.to_str().ok());
        let says_html = || media.is_some_and(|media| media.to_ascii_lowercase().contains("html"));
        match text.first() {
            Some(b'{' | b'[' | b'"') => Self::Join,
            Some(b'<') => Self::Page,
            Some(_) if says_html() => Self::Page,
            _ => Self::Unknown,
        }
    }
}
