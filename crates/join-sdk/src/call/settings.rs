//! Call settings: timeouts, retries, headers, attribution.

use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::attribution::Attribution;
use crate::call::request_ids::RequestIds;
use crate::call::retry::RetryPolicy;

/// The client's call settings. A call's options override them.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    /// The time in which a create without a response may still arrive.
    pub(crate) settle: Duration,
    /// Whether a create is sent again after that time.
    pub(crate) resends: bool,
    pub(crate) headers: HeaderMap,
    pub(crate) attribution: Attribution,
    /// Collects the request ids of writes.
    pub(crate) request_ids: Option<RequestIds>,
}
