//! One request in the log.

use std::fmt;
use std::time::Duration;

use axum::http::Method;

/// A request that ended.
#[derive(Clone)]
pub(crate) struct Entry {
    /// Its number among all requests, as in `x-request-id`.
    pub(crate) number: u64,
    pub(crate) method: Method,
    /// Path and query as sent, cut where they are very long.
    pub(crate) target: Box<str>,
    /// Since the start of the sandbox.
    pub(crate) arrived: Duration,
    /// From its arrival to the response, latencies included.
    pub(crate) took: Duration,
    pub(crate) end: End,
    /// Faults as text, in the order in which they came, cut where they are very long.
    pub(crate) faults: Vec<String>,
    pub(crate) pacing: Pacing,
    pub(crate) retry: Option<Retry>,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It got a response with this status.
    Answered(u16),
    /// Its connection was reset, so the client has no response.
    Lost,
    /// The client closed the connection first.
    GaveUp,
}

/// What the headers of a response say of the quota.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pacing {
    /// The requests left, and the limit. `None` when no header says it.
    pub(crate) left: Option<(u32, u32)>,
    /// The seconds that a 429 asks to wait.
    pub(crate) asked: Option<u64>,
}

/// That a request repeats one that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retry {
    /// The number of the failed request.
    pub(crate) of: u64,
    /// The number of this attempt, from 2.
    pub(crate) attempt: u32,
    /// From the end of the failed request to the arrival of this one.
    pub(crate) waited: Duration,
    /// The wait that the 429 before it asked for.
    pub(crate) asked: Option<Duration>,
}

impl Retry {
    /// Whether it came before the wait that was asked for ended.
    pub(crate) fn is_early(&self) -> bool {
        self.asked.is_some_and(|asked| self.waited < asked)
    }
}

impl End {
    /// Whether a client repeats the request, where nothing more is known of it.
    pub(crate) fn failed(self) -> bool {
        match self {
            End::Answered(status) => matches!(status, 408 | 429 | 500..),
            End::Lost | End::GaveUp => true,
        }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A target can hold a name, and the text of a fault a value.
        f.debug_struct("Entry")
            .field("number", &self.number)
            .field("method", &self.method)
            .field("end", &self.end)
            .field("pacing", &self.pacing)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
