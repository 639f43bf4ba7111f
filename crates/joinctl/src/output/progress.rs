//! Shows progress as one line on a terminal, and nothing elsewhere.

use std::time::{Duration, Instant};

use super::out;

const EVERY: Duration = Duration::from_millis(200);

/// A line on standard error that is redrawn, and cleared at the end.
pub(crate) struct Line {
    begun: Instant,
    shown: Option<Instant>,
    visible: bool,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self { begun: Instant::now(), shown: None, visible: out::is_watched() }
    }

    /// Redraws the line from the elapsed time, at most once per interval.
    pub(crate) fn show(&mut self, message: impl FnOnce(Duration) -> String) {
        if self.visible && self.shown.is_none_or(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(Instant::now());
            // Progress that can't be shown is no reason to stop.
            out::redraw(&message(self.begun.elapsed()));
        }
    }

    /// Writes a permanent line, on a terminal or not.
    pub(crate) fn above(&mut self, message: &str) {
        self.clear();
        out::report(message);
    }

    fn clear(&mut self) {
        if self.shown.take().is_some() {
            out::erase();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Such as `[######----]`.
pub(crate) fn bar(done: u64, total: u64) -> String {
    const WIDTH: u64 = 20;
    let filled = done.saturating_mul(WIDTH).checked_div(total).unwrap_or(WIDTH).min(WIDTH);
    let cells = (0..WIDTH).map(|cell| if cell < filled { '#' } else { '-' });
    format!("[{}]", cells.collect::<String>())
}

/// Counts rows without a total: JOIN reports none.
pub(crate) struct Progress {
    what: &'static str,
    done: u64,
    line: Line,
}

impl Progress {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, done: 0, line: Line::new() }
    }

    pub(crate) fn add(&mut self, more: u64) {
        self.done += more;
        let (done, what) = (self.done, self.what);
        self.line.show(|took| {
            let rate = done as f64 / took.as_secs_f64().max(0.001);
            format!("{done} {what}, {rate:.0} a second")
        });
    }

    pub(crate) fn done(&self) -> u64 {
        self.done
    }
}
