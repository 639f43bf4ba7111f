//! Errors of recording, and of reading a recording.

use std::fmt;
use std::io;

/// The reason that there is no recording.
///
/// No text of it holds a value that was recorded.
///
/// ```
/// use join_recorder::{Error, Recording};
///
/// let error = Recording::parse("not a recording").unwrap_err();
/// assert!(matches!(error, Error::NotARecording));
/// assert_eq!(error.to_string(), "this is no recording: its first line is not that of one");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The upstream address can't be used. Holds the reason.
    Upstream(&'static str),
    /// The recorder can't listen on its port.
    Listen(io::Error),
    /// The HTTP client or the system's random numbers are not available. Holds the reason.
    System(String),
    /// The session had fields or requests that the API document doesn't know. Holds their places, not their values.
    UnknownFields(Vec<String>),
    /// The recording has no exchange.
    Empty,
    /// The file can't be read or written.
    File(io::Error),
    /// The file is larger than a recording may be. Holds the limit in bytes.
    TooLarge(usize),
    /// The file is no recording.
    NotARecording,
    /// The recording has a newer version. Holds that version.
    NewerVersion(u64),
    /// The recording has another number of exchanges than its first line says.
    Incomplete {
        /// The number in the first line.
        expected: usize,
        /// The number of exchanges in the file.
        found: usize,
    },
    /// A line can't be used.
    Line {
        /// Its number, from 1.
        line: usize,
        /// The reason.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Upstream(reason) => write!(f, "this base URL can't be recorded: {reason}"),
            Error::Listen(error) => write!(f, "the recorder can't listen: {error}"),
            Error::System(reason) => write!(f, "the recorder can't start: {reason}"),
            Error::UnknownFields(places) => {
                writeln!(f, "nothing was recorded, because the API document doesn't know:")?;
                for place in places {
                    writeln!(f, "  {place}")?;
                }
                f.write_str("leave them out of the recording on purpose, or report them")
            }
            Error::Empty => f.write_str("nothing was recorded: no request came"),
            Error::File(error) => write!(f, "the recording can't be read or written: {error}"),
            Error::TooLarge(limit) => {
                write!(f, "the file is larger than a recording may be ({} MiB)", limit >> 20)
            }
            Error::NotARecording => f.write_str("this is no recording: its first line is not that of one"),
            Error::NewerVersion(version) => write!(
                f,
                "the recording has version {version} and this program reads version 1: use a newer one"
            ),
            Error::Incomplete { expected, found } => write!(
                f,
                "the recording contradicts itself: its first line says {expected} exchanges, and it has {found}"
            ),
            Error::Line { line, reason } => write!(f, "line {line} of the recording can't be used: {reason}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Listen(error) | Error::File(error) => Some(error),
            _ => None,
        }
    }
}
