//! Page sizes, short pages, the end of a list and its order.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::commands::doctor::finding::{Finding, Verdict, counted};
use crate::commands::doctor::observation::{Answer, Body, Observations, Reply};
use crate::commands::doctor::question::{PAGE, Question, SMALL};

const NO_RESPONSE: &str = "nothing: there was no response";

pub(super) fn check(seen: &Observations) -> Vec<Finding> {
    vec![large_page(seen), short_pages(seen), past_end(seen), overlap(seen), order(seen)]
}

fn large_page(seen: &Observations) -> Finding {
    let check = "page-size";
    let shown = |reply: &Reply| format!("pageSize=51 gets {}", reply.shown());
    match seen.reply(Question::LargePage) {
        None => Finding::unknown(check, NO_RESPONSE),
        Some(reply @ Reply::Refusal(refusal)) => match refusal.status {
            Some(422) => Finding::new(check, Verdict::Ok, shown(reply)),
            Some(400..=499) => Finding::new(check, Verdict::Differs, shown(reply))
                .inferred("more than 50 rows are refused, with another status than 422")
                .todo("apply the patch; no request of this program asks for more than 50"),
            _ => Finding::unknown(check, shown(reply)),
        },
        Some(reply @ Reply::Answer(Answer { body, .. })) => {
            let rows = if let Body::List(rows) = body { rows.len() } else { 0 };
            let inferred = match rows {
                0..PAGE => {
                    "more than 50 is accepted; whether pages are cut to 50 can't be seen with so few rows"
                }
                PAGE => "more than 50 is accepted, and pages are cut to 50",
                _ => "pages can be larger than 50",
            };
            Finding::new(check, Verdict::Differs, shown(reply))
                .inferred(inferred)
                .todo("apply the patch; no request of this program asks for more than 50")
        }
    }
}

/// What the pages say about a cap or a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands::doctor) enum Paging {
    /// The pages before the last one are full.
    Full,
    /// Pages hold at most so many rows.
    Capped(usize),
    /// Pages lack rows, in differing numbers.
    Filtered,
    /// There is one page only.
    Unknown,
}

impl Paging {
    pub(in crate::commands::doctor) fn of(seen: &Observations) -> Self {
        let size = |question| seen.rows(question).map(<[Value]>::len);
        let pages: Vec<usize> = (1..=3).filter_map(|page| size(Question::Applications(page))).collect();
        // Only a page with rows after it says something: the last one may be short.
        let inner: Vec<usize> = pages
            .windows(2)
            .filter_map(|pair| pair.first().copied().filter(|_| pair.last() > Some(&0)))
            .collect();
        let small = size(Question::SmallPage);
        let Some(&first) = inner.first() else { return Paging::Unknown };
        // A small page is short without a cap below its size, so rows are missing.
        let is_gappy = small.is_some_and(|small| small < SMALL.min(first));
        let is_uneven = inner.iter().any(|rows| *rows != first);
        match first {
            _ if is_gappy || is_uneven => Paging::Filtered,
            0..PAGE => Paging::Capped(first),
            _ => Paging::Full,
        }
    }
}

fn short_pages(seen: &Observations) -> Finding {
    let check = "page-cap";
    let pages = (1..=3).filter_map(|page| Some((page, seen.rows(Question::Applications(page))?.len())));
    let mut shown: Vec<_> =
        pages.map(|(page, rows)| format!("page {page} of 50 has {}", counted(rows, "row"))).collect();
    if let Some(rows) = seen.rows(Question::SmallPage) {
        shown.push(format!("page 1 of 10 has {}", counted(rows.len(), "row")));
    }
    if shown.is_empty() {
        return Finding::unknown(check, NO_RESPONSE);
    }
    let shown = shown.join(", ");
    let todo = "count no list by its pages; read until a page is empty, as this program does";
    match Paging::of(seen) {
        Paging::Full => Finding::new(check, Verdict::Ok, shown).inferred("pages are full up to the last one"),
        Paging::Unknown => Finding::unknown(check, shown)
            .inferred("there is no second page, so a cap or a filter can't be seen"),
        Paging::Capped(rows) => Finding::new(check, Verdict::Differs, shown)
            .inferred(format!("pages are capped at {}", counted(rows, "row")))
            .todo(todo),
        Paging::Filtered => Finding::new(check, Verdict::Differs, shown)
            .inferred("rows are left out after the page is cut, so pages in the middle are short")
            .todo(todo),
    }
}

