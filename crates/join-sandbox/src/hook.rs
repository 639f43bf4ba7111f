//! Hooks: what a test does between a request's arrival, its effect and its answer.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::fault::Fault;
use crate::hand::Hand;
use crate::operation::Operation;

/// A request as a hook sees it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Arrival {
    /// What it asks for.
    pub operation: Operation,
    /// Its number among all requests for the operation, from 1. Those refused at the door, which no hook sees,
    /// count too.
    pub number: u64,
    /// Method in upper case, such as `GET`.
    pub method: String,
    /// Path with its `/v2` prefix, percent-encoded as it was sent.
    pub path: String,
    /// Body as it was sent.
    pub body: Bytes,
    /// The candidate that the path names, or whose application it names; known ones only.
    pub candidate: Option<i64>,
    /// The status that it was handled with; `None` before that.
    pub status: Option<u16>,
}

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither path nor body: a file's path holds its name, which often is a person's.
        f.debug_struct("Arrival")
            .field("operation", &self.operation)
            .field("number", &self.number)
            .field("method", &self.method)
            .field("candidate", &self.candidate)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

type Hook = Arc<Mutex<dyn FnMut(&Arrival, &Hand) -> Fault + Send>>;

/// The hooks in the order in which they are called.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before: Vec<Hook>,
    after: Vec<Hook>,
}

impl Hooks {
    pub(crate) fn add_before(&mut self, hook: impl FnMut(&Arrival, &Hand) -> Fault + Send + 'static) {
        self.before.push(Arc::new(Mutex::new(hook)));
    }

    pub(crate) fn add_after(&mut self, hook: impl FnMut(&Arrival, &Hand) -> Fault + Send + 'static) {
        self.after.push(Arc::new(Mutex::new(hook)));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.before.is_empty() && self.after.is_empty()
    }

    pub(crate) fn before(&self, arrival: &Arrival, hand: &Hand) -> Fault {
        call(&self.before, arrival, hand)
    }

    pub(crate) fn after(&self, arrival: &Arrival, hand: &Hand) -> Fault {
        call(&self.after, arrival, hand)
    }
}

/// Calls all of them. The first fault counts.
fn call(hooks: &[Hook], arrival: &Arrival, hand: &Hand) -> Fault {
    let mut first = Fault::None;
    for hook in hooks {
        // A hook that panicked, as a failing assertion does, is called again all the same.
        let mut hook = hook.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = (*hook)(arrival, hand);
        if first == Fault::None {
            first = fault;
        }
    }
    first
}
