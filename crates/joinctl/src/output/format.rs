//! Formats rows as a table, JSON, JSON lines, or CSV.

use std::io::IsTerminal;

use clap::ValueEnum;
use comfy_table::Table;
use join_sdk::Raw;
use serde::Serialize;

use super::spreadsheet::Dialect;
use super::{fit, out};
use crate::exit::Failure;
use crate::text::shown::one_line;

/// A value that is shown as a row.
pub(crate) trait Row: Serialize {
    const COLUMNS: &'static [&'static str];
    /// The columns that a narrow terminal goes without, the first first.
    const DISPENSABLE: &'static [&'static str] = &[];
    fn cells(&self) -> Vec<String>;
}

impl<T: Row> Row for Raw<T> {
    const COLUMNS: &'static [&'static str] = T::COLUMNS;
    const DISPENSABLE: &'static [&'static str] = T::DISPENSABLE;

    fn cells(&self) -> Vec<String> {
        self.value.cells()
    }
}

/// The output format of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns.
    Table,
    /// One JSON array with all fields.
    Json,
    /// One JSON object per line with all fields.
    Ndjson,
    /// The columns of the table, for spreadsheets.
    Csv,
}

impl Format {
    /// Returns the given format; by default a table on a terminal and JSON in a pipe.
    pub(crate) fn or_usual(asked: Option<Format>) -> Format {
        asked.unwrap_or(if std::io::stdout().is_terminal() { Format::Table } else { Format::Json })
    }
}

/// Converts rows to text, one by one. A table is complete only at the end, when the widths are known.
pub(crate) struct Sheet {
    format: Format,
    csv: Dialect,
    rows: u64,
    columns: &'static [&'static str],
    dispensable: &'static [&'static str],
    cells: Vec<Vec<String>>,
    /// The width of the terminal. `None` in a pipe, where nothing is cut.
    room: Option<usize>,
}

impl Sheet {
    pub(crate) fn new(format: Format, csv: Dialect) -> Self {
        let size = terminal_size::terminal_size_of(std::io::stdout());
        Self::with_room(format, csv, size.map(|(width, _)| width.0.into()))
    }

    fn with_room(format: Format, csv: Dialect, room: Option<usize>) -> Self {
        Self { format, csv, rows: 0, columns: &[], dispensable: &[], cells: Vec::new(), room }
    }

    /// The output format.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Returns the text before the first row.
    pub(crate) fn head<R: Row>(&mut self) -> Result<String, Failure> {
        match self.format {
            Format::Table => {
                (self.columns, self.dispensable) = (R::COLUMNS, R::DISPENSABLE);
                Ok(String::new())
            }
            Format::Json => Ok("[".to_owned()),
            Format::Ndjson => Ok(String::new()),
            Format::Csv => self.csv.head(R::COLUMNS),
        }
    }

    /// Returns the text of a row.
    pub(crate) fn row<R: Row>(&mut self, row: &R) -> Result<String, Failure> {
        self.rows += 1;
        match self.format {
            Format::Table => {
                self.cells.push(row.cells().iter().map(|cell| one_line(cell)).collect());
                Ok(String::new())
            }
            Format::Json => Ok(format!("{}{}", if self.rows == 1 { "\n" } else { ",\n" }, json(row)?)),
            Format::Ndjson => Ok(json(row)? + "\n"),
            Format::Csv => self.csv.line(row.cells().into_iter()),
        }
    }

    /// Returns the text after the last row.
    pub(crate) fn foot(&mut self) -> String {
        match self.format {
            Format::Table => self.table(),
            Format::Json => "\n]\n".to_owned(),
            Format::Ndjson | Format::Csv => String::new(),
        }
    }

    /// Returns the table, cut to the terminal, and reports the columns that it has no room for.
    fn table(&self) -> String {
        let (widths, missing) = fit::widths(self.columns, &self.cells, self.dispensable, self.room);
        let shown = |cells: &[String]| -> Vec<String> {
            let cells = cells.iter().zip(&widths);
            cells.filter_map(|(cell, width)| width.map(|width| fit::cut(cell, width))).collect()
        };
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_header(shown(&self.columns.iter().map(|name| name.to_uppercase()).collect::<Vec<_>>()));
        table.add_rows(self.cells.iter().map(|cells| shown(cells)));
        if !missing.is_empty() {
            out::report(&format!("not shown: {}; --output csv shows all columns", missing.join(", ")));
        }
        format!("{table}\n")
    }
}

