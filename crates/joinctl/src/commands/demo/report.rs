//! The table of changes, with the result of reading each back.

use comfy_table::{ContentArrangement, Table, presets};

use crate::output::out;
use crate::text::shown::one_line;

/// The widest that the table gets.
const WIDTH: u16 = 100;

/// What the demo changed.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

struct Row {
    what: &'static str,
    before: String,
    after: String,
    verdict: Verdict,
}

/// Whether the value reads back as written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    Different,
    /// No operation of JOIN is known that reads it.
    NotReadable,
}

impl From<bool> for Verdict {
    fn from(same: bool) -> Self {
        if same { Verdict::Same } else { Verdict::Different }
    }
}

impl Report {
    pub(crate) fn add(
        &mut self,
        what: &'static str,
        before: impl Into<String>,
        after: impl Into<String>,
        verdict: impl Into<Verdict>,
    ) {
        self.rows.push(Row {
            what,
            before: one_line(&before.into()),
            after: one_line(&after.into()),
            verdict: verdict.into(),
        });
    }

    pub(crate) fn failures(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict == Verdict::Different).count()
    }

    pub(crate) fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        table
            .set_width(out::columns().unwrap_or(WIDTH).min(WIDTH))
            .set_header(["what", "before", "after", "as meant"]);
        for row in &self.rows {
            let verdict = match row.verdict {
                Verdict::Same => "yes",
                Verdict::Different => "NO",
                Verdict::NotReadable => "unreadable",
            };
            table.add_row([row.what, &row.before, &row.after, verdict]);
        }
        table
    }
}
