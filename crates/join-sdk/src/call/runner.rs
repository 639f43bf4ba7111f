//! The attempt loop of a call: permits, deadlines, retries.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use join_client::{Idempotency, Operation};
use tracing::{Instrument, Span};

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

/// Sends one attempt, which leaves its value with the caller.
pub(crate) type Sending<'s, 'f> = &'s (dyn Fn(Arc<Attempt>) -> BoxFuture<'f, Result<()>> + Send + Sync + 's);

/// An attempt that has its turn.
struct Round {
    attempt: Arc<Attempt>,
    turn: Permit,
    span: Span,
}

impl Handle {
    /// Sends attempts until one succeeds, a retry is unsafe, or time is up. The attempt that succeeds leaves its value with
    /// the caller.
    pub(crate) async fn attempts(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        send: Sending<'_, '_>,
    ) -> Result<Response<()>> {
        self.tallied(operation, mode, send, &mut CallStats::new()).await
    }

    /// As above, with stats that the caller can read even when the future is dropped.
    pub(crate) async fn tallied(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        send: Sending<'_, '_>,
        stats: &mut CallStats,
    ) -> Result<Response<()>> {
        self.check_allowed(operation)?;
        let span = spans::call_span(operation);
        let outcome = self.run(operation, mode, send, stats).instrument(span.clone()).await;
        self.end(operation, &span, outcome.as_ref().err(), stats);
        outcome.map_err(|error| error.of(operation, stats.sent, stats.may_have_been_applied))
    }

    async fn run(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        send: Sending<'_, '_>,
        stats: &mut CallStats,
    ) -> Result<Response<()>> {
        let mut number = 1;
        loop {
            let Round { attempt, turn, span } = self.begin(operation, mode, number, stats).await?;
            let result = send(Arc::clone(&attempt)).instrument(span.clone()).await;
            self.settle(operation, &attempt, turn, &span, result.as_ref().err(), stats);
            match result {
                Ok(()) => return Ok(Response::new(attempt, stats)),
                Err(error) => self.wait(operation, number, error, stats).await?,
            }
            number += 1;
        }
    }

    /// Refuses a write where the client refuses them all.
    fn check_allowed(&self, operation: &'static Operation) -> Result<()> {
        if self.shared().refuse_writes && operation.class != Idempotency::Read {
            let message = "this client refuses writes; nothing was sent";
            return Err(Error::new(ErrorKind::ReadOnly, message).of(operation, 0, false));
        }
        Ok(())
    }

    /// Records how a call ended.
    fn end(&self, operation: &'static Operation, span: &Span, failure: Option<&Error>, stats: &CallStats) {
        let failure = failure.map(Error::kind);
        spans::record_call(span, stats.sent, failure);
        if let Some(observer) = self.shared().observer.as_deref() {
            observer.call_ended(&stats.report(operation, failure));
        }
    }

    /// Waits for the turn of an attempt and prepares it.
    async fn begin(
        &self,
        operation: &'static Operation,
        mode: CallMode,
        number: u32,
        stats: &mut CallStats,
    ) -> Result<Round> {
        let (shared, settings) = (self.shared(), self.settings());
        let turn = self.turn(self.left(stats), stats).await?;
        let policy = AttemptPolicy {
            with_token: mode.with_token,
            timeout: mode.bounded.then(|| settings.attempt_timeout.min(self.left(stats))),
            max_response: mode.bounded.then_some(shared.connection.max_response_size),
        };
        let attempt = Attempt::new(Arc::clone(&shared.connection), policy, settings.headers.clone());
        let span = spans::attempt_span(operation, shared.connection.base_url.url(), number);
        stats.under_way = true;
        Ok(Round { attempt, turn, span })
    }

    /// Counts and records an attempt that ended, also at the pacer.
    fn settle(
        &self,
        operation: &'static Operation,
        attempt: &Attempt,
        turn: Permit,
        span: &Span,
        failure: Option<&Error>,
        stats: &mut CallStats,
    ) {
        turn.settle(attempt.rate_limit(failure.is_some_and(|error| error.kind() == ErrorKind::RateLimited)));
        spans::record_attempt(span, attempt, failure);
        stats.count(attempt, failure);
        if let Some(ids) =
            self.settings().request_ids.as_ref().filter(|_| operation.class != Idempotency::Read)
            && let Some(id) = attempt.head().and_then(|(_, headers)| headers::request_id(headers))
        {
            ids.push(id);
        }
        match failure {
            None => self.shared().budget().refill(),
            Some(error) if is_lost(operation, error.kind()) && attempt.was_sent() => {
                self.shared().connection.http.doubt();
            }
            Some(_) => {}
        }
    }

    /// Waits for the next attempt after a failed one, or returns its error when none follows.
    async fn wait(
        &self,
        operation: &'static Operation,
        number: u32,
        error: Error,
        stats: &mut CallStats,
    ) -> Result<()> {
        let failed = Failed {
            class: operation.class,
            kind: error.kind(),
            without_json: error.is_without_json(),
            attempt: number,
            asked: error.retry_after(),
            left: self.left(stats),
        };
        let wait = retry::wait(&self.settings().retry, failed, fastrand::f64());
        let Some(wait) = wait.filter(|_| self.shared().budget().take(error.kind())) else {
            return Err(error);
        };
        spans::trying_again(number, &error, wait);
        tokio::time::sleep(wait).await;
        stats.waited += wait;
        Ok(())
    }

    /// The time left until the deadline of the call.
    fn left(&self, stats: &CallStats) -> Duration {
        self.settings().call_timeout.saturating_sub(stats.started.elapsed())
    }

    /// Waits until the quota allows a request. Nearly every turn comes at once, and holds no room for the wait.
    async fn turn(&self, left: Duration, stats: &mut CallStats) -> Result<Permit> {
        match self.shared().pacer.turn_at_once() {
            Some(turn) => Ok(turn),
            None => Box::pin(self.queue(left, stats)).await,
        }
    }

    async fn queue(&self, left: Duration, stats: &mut CallStats) -> Result<Permit> {
        let pacer = &self.shared().pacer;
        let started = Instant::now();
        let mut turn = pin!(pacer.turn(started.checked_add(left)));
        let turn = match poll_fn(|context| Poll::Ready(turn.as_mut().poll(context))).await {
            // A turn out of a batch comes at once, and needs no timer.
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