/// Returns the JSON of a value in one line. The text of a [`Raw`] value stays as JOIN sent it, but for its line breaks.
pub(crate) fn json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| Failure::new(format!("a row can't be written: {error}")))?;
    Ok(if text.contains(['\n', '\r']) { compact(&text) } else { text })
}

/// Removes the white space between the tokens of a JSON text.
fn compact(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |letter: &char| {
        let kept = quoted || !letter.is_ascii_whitespace();
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        kept
    };
    text.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct One(&'static str, &'static str);

    impl Row for One {
        const COLUMNS: &'static [&'static str] = &["name", "note"];

        fn cells(&self) -> Vec<String> {
            vec![self.0.to_owned(), self.1.to_owned()]
        }
    }

    fn written(format: Format, rows: &[One]) -> String {
        written_in(None, format, rows)
    }

    fn written_in(room: Option<usize>, format: Format, rows: &[One]) -> String {
        let mut sheet = Sheet::with_room(format, Dialect::default(), room);
        let mut text = sheet.head::<One>().ok().unwrap();
        for row in rows {
            text += &sheet.row(row).ok().unwrap();
        }
        text + &sheet.foot()
    }

    #[test]
    fn the_text_of_a_row_is_passed_on_in_one_line() {
        let raw = |text: &str| json(&Raw::new((), text)).ok().unwrap();
        assert_eq!(raw(r#"{"a": 1.50, "b": "x  y"}"#), r#"{"a": 1.50, "b": "x  y"}"#);
        let broken = "{\n  \"a\": 12345678901234567890,\r\n\t\"b\": \" x \\\" \\\\\" , \"c\": [ ] }";
        assert_eq!(raw(broken), r#"{"a":12345678901234567890,"b":" x \" \\","c":[]}"#);
    }

    #[test]
    fn json_is_an_array_also_without_rows() {
        let read =
            |rows: &[One]| serde_json::from_str::<serde_json::Value>(&written(Format::Json, rows)).unwrap();
        assert_eq!(read(&[]), serde_json::json!([]));
        assert_eq!(read(&[One("a", "b"), One("c", "d")]), serde_json::json!([["a", "b"], ["c", "d"]]));
    }

    #[test]
    fn a_table_holds_no_control_characters() {
        let shown = written(Format::Table, &[One("\u{1b}[31mred", "a\nb")]);
        assert!(!shown.contains('\u{1b}'), "{shown}");
        assert_eq!(shown.lines().count(), 2, "{shown}");
        assert!(shown.contains("\\u{1b}[31mred") && shown.contains("a\\nb"), "{shown}");
    }

    #[test]
    fn columns_stay_aligned_where_a_cell_is_escaped() {
        let shown = written(Format::Table, &[One("a\u{202e}\nb", "x"), One("Ada", "x")]);
        let at: Vec<_> = shown.lines().skip(1).map(|line| line.rfind('x')).collect();
        assert!(at.len() == 2 && at[0] == at[1], "{shown}");
    }

    #[test]
    fn a_table_keeps_to_the_terminal_and_a_row_to_its_line() {
        let rows = [
            One("Ada", "a note much longer than the terminal is wide"),
            One("Bo", "東京都港区東京都港区東京都"),
        ];
        let shown = written_in(Some(30), Format::Table, &rows);
        let widths: Vec<_> = shown.lines().map(unicode_width::UnicodeWidthStr::width).collect();
        assert!(widths.len() == 3 && widths.iter().all(|width| *width <= 30), "{widths:?}\n{shown}");
        assert!(shown.contains("a note much") && shown.matches('…').count() == 2, "{shown}");
        let whole = written_in(None, Format::Table, &rows);
        assert!(whole.contains(rows[0].1) && whole.contains(rows[1].1), "{whole}");
    }
}
