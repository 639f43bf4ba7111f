//! CSV (RFC 4180) that spreadsheets open without running anything.

use clap::Args;

use crate::exit::Failure;
use crate::text::shown::is_invisible;

/// How CSV is written.
#[derive(Args, Clone, Copy, Default)]
pub(crate) struct Dialect {
    /// Begin CSV with a byte order mark, so that Excel reads it as UTF-8.
    #[arg(long)]
    pub(crate) bom: bool,
    /// Write CSV cells as they are, for programs. By default, a cell that a
    /// spreadsheet would run as a formula gets an apostrophe in front.
    #[arg(long)]
    pub(crate) no_formula_guard: bool,
}

impl Dialect {
    /// The options as given on the command line, each after a blank.
    pub(crate) fn options(self) -> String {
        let given = [(self.bom, " --bom"), (self.no_formula_guard, " --no-formula-guard")];
        given.iter().filter(|(set, _)| *set).map(|(_, option)| *option).collect()
    }

    /// Returns the first line: the names of the columns.
    pub(super) fn head(self, columns: &[String]) -> Result<String, Failure> {
        let mark = if self.bom { "\u{feff}" } else { "" };
        Ok(mark.to_owned() + &self.line(columns.iter().cloned())?)
    }

    /// Returns the line of a row. NUL, which no reader of CSV takes, is left out.
    pub(super) fn line(self, cells: impl Iterator<Item = String>) -> Result<String, Failure> {
        let unwritable =
            |error: &dyn std::fmt::Display| Failure::new(format!("a row can't be written: {error}"));
        let cells = cells.map(|cell| cell.replace('\0', "")).map(|cell| match self.no_formula_guard {
            true => cell,
            false => guarded(cell),
        });
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(cells).map_err(|error| unwritable(&error))?;
        let line = writer.into_inner().map_err(|error| unwritable(&error))?;
        String::from_utf8(line).map_err(|error| unwritable(&error))
    }
}

fn guarded(cell: String) -> String {
    if is_formula(&cell) { format!("'{cell}") } else { cell }
}

/// Whether a spreadsheet would run it. A number and a phone number are none.
fn is_formula(cell: &str) -> bool {
    if cell.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    // Spreadsheets take off what is in front and can't be seen.
    let seen = cell.trim_start_matches(|letter: char| {
        letter.is_whitespace() || letter.is_control() || is_invisible(letter)
    });
    let mut letters = seen.chars();
    match letters.next() {
        Some('=' | '@' | '\u{ff1d}' | '\u{ff20}') => true,
        Some('+' | '-' | '\u{ff0b}' | '\u{ff0d}') => !is_number(letters.as_str()),
        _ => false,
    }
}

/// Digits as in a number, an exponent, or a phone number; also nothing.
fn is_number(text: &str) -> bool {
    let digits = text.trim();
    let of_a_phone = |letter: char| letter.is_ascii_digit() || " \u{a0}\u{202f}()-./".contains(letter);
    let exponent = digits.starts_with(|first: char| first.is_ascii_digit()) && digits.parse::<f64>().is_ok();
    exponent || digits.chars().all(of_a_phone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cell: &str) -> String {
        Dialect::default().line(["x".to_owned(), cell.to_owned()].into_iter()).ok().unwrap()[2..].to_owned()
    }

    #[test]
    fn only_what_can_run_gets_an_apostrophe() {
        for formula in [
            "=1+1",
            " @SUM(A1)",
            "+cmd|' /C calc'!A0",
            "-2+3+A1",
            "\u{ff1d}1",
            "\0=1",
            "\u{feff}=1",
            "+49;=x",
            "-x",
            "+1e",
        ] {
            assert!(line(formula).trim_start_matches('"').starts_with('\''), "{formula:?}");
        }
        for cell in ["+49 30 901820", "+49 (0)30/90-18.20", "-5", "-1.5e3", "-", "a=b", "", "2+2", "- 3"] {
            assert_eq!(line(cell).trim_end(), cell);
        }
        assert_eq!(line("\tx"), "'\tx\n");
    }

    #[test]
    fn cells_are_quoted_and_hold_no_nul() {
        assert_eq!(line("Ada, \"Countess\"\nof\0"), "\"Ada, \"\"Countess\"\"\nof\"\n");
    }

    #[test]
    fn programs_get_the_cells_as_they_are_and_excel_its_mark() {
        let plain = Dialect { no_formula_guard: true, bom: true };
        assert_eq!(plain.line(["=1+1".to_owned()].into_iter()).ok().unwrap(), "=1+1\n");
        assert_eq!(plain.head(&["id".to_owned()]).ok().unwrap(), "\u{feff}id\n");
        assert_eq!(Dialect::default().head(&["id".to_owned()]).ok().unwrap(), "id\n");
    }
}
