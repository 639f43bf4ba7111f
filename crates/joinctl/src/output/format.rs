//! Formats rows as a table, JSON, JSON lines, or CSV.

use std::io::IsTerminal;

use clap::ValueEnum;
use serde::Serialize;

use super::fields::{self, Field};
use super::out::{self, Out};
use super::query::Query;
use super::row::Row;
use super::spreadsheet::Dialect;
use super::{colour, fit};
use crate::exit::{Failure, Outcome};
use crate::text::shown::one_line;

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

/// What to make of rows.
#[derive(Clone)]
pub(crate) struct Style {
    pub(crate) format: Format,
    pub(crate) csv: Dialect,
    /// The fields to show. All, if there are none.
    pub(crate) fields: Vec<Field>,
    pub(crate) query: Option<Query>,
    /// Whether a query prints texts without quotes.
    pub(crate) raw: bool,
}

impl Style {
    /// All fields in this format.
    pub(crate) fn plain(format: Format, csv: Dialect) -> Self {
        Self { format, csv, fields: Vec::new(), query: None, raw: false }
    }

    /// Returns the JSON line of a value, with the asked fields only, or the results of the query.
    pub(crate) fn line<R: Row>(&self, row: &R) -> Result<String, Failure> {
        self.queried(self.object(&row.cells(), json(row)?))
    }

    /// Returns the line of a JSON text, or the results of the query.
    pub(crate) fn queried(&self, json: String) -> Result<String, Failure> {
        match &self.query {
            Some(query) => query.run(&json, self.raw),
            None => Ok(json + "\n"),
        }
    }

    /// Returns the JSON with the asked fields only.
    pub(crate) fn object(&self, cells: &[String], json: String) -> String {
        if self.fields.is_empty() { json } else { fields::picked(&self.fields, cells, &json) }
    }
}

/// Converts rows to text, one by one. A table is complete only at the end, when the widths are known.
pub(crate) struct Sheet {
    style: Style,
    rows: u64,
    columns: Vec<String>,
    dispensable: Vec<&'static str>,
    cells: Vec<Vec<String>>,
    /// The columns without room.
    missing: Vec<String>,
    /// The JSON so far, for a query of the whole.
    whole: String,
    /// The width of the terminal. `None` in a pipe, where nothing is cut.
    room: Option<usize>,
    colours: bool,
}

impl Sheet {
    pub(crate) fn new(style: Style) -> Self {
        let room = out::columns().map(usize::from);
        Self { colours: colour::on_stdout(), ..Self::with_room(style, room) }
    }

    fn with_room(style: Style, room: Option<usize>) -> Self {
        Self {
            style,
            rows: 0,
            columns: Vec::new(),
            dispensable: Vec::new(),
            cells: Vec::new(),
            missing: Vec::new(),
            whole: String::new(),
            room,
            colours: false,
        }
    }

    /// The output format.
    pub(crate) fn format(&self) -> Format {
        self.style.format
    }

    /// Returns the text before the first row.
    pub(crate) fn head<R: Row>(&mut self) -> Result<String, Failure> {
        let fields = &self.style.fields;
        self.columns = match fields.is_empty() {
            true => R::COLUMNS.iter().map(|name| (*name).to_owned()).collect(),
            false => fields.iter().map(|field| field.name().to_owned()).collect(),
        };
        if fields.is_empty() {
            self.dispensable = R::DISPENSABLE.to_vec();
        }
        match self.style.format {
            Format::Json if self.style.query.is_some() => self.whole.push('['),
            Format::Json => return Ok("[".to_owned()),
            Format::Csv => return self.style.csv.head(&self.columns),
            Format::Table | Format::Ndjson => {}
        }
        Ok(String::new())
    }

    /// Returns the text of a row.
    pub(crate) fn row<R: Row>(&mut self, row: &R) -> Result<String, Failure> {
        self.rows += 1;
        match self.style.format {
            Format::Table => {
                let cells = self.cells_of(row)?;
                self.cells.push(cells.iter().map(|cell| one_line(cell)).collect());
                Ok(String::new())
            }
            Format::Json => {
                let object = self.style.object(&row.cells(), json(row)?);
                let text = format!("{}{object}", if self.rows == 1 { "\n" } else { ",\n" });
                if self.style.query.is_none() {
                    return Ok(text);
                }
                self.whole.push_str(&text);
                Ok(String::new())
            }
            Format::Ndjson => self.style.line(row),
            Format::Csv => self.style.csv.line(self.cells_of(row)?.into_iter()),
        }
    }

    fn cells_of<R: Row>(&self, row: &R) -> Result<Vec<String>, Failure> {
        let mut cells = row.cells();
        if self.style.fields.is_empty() {
            cells.truncate(R::COLUMNS.len());
            return Ok(cells);
        }
        let json = json(row)?;
        Ok(self.style.fields.iter().map(|field| field.cell(&cells, &json)).collect())
    }

