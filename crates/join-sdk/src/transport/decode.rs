//! Decodes a response body into a value, or into an error with the path of the bad field.

use join_client::{Idempotency, Operation};
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::attempt::Attempt;
use crate::transport::response_error;

/// Converts the generated client's error at once, since that error prints headers and bodies.
pub(crate) async fn recover<T: DeserializeOwned>(
    operation: &'static Operation,
    error: join_client::Error,
    attempt: &Attempt,
) -> Result<T> {
    use join_client::Error as Generated;
    match error {
        // No content is the JSON value null: no rows, where the body is a list.
        Generated::InvalidResponsePayload(_, _) if has_no_content(attempt) => decode(operation, b"null", attempt),
        Generated::InvalidResponsePayload(body, _) => decode(operation, &body, attempt),
        Generated::UnexpectedResponse(response) => Err(response_error::from_response(response).await),
        Generated::CommunicationError(error) | Generated::ResponseBodyError(error) => {
            Err(response_error::from_reqwest(error).with_response(attempt.answer()))
        }
        Generated::Custom(message) => Err(Error::new(ErrorKind::Refused, message)),
        Generated::InvalidRequest(_) => Err(Error::invalid("the request could not be built")),
        Generated::ErrorResponse(_) | Generated::InvalidUpgrade(_) => {
            Err(Error::new(ErrorKind::UnexpectedStatus, "unexpected response")
                .with_response(attempt.answer()))
        }
    }
}

fn has_no_content(attempt: &Attempt) -> bool {
    attempt.head().is_some_and(|(status, _)| *status == StatusCode::NO_CONTENT)
}

/// Handles a success whose body does not match the API document.
fn decode<T: DeserializeOwned>(operation: &'static Operation, body: &[u8], attempt: &Attempt) -> Result<T> {
    // The response of a write is partly unknown. When no field of it is required, no body of JOIN fails the write. A page
    // is not JOIN's: nobody knows whether the write reached it.
    if operation.class != Idempotency::Read
        && Sender::of(attempt, body) != Sender::Page
        && let Ok(value) = serde_json::from_str("{}")
    {
        return Ok(value);
    }
    decode_strictly(body, attempt)
}

/// The error for a success whose body has an unexpected form.
pub(crate) fn decode_strictly<T: DeserializeOwned>(body: &[u8], attempt: &Attempt) -> Result<T> {
    let deserializer = &mut serde_json::Deserializer::from_slice(body);
    let place = match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Ok(value) => return Ok(value),
        Err(error) => error.path().to_string(),
    };
    let mut answer = attempt.answer();
    answer.body = Some(response_error::bounded(body));
    let error = if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() {
        Error::new(ErrorKind::Decode, format!("the response can't be read at `{place}`")).with_path(place)
    } else {
        match Sender::of(attempt, body) {
            // JOIN's own mistake comes again the same.
            Sender::Join => Error::new(ErrorKind::Decode, "the response is not JSON"),
            Sender::Page => {
                let message = "the server sent an HTML page instead of JSON: a proxy, a login page or a maintenance page \
                             answered in its place; check the network and the base URL";
                Error::new(ErrorKind::Decode, message).without_json()
            }
            Sender::Unknown => {
                let message = "the response is not JSON: a proxy may have answered in the server's place; check the network";
                Error::new(ErrorKind::Decode, message).without_json()
            }
        }
    };
    Err(error.with_response(answer))
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
