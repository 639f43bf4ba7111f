//! What every operation can answer.

use std::time::Duration;

use httpmock::Then;
use serde_json::{Value, json};

use crate::gate::fault::Fault;

/// A success. The status is one of the class that JOIN's successes have.
#[track_caller]
pub(crate) fn success(then: Then, status: u16, body: Value) -> Then {
    assert!(
        (200..300).contains(&status),
        "{status} is no success: use api_error, html or json for other responses"
    );
    json(then, status, body)
}

pub(crate) fn json(then: Then, status: u16, body: Value) -> Then {
    then.status(status).header("content-type", "application/json").json_body(body)
}

pub(crate) fn api_error(then: Then, status: u16, kind: &str, message: &str) -> Then {
    json(then, status, json!({"error": {"type": kind, "message": message}}))
}

pub(crate) fn rate_limited(then: Then, seconds: u64) -> Then {
    let seconds = seconds.to_string();
    let refused = api_error(then, 429, "rate_limited", "Too many requests");
    refused
        .header("retry-after", seconds.as_str())
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", seconds)
}

pub(crate) fn html(then: Then, status: u16) -> Then {
    let page = format!(
        "<!doctype html><html><head><title>{status}</title></head><body>A proxy's page</body></html>"
    );
    then.status(status).header("content-type", "text/html; charset=utf-8").body(page)
}

pub(crate) fn faulty(then: Then, fault: Fault) -> Then {
    let (name, value) = fault.header();
    then.header(name, value)
}

pub(crate) fn reset(then: Then) -> Then {
    faulty(then.status(200), Fault::Reset)
}

pub(crate) fn slow_body(then: Then, pause: Duration) -> Then {
    faulty(then, Fault::SlowBody(pause))
}

/// Implements what the responses of all operations have in common.
macro_rules! common {
    ($then:ident) => {
        impl $then {
            /// Answers with an error as JOIN writes it: `{"error": {"type", "message"}}`.
            pub fn api_error(self, status: u16, kind: &str, message: &str) -> Self {
                Self(crate::then::api_error(self.0, status, kind, message))
            }

            /// Answers 429, and asks for a wait of these seconds in `Retry-After` and `x-ratelimit-reset`.
            pub fn rate_limited(self, seconds: u64) -> Self {
                Self(crate::then::rate_limited(self.0, seconds))
            }

            /// Answers with a page for people, as a proxy does.
            pub fn html(self, status: u16) -> Self {
                Self(crate::then::html(self.0, status))
            }

            /// Answers with any status and JSON, also with what JOIN never sends.
            pub fn json(self, status: u16, body: impl Into<::serde_json::Value>) -> Self {
                Self(crate::then::json(self.0, status, body.into()))
            }

            /// Adds a header to the response.
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }

            /// Waits before the response.
            pub fn delay(self, wait: ::std::time::Duration) -> Self {
                Self(self.0.delay(wait))
            }

            /// Sends half of the body, and the rest after the pause.
            pub fn slow_body(self, pause: ::std::time::Duration) -> Self {
                Self(crate::then::slow_body(self.0, pause))
            }

            /// Resets the connection in place of a response. The call of the mock counts: JOIN has done what was asked.
            pub fn reset(self) -> Self {
                Self(crate::then::reset(self.0))
            }

            /// Answers this many calls. Later ones go to the next mock that expects them.
            pub fn up_to_n_times(self, calls: usize) -> Self {
                Self(self.0.up_to_n_times(calls))
            }

            /// The `Then` of httpmock, for what has no method here.
            pub fn into_inner(self) -> ::httpmock::Then {
                self.0
            }
        }

        impl std::fmt::Debug for $then {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($then))
            }
        }
    };
}

pub(crate) use common;