    /// Writes what comes after the last row: in a table, all.
    pub(crate) fn foot(&mut self, out: &mut Out) -> Outcome {
        let rest = self.rest()?;
        if self.style.format != Format::Table {
            return out.exact(&rest);
        }
        if !self.missing.is_empty() {
            let missing = self.missing.join(", ");
            out.note(format!("not shown: {missing}; --fields or --output csv shows them"));
        }
        out.table(&rest)
    }

    /// Returns the text after the last row.
    pub(crate) fn rest(&mut self) -> Result<String, Failure> {
        match self.style.format {
            Format::Table => Ok(self.table()),
            Format::Json if self.style.query.is_some() => {
                let whole = std::mem::take(&mut self.whole) + "\n]";
                self.style.queried(whole)
            }
            Format::Json => Ok("\n]\n".to_owned()),
            Format::Ndjson | Format::Csv => Ok(String::new()),
        }
    }

    /// Returns the table, cut to the terminal, and keeps the names of the columns that it has no room for.
    fn table(&mut self) -> String {
        let names: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let (widths, missing) = fit::widths(&names, &self.cells, &self.dispensable, self.room);
        let headers: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        let paint = |name: &str, cell: String, is_header: bool| match (self.colours, is_header) {
            (false, _) => cell,
            (true, true) => colour::header(&cell),
            (true, false) => colour::cell(name, cell),
        };
        let mut table = String::new();
        let lines = std::iter::once((&headers, true)).chain(self.cells.iter().map(|cells| (cells, false)));
        for (cells, is_header) in lines {
            let shown = names.iter().zip(cells).zip(&widths).filter_map(|((name, cell), width)| {
                width.map(|width| paint(name, fit::padded(&fit::cut(cell, width), width), is_header))
            });
            let line = shown.collect::<Vec<_>>().join(fit::GAP_TEXT);
            table.push_str(line.trim_end());
            table.push('\n');
        }
        self.missing = missing.into_iter().map(str::to_owned).collect();
        table
    }
}

/// Returns a table of names and their values, one a line.
pub(crate) fn upright(pairs: &[(&str, String)]) -> String {
    let names: Vec<String> = pairs.iter().map(|(name, _)| name.to_uppercase()).collect();
    let width = names.iter().map(|name| name.len()).max().unwrap_or_default();
    let colours = colour::on_stdout();
    let line = |(name, (column, cell)): (&String, &(&str, String))| {
        let (name, cell) = (fit::padded(name, width), one_line(cell));
        let (name, cell) = match colours {
            true => (colour::header(&name), colour::cell(column, cell)),
            false => (name, cell),
        };
        format!("{name}{}{cell}", fit::GAP_TEXT).trim_end().to_owned() + "\n"
    };
    names.iter().zip(pairs).map(line).collect()
}

/// Returns the JSON of a value in one line. The text of a [`Raw`](join_sdk::Raw) value stays as JOIN sent it, but for its line breaks.
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
    use join_sdk::Raw;

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
        written_as(Style::plain(format, Dialect::default()), room, rows)
    }

    fn written_as(style: Style, room: Option<usize>, rows: &[One]) -> String {
        let (mut sheet, mut out) = (Sheet::with_room(style, room), Out::collecting());
        let mut text = sheet.head::<One>().ok().unwrap();
        for row in rows {
            text += &sheet.row(row).ok().unwrap();
        }
        sheet.foot(&mut out).ok().unwrap();
        text + &out.collected()
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
    #[test]
    fn a_query_reads_the_whole_list_and_line_by_line_only_the_row() {
        let rows = [One("Ada", "x"), One("Bo", "y")];
        let by = |format, query| Style {
            query: Some(Query::parse(query).unwrap()),
            raw: true,
            ..Style::plain(format, Dialect::default())
        };
        assert_eq!(written_as(by(Format::Json, "length"), None, &rows), "2\n");
        assert_eq!(written_as(by(Format::Json, "length"), None, &[]), "0\n");
        assert_eq!(written_as(by(Format::Ndjson, ".[0]"), None, &rows), "Ada\nBo\n");
    }

    #[test]
    fn a_table_without_room_for_all_columns_keeps_the_first() {
        let shown = written_in(Some(8), Format::Table, &[One("Ada", "a long note")]);
        assert_eq!(shown, "NAME\nAda\n");
    }

    #[test]
    fn colours_change_no_letter() {
        let style = Style::plain(Format::Table, Dialect::default());
        let mut sheet = Sheet { colours: true, ..Sheet::with_room(style, None) };
        sheet.head::<One>().ok().unwrap();
        sheet.row(&One("Ada", "x")).ok().unwrap();
        let mut out = Out::collecting();
        sheet.foot(&mut out).ok().unwrap();
        let shown = out.collected();
        assert!(shown.starts_with("\u{1b}[1mNAME"), "{shown:?}");
        let plain = anstream::adapter::strip_str(&shown).to_string();
        let plain: Vec<_> = plain.lines().map(str::trim_end).collect();
        assert_eq!(plain, written(Format::Table, &[One("Ada", "x")]).lines().collect::<Vec<_>>());
    }
}
