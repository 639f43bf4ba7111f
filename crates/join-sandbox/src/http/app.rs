//! What all requests share: the company, the hooks, the faults, and the record of requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use axum::http::request::Parts;
use bytes::Bytes;
use tokio::time::Instant;

use crate::company::operation::Operation;
use crate::company::settings::{Door, Settings};
use crate::company::store::Store;
use crate::company::world::Shared;
use crate::faults::deliveries::Deliveries;
use crate::faults::fault::Fault;
use crate::faults::hook::{Hooks, IncomingRequest};
use crate::faults::injection::Script;
use crate::faults::latency::LatencySource;
use crate::faults::panics::Panics;
use crate::faults::quota::Quota;
use crate::faults::random::Faults;
use crate::faults::rate::{Limiter, RateStatus};
use crate::faults::recording::Recording;
use crate::faults::rule::FaultRule;
use crate::faults::rules::FaultRules;
use crate::http::error::ApiError;
use crate::http::hosts::Hosts;
use crate::http::operation::{Counts, operation_of};
use crate::log::Log;
use crate::recruiter::Recruiter;
use crate::text::error::SettingError;
use crate::writers::running::Writers;
use crate::writers::writer::Writer;

/// The state of a running sandbox.
pub(crate) struct App {
    pub(crate) shared: Arc<Shared>,
    pub(crate) token: String,
    pub(crate) hosts: Hosts,
    /// Delays of requests to the sandbox and of responses from it.
    pub(crate) there: LatencySource,
    pub(crate) back: LatencySource,
    pub(crate) traffic: Mutex<Traffic>,
    pub(crate) hooks: Mutex<Arc<Hooks>>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) log: Log,
    pub(crate) rules: FaultRules,
    pub(crate) late: Deliveries,
    pub(crate) panics: Panics,
    pub(crate) writers: Mutex<Writers>,
    pub(crate) beginning: Beginning,
}

/// How the sandbox started.
pub(crate) struct Beginning {
    /// Makes the company, the same each time.
    pub(crate) company: Box<dyn Fn() -> Store + Send + Sync>,
    pub(crate) quota: Quota,
    pub(crate) faults: Faults,
    pub(crate) rules: Vec<FaultRule>,
    pub(crate) writers: Vec<Writer>,
}

/// What the front door needs to know of a request.
pub(crate) struct Registered {
    pub(crate) status: RateStatus,
    pub(crate) door: Door,
    /// Its number among all requests, from 1.
    pub(crate) number: u64,
    pub(crate) operation: Operation,
    /// Its faults and hooks.
    pub(crate) script: Script,
}

/// The header with which a request asks for its own fault.
const FAULT_HEADER: &str = "x-sandbox-fault";

/// The requests so far.
pub(crate) struct Traffic {
    pub(crate) recording: Recording,
    pub(crate) limiter: Limiter,
    pub(crate) door: Door,
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

    pub(crate) fn writers(&self) -> MutexGuard<'_, Writers> {
        lock(&self.writers)
    }

    /// Starts a writer. Returns its id.
    pub(crate) fn start_writer(&self, writer: Writer) -> u64 {
        let recruiter = writer.access(&Recruiter::new(Arc::clone(&self.shared)));
        self.writers().start(writer, recruiter, Arc::make_mut(&mut self.hooks()))
    }

    /// Stops a writer. False when none has this id.
    pub(crate) fn stop_writer(&self, id: u64) -> bool {
        self.writers().stop(id, Arc::make_mut(&mut self.hooks()))
    }

    /// Stops all writers. Returns their number.
    pub(crate) fn stop_writers(&self) -> usize {
        let mut writers = self.writers();
        let mut hooks = self.hooks();
        let running = writers.list();
        running.iter().filter(|running| writers.stop(running.id, Arc::make_mut(&mut hooks))).count()
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// Reads the settings of the company.
    pub(crate) fn settings<T>(&self, read: impl FnOnce(&Settings) -> T) -> T {
        read(&self.shared.world().store.settings)
    }

    /// Changes the settings of the company, for the next request.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        // The locks are taken in the order in which a request takes them.
        let mut traffic = self.traffic();
        let mut world = self.shared.world();
        change(&mut world.store.settings);
        traffic.door = world.store.settings.door;
    }

    /// Makes all addresses of files so far stale. They get this status.
    pub(crate) fn expire_addresses(&self, status: u16) {
        let addresses = &mut self.shared.world().store.addresses;
        addresses.round += 1;
        addresses.expired_status = status;
    }

    /// Records a request.
    pub(crate) fn register(&self, parts: &Parts, body: Option<&Bytes>) -> Registered {
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
        Registered {
            status: traffic.limiter.take(Instant::now),
            door: traffic.door,
            number: traffic.served,
            operation,
            script: Script { fault, hooks },
        }
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
        let fault = match (text.to_str(), wanted.next()) {
            (_, Some(_)) => Err(SettingError::new("it is there twice")),
            (Err(_), None) => Err(SettingError::new("it is no plain text")),
            (Ok(text), None) => text.parse(),
        };
        fault.map_err(|error| ApiError::wrong("The header x-sandbox-fault", &error))
    }
}

/// A panic elsewhere leaves the data usable, so poisoning is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
