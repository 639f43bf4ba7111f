//! How calls are made: timeouts, retries, headers, attribution.

use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::attribution::Attribution;
use crate::call::retry::RetryPolicy;

/// How calls are made, unless a call's options say otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    /// Before it is looked whether a create without an answer arrived.
    pub(crate) settle: Duration,
    pub(crate) headers: HeaderMap,
    pub(crate) attribution: Attribution,
}
