//! Hooks: code of a test that runs before and after a request takes effect.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::company::operation::Operation;
use crate::faults::fault::Fault;
use crate::recruiter::Recruiter;

/// A request as a hook sees it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IncomingRequest {
    /// The operation it asks for.
    pub operation: Operation,
    /// Its number among all requests for the operation, from 1. Refused requests, which no hook sees,
    /// count too.
    pub number: u64,
    /// Method in upper case, such as `GET`.
    pub method: String,
    /// Path with its `/v2` prefix, percent-encoded as sent.
    pub path: String,
    /// Body as sent.
    pub body: Bytes,
    /// The candidate in the path, or of the application in the path. `None` when unknown.
    pub candidate: Option<i64>,
    /// The status of its response. `None` before the request is handled.
    pub status: Option<u16>,
}

impl fmt::Debug for IncomingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither path nor body: a file's path holds its name, which often is a person's.
        f.debug_struct("IncomingRequest")
            .field("operation", &self.operation)
            .field("number", &self.number)
            .field("method", &self.method)
            .field("candidate", &self.candidate)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Sees the requests, and has no fault for them.
type Watcher = Arc<dyn Fn(&IncomingRequest) + Send + Sync>;

type Hook = Arc<Mutex<dyn FnMut(&IncomingRequest, &Recruiter) -> Fault + Send>>;

/// The hooks in the order in which they are called.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before: Vec<Hook>,
    after: Vec<Hook>,
    /// Hooks that stay when a test clears its own, by the id of their owner.
    standing: Vec<(u64, Watcher, Watcher)>,
}

impl Hooks {
    pub(crate) fn add_before(
        &mut self,
        hook: impl FnMut(&IncomingRequest, &Recruiter) -> Fault + Send + 'static,
    ) {
        self.before.push(Arc::new(Mutex::new(hook)));
    }

    pub(crate) fn add_after(
        &mut self,
        hook: impl FnMut(&IncomingRequest, &Recruiter) -> Fault + Send + 'static,
    ) {
        self.after.push(Arc::new(Mutex::new(hook)));
    }

    /// Adds two hooks that stay until their owner removes them.
    pub(crate) fn add_standing(
        &mut self,
        owner: u64,
        before: impl Fn(&IncomingRequest) + Send + Sync + 'static,
        after: impl Fn(&IncomingRequest) + Send + Sync + 'static,
    ) {
        self.standing.push((owner, Arc::new(before), Arc::new(after)));
    }

    pub(crate) fn remove_standing(&mut self, owner: u64) {
        self.standing.retain(|(other, ..)| *other != owner);
    }

    /// Removes all hooks but the standing ones.
    pub(crate) fn clear(&mut self) {
        self.before.clear();
        self.after.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty() && self.standing.is_empty()
    }

    pub(crate) fn before(&self, request: &IncomingRequest, recruiter: &Recruiter) -> Fault {
        let fault = call(&self.before, request, recruiter);
        self.standing.iter().for_each(|(_, before, _)| before(request));
        fault
    }

    pub(crate) fn after(&self, request: &IncomingRequest, recruiter: &Recruiter) -> Fault {
        self.standing.iter().for_each(|(.., after)| after(request));
        call(&self.after, request, recruiter)
    }
}

/// Calls all hooks. The first fault counts.
fn call(hooks: &[Hook], request: &IncomingRequest, recruiter: &Recruiter) -> Fault {
    let mut first = Fault::None;
    for hook in hooks {
        // A hook that panicked, as a failing assertion does, is still called again.
        let mut hook = hook.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = (*hook)(request, recruiter);
        if first == Fault::None {
            first = fault;
        }
    }
    first
}
