//! Shows progress on a terminal, and nothing elsewhere.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::format::Format;
use super::live;
use crate::text::shown::one_line;

/// Redraws a second, at most.
const RATE: u8 = 5;

/// Quicker work shows no progress.
const PATIENCE: Duration = Duration::from_millis(200);

/// A line on standard error that is redrawn, and cleared at the end.
pub(crate) struct Line {
    bar: ProgressBar,
}

impl Line {
    /// A line with a bar, if the total is known.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(RATE));
        let template = if total.is_some() { "[{bar:20.##-}] {wide_msg}" } else { "{wide_msg}" };
        // The template is known to be right; without it the line is plainer.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("##-"));
        }
        live::set(Some(bar.clone()));
        Self { bar }
    }

    fn hidden() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// Redraws the line from the elapsed time.
    pub(crate) fn show(&self, done: u64, message: impl FnOnce(Duration) -> String) {
        if !self.bar.is_hidden() && self.bar.elapsed() >= PATIENCE {
            self.bar.set_position(done);
            self.bar.set_message(one_line(&message(self.bar.elapsed())));
        }
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
        live::set(None);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Counts rows without a total: JOIN reports none.
pub(crate) struct Progress {
    what: &'static str,
    done: u64,
    line: Line,
}

impl Progress {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, done: 0, line: Line::new(None) }
    }

    /// Progress beside rows on standard output. Rows that appear on the same terminal show it by themselves.
    pub(crate) fn beside(what: &'static str, format: Format) -> Self {
        let appear = format != Format::Table && std::io::stdout().is_terminal();
        let line = if appear { Line::hidden() } else { Line::new(None) };
        Self { what, done: 0, line }
    }

    pub(crate) fn add(&mut self, more: u64) {
        self.done += more;
        let (done, what) = (self.done, self.what);
        self.line.show(done, |took| {
            let rate = done as f64 / took.as_secs_f64().max(0.001);
            format!("{done} {what}, {rate:.0} a second")
        });
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        self.line.finish();
    }

    pub(crate) fn done(&self) -> u64 {
        self.done
    }
}
