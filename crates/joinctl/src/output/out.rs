//! Standard output and standard error. All commands print through this module: text for people is escaped on the way, and a
//! full disk is a failure with a message, not a panic.

use std::fmt::{self, Write as _};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crate::exit::{ExitCode, Failure, Outcome};
use crate::text::shown::{self, Escaping};

/// Buffered standard output. `write!` and `writeln!` are for people: what could steer a terminal is escaped. Flush it
/// wherever a reader waits for output; `main` flushes at the end.
pub(crate) struct Out {
    stdout: BufWriter<Stdout>,
}

impl Out {
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout()) }
    }

    /// What `write!` and `writeln!` call.
    pub(crate) fn write_fmt(&mut self, message: fmt::Arguments<'_>) -> Outcome {
        let mut text = Escaping(String::new());
        text.write_fmt(message).map_err(|error| unwritable(io::Error::other(error)))?;
        self.exact(&text.0)
    }

    /// Writes text for programs, such as JSON and CSV, as it is.
    pub(crate) fn exact(&mut self, text: &str) -> Outcome {
        self.stdout.write_all(text.as_bytes()).map_err(unwritable)
    }

    /// Writes bytes for programs as they are.
    pub(crate) fn exact_bytes(&mut self, bytes: &[u8]) -> Outcome {
        self.stdout.write_all(bytes).map_err(unwritable)
    }

    /// Writes the body of a response: escaped on a terminal, as it is in a pipe.
    pub(crate) fn body(&mut self, bytes: &[u8]) -> Outcome {
        match io::stdout().is_terminal() && !bytes.is_empty() {
            true => writeln!(self, "{}", String::from_utf8_lossy(bytes).trim_end()),
            false => self.exact_bytes(bytes),
        }
    }

    /// Writes one line of JSON.
    pub(crate) fn json(&mut self, value: &serde_json::Value) -> Outcome {
        self.exact(&format!("{value}\n"))
    }

    /// Writes the outcome of a write in JOIN, flushed. If it can't be written, the failure says `done`, so that nobody takes
    /// the write for undone.
    pub(crate) fn written(&mut self, text: &str, done: &str) -> Outcome {
        let printed = self.exact(text).and_then(|()| self.flush());
        printed.map_err(|failure| failure.although_written(done))
    }

    /// Writes the outcome of a write in JOIN as one line of JSON, like [`written`](Self::written).
    pub(crate) fn written_json(&mut self, value: &serde_json::Value) -> Outcome {
        self.written(&format!("{value}\n"), &value.to_string())
    }

    pub(crate) fn flush(&mut self) -> Outcome {
        self.stdout.flush().map_err(unwritable)
    }
}

/// Writes a message for people as lines to standard error. A failure to do so is ignored: nowhere is left to report it.
pub(crate) fn report(message: &str) {
    draw(format_args!("{}\n", shown::lines(message)));
}

/// Redraws the line of progress on a terminal.
pub(crate) fn redraw(message: &str) {
    // What is wider than the terminal is cut, not wrapped: only one line can be taken away again.
    draw(format_args!("\r\x1b[K\x1b[?7l{}\x1b[?7h", shown::one_line(message)));
}

/// Takes the line of progress away.
pub(crate) fn erase() {
    draw(format_args!("\r\x1b[K"));
}

fn draw(text: fmt::Arguments<'_>) {
    let _ = io::stderr().write_fmt(text);
}

/// Returns whether standard error is a terminal.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Converts an error of standard output to a failure. A reader that has gone is no news to anybody.
pub(crate) fn unwritable(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::with(ExitCode::Pipe, ""),
        _ => Failure::new(format!("standard output can't be written: {error}")),
    }
}
