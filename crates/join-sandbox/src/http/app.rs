//! What all requests share: the company, the hooks, the faults, and the record of requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use axum::http::request::Parts;
use bytes::Bytes;
use tokio::time::Instant;

use crate::company::operation::Operation;
use crate::company::world::Shared;
use crate::faults::deliveries::Deliveries;
use crate::faults::fault::Fault;
use crate::faults::hook::{Hooks, IncomingRequest};
use crate::faults::injection::Script;
use crate::faults::latency::LatencySource;
use crate::faults::random::Faults;
use crate::faults::rate::{RateStatus, RateWindow};
use crate::faults::recording::Recording;
use crate::faults::rules::FaultRules;
use crate::http::beginning::Beginning;
use crate::http::error::ApiError;
use crate::http::operation::{Counts, operation_of};
use crate::text::error::SettingError;

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
    pub(crate) rules: FaultRules,
    pub(crate) late: Deliveries,
    pub(crate) beginning: Beginning,
}

/// Where the control API stands.
pub(crate) const CONTROL_PREFIX: &str = "/_sandbox";

/// The header with which a request asks for its own fault.
const FAULT_HEADER: &str = "x-sandbox-fault";

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

    /// Makes all addresses of files so far stale. They get this status.
    pub(crate) fn expire_addresses(&self, status: u16) {
        let addresses = &mut self.shared.world().store.addresses;
        addresses.round += 1;
        addresses.expired_status = status;
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
        (traffic.window.take(Instant::now()), traffic.served, Script { operation, fault, hooks })
    }

    /// The fault of an admitted request: that of its header, else that of a rule, else the random one.
    pub(crate) fn choose_fault(
        &self,
        headers: &HeaderMap,
        operation: Operation,
        random: Fault,
    ) -> Result<Fault, ApiError> {
        let mut wanted = headers.get_all(FAULT_HEADER).into_iter();
        let Some(text) = wanted.next() else {
            return Ok(self.rules.draw(operation).unwrap_or(random));
        };
        let refusal =
            |reason: &str| ApiError::invalid(format!("The header {FAULT_HEADER} is wrong: {reason}."));
        if wanted.next().is_some() {
            return Err(refusal("it is there twice"));
        }
        let text = text.to_str().map_err(|_| refusal("it is no plain text"))?;
        text.parse().map_err(|error: SettingError| refusal(&error.to_string()))
    }
}

/// A panic elsewhere leaves the data usable, so poisoning is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
