//! Where the gate leads, and what went through it.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use super::received::Request;

/// The way through the gate.
pub(super) struct Road {
    /// httpmock's own address.
    behind: SocketAddr,
    /// What every path begins with, such as `/v2`. Empty: nothing.
    prefix: String,
    received: Mutex<Vec<Request>>,
}

impl Road {
    pub(super) fn new(behind: SocketAddr, prefix: String) -> Self {
        Self { behind, prefix, received: Mutex::default() }
    }

    pub(super) fn behind(&self) -> SocketAddr {
        self.behind
    }

    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The part of a path below the prefix.
    pub(super) fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(&self.prefix).filter(|rest| rest.starts_with('/'))
    }

    pub(super) fn keep(&self, request: Request) {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    }

    pub(super) fn received(&self) -> Vec<Request> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
