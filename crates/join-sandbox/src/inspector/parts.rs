//! Small parts that several pages have: times, tags, states, tables, the way from page to page.

use std::time::Duration;

use jiff::Timestamp;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::company::field::Field;
use crate::http::views::timestamp::timestamp;

/// Rows of a list on one page.
pub(crate) const ROWS: usize = 50;

/// Tags of a row that a list shows.
const SHOWN_TAGS: usize = 5;

/// A time of the sandbox, from milliseconds since 1970.
pub(crate) fn time(milliseconds: i64) -> Markup {
    html! { time datetime=(timestamp(milliseconds)) { (readable(milliseconds, "%-d %b %Y, %H:%M:%S")) } }
}

/// The day of a time.
pub(crate) fn day(milliseconds: i64) -> Markup {
    html! { time datetime=(timestamp(milliseconds)) { (readable(milliseconds, "%-d %b %Y")) } }
}

pub(crate) fn readable(milliseconds: i64, format: &str) -> String {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default().strftime(format).to_string()
}

/// A duration as people say it: `420 µs`, `3.8 ms`, `38 ms`, `1.25 s`.
pub(crate) fn duration(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1_000.0;
    match milliseconds {
        ..1.0 => format!("{} µs", duration.as_micros()),
        ..10.0 => format!("{milliseconds:.1} ms"),
        ..1_000.0 => format!("{milliseconds:.0} ms"),
        ..60_000.0 => format!("{:.2} s", milliseconds / 1_000.0),
        _ => format!("{} min {:02} s", duration.as_secs() / 60, duration.as_secs() % 60),
    }
}

/// A number with commas between its thousands.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun: `1 job`, `2,000 jobs`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(count), if count == 1 { "" } else { "s" })
}

/// A word of an open set, such as a status.
pub(crate) fn word(word: &str) -> Markup {
    let tone = match word {
        "ONLINE" | "HIRED" | "OFFER" | "GIVEN" | "YES" => "good",
        "REJECTED" | "EXPIRED" | "NO" => "bad",
        "ACTIVE" | "APPLIED" => "new",
        _ => "calm",
    };
    html! { span .word .(tone) { (word) } }
}

/// A field that is missing, so that null and absent can be told apart.
pub(crate) fn nothing(text: &str) -> Markup {
    html! { span .nothing { (text) } }
}

/// The value of a field, or which kind of nothing it is.
pub(crate) fn field<T>(field: &Field<T>, show: impl FnOnce(&T) -> Markup) -> Markup {
    match field {
        Field::Absent => nothing("absent"),
        Field::Null => nothing("null"),
        Field::Value(value) => show(value),
    }
}

/// All tags of a candidate.
pub(crate) fn tags(tags: &Field<Vec<String>>) -> Markup {
    field(tags, |tags| some_tags(tags, tags.len()))
}

/// The first tags of a candidate, for a row.
pub(crate) fn few_tags(tags: &Field<Vec<String>>) -> Markup {
    field(tags, |tags| some_tags(tags, SHOWN_TAGS))
}

fn some_tags(tags: &[String], most: usize) -> Markup {
    if tags.is_empty() {
        return nothing("empty set");
    }
    html! {
        ul .tags {
            @for tag in tags.iter().take(most) { li { (tag) } }
            @if tags.len() > most { li .more { "and " (tags.len() - most) " more" } }
        }
    }
}

/// Text as a value in a query.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A wide table, which scrolls by itself on a narrow screen.
pub(crate) fn wide(label: &str, table: Markup) -> Markup {
    html! { div .wide role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// One page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// From 1. Never behind the last one.
    pub(crate) page: usize,
    pub(crate) pages: usize,
    pub(crate) rows: usize,
}

impl Sheet {
    pub(crate) fn new(wanted: Option<&str>, rows: usize) -> Self {
        let pages = rows.div_ceil(ROWS).max(1);
        let page = wanted.and_then(|text| text.parse().ok()).unwrap_or(1);
        Sheet { page: usize::clamp(page, 1, pages), pages, rows }
    }

    /// The rows before this page.
    pub(crate) fn skipped(self) -> usize {
        (self.page - 1).saturating_mul(ROWS)
    }

    /// Which rows of how many, and the links to the pages around. `link` makes the address of a page.
    pub(crate) fn links(self, noun: &str, link: impl Fn(usize) -> String) -> Markup {
        if self.pages == 1 {
            return html! { p .count { (counted(self.rows, noun)) } };
        }
        let last = (self.skipped() + ROWS).min(self.rows);
        let step = |page: usize, name: &str, rel: Option<&str>| {
            html! {
                @if page == self.page || page == 0 || page > self.pages { span .off aria-hidden="true" { (name) } }
                @else { a href=(link(page)) rel=[rel] { (name) } }
            }
        };
        html! {
            nav .pages aria-label="Pages" {
                p .count {
                    "Rows " (number(self.skipped() + 1)) "–" (number(last)) " of " (counted(self.rows, noun))
                    " · page " (number(self.page)) " of " (number(self.pages))
                }
                (step(1, "First", None)) (step(self.page - 1, "Previous", Some("prev")))
                (step(self.page + 1, "Next", Some("next"))) (step(self.pages, "Last", None))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations_read_as_people_write_them() {
        assert_eq!((number(0), number(999), number(1_000)), ("0".into(), "999".into(), "1,000".into()));
        assert_eq!((number(100_000), counted(1, "job")), ("100,000".into(), "1 job".into()));
        let of = |micros| duration(Duration::from_micros(micros));
        assert_eq!((of(420), of(38_000), of(1_250_000)), ("420 µs".into(), "38 ms".into(), "1.25 s".into()));
        assert_eq!((of(3_800), of(61_000_000)), ("3.8 ms".into(), "1 min 01 s".into()));
    }

    #[test]
    fn a_sheet_never_lies_behind_the_last_row() {
        let sheet = |wanted, rows| Sheet::new(wanted, rows);
        assert_eq!((sheet(None, 120).page, sheet(None, 120).pages), (1, 3));
        assert_eq!(
            (sheet(Some("9"), 120).page, sheet(Some("0"), 120).page, sheet(Some("x"), 120).page),
            (3, 1, 1)
        );
        assert_eq!((sheet(Some("2"), 0).page, sheet(Some("2"), 51).skipped()), (1, 50));
        assert_eq!(sheet(Some("99999999999999999999"), 51).page, 1);
    }
}
