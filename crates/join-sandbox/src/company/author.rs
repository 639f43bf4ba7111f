//! Who writes.

use std::fmt;

/// The writer of a change.
///
/// ```
/// use join_sandbox::Author;
///
/// assert_eq!(Author::Request(12).to_string(), "request 12");
/// assert_eq!(Author::Named("rival".to_owned()).to_string(), "rival");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Author {
    /// The API request with this number, which its response has in `x-request-id`.
    Request(u64),
    /// A person in the app.
    Recruiter,
    /// A writer with a name, such as a rival integration.
    Named(String),
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Author::Request(number) => write!(f, "request {number}"),
            Author::Recruiter => f.write_str("recruiter"),
            Author::Named(name) => f.write_str(name),
        }
    }
}
