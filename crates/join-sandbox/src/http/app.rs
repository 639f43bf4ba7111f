//! What all requests share: the company, the hooks, the faults, and the record of requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;
use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::company::settings::{Door, Settings};
use crate::company::world::Shared;
use crate::faults::hook::{Hooks, IncomingRequest};
use crate::faults::injection::Script;
use crate::faults::latency::LatencySource;
use crate::faults::panics::Panics;
use crate::faults::random::Faults;
use crate::faults::rate::{Limiter, RateStatus};
use crate::faults::recording::Recording;
use crate::http::hosts::Hosts;
use crate::http::operation::{Counts, operation_of};
use crate::recruiter::Recruiter;
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
    /// The number of deliveries still to come late.
    pub(crate) late: watch::Sender<usize>,
    pub(crate) panics: Panics,
    pub(crate) writers: Mutex<Writers>,
}

/// What the front door needs to know of a request.
pub(crate) struct Registered {
    pub(crate) status: RateStatus,
    pub(crate) door: Door,
    /// Its number among all requests, from 1.
    pub(crate) number: u64,
    pub(crate) is_write: bool,
    /// Its faults and hooks.
    pub(crate) script: Script,
}

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
            is_write: operation.is_write(),
            script: Script { fault, hooks },
        }
    }
}

/// A panic elsewhere leaves the data usable, so poisoning is ignored.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
