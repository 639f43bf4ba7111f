//! Which request follows from what was seen. Pure.

use super::observation::{Body, Observations, Reply};
use super::question::Question;

/// The most requests of a run, repeats not counted.
pub(super) const MOST: usize = 16;

/// Refusals in a row, from the first one on, that end a run: one operation may be refused while others work.
const FEW: usize = 2;

/// Returns the next request, or none at the end. A run ends early where no further response can come.
pub(super) fn next(seen: &Observations) -> Option<Question> {
    if seen.len() >= MOST || is_over(seen) {
        return None;
    }
    let first = |question| {
        let rows = seen.rows(question).unwrap_or_default();
        rows.iter().find_map(|row| row.get("id")?.as_i64())
    };
    let more_after = |page| seen.rows(Question::Applications(page)).is_some_and(|rows| !rows.is_empty());
    let plan = [
        Some(Question::EmploymentTypes),
        Some(Question::Applications(1)),
        more_after(1).then_some(Question::Applications(2)),
        more_after(2).then_some(Question::Applications(3)),
        Some(Question::LargePage),
        more_after(1).then_some(Question::SmallPage),
        Some(Question::PastEnd),
        first(Question::Applications(1)).map(Question::Application),
        Some(Question::Jobs),
        first(Question::Jobs).map(Question::Job),
        Some(Question::Offices),
        Some(Question::Categories),
        Some(Question::SeniorityLevels),
    ];
    plan.into_iter().flatten().find(|question| seen.reply(*question).is_none())
}

/// Whether nothing more can be learned: no connection, no access, no quota, or no API at the base URL.
fn is_over(seen: &Observations) -> bool {
    use join_sdk::ErrorKind as Kind;
    match seen.last() {
        None => false,
        Some(Reply::Answer(answer)) => seen.len() == 1 && matches!(answer.body, Body::NotJson),
        Some(Reply::Refusal(refusal)) => match refusal.kind {
            Kind::Connect | Kind::Certificate | Kind::Unauthorized | Kind::RateLimited | Kind::Timeout => {
                true
            }
            _ => seen.len() >= FEW && seen.answers().next().is_none(),
        },
    }
}
