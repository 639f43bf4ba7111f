//! The attempt loop of a call: permits, deadlines, retries.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use join_client::{Class, Operation};
use tracing::Instrument;

use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::call::retry::{self, Failed};
use crate::call::spans;
use crate::call::stats::Tally;
use crate::error::{Error, ErrorKind, Result};
use crate::pacer::Turn;
use crate::transport::attempt::{Attempt, Route};

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

impl Handle {
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
        let span = spans::call_span(operation);
        let outcome = self.run(operation, limits, send, tally).instrument(span.clone()).await;
        let failure = outcome.as_ref().err().map(Error::kind);
        spans::record_call(&span, tally.sent, failure);
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
                max_answer: limits.bounded.then_some(shared.connection.max_answer_size),
            };
            let attempt = Attempt::new(Arc::clone(&shared.connection), route, settings.headers.clone());
            let span = spans::attempt_span(operation, &shared.connection.origin, number);
            tally.under_way = true;
            let result = send(Arc::clone(&attempt)).instrument(span.clone()).await;
            turn.settle(attempt.told());
            spans::record_attempt(&span, &attempt, result.as_ref().err());
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
            spans::trying_again(number, &error, wait);
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
