//! What all requests share: the company, the hooks, the faults, and the record of requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;
use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::company::world::Shared;
use crate::faults::hook::{Hooks, IncomingRequest};
use crate::faults::injection::Script;
use crate::faults::latency::LatencySource;
use crate::faults::random::Faults;
use crate::faults::rate::{RateStatus, RateWindow};
use crate::faults::recording::Recording;
use crate::http::operation::{Counts, operation_of};
use crate::log::Log;

/// The state of a running sandbox.
pub(crate) struct App {
    pub(crate) shared: Arc<Shared>,
    pub(crate) token: String,
    /// Delays of requests to the sandbox and of responses from it.
    pub(crate) there: LatencySource,
    pub(crate) back: LatencySource,
    pub(crate) traffic: Mutex<Traffic>,
    pub(crate) hooks: Mutex<Arc<Hooks>>,
    pub(crate) faults: Mutex<Faults>,
    /// The number of deliveries still to come late.
    pub(crate) late: watch::Sender<usize>,
    pub(crate) log: Log,
}

/// The requests so far.
pub(crate) struct Traffic {
    pub(crate) recording: Recording,
    pub(crate) window: RateWindow,
    pub(crate) served: u64,
    pub(crate) counts: Counts,
}

impl App {
    pub(crate) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        lock(&self.traffic)
    }

    pub(crate) fn hooks(&self) -> MutexGuard<'_, Arc<Hooks>> {
        lock(&self.hooks)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// Records a request. Returns its rate status, its number, and its faults and hooks.
    pub(crate) fn register(&self, parts: &Parts, body: Option<&Bytes>) -> (RateStatus, u64, Script) {
        let (operation, id) = operation_of(&parts.method, parts.uri.path());
        // The lock is held to the end, so that requests meet hooks and faults in the order of their numbers.
        let mut traffic = self.traffic();
        traffic.recording.push(parts, body.cloned().unwrap_or_default());
        traffic.served += 1;
        let number = traffic.counts.add(operation);
        let hooks = Arc::clone(&self.hooks());
        let hooks = (!hooks.is_empty()).then(|| {
            let request = IncomingRequest {
                operation,
                number,
                method: parts.method.as_str().to_owned(),
                path: parts.uri.path().to_owned(),
                body: body.cloned().unwrap_or_default(),
                candidate: id.and_then(|id| self.shared.world().candidate(operation, id)),
                status: None,
            };
            (hooks, request)
        });
        let fault = self.faults().draw(operation, number);
        (traffic.window.take(Instant::now()), traffic.served, Script { fault, hooks })
    }
}

/// A panic elsewhere leaves the data usable, so poisoning is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
