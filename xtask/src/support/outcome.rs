//! How a command ends, and the exit code of each end.

use std::io;
use std::process::ExitCode;

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is as it should be.
    Clean,
    /// There are findings or differences; they were told.
    Findings,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was called with something that it can't use.
    Usage(String),
    /// It was called well and failed.
    Failed(String),
    /// Its output could not be written.
    Output(io::Error),
}

/// The end of every command.
pub(crate) type CommandResult = Result<Outcome, Failure>;

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

impl Failure {
    /// A failure with these words.
    pub(crate) fn failed(words: impl Into<String>) -> Self {
        Failure::Failed(words.into())
    }

    /// What to say of it. A reader that closed the pipe wants to hear no more.
    pub(crate) fn words(&self) -> Option<String> {
        match self {
            Failure::Usage(words) | Failure::Failed(words) => Some(words.clone()),
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => None,
            Failure::Output(error) => Some(format!("the output can't be written: {error}")),
        }
    }
}

/// 0 when all is well, 1 for findings and failures, 2 for a wrong call.
pub(crate) fn exit_code(done: &CommandResult) -> ExitCode {
    match done {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) | Err(Failure::Failed(_) | Failure::Output(_)) => ExitCode::FAILURE,
        Err(Failure::Usage(_)) => ExitCode::from(2),
    }
}
