//! A recorded session: its exchanges and what was left out of them.

use std::fmt;

use crate::error::Error;
use crate::recording::exchange::Exchange;
use crate::recording::file::Recording;

/// What was recorded, without personal data.
///
/// Fields and requests that the API document doesn't know are in none of its exchanges. They could hold anything, so
/// a recording without them has to be asked for.
#[derive(Clone)]
pub struct Session {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) unknown: Vec<String>,
    pub(crate) unanswered: usize,
    pub(crate) too_many: usize,
}

impl Session {
    /// The number of recorded exchanges.
    pub fn exchange_count(&self) -> usize {
        self.exchanges.len()
    }

    /// The places that the API document doesn't know, such as `GET /jobs response (200) $[].rating`, without values.
    pub fn unknown_fields(&self) -> &[String] {
        &self.unknown
    }

    /// The number of requests without a whole response. They are in no recording.
    pub fn unanswered(&self) -> usize {
        self.unanswered
    }

    /// The number of exchanges past the size of a recording. They are in no recording.
    pub fn too_many(&self) -> usize {
        self.too_many
    }

    /// The recording.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::UnknownFields`] where the session had any, and with [`Error::Empty`] without an exchange.
    ///
    /// ```no_run
    /// # async fn example(recorder: join_recorder::Recorder) -> Result<(), join_recorder::Error> {
    /// use join_recorder::Error;
    ///
    /// let session = recorder.stop().await;
    /// let recording = match session.recording() {
    ///     Err(Error::UnknownFields(places)) => {
    ///         println!("left out: {places:?}");
    ///         session.recording_without_unknown_fields()?
    ///     }
    ///     recording => recording?,
    /// };
    /// recording.save("session.jsonl")?;
    /// # Ok(()) }
    /// ```
    pub fn recording(&self) -> Result<Recording, Error> {
        if !self.unknown.is_empty() {
            return Err(Error::UnknownFields(self.unknown.clone()));
        }
        self.recording_without_unknown_fields()
    }

    /// The recording without what the API document doesn't know. It lists what was left out.
    ///
    /// # Errors
    ///
    /// Fails with [`Error::Empty`] without an exchange.
    ///
    /// See [`recording`](Self::recording) for an example.
    pub fn recording_without_unknown_fields(&self) -> Result<Recording, Error> {
        if self.exchanges.is_empty() {
            return Err(Error::Empty);
        }
        Ok(Recording::new(self.exchanges.clone(), self.unknown.clone()))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("exchanges", &self.exchanges.len())
            .field("unknown_fields", &self.unknown)
            .field("unanswered", &self.unanswered)
            .field("too_many", &self.too_many)
            .finish()
    }
}
