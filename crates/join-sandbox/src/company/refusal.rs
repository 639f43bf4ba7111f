//! Why the company refuses a read or a write.

/// A refusal. Messages name fields and rules, never values.
#[derive(Debug)]
pub(crate) enum Refusal {
    NotFound(&'static str),
    Conflict(&'static str),
    Invalid(&'static str),
    /// The plan does not have it.
    Plan(&'static str),
}
