//! What a judge says.

use std::time::Duration;

use super::judge::Judge;

/// What a judge is not asked, or is asked in other words, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exclusion {
    /// What differs from the judge's own way.
    pub(super) what: &'static str,
    /// The reason.
    pub(super) why: &'static str,
}

/// The result of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    /// What it read or called.
    pub(super) checked: &'static str,
    /// How much of it, such as `14 operations`.
    pub(super) count: String,
    /// Each failure.
    pub(super) findings: Vec<String>,
    /// What it was not asked.
    pub(super) exclusions: &'static [Exclusion],
}

/// A run of a judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) judge: Judge,
    /// The packages and their versions.
    pub(super) version: String,
    pub(super) took: Duration,
    pub(super) result: Judgement,
}

impl Verdict {
    /// One line for the terminal.
    pub(super) fn line(&self) -> String {
        let findings = counted(self.result.findings.len(), "finding");
        format!("{}, {findings} ({:.2} s)", self.result.count, self.took.as_secs_f64())
    }
}

/// A number of things.
pub(super) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// A number with its thousands separated.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
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
    fn one_thing_has_no_plural() {
        assert_eq!(
            [0, 1, 2].map(|number| counted(number, "finding")),
            ["0 findings", "1 finding", "2 findings"]
        );
    }

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (25_120_003, "25,120,003")] {
            assert_eq!(grouped(number), text);
        }
    }
}
