//! Standard output and standard error. All commands print through this module, so a closed pipe or a full disk is a failure
//! with a message, not a panic.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crate::exit::{Failure, Outcome};

/// Buffered standard output, for `write!` and `writeln!`. Flush it wherever a reader waits for output; `main`
/// flushes at the end.
pub(crate) struct Out {
    stdout: BufWriter<Stdout>,
}

impl Out {
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout()) }
    }

    /// What `write!` and `writeln!` call.
    pub(crate) fn write_fmt(&mut self, message: fmt::Arguments<'_>) -> Outcome {
        self.stdout.write_fmt(message).map_err(unwritable)
    }

    pub(crate) fn flush(&mut self) -> Outcome {
        self.stdout.flush().map_err(unwritable)
    }
}

/// Writes a message as a line to standard error. A failure to do so is ignored: nowhere is left to report it.
pub(crate) fn report(message: &str) {
    draw(format_args!("{message}\n"));
}

/// Writes text to standard error as it is, such as a progress line.
pub(crate) fn draw(text: fmt::Arguments<'_>) {
    let _ = io::stderr().write_fmt(text);
}

/// Returns whether standard error is a terminal.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Converts an error of standard output to a failure.
pub(crate) fn unwritable(error: io::Error) -> Failure {
    Failure::new(format!("standard output can't be written: {error}"))
}
