//! Why the shared state can't be used.

use crate::exit::{ExitCode, Failure};

/// Why the shared state can't be used, and what to do.
#[derive(Clone)]
pub(crate) struct Unreached {
    pub(crate) message: String,
    /// Whether the database answers too late or not at all, so that the same may work later.
    pub(crate) is_away: bool,
}

impl Unreached {
    /// The failure of a command that writes in JOIN: without the state it sends nothing.
    pub(crate) fn refused(&self) -> Failure {
        let code = if self.is_away { ExitCode::Refused } else { ExitCode::Failed };
        Failure::with(code, format!("{}; nothing was sent to JOIN", self.message))
    }
}

impl From<Unreached> for Failure {
    fn from(unreached: Unreached) -> Self {
        Self::new(unreached.message)
    }
}
