//! `cargo xtask regen`: everything that is derived from the document.

use std::fs;
use std::path::Path;

use crate::output::{Mode, Output};

const COMMAND: &str = "cargo xtask regen";

/// Regenerates, or with `check` only compares.
pub(crate) fn run(root: &Path, check: bool) -> Result<(), String> {
    let path = root.join("join-api.json");
    let document =
        fs::read_to_string(&path).map_err(|error| format!("join-api.json can't be read: {error}"))?;
    let generated = join_codegen::generate(&document).map_err(|error| format!("join-api.json: {error}"))?;
    let outputs = [
        Output { path: "crates/join-client/join-api.json", text: document },
        Output { path: "crates/join-client/src/generated.rs", text: generated },
    ];
    let mode = if check { Mode::Check } else { Mode::Write };
    let mut stale = 0;
    for output in &outputs {
        stale += usize::from(output.ensure(root, mode)?);
    }
    match (mode, stale) {
        (Mode::Check, 1..) => {
            Err(format!("{stale} of {} files are stale; run `{COMMAND}` and commit", outputs.len()))
        }
        _ => Ok(()),
    }
}
