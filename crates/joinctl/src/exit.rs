//! How a command ends: done, or a failure with an exit code.

use crate::text::explained::explained;
use crate::text::shown::excerpt;

/// Characters of the report of a write on standard error.
const MOST_DONE: usize = 2_000;

/// The exit codes, for the help.
pub(crate) const CODES: &str = "Exit codes: 0 done, 1 failed, 2 usage, 3 not found, 4 token or plan,
5 refused or no consent, 6 rate limited, 7 unknown outcome of a write,
130 interrupted";

/// How a command ends.
pub(crate) type Outcome = Result<(), Failure>;

/// The exit codes of the README.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitCode {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NotFound = 3,
    /// The token or the plan does not allow it.
    Auth = 4,
    /// Refused for safety.
    Refused = 5,
    RateLimited = 6,
    /// The outcome of a write is unknown.
    Unknown = 7,
    /// The reader of standard output has gone, as a shell reports a process that SIGPIPE ended.
    Pipe = 141,
    /// Interrupted, as a shell reports a process that SIGINT ended.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}

/// The message for standard error, and the exit code. An empty message is not shown.
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) code: ExitCode,
}

impl Failure {
    /// A failure with this code.
    pub(crate) fn with(code: ExitCode, message: impl Into<String>) -> Self {
        Self { message: message.into(), code }
    }

    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::with(ExitCode::Failed, message)
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::with(ExitCode::Usage, message)
    }

    /// Adds another message.
    pub(crate) fn and(mut self, message: &str) -> Self {
        if !message.is_empty() {
            self.message.push_str(&format!("\n{message}"));
        }
        self
    }

    /// Adds that the write in JOIN is done, where only its report failed.
    pub(crate) fn although_written(self, done: &str) -> Self {
        let (done, code) = (excerpt(done, MOST_DONE), self.code);
        let failure = if self.message.is_empty() { "nobody reads standard output" } else { &self.message };
        Self { message: format!("{failure}; it was written to JOIN: {done}"), code }
    }

    /// Adds the command that shows the outcome of the write, where it is unknown.
    pub(crate) fn find_out_by(mut self, command: impl std::fmt::Display) -> Self {
        if self.code == ExitCode::Unknown {
            self.message.push_str(&format!("\nfind out: {command}"));
        }
        self
    }
}

impl From<join_sdk::Error> for Failure {
    fn from(error: join_sdk::Error) -> Self {
        use join_sdk::ErrorKind as Kind;
        let code = match error.kind() {
            Kind::UnknownOutcome | Kind::Unverified => ExitCode::Unknown,
            _ if error.may_have_been_applied() => ExitCode::Unknown,
            Kind::InvalidInput | Kind::Config => ExitCode::Usage,
            Kind::NotFound => ExitCode::NotFound,
            Kind::Unauthorized | Kind::Forbidden | Kind::PlanRequired => ExitCode::Auth,
            Kind::Refused | Kind::ReadOnly | Kind::Conflict | Kind::TagsUnknown => ExitCode::Refused,
            Kind::RateLimited => ExitCode::RateLimited,
            _ => ExitCode::Failed,
        };
        Self { message: explained(&error), code }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}
