//! What goes wrong with JOIN, ready to use.
//!
//! Each scenario defines its mocks, and checks by [`Scenario::assert`] that the code under test met them.
//!
//! | scenario | what a client has to bear |
//! | --- | --- |
//! | [`three_pages`] | a list without a total, whose end is an empty page |
//! | [`short_page`] | a page with fewer rows than asked for, which is not the end |
//! | [`failure_on_a_middle_page`] | a list that fails halfway |
//! | [`malformed_row`] | a row that can't be read, among good ones |
//! | [`rate_limited_then_success`] | a 429 that asks for a wait |
//! | [`reset_after_commit`] | a create that JOIN did, and whose response is lost |
//! | [`slow_body`] | a response that begins and does not go on |
//! | [`html_401`] | a page for people in place of JSON |

mod failures;
mod lists;

pub use failures::{html_401, reset_after_commit, slow_body};
pub use lists::{
    Row, failure_on_a_middle_page, malformed_row, rate_limited_then_success, short_page, three_pages,
};

use crate::mock::Mock;

/// The mocks of a scenario. Its functions show how it is used.
#[derive(Debug)]
#[must_use = "the mocks stay without it, but `assert` says whether the client met them"]
pub struct Scenario<'a> {
    parts: Vec<Part<'a>>,
}

/// One mock of a scenario.
#[derive(Debug)]
struct Part<'a> {
    name: String,
    mock: Mock<'a>,
    expected: Expected,
}

/// How often a client that copes sends the request of a mock.
#[derive(Debug, Clone, Copy)]
enum Expected {
    /// Once: a second request does harm.
    Once,
    /// Once or more.
    Met,
    /// As it likes.
    Open,
}

impl<'a> Scenario<'a> {
    fn new() -> Self {
        Self { parts: Vec::new() }
    }

    fn with(mut self, name: impl Into<String>, mock: Mock<'a>, expected: Expected) -> Self {
        self.parts.push(Part { name: name.into(), mock, expected });
        self
    }

    /// The number of requests that its mocks answered.
    pub fn calls(&self) -> usize {
        self.parts.iter().map(|part| part.mock.calls()).sum()
    }

    /// Asserts that the client met the whole scenario: each page, the failure, the second attempt.
    ///
    /// # Panics
    ///
    /// Panics otherwise, with what was not met and a list of the requests that came.
    ///
    /// ```should_panic
    /// use join_httpmock::{JoinMock, a_job, scenarios};
    ///
    /// let mock = JoinMock::start()?;
    /// let pages = scenarios::three_pages(&mock, (1..=6).map(|id| a_job().with_id(id)));
    /// assert_eq!(pages.calls(), 0);
    /// pages.assert(); // page 1 of listJobs: 0 calls, at least 1 expected
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn assert(&self) {
        let unmet: Vec<String> = self.parts.iter().filter_map(Part::unmet).collect();
        assert!(unmet.is_empty() && self.calls() > 0, "{}", self.report(&unmet));
    }

    fn report(&self, unmet: &[String]) -> String {
        let requests = self.parts.first().map(|part| part.mock.requests()).unwrap_or_default();
        let unmet =
            if unmet.is_empty() { "no request met the scenario".to_owned() } else { unmet.join("\n") };
        format!("{unmet}\n{requests}")
    }
}

impl Part<'_> {
    fn unmet(&self) -> Option<String> {
        let calls = self.mock.calls();
        let expected = match (self.expected, calls) {
            (Expected::Once, 1) | (Expected::Met, 1..) | (Expected::Open, _) => return None,
            (Expected::Once, _) => "exactly 1",
            (Expected::Met, _) => "at least 1",
        };
        Some(format!("{} of {}: {calls} calls, {expected} expected", self.name, self.mock.operation().id))
    }
}
