//! The data file of the sandbox.

use std::path::PathBuf;

use clap::Args;
use join_sandbox::{Data, JoinSandboxBuilder};

use crate::exit::{Failure, Outcome};
use crate::output::out::Out;

/// The options of the data file.
#[derive(Args)]
#[command(next_help_heading = "Data")]
pub(super) struct DataFile {
    /// JSON file with offices, jobs, candidates and applications, in place of the seeded ones.
    #[arg(long, value_name = "FILE", conflicts_with = "applications")]
    data: Option<PathBuf>,
    /// Print the JSON Schema of such files, and end.
    #[arg(long)]
    data_schema: bool,
}

impl DataFile {
    pub(super) fn asks_for_schema(&self) -> bool {
        self.data_schema
    }

    /// Fails with all problems of the file.
    pub(super) fn set(self, builder: JoinSandboxBuilder) -> Result<JoinSandboxBuilder, Failure> {
        let Some(file) = self.data else { return Ok(builder) };
        let unusable =
            |error| Failure::usage(format!("the data file {} can't be used: {error}", file.display()));
        Data::from_file(&file).map(|data| builder.data(data)).map_err(unusable)
    }
}

/// Prints the JSON Schema of data files.
pub(super) fn print_schema(out: &mut Out) -> Outcome {
    out.exact(Data::schema())
}
