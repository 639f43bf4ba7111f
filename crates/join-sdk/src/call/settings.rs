//! Call settings: timeouts, retries, headers, attribution.

use std::time::Duration;

use reqwest::header::HeaderMap;

use crate::attribution::Attribution;
use crate::call::retry::RetryPolicy;

/// The client's call settings. A call's options override them.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    /// Delay before checking whether an unanswered create succeeded.
    pub(crate) settle: Duration,
    pub(crate) headers: HeaderMap,
    pub(crate) attribution: Attribution,
}
