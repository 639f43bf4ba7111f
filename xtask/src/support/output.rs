//! Derived files: written, or compared and shown where they differ.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::time::Duration;

use similar::TextDiff;

use crate::support::outcome::Failure;

/// Lines of a diff that are shown. A stale generated file can differ in thousands.
const MOST_DIFF_LINES: usize = 200;

/// What to do with a derived file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write the file if it differs.
    Write,
    /// Show the difference.
    Check,
}

/// A derived file.
pub(crate) struct Output {
    /// Path below the workspace, with `/`.
    pub(crate) path: String,
    /// The expected content.
    pub(crate) text: String,
    /// How long it took to derive.
    pub(crate) took: Duration,
}

impl Output {
    /// Writes the file, or shows the difference. Returns whether it differed.
    pub(crate) fn ensure(&self, root: &Path, mode: Mode, out: &mut dyn Write) -> Result<bool, Failure> {
        let path = root.join(&self.path);
        let fails = |what: &str, error: std::io::Error| {
            Failure::failed(format!("{} can't be {what}: {error}", self.path))
        };
        let current = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(fails("read", error)),
        };
        if current == self.text {
            report_state(out, &self.path, "unchanged", self.took)?;
            return Ok(false);
        }
        match mode {
            Mode::Write => {
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(|error| fails("written", error))?;
                }
                fs::write(&path, &self.text).map_err(|error| fails("written", error))?;
                report_state(out, &self.path, "updated", self.took)?;
            }
            Mode::Check => {
                report_state(out, &self.path, "stale", self.took)?;
                self.show_diff(&current, out)?;
            }
        }
        Ok(true)
    }

    fn show_diff(&self, current: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let diff = TextDiff::from_lines(current, &self.text);
        let (old, new) = (format!("{} (checked in)", self.path), format!("{} (regenerated)", self.path));
        let text = diff.unified_diff().context_radius(3).header(&old, &new).to_string();
        let lines = text.lines().count();
        for line in text.lines().take(MOST_DIFF_LINES) {
            writeln!(out, "{line}")?;
        }
        if lines > MOST_DIFF_LINES {
            writeln!(out, "... and {} more lines", lines - MOST_DIFF_LINES)?;
        }
        Ok(())
    }
}

/// Prints the line of an output.
pub(crate) fn report_state(
    out: &mut dyn Write,
    path: &str,
    state: &str,
    took: Duration,
) -> Result<(), Failure> {
    writeln!(out, "{path}: {state} ({:.2} s)", took.as_secs_f64())?;
    Ok(())
}
