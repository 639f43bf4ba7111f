//! The one way for a call to go: deadline, turn, attempts, waits; every resource and every download comes through here.

use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use join_client::{Class, Client, Operation, ResponseValue};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::audit::About;
use crate::error::{Error, ErrorKind, Result};
use crate::failure;
use crate::headers;
use crate::join::Join;
use crate::pacer::Turn;
use crate::response::Response;
use crate::retry::{self, Failed};
use crate::telemetry::{self, CallReport};
use crate::transport::{Attempt, Route};

/// What the generated client answers.
type Generated<T> = std::result::Result<ResponseValue<T>, join_client::Error>;

type Send<'a, T> = Box<dyn Fn(Arc<Attempt>) -> BoxFuture<'a, Result<T>> + std::marker::Send + Sync + 'a>;

/// A call that has not been made yet: await it for its answer, or [`response`](Self::response) for what came around it.
///
/// Dropping it, or its future half-way, leaves nothing behind in this client. What was sent by then may have been
/// applied.
#[must_use = "a call is not made until it is awaited"]
pub struct Call<'a, T> {
    join: Join,
    operation: &'static Operation,
    send: Result<Send<'a, T>>,
    /// For its record; none where the caller records it.
    about: Option<About<T>>,
}

impl<'a, T: 'a> Call<'a, T> {
    /// A call whose input is unusable: it fails when it is awaited, and sends nothing.
    pub(crate) fn refused(join: &Join, operation: &'static Operation, error: Error) -> Self {
        Self { join: join.clone(), operation, send: Err(error), about: None }
    }

    /// Makes the call, and gives the answer with its status, headers and request id.
    ///
    /// # Errors
    ///
    /// What the call fails with.
    pub async fn response(self) -> Result<Response<T>> {
        let send = self.send?;
        match self.about {
            Some(about) => self.join.recorded(self.operation, about, send).await,
            None => self.join.attempts(self.operation, Limits::OF_A_CALL, send).await,
        }
    }

    /// What its record says beside what every call tells.
    pub(crate) fn about(mut self, about: About<T>) -> Self {
        self.about = Some(about);
        self
    }

    /// The caller records it.
    pub(crate) fn unaudited(mut self) -> Self {
        self.about = None;
        self
    }
}

impl<'a, T: 'a> IntoFuture for Call<'a, T>
where
    T: std::marker::Send,
{
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'a, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { Ok(self.response().await?.into_inner()) })
    }
}

impl<T> std::fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

/// What bounds the attempts of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Whether an attempt has a total timeout and its answer a cap. A download has its own.
    pub(crate) bounded: bool,
    pub(crate) with_token: bool,
}

impl Limits {
    pub(crate) const OF_A_CALL: Limits = Limits { bounded: true, with_token: true };
}

impl Join {
    /// Calls a generated operation.
    pub(crate) fn call<'a, T, F, Fut>(&self, operation: &'static Operation, send: F) -> Call<'a, T>
    where
        T: DeserializeOwned + std::marker::Send + 'a,
        F: Fn(Client) -> Fut + std::marker::Send + Sync + 'a,
        Fut: Future<Output = Generated<T>> + std::marker::Send + 'a,
    {
        let send = move |attempt: Arc<Attempt>| -> BoxFuture<'a, Result<T>> {
            let answer = send(attempt.client());
            Box::pin(async move {
                match answer.await {
                    Ok(value) => Ok(value.into_inner()),
                    Err(error) => recover(operation, error, &attempt).await,
                }
            })
        };
        Call { join: self.clone(), operation, send: Ok(Box::new(send)), about: Some(About::default()) }
    }

    /// Tries until it succeeds, may not be repeated, or time is up.
    pub(crate) async fn attempts<T, F, Fut>(
        &self,
        operation: &'static Operation,
        limits: Limits,
        send: F,
    ) -> Result<Response<T>>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        self.tallied(operation, limits, send, &mut Tally::new()).await
    }

    /// The same, and the caller sees what it takes, also when it is dropped half-way.
    pub(crate) async fn tallied<T, F, Fut>(
        &self,
        operation: &'static Operation,
        limits: Limits,
        send: F,
        tally: &mut Tally,
    ) -> Result<Response<T>>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        if self.shared().refuse_writes && operation.class != Class::Read {
            let words = "this client refuses writes; nothing was sent";
            return Err(Error::new(ErrorKind::ReadOnly, words).of(operation, 0, false));
        }
        let span = telemetry::call_span(operation);
        let outcome = self.run(operation, limits, send, tally).instrument(span.clone()).await;
        let failure = outcome.as_ref().err().map(Error::kind);
        telemetry::record_call(&span, tally.sent, failure);
        if let Some(observer) = self.shared().observer.as_deref() {
            observer.call_ended(&tally.report(operation, failure));
        }
        outcome.map_err(|error| error.of(operation, tally.sent, tally.may_have_been_applied))
    }

    async fn run<T, F, Fut>(
        &self,
        operation: &'static Operation,
        limits: Limits,
        send: F,
        tally: &mut Tally,
    ) -> Result<Response<T>>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let shared = self.shared();
        let settings = self.settings();
        let left = |tally: &Tally| settings.call_timeout.saturating_sub(tally.started.elapsed());
        let mut number = 1;
        loop {
            let turn = self.turn(left(tally), tally).await?;
            let route = Route {
                with_token: limits.with_token,
                timeout: limits.bounded.then(|| settings.attempt_timeout.min(left(tally))),
                max_answer: limits.bounded.then_some(shared.max_answer_size),
            };
            let attempt = Attempt::new(Arc::clone(shared), route, settings.headers.clone());
            let span = telemetry::attempt_span(operation, &shared.origin, number);
            tally.under_way = true;
            let result = send(Arc::clone(&attempt)).instrument(span.clone()).await;
            turn.settle(attempt.told());
            telemetry::record_attempt(&span, &attempt, result.as_ref().err());
            tally.count(&attempt, result.as_ref().err());
            let error = match result {
                Ok(value) => {
                    shared.budget().refill();
                    let (status, headers) = attempt.into_head();
                    let (elapsed, attempts) = (tally.started.elapsed(), tally.sent);
                    return Ok(Response { value, status, headers, elapsed, attempts });
                }
                Err(error) => error,
            };
            let failed = Failed {
                class: operation.class,
                kind: error.kind(),
                attempt: number,
                asked: error.retry_after(),
                left: left(tally),
            };
            let wait = retry::wait(&settings.retry, failed, fastrand::f64());
            let Some(wait) = wait.filter(|_| shared.budget().take(error.kind())) else { return Err(error) };
            telemetry::trying_again(number, &error, wait);
            tokio::time::sleep(wait).await;
            tally.waited += wait;
            number += 1;
        }
    }

    /// Waits until the quota lets a request leave.
    async fn turn(&self, left: Duration, tally: &mut Tally) -> Result<Turn> {
        let pacer = &self.shared().pacer;
        let started = Instant::now();
        let turn =
            tokio::time::timeout(left, pacer.turn(started.checked_add(left))).await.unwrap_or_default();
        tally.waited += started.elapsed();
        turn.ok_or_else(|| {
            let words = "the quota is used up until after the call's deadline";
            Error::new(ErrorKind::RateLimited, words).with_retry_after(pacer.quota().held_for)
        })
    }
}

