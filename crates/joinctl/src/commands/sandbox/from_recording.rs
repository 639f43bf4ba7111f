//! `joinctl sandbox --from-recording`: responds from a recorded session.

use std::path::PathBuf;

use clap::Args;
use join_sandbox::{JoinSandboxBuilder, Recording};

use crate::exit::Failure;

/// The options about the company, of which a recording has none.
const COMPANY: [&str; 6] = ["seed", "applications", "clock", "variant", "recruiter", "rival"];

/// The recording to respond from.
#[derive(Args)]
pub(crate) struct FromRecording {
    /// Respond from a file of `joinctl record` in place of invented data. What is not in it gets a 404.
    #[arg(long, value_name = "FILE", conflicts_with_all = COMPANY)]
    from_recording: Option<PathBuf>,
}

impl FromRecording {
    /// Returns the builder with the recording, if one is asked for.
    pub(crate) fn set(self, builder: JoinSandboxBuilder) -> Result<JoinSandboxBuilder, Failure> {
        let Some(path) = self.from_recording else { return Ok(builder) };
        match Recording::read(&path) {
            Ok(recording) => Ok(builder.replay(recording)),
            Err(error) => Err(Failure::new(format!("{}: {error}", path.display()))),
        }
    }
}
