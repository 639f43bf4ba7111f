//! One comparison: figures of ours beside those of something else, as a row of a table.

use serde_json::Value;

/// The head of a table of rows.
pub(super) const HEAD: &str = "| measured | ours | compared with | there | ours / there |\n\
    | --- | --- | --- | --- | --- |\n";

/// Figures of the same thing. With as many on both sides, those of one round stand at the same place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// What was measured, with the unit.
    pub(super) measured: String,
    pub(super) ours: Vec<f64>,
    /// What ours is compared with.
    pub(super) with: String,
    pub(super) theirs: Vec<f64>,
    /// Why there are no figures there.
    pub(super) reason: Option<String>,
}

impl Row {
    /// Reads a line that a benchmark prints for this program. None for a line for people.
    pub(super) fn read(line: &str) -> Option<Self> {
        if !line.starts_with("{\"measured\"") {
            return None;
        }
        let line: Value = serde_json::from_str(line).ok()?;
        let text = |key| Some(line.get(key)?.as_str()?.to_owned());
        let figures =
            |key| line.get(key)?.as_array()?.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
        Some(Row {
            measured: text("measured")?,
            ours: figures("ours")?,
            with: text("with")?,
            theirs: figures("theirs")?,
            reason: None,
        })
    }

    /// The row of a Markdown table.
    pub(super) fn line(&self) -> String {
        let theirs = self.reason.clone().unwrap_or_else(|| spread(&self.theirs));
        let theirs = theirs.replace('|', "\\|");
        let times = spread(&self.times());
        format!("| {} | {} | {} | {theirs} | {times} |\n", self.measured, spread(&self.ours), self.with)
    }

    /// How many times theirs ours is: of each pair, or of the medians.
    fn times(&self) -> Vec<f64> {
        let pairs: Vec<(f64, f64)> = if self.ours.len() == self.theirs.len() {
            self.ours.iter().copied().zip(self.theirs.iter().copied()).collect()
        } else {
            median(&self.ours).zip(median(&self.theirs)).into_iter().collect()
        };
        if pairs.iter().any(|(_, theirs)| *theirs == 0.0) {
            return Vec::new();
        }
        pairs.into_iter().map(|(ours, theirs)| ours / theirs).collect()
    }
}

/// The table of some rows.
pub(super) fn table(rows: &[Row]) -> String {
    rows.iter().fold(HEAD.to_owned(), |text, row| text + &row.line())
}

/// The value in the middle.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    sorted(values).get(values.len() / 2).copied()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The median, and the least and the most where they are others.
fn spread(values: &[f64]) -> String {
    let all = sorted(values);
    let (Some(least), Some(middle), Some(most)) = (all.first(), median(values), all.last()) else {
        return "–".to_owned();
    };
    let (least, middle, most) = (figure(*least), figure(middle), figure(*most));
    if least == most { middle } else { format!("{middle} ({least}–{most})") }
}

/// A figure with three digits that count, or whole above a hundred.
fn figure(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        value if value.fract() == 0.0 || value >= 99.95 => grouped(value.round()),
        value if value >= 9.995 => format!("{value:.1}"),
        value if value >= 0.9995 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

/// A whole number with commas between thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_medians_their_spread_and_the_ratio_of_each_round() {
        let line = r#"{"measured": "a read, µs", "ours": [60, 50, 70.5], "with": "by hand", "theirs": [50, 50, 47]}"#;
        let row = Row::read(line).unwrap();
        let expected = "| a read, µs | 60 (50–70.5) | by hand | 50 (47–50) | 1.20 (1–1.50) |\n";
        assert_eq!(row.line(), expected);
        assert_eq!(table(&[row.clone(), row]).lines().count(), 4);
    }

    #[test]
    fn a_line_for_people_is_no_row() {
        assert_eq!(Row::read("a read takes 3 µs"), None);
        assert_eq!(Row::read(r#"{"measured": "half a row"#), None);
    }

    #[test]
    fn what_stopped_stands_with_its_reason_and_without_a_ratio() {
        let reason = Some("stopped: a | b".to_owned());
        let row =
            Row { measured: "rows".into(), ours: vec![10_000.0], with: "x".into(), reason, ..Row::default() };
        assert_eq!(row.line(), "| rows | 10,000 | x | stopped: a \\| b | – |\n");
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        let row = Row { ours: vec![1.0], theirs: vec![0.0], ..Row::default() };
        assert!(row.times().is_empty());
    }

    #[test]
    fn figures_have_the_digits_that_count() {
        let shown = [0.0, 0.0123, 0.2, 1.234, 12.34, 123.4, 1_234_567.8].map(figure);
        assert_eq!(shown, ["0", "0.012", "0.200", "1.23", "12.3", "123", "1,234,568"]);
    }
}
