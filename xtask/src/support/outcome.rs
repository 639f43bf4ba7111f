//! How a command ends, and the exit code of each end.

use std::io;
use std::process::ExitCode;

/// The result of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No findings.
    Clean,
    /// Findings or differences, already printed.
    Findings,
}

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong arguments.
    Usage(String),
    /// The command failed.
    Failed(String),
    /// The output can't be written.
    Output(io::Error),
}

/// What every command returns.
pub(crate) type CommandResult = Result<Outcome, Failure>;

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

impl Failure {
    /// Creates a failure with a message.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Failure::Failed(message.into())
    }

    /// The message to print. A closed pipe has none.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Failure::Usage(message) | Failure::Failed(message) => Some(message.clone()),
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => None,
            Failure::Output(error) => Some(format!("the output can't be written: {error}")),
        }
    }
}

/// 0 without findings, 1 for findings and failures, 2 for wrong arguments.
pub(crate) fn exit_code(result: &CommandResult) -> ExitCode {
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) | Err(Failure::Failed(_) | Failure::Output(_)) => ExitCode::FAILURE,
        Err(Failure::Usage(_)) => ExitCode::from(2),
    }
}
