//! How a command ends: done, or a failure with an exit code.

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
    /// Interrupted, as a shell reports a process that SIGINT ended.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}

/// The message for standard error, and the exit code.
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
        let mut message = in_options(&error.to_string());
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            message.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        if let Some(id) = error.request_id() {
            message.push_str(&format!(" (request {id})"));
        }
        Self { message, code }
    }
}

/// Replaces the SDK's method names with this program's options.
pub(crate) fn in_options(message: &str) -> String {
    let options = [
        ("allow_foreign", "--allow-foreign WHY"),
        ("allow_large_removal", "--allow-large-removal"),
        ("reuse_existing", "--reuse-existing"),
        ("redirects()", "--follow-redirects"),
    ];
    options.iter().fold(message.to_owned(), |message, (method, option)| message.replace(method, option))
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}
