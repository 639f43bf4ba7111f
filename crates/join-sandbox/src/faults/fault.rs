//! Faults of one request.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// A fault of one request.
///
/// Each variant describes the fault from a hook [`before`](crate::JoinSandbox::before) the request takes effect. From
/// a hook [`after`](crate::JoinSandbox::after), the request already took effect.
///
/// Each has a text, which rules, the header `x-sandbox-fault` and the control API take:
///
/// | text | variant |
/// | --- | --- |
/// | `none` | `None` |
/// | `lose-request` | `LoseRequest` |
/// | `lose-answer` | `LoseAnswer` |
/// | `status=503` | `Status` |
/// | `status-after=504` | `StatusAfter` |
/// | `rate-limited`, `rate-limited=5` | `RateLimited`, without headers or with the seconds to wait |
/// | `late=2s` | `Late` |
/// | `twice=500ms` | `Twice` |
/// | `delay=1s` | `Delay` |
/// | `page`, `page=502` | `Page`, `ErrorPage` |
/// | `answer={"id":7}` | `Answer`, in JSON |
/// | `empty` | `Empty` |
/// | `redirect=https://example.com/` | `Redirect` |
/// | `odd-field=candidate.country=null` | `OddField`, the path and the value in JSON |
/// | `malformed-row`, `malformed-row=3` | `MalformedRow`, the first row or this one |
/// | `truncated` | `Truncated` |
/// | `slow-body=2s` | `SlowBody` |
///
/// The text holds the values of `Answer`, `Redirect` and `OddField`. `Debug` leaves them out.
///
/// ```
/// use std::time::Duration;
/// use join_sandbox::Fault;
///
/// let fault: Fault = "late=2s".parse()?;
/// assert_eq!(fault, Fault::Late { after: Duration::from_secs(2) });
/// assert_eq!(fault.to_string(), "late=2s");
/// # Ok::<(), join_sandbox::SettingError>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// No fault.
    None,
    /// The connection is reset and the request takes no effect. After: same as [`LoseAnswer`](Self::LoseAnswer).
    LoseRequest,
    /// The request takes effect, and the connection is reset before any byte of the response.
    LoseAnswer,
    /// The response has this status and the request takes no effect. After: it took effect. A number that is not
    /// a final status becomes 500.
    Status(u16),
    /// The request takes effect and the response has this status, as from a gateway that timed out.
    StatusAfter(u16),
    /// The response is 429 and the request takes no effect. After: it took effect.
    RateLimited {
        /// Seconds in `x-ratelimit-reset`. `None` omits all rate limit headers.
        reset: Option<u64>,
    },
    /// The connection is reset at once, and the request takes effect later. After: it takes effect again.
    Late {
        /// The delay.
        after: Duration,
    },
    /// The response is as usual, and the request takes effect again later.
    Twice {
        /// The delay.
        after: Duration,
    },
    /// The request takes effect later, even if the client gives up. After: only the response waits.
    Delay(Duration),
    /// The response is a page in HTML with status 200, as of a proxy, and the request takes no effect. After: it took effect.
    Page,
    /// As [`Page`](Self::Page), with this status: an error of a proxy. A number that is not a final status becomes 500.
    ErrorPage(u16),
    /// The request takes effect and the response has this body. Its status stays.
    Answer(Value),
    /// The request takes effect and the response has no body. Its status and headers stay.
    Empty,
    /// The request takes effect and the response is a redirect (302) to this address.
    Redirect(String),
    /// The request takes effect and one field of the response, or of each of its rows, has this value. A response without
    /// the field's object stays as it is.
    OddField {
        /// Names joined by dots, such as `candidate.country`. `[]` behind a name stands for each element of an array, as
        /// in `attachments[].url`.
        path: String,
        /// The value, of any shape.
        value: Value,
    },
    /// The request takes effect and one row of the response has a text as its id. A response that is one object counts
    /// as one row.
    MalformedRow {
        /// The place of the row, from 1. A response with fewer rows stays as it is.
        number: usize,
    },
    /// The request takes effect and the connection ends in the middle of the response's body.
    Truncated,
    /// The request takes effect. The second half of the response's body comes this much later than the first.
    SlowBody(Duration),
}

impl Fault {
    /// Whether it cuts the connection.
    pub(crate) fn cuts(&self) -> bool {
        matches!(self, Fault::LoseRequest | Fault::LoseAnswer | Fault::Late { .. })
    }

    /// Whether it leaves the client without a usable response.
    pub(crate) fn spoils(&self) -> bool {
        !matches!(
            self,
            Fault::None
                | Fault::Delay(_)
                | Fault::Twice { .. }
                | Fault::OddField { .. }
                | Fault::MalformedRow { .. }
                | Fault::SlowBody(_)
        )
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::None => f.write_str("None"),
            Fault::LoseRequest => f.write_str("LoseRequest"),
            Fault::LoseAnswer => f.write_str("LoseAnswer"),
            Fault::Status(status) => f.debug_tuple("Status").field(status).finish(),
            Fault::StatusAfter(status) => f.debug_tuple("StatusAfter").field(status).finish(),
            Fault::RateLimited { reset } => f.debug_struct("RateLimited").field("reset", reset).finish(),
            Fault::Late { after } => f.debug_struct("Late").field("after", after).finish(),
            Fault::Twice { after } => f.debug_struct("Twice").field("after", after).finish(),
            Fault::Delay(delay) => f.debug_tuple("Delay").field(delay).finish(),
            Fault::Page => f.write_str("Page"),
            Fault::ErrorPage(status) => f.debug_tuple("ErrorPage").field(status).finish(),
            // A body can hold personal data.
            Fault::Answer(_) => f.write_str("Answer([redacted])"),
            Fault::Empty => f.write_str("Empty"),
            // An address can hold a signature or a name.
            Fault::Redirect(_) => f.write_str("Redirect([redacted])"),
            Fault::OddField { path, .. } => {
                f.debug_struct("OddField").field("path", path).finish_non_exhaustive()
            }
            Fault::MalformedRow { number } => f.debug_struct("MalformedRow").field("number", number).finish(),
            Fault::Truncated => f.write_str("Truncated"),
            Fault::SlowBody(delay) => f.debug_tuple("SlowBody").field(delay).finish(),
        }
    }
}
