//! Standard output and standard error. All commands print through this module: text for people is escaped on the way, and a
//! full disk is a failure with a message, not a panic.

use std::fmt::{self, Write as _};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use super::pager::{self, Pager};
use super::{colour, live};
use crate::exit::{ExitCode, Failure, Outcome};
use crate::text::shown::{self, Escaping};

/// Buffered standard output. `write!` and `writeln!` are for people: what could steer a terminal is escaped. Flush it
/// wherever a reader waits for output; `main` flushes at the end.
pub(crate) struct Out {
    stdout: BufWriter<Stdout>,
    pager: Option<Pager>,
    /// What waits for the end, for the pager: a table, and what came after it.
    kept: Option<String>,
    /// Messages for the end.
    notes: Vec<String>,
}

impl Out {
    pub(crate) fn new() -> Self {
        Self { stdout: BufWriter::new(io::stdout()), pager: None, kept: None, notes: Vec::new() }
    }

    /// Shows long tables in this pager.
    pub(crate) fn page_with(&mut self, pager: Option<Pager>) {
        self.pager = pager;
    }

    /// What `write!` and `writeln!` call.
    pub(crate) fn write_fmt(&mut self, message: fmt::Arguments<'_>) -> Outcome {
        let mut text = Escaping(String::new());
        text.write_fmt(message).map_err(|error| unwritable(io::Error::other(error)))?;
        self.exact(&text.0)
    }

    /// Writes text for programs, such as JSON and CSV, as it is.
    pub(crate) fn exact(&mut self, text: &str) -> Outcome {
        match &mut self.kept {
            Some(kept) => {
                kept.push_str(text);
                Ok(())
            }
            None => self.stdout.write_all(text.as_bytes()).map_err(unwritable),
        }
    }

    /// Writes a table. With a pager it waits for the end.
    pub(crate) fn table(&mut self, text: &str) -> Outcome {
        if self.pager.is_some() && self.kept.is_none() {
            self.kept = Some(String::new());
        }
        self.exact(text)
    }

    /// Writes a message to standard error at the end, below what was printed.
    pub(crate) fn note(&mut self, message: String) {
        self.notes.push(message);
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
        let kept = self.kept.take().unwrap_or_default();
        self.stdout.write_all(kept.as_bytes()).and_then(|()| self.stdout.flush()).map_err(unwritable)
    }

    /// Writes what is left: a long table to the pager, all else to standard output.
    pub(crate) fn finish(&mut self) -> Outcome {
        if let (Some(pager), Some(kept)) = (&self.pager, &self.kept)
            && pager::is_long(kept)
        {
            self.stdout.flush().map_err(unwritable)?;
            if pager.show(kept) {
                self.kept = None;
            }
        }
        let written = self.flush();
        self.notes.drain(..).for_each(|note| report(&note));
        written
    }
}

/// Writes a message for people as lines to standard error. A failure to do so is ignored: nowhere is left to report it.
pub(crate) fn report(message: &str) {
    let shown = shown::lines(message);
    let shown = if colour::on_stderr() { colour::message(shown) } else { shown };
    live::beside(|| {
        let _ = writeln!(io::stderr(), "{shown}");
    });
}

/// Returns whether standard error is a terminal.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Returns the columns of the terminal on standard output. None in a pipe.
pub(crate) fn columns() -> Option<u16> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0)
}

/// Converts an error of standard output to a failure. A reader that has gone is no news to anybody.
pub(crate) fn unwritable(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::with(ExitCode::Pipe, ""),
        _ => Failure::new(format!("standard output can't be written: {error}")),
    }
}

#[cfg(test)]
impl Out {
    /// Keeps what is written.
    pub(crate) fn collecting() -> Self {
        Self { kept: Some(String::new()), ..Self::new() }
    }

    pub(crate) fn collected(&mut self) -> String {
        self.kept.take().unwrap()
    }
}