/// What a call has taken so far.
pub(crate) struct Tally {
    pub(crate) started: Instant,
    pub(crate) sent: u32,
    /// Whether a request may be on its way.
    pub(crate) under_way: bool,
    rate_limited: u32,
    waited: Duration,
    received: u64,
    pub(crate) status: Option<StatusCode>,
    /// Kept only where they are wanted.
    pub(crate) request_ids: Option<Vec<String>>,
    may_have_been_applied: bool,
}

impl Tally {
    fn new() -> Self {
        Self {
            started: Instant::now(),
            sent: 0,
            under_way: false,
            rate_limited: 0,
            waited: Duration::ZERO,
            received: 0,
            status: None,
            request_ids: None,
            may_have_been_applied: false,
        }
    }

    pub(crate) fn with_request_ids() -> Self {
        Self { request_ids: Some(Vec::new()), ..Self::new() }
    }

    fn count(&mut self, attempt: &Attempt, failure: Option<&Error>) {
        self.under_way = false;
        let id = attempt.head().and_then(|(_, headers)| headers::request_id(headers));
        if let (Some(ids), Some(id)) = (&mut self.request_ids, id) {
            ids.push(id.to_owned());
        }
        self.sent += u32::from(attempt.was_sent());
        self.received += attempt.received();
        self.status = attempt.head().map(|(status, _)| *status).or(self.status);
        if let Some(error) = failure {
            self.rate_limited += u32::from(error.kind() == ErrorKind::RateLimited);
            self.may_have_been_applied |= attempt.was_sent() && error.kind().may_have_been_applied();
        }
    }

    fn report(&self, operation: &'static Operation, failure: Option<ErrorKind>) -> CallReport {
        CallReport {
            operation: operation.id,
            failure,
            status: self.status.map(|status| status.as_u16()),
            attempts: self.sent,
            rate_limited: self.rate_limited,
            waited: self.waited,
            elapsed: self.started.elapsed(),
            received: self.received,
        }
    }
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
    decode_strictly(body, attempt)
}

/// A success whose body is not what the caller asked for.
pub(crate) fn decode_strictly<T: DeserializeOwned>(body: &[u8], attempt: &Attempt) -> Result<T> {
    let deserializer = &mut serde_json::Deserializer::from_slice(body);
    let place = match serde_path_to_error::deserialize::<_, T>(deserializer) {
        Ok(value) => return Ok(value),
        Err(error) => error.path().to_string(),
    };
    let mut answer = attempt.answer();
    answer.body = Some(failure::bounded(body));
    let error = if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() {
        Error::new(ErrorKind::Decode, format!("the answer can't be read at `{place}`")).with_path(place)
    } else {
        Error::new(ErrorKind::Decode, "the answer is no JSON")
    };
    Err(error.with_answer(answer))
}
