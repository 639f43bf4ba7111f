//! Standard output: everything that a command prints goes through here, so that a closed pipe or a full disk is a failure
//! with words and no panic.

use std::fmt;
use std::io::{self, BufWriter, Stdout, Write};

use crate::{Failure, Outcome};

/// Buffered standard output, for `write!` and `writeln!`. Flush it wherever a reader waits for what was printed; `main`
/// does so at the end.
pub(crate) struct Out {
    stdout: BufWriter<Stdout>,
}

impl Out {
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout()) }
    }

    /// What `write!` and `writeln!` call.
    pub(crate) fn write_fmt(&mut self, words: fmt::Arguments<'_>) -> Outcome {
        self.stdout.write_fmt(words).map_err(unwritable)
    }

    pub(crate) fn flush(&mut self) -> Outcome {
        self.stdout.flush().map_err(unwritable)
    }
}

/// Words for a person, on standard error. Where nobody can be told, nothing is lost.
pub(crate) fn tell(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// The failure of a command whose words can't be printed.
pub(crate) fn unwritable(error: io::Error) -> Failure {
    Failure::new(format!("standard output can't be written: {error}"))
}
