//! Statistics of a call: attempts, waits, bytes, request ids.

use std::time::{Duration, Instant};

use join_client::Operation;
use reqwest::StatusCode;

use crate::call::observer::CallReport;
use crate::error::{Error, ErrorKind};
use crate::transport::attempt::Attempt;
use crate::transport::headers;

/// The statistics of a call so far.
pub(crate) struct CallStats {
    pub(crate) started: Instant,
    pub(crate) sent: u32,
    /// Whether a request may have been sent.
    pub(crate) under_way: bool,
    rate_limited: u32,
    pub(crate) waited: Duration,
    received: u64,
    pub(crate) status: Option<StatusCode>,
    /// Request ids, kept only when requested.
    pub(crate) request_ids: Option<Vec<String>>,
    pub(crate) may_have_been_applied: bool,
}

impl CallStats {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            sent: 0,
            under_way: false,
            rate_limited: 0,
            waited: Duration::ZERO,
            received: 0,
            status: None,
            request_ids: None,
            may_have_been_applied: false,
        }
    }

    pub(crate) fn with_request_ids() -> Self {
        Self { request_ids: Some(Vec::new()), ..Self::new() }
    }

    pub(crate) fn count(&mut self, attempt: &Attempt, failure: Option<&Error>) {
        self.under_way = false;
        if let (Some(ids), Some((_, headers))) = (&mut self.request_ids, attempt.head()) {
            ids.extend(headers::request_id(headers).map(str::to_owned));
        }
        self.sent += u32::from(attempt.was_sent());
        self.received += attempt.received();
        self.status = attempt.head().map(|(status, _)| *status).or(self.status);
        if let Some(error) = failure {
            self.rate_limited += u32::from(error.kind() == ErrorKind::RateLimited);
            self.may_have_been_applied |= attempt.was_sent() && error.kind().may_have_been_applied();
        }
    }

    pub(crate) fn report(&self, operation: &'static Operation, failure: Option<ErrorKind>) -> CallReport {
        CallReport {
            operation: operation.id,
            failure,
            status: self.status.map(|status| status.as_u16()),
            attempts: self.sent,
            rate_limited: self.rate_limited,
            waited: self.waited,
            elapsed: self.started.elapsed(),
            received: self.received,
        }
    }
}
