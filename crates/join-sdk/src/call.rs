//! The one way for a call to go: deadline, attempts, waits; every resource and every download comes through here.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use join_client::{Class, Client, Operation, ResponseValue};
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::error::{Error, ErrorKind, Result};
use crate::failure;
use crate::join::Join;
use crate::retry;
use crate::transport::Attempt;

/// What the generated client answers.
type Generated<T> = std::result::Result<ResponseValue<T>, join_client::Error>;

impl Join {
    /// Calls a generated operation.
    pub(crate) async fn call<T, F, Fut>(&self, operation: &'static Operation, send: F) -> Result<T>
    where
        T: DeserializeOwned,
        F: Fn(Client) -> Fut,
        Fut: Future<Output = Generated<T>>,
    {
        let attempt = |attempt: Arc<Attempt>| {
            let answer = send(attempt.client());
            async move {
                match answer.await {
                    Ok(value) => Ok(value.into_inner()),
                    Err(error) => recover(operation, error, &attempt).await,
                }
            }
        };
        self.attempts(operation, true, attempt).await
    }

    /// Tries until it succeeds, may not be repeated, or time is up. `timed`: whether an attempt has a total timeout.
    pub(crate) async fn attempts<T, F, Fut>(
        &self,
        operation: &'static Operation,
        timed: bool,
        send: F,
    ) -> Result<T>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let span = tracing::debug_span!(
            "join.call",
            "otel.kind" = "client",
            "join.operation" = operation.id,
            "http.request.method" = operation.method,
            "url.template" = operation.path,
        );
        self.attempts_within(operation, timed, send).instrument(span).await
    }

    async fn attempts_within<T, F, Fut>(
        &self,
        operation: &'static Operation,
        timed: bool,
        send: F,
    ) -> Result<T>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let limits = self.shared().limits;
        let started = Instant::now();
        let mut number = 1;
        loop {
            let left = limits.call_timeout.saturating_sub(started.elapsed());
            let timeout = timed.then(|| limits.attempt_timeout.min(left));
            let error = match send(Attempt::new(Arc::clone(self.shared()), timeout)).await {
                Ok(value) => {
                    tracing::debug!(attempts = number, "done");
                    return Ok(value);
                }
                Err(error) => error,
            };
            let left = limits.call_timeout.saturating_sub(started.elapsed());
            let wait = retry::wait(operation.class, &error, number, limits.max_attempts, fastrand::f64());
            let status = error.status().map(|status| status.as_u16());
            match wait.filter(|wait| *wait < left) {
                Some(wait) => {
                    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                    tracing::debug!(attempt = number, kind = ?error.kind(), status, wait_ms, "trying again");
                    tokio::time::sleep(wait).await;
                    number += 1;
                }
                None => {
                    tracing::debug!(attempts = number, kind = ?error.kind(), status, "failed");
                    let reached = may_have_reached(error.kind());
                    let sent = if error.kind() == ErrorKind::Refused { 0 } else { number };
                    return Err(error.of(operation, sent, reached));
                }
            }
        }
    }
}

/// Whether a request that ended so may have been carried out by the server.
fn may_have_reached(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Server | ErrorKind::Decode)
}

/// The generated client's error prints headers and bodies, so it is taken apart at once.
async fn recover<T: DeserializeOwned>(
    operation: &'static Operation,
    error: join_client::Error,
    attempt: &Attempt,
) -> Result<T> {
    use join_client::Error as Generated;
    match error {
        Generated::InvalidResponsePayload(body, _) => decode(operation, &body, attempt),
        Generated::UnexpectedResponse(response) => Err(failure::from_response(response).await),
        Generated::CommunicationError(error) | Generated::ResponseBodyError(error) => {
            Err(failure::from_reqwest(error).with_answer(attempt.answer()))
        }
        Generated::Custom(words) => Err(Error::new(ErrorKind::Refused, words)),
        Generated::InvalidRequest(_) => Err(Error::invalid("the request could not be built")),
        Generated::ErrorResponse(_) | Generated::InvalidUpgrade(_) => {
            Err(Error::new(ErrorKind::UnexpectedStatus, "an answer without a meaning here")
                .with_answer(attempt.answer()))
        }
    }
}

/// A success whose body is not as the document says.
fn decode<T: DeserializeOwned>(operation: &'static Operation, body: &[u8], attempt: &Attempt) -> Result<T> {
    // What a write answers is partly unknown. Where nothing in the answer is needed, none can make the write fail.
    if operation.class != Class::Read
        && let Ok(value) = serde_json::from_str("{}")
    {
        return Ok(value);
    }
    let deserializer = &mut serde_json::Deserializer::from_slice(body);
    let place = match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Ok(value) => return Ok(value),
        Err(error) => error.path().to_string(),
    };
    let words = if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() {
        format!("the answer can't be read at `{place}`")
    } else {
        "the answer is no JSON".to_owned()
    };
    let mut answer = attempt.answer();
    answer.body = Some(failure::bounded(body));
    Err(Error::new(ErrorKind::Decode, words).with_answer(answer))
}
