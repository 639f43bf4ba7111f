//! How far long work has come: one line on the terminal, and nothing where nobody looks.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(200);

/// A line on standard error that is written over. JOIN tells no total, so it counts and can't tell how much is left.
pub(crate) struct Progress {
    what: &'static str,
    done: u64,
    begun: Instant,
    shown: Option<Instant>,
    visible: bool,
}

impl Progress {
    pub(crate) fn new(what: &'static str) -> Self {
        let visible = std::io::stderr().is_terminal();
        Self { what, done: 0, begun: Instant::now(), shown: None, visible }
    }

    pub(crate) fn add(&mut self, more: u64) {
        self.done += more;
        if self.visible && self.shown.is_none_or(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(Instant::now());
            let rate = self.done as f64 / self.begun.elapsed().as_secs_f64().max(0.001);
            // Progress that can't be shown is no reason to stop.
            let _ = write!(std::io::stderr(), "\r\x1b[K{} {}, {rate:.0} a second", self.done, self.what);
        }
    }

    pub(crate) fn done(&self) -> u64 {
        self.done
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