fn past_end(seen: &Observations) -> Finding {
    let check = "past-end";
    let shown = |reply: &Reply| format!("a page behind the last one gets {}", reply.shown());
    let ends = "apply the patch; lists end there all the same";
    match seen.reply(Question::PastEnd) {
        None => Finding::unknown(check, NO_RESPONSE),
        Some(reply @ Reply::Answer(answer)) => match &answer.body {
            Body::List(rows) if rows.is_empty() => Finding::new(check, Verdict::Ok, shown(reply)),
            Body::Empty | Body::Null => Finding::new(check, Verdict::Differs, shown(reply)).todo(ends),
            Body::List(_) => Finding::new(check, Verdict::Differs, shown(reply))
                .inferred("pages start again behind the end, or the page number is not read")
                .todo("report it: a list may never end"),
            _ => Finding::new(check, Verdict::Differs, shown(reply)).todo("report it"),
        },
        Some(reply @ Reply::Refusal(refusal)) => match refusal.status {
            Some(404) => Finding::new(check, Verdict::Differs, shown(reply)).todo(ends),
            Some(400..=499) => Finding::new(check, Verdict::Differs, shown(reply))
                .inferred("the page number is refused, which need not be so just behind the end")
                .todo("report it"),
            _ => Finding::unknown(check, shown(reply)),
        },
    }
}

/// The rows of the first three pages, in order.
pub(super) fn rows(seen: &Observations) -> Vec<&Value> {
    (1..=3).filter_map(|page| seen.rows(Question::Applications(page))).flatten().collect()
}

fn overlap(seen: &Observations) -> Finding {
    let check = "pages";
    let rows = rows(seen);
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.get("id")?.as_i64()).collect();
    let distinct: BTreeSet<i64> = ids.iter().copied().collect();
    let is_second = seen.rows(Question::Applications(2)).is_some_and(|rows| !rows.is_empty());
    match ids.len() - distinct.len() {
        _ if !is_second => Finding::unknown(check, "no second page of applications"),
        0 => Finding::new(check, Verdict::Ok, "no row is on two pages"),
        repeated => {
            Finding::new(check, Verdict::Differs, format!("{} on two pages", counted(repeated, "row")))
                .inferred("rows moved between the requests, or the page number is not read")
                .todo("run it again while nobody applies; if it stays, report it")
        }
    }
}

/// Whether a sequence rises or falls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Falls,
    Rises,
    Stays,
    Mixed,
}

fn course<T: PartialOrd>(values: &[T]) -> Course {
    let pairs = || values.iter().zip(values.iter().skip(1));
    let (rises, falls) = (pairs().any(|(one, next)| one < next), pairs().any(|(one, next)| one > next));
    match (rises, falls) {
        (true, true) => Course::Mixed,
        (true, false) => Course::Rises,
        (false, true) => Course::Falls,
        (false, false) => Course::Stays,
    }
}

fn order(seen: &Observations) -> Finding {
    let check = "order";
    let rows = rows(seen);
    let time = |row: &Value, name: &str| row.get(name)?.as_str()?.parse::<Timestamp>().ok();
    let times = |name: &str| -> Vec<Timestamp> { rows.iter().filter_map(|row| time(row, name)).collect() };
    let (created, updated) = (times("createdAt"), times("lastUpdatedAt"));
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.get("id")?.as_i64()).collect();
    let courses =
        [("createdAt", course(&created)), ("lastUpdatedAt", course(&updated)), ("id", course(&ids))];
    let named = |wanted: Course| {
        let names: Vec<_> =
            courses.iter().filter(|(_, course)| *course == wanted).map(|(name, _)| *name).collect();
        names.join(" and ")
    };
    let (falling, rising) = (named(Course::Falls), named(Course::Rises));
    let parts: Vec<String> = [(&falling, "falling"), (&rising, "rising")]
        .into_iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, way)| format!("{way} {names}"))
        .collect();
    let shown = match parts.is_empty() {
        true => format!("{}, in no order of createdAt, lastUpdatedAt or id", counted(rows.len(), "row")),
        false => format!("{} with {}", counted(rows.len(), "row"), parts.join(", ")),
    };
    let is_told = courses.iter().any(|(_, course)| *course != Course::Stays);
    match courses.first().map(|(_, course)| *course) {
        _ if !is_told => Finding::unknown(check, format!("{}, too few to tell", counted(rows.len(), "row"))),
        Some(Course::Falls) => {
            Finding::new(check, Verdict::Ok, shown).inferred("applications come newest first")
        }
        Some(Course::Stays) => Finding::unknown(check, shown),
        _ => Finding::new(check, Verdict::Differs, shown)
            .inferred("applications do not come newest first")
            .todo("apply the patch; lists do not rely on the order"),
    }
}
