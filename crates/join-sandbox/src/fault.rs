//! What can go wrong with one request.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

/// What becomes of one request other than that it is answered.
///
/// From a hook [`before`](crate::JoinSandbox::before) the request takes effect, and from one
/// [`after`](crate::JoinSandbox::after) it took effect already: what is said of each fault is what it does before.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing goes wrong.
    None,
    /// The connection is reset and the request takes no effect. After: the same as a lost answer.
    LoseRequest,
    /// The request takes effect, and the connection is reset without a byte of an answer.
    LoseAnswer,
    /// It is answered with this status and takes no effect. After: it took effect all the same. A number that is
    /// no final status is 500.
    Status(u16),
    /// It takes effect and is answered with this status, as a gateway does that lost patience.
    StatusAfter(u16),
    /// It is answered with 429 and takes no effect. After: it took effect all the same.
    RateLimited {
        /// The seconds that `x-ratelimit-reset` tells; without them no header tells of the limit.
        reset: Option<u64>,
    },
    /// The connection is reset at once, and the request takes effect that much later. After: it does once more.
    Late {
        /// How much later.
        after: Duration,
    },
    /// The request is answered as usual, and takes effect once more that much later.
    Twice {
        /// How much later.
        after: Duration,
    },
    /// The request takes effect that much later, even if the client gives up meanwhile. After: the answer waits.
    Delay(Duration),
    /// The request takes effect and is answered with this body, under the status that it would have had.
    Answer(Value),
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
            // A body can hold personal data.
            Fault::Answer(_) => f.write_str("Answer([redacted])"),
        }
    }
}
