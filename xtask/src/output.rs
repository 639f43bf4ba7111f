//! A file that a command derives: it is written, or compared and shown where it differs.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use similar::TextDiff;

/// Lines of a diff that are shown; a stale generated file can differ in thousands.
const MOST_DIFF_LINES: usize = 200;

/// What to do with a derived file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write it where it differs.
    Write,
    /// Show where it differs.
    Check,
}

/// A derived file.
pub(crate) struct Output {
    /// Path below the workspace, with `/`.
    pub(crate) path: &'static str,
    /// What it has to hold.
    pub(crate) text: String,
}

impl Output {
    /// Makes the file so, or shows how it differs. Says whether it differed.
    pub(crate) fn ensure(&self, root: &Path, mode: Mode) -> Result<bool, String> {
        let path = root.join(self.path);
        let current = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{} can't be read: {error}", self.path)),
        };
        if current == self.text {
            println!("{}: unchanged", self.path);
            return Ok(false);
        }
        match mode {
            Mode::Write => {
                fs::write(&path, &self.text)
                    .map_err(|error| format!("{} can't be written: {error}", self.path))?;
                println!("{}: updated", self.path);
            }
            Mode::Check => {
                println!("{}: stale", self.path);
                self.show_diff(&current);
            }
        }
        Ok(true)
    }

    fn show_diff(&self, current: &str) {
        let diff = TextDiff::from_lines(current, &self.text);
        let (old, new) = (format!("{} (checked in)", self.path), format!("{} (regenerated)", self.path));
        let text = diff.unified_diff().context_radius(3).header(&old, &new).to_string();
        let lines = text.lines().count();
        for line in text.lines().take(MOST_DIFF_LINES) {
            println!("{line}");
        }
        if lines > MOST_DIFF_LINES {
            println!("... and {} more lines", lines - MOST_DIFF_LINES);
        }
    }
}
