//! `cargo xtask new-operation`: the checklist, from the one place that CONTRIBUTING.md includes too.

use std::io::Write;

use crate::support::outcome::{CommandResult, Outcome};

/// The file of the checklist, below the workspace.
pub(crate) const FILE: &str = "docs/new-operation.md";

/// Prints it.
pub(crate) fn run(out: &mut dyn Write) -> CommandResult {
    out.write_all(include_bytes!("../../../docs/new-operation.md"))?;
    Ok(Outcome::Clean)
}
