//! The file of a recording: a first line with the version, then a line of JSON for each exchange.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::exchange::Exchange;

/// The version of the format that this crate reads.
const VERSION: u64 = 1;

/// The most bytes of a file.
const MOST_BYTES: usize = 64 << 20;

/// A recorded session, to replay. `joinctl record` and `join-recorder` write it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{JoinSandbox, Recording};
///
/// let recording = Recording::parse(
///     r#"{"joinRecording": 1, "exchanges": 1}
///     {"method": "GET", "path": "/v2/jobs", "status": 200, "body": {"json": [{"id": 7, "title": 5}]}}"#,
/// )?;
/// assert_eq!(recording.len(), 1);
///
/// let sandbox = JoinSandbox::builder().replay(recording).start().await?;
/// let http = reqwest::Client::new();
/// let get = |path: &str| http.get(format!("{}{path}", sandbox.base_url())).header("Authorization", sandbox.token());
/// assert_eq!(get("/jobs").send().await?.text().await?, r#"[{"id": 7, "title": 5}]"#);
/// assert_eq!(get("/offices").send().await?.status(), 404); // not in the recording
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Recording {
    pub(crate) exchanges: Vec<Exchange>,
}

/// The reason that a file can't be replayed. It holds nothing of the file's content.
///
/// ```
/// use join_sandbox::{Recording, RecordingError};
///
/// let error = Recording::parse("not a recording").unwrap_err();
/// assert!(matches!(error, RecordingError::NotARecording));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum RecordingError {
    /// The file can't be read.
    Unreadable(io::Error),
    /// The file is over 64 MiB.
    TooLarge,
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
        reason: &'static str,
    },
}

#[derive(Deserialize)]
struct FirstLine {
    exchanges: usize,
}

impl Recording {
    /// Reads a recording from a file of at most 64 MiB.
    ///
    /// # Errors
    ///
    /// Fails when the file can't be read, or is no recording of this version. See [`RecordingError`].
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use join_sandbox::{JoinSandbox, Recording};
    ///
    /// let sandbox = JoinSandbox::builder().replay(Recording::read("session.jsonl")?).start().await?;
    /// # Ok(()) }
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, RecordingError> {
        let file = File::open(path).map_err(RecordingError::Unreadable)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(RecordingError::Unreadable)?;
        if bytes.len() > MOST_BYTES {
            return Err(RecordingError::TooLarge);
        }
        Self::parse(std::str::from_utf8(&bytes).map_err(|_| RecordingError::NotARecording)?)
    }

    /// Reads a recording from the text of a file.
    ///
    /// # Errors
    ///
    /// Fails when the text is no recording of this version, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let first: Value = lines
            .next()
            .and_then(|(_, line)| serde_json::from_str(line.trim_start_matches('\u{feff}')).ok())
            .ok_or(RecordingError::NotARecording)?;
        match first.get("joinRecording").and_then(Value::as_u64) {
            None | Some(0) => return Err(RecordingError::NotARecording),
            Some(version) if version > VERSION => return Err(RecordingError::NewerVersion(version)),
            Some(_) => {}
        }
        let unusable = |line, reason| RecordingError::Line { line, reason };
        let first: FirstLine =
            serde_json::from_value(first).map_err(|_| unusable(1, "it has no number of exchanges"))?;
        let mut exchanges = Vec::new();
        for (line, text) in lines {
            let exchange: Exchange = serde_json::from_str(text).map_err(|error| {
                unusable(line, if error.is_data() { "it is no exchange" } else { "it is no JSON" })
            })?;
            if let Some(reason) = exchange.fault() {
                return Err(unusable(line, reason));
            }
            exchanges.push(exchange);
        }
        if exchanges.len() != first.exchanges {
            return Err(RecordingError::Incomplete { expected: first.exchanges, found: exchanges.len() });
        }
        Ok(Self { exchanges })
    }

    /// The number of recorded exchanges.
    pub fn len(&self) -> usize {
        self.exchanges.len()
    }

    /// Whether it has no exchange.
    pub fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording").field("exchanges", &self.exchanges.len()).finish()
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordingError::Unreadable(error) => write!(f, "the recording can't be read: {error}"),
            RecordingError::TooLarge => f.write_str("the file is larger than a recording may be (64 MiB)"),
            RecordingError::NotARecording => {
                f.write_str("this is no recording: its first line is not that of one")
            }
            RecordingError::NewerVersion(version) => write!(
                f,
                "the recording has version {version} and this program reads version {VERSION}: use a newer one"
            ),
            RecordingError::Incomplete { expected, found } => write!(
                f,
                "the recording contradicts itself: its first line says {expected} exchanges, and it has {found}"
            ),
            RecordingError::Line { line, reason } => {
                write!(f, "line {line} of the recording can't be used: {reason}")
            }
        }
    }
}

impl std::error::Error for RecordingError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RecordingError::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}
