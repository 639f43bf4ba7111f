//! The attempt loop of a call: permits, deadlines, retries.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use join_client::{Idempotency, Operation};
use tracing::Instrument;

use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::call::retry::{self, Failed};
use crate::call::spans;
use crate::call::stats::CallStats;
use crate::error::{Error, ErrorKind, Result};
use crate::pacer::Permit;
use crate::transport::attempt::{Attempt, AttemptPolicy};
use crate::transport::headers;

/// The limits of a call's attempts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallMode {
    /// Whether an attempt has a total timeout and a response cap. A download has its own.
    pub(crate) bounded: bool,
    pub(crate) with_token: bool,
}

impl CallMode {
    pub(crate) const STANDARD: CallMode = CallMode { bounded: true, with_token: true };
}

impl Handle {
    /// Sends attempts until one succeeds, a retry is unsafe, or time is up.
    pub(crate) async fn attempts<T, F, Fut>(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        send: F,
    ) -> Result<Response<T>>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        self.tallied(operation, mode, send, &mut CallStats::new()).await
    }

    /// As above, with stats that the caller can read even when the future is dropped.
    pub(crate) async fn tallied<T, F, Fut>(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        send: F,
        stats: &mut CallStats,
    ) -> Result<Response<T>>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        if self.shared().refuse_writes && operation.class != Idempotency::Read {
            let message = "this client refuses writes; nothing was sent";
            return Err(Error::new(ErrorKind::ReadOnly, message).of(operation, 0, false));
        }
        let span = spans::call_span(operation);
        let outcome = self.run(operation, mode, send, stats).instrument(span.clone()).await;
        let failure = outcome.as_ref().err().map(Error::kind);
        spans::record_call(&span, stats.sent, failure);
        if let Some(observer) = self.shared().observer.as_deref() {
            observer.call_ended(&stats.report(operation, failure));
        }
        outcome.map_err(|error| error.of(operation, stats.sent, stats.may_have_been_applied))
    }

    async fn run<T, F, Fut>(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        send: F,
        stats: &mut CallStats,
    ) -> Result<Response<T>>
    where
        F: Fn(Arc<Attempt>) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let shared = self.shared();
        let settings = self.settings();
        let left = |stats: &CallStats| settings.call_timeout.saturating_sub(stats.started.elapsed());
        let mut number = 1;
        loop {
            let turn = self.turn(left(stats), stats).await?;
            let policy = AttemptPolicy {
                with_token: mode.with_token,
                timeout: mode.bounded.then(|| settings.attempt_timeout.min(left(stats))),
                max_response: mode.bounded.then_some(shared.connection.max_response_size),
            };
            let attempt = Attempt::new(Arc::clone(&shared.connection), policy, settings.headers.clone());
            let span = spans::attempt_span(operation, &shared.connection.origin, number);
            stats.under_way = true;
            let result = send(Arc::clone(&attempt)).instrument(span.clone()).await;
            let failure = result.as_ref().err();
            turn.settle(
                attempt.rate_limit(failure.is_some_and(|error| error.kind() == ErrorKind::RateLimited)),
            );
            spans::record_attempt(&span, &attempt, failure);
            stats.count(&attempt, failure);
            if let Some(ids) = settings.request_ids.as_ref().filter(|_| operation.class != Idempotency::Read)
                && let Some(id) = attempt.head().and_then(|(_, headers)| headers::request_id(headers))
            {
                ids.push(id);
            }
            let error = match result {
                Ok(value) => {
                    shared.budget().refill();
                    let odd = attempt.odd_fields();
                    let (status, headers) = attempt.into_head();
                    let (elapsed, attempts) = (stats.started.elapsed(), stats.sent);
                    return Ok(Response { value, status, headers, elapsed, attempts, odd });
                }
                Err(error) => error,
            };
            if is_lost(operation, error.kind()) && attempt.was_sent() {
                shared.connection.http.doubt();
            }
            let failed = Failed {
                class: operation.class,
                kind: error.kind(),
                without_json: error.is_without_json(),
                attempt: number,
                asked: error.retry_after(),
                left: left(stats),
            };
            let wait = retry::wait(&settings.retry, failed, fastrand::f64());
            let Some(wait) = wait.filter(|_| shared.budget().take(error.kind())) else { return Err(error) };
            spans::trying_again(number, &error, wait);
            tokio::time::sleep(wait).await;
            stats.waited += wait;
            number += 1;
        }
    }

    /// Waits until the quota allows a request.
    async fn turn(&self, left: Duration, stats: &mut CallStats) -> Result<Permit> {
        let pacer = &self.shared().pacer;
        let started = Instant::now();
        let mut turn = pin!(pacer.turn(started.checked_add(left)));
        let turn = match futures_util::poll!(turn.as_mut()) {
            // Nearly every turn comes at once, and needs no timer.
            Poll::Ready(turn) => turn,
            Poll::Pending => {
                let turn = tokio::time::timeout(left, turn).await.unwrap_or_default();
                stats.waited += started.elapsed();
                turn
            }
        };
        turn.ok_or_else(|| {
            let message = "the quota is used up until after the call's deadline";
            Error::new(ErrorKind::RateLimited, message).with_retry_after(pacer.quota().held_for)
        })
    }
}

/// Whether a write was lost on its connection, so that nobody knows whether it arrived.
fn is_lost(operation: &Operation, kind: ErrorKind) -> bool {
    operation.class != Idempotency::Read && matches!(kind, ErrorKind::Timeout | ErrorKind::Transport)
}
