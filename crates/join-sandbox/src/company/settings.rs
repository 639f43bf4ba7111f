//! How the company responds where JOIN's own way is unknown: plain data, which [`Variant`](crate::Variant) sets.

use std::time::Duration;

use crate::company::field::Field;
use crate::company::tags::TagHandling;
use crate::text::word::Words;

/// Everything that a variant sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    pub(crate) tags: TagHandling,
    /// Whether the response to a tag write lacks the tags.
    pub(crate) bare_answers: bool,
    /// The number of reads after a tag write that show the set from before.
    pub(crate) stale_reads: u32,
    pub(crate) paging: Paging,
    pub(crate) large_pages: LargePages,
    pub(crate) write_status: WriteStatus,
    pub(crate) state_fields: StateFields,
    pub(crate) untagged: Untagged,
    pub(crate) door: Door,
}

impl Settings {
    /// A candidate's tags as a response shows them.
    pub(crate) fn shown<'a>(&self, tags: Field<&'a Vec<String>>) -> Field<&'a Vec<String>> {
        const NO_TAGS: &Vec<String> = &Vec::new();
        match self.untagged {
            Untagged::AsStored => tags,
            _ if tags.value().is_some_and(|tags| !tags.is_empty()) => tags,
            Untagged::Absent => Field::Absent,
            Untagged::Null => Field::Null,
            Untagged::Empty => Field::Value(NO_TAGS),
        }
    }
}

/// What the front door does with each response. Small, so that a request gets its own copy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Door {
    /// How long the response to a write is held back after the write took effect.
    pub(crate) late_answers: Duration,
    /// Whether responses lack the `x-ratelimit-*` headers.
    pub(crate) no_rate_limit_headers: bool,
    pub(crate) retry_after: RetryAfter,
}

/// How a sandbox pages. How JOIN does is known only in part, so a client must be right with any of these.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use join_sandbox::{JoinSandbox, Paging, PastEnd};
///
/// let paging = Paging::default().cap(25).past_end(PastEnd::NotFound);
/// let sandbox = JoinSandbox::builder().paging(paging).start().await?;
/// # drop(sandbox);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[must_use]
pub struct Paging {
    pub(crate) cap: Option<usize>,
    pub(crate) hides: Option<u32>,
    pub(crate) past_end: PastEnd,
}

impl Paging {
    /// Limits every page to this many rows, whatever a request asks for. 0 counts as 1.
    pub fn cap(mut self, rows: usize) -> Self {
        self.cap = Some(rows.max(1));
        self
    }

    /// Leaves every row out whose id this number divides, after the page was cut: pages are short in the middle of a list.
    /// 0 hides no row.
    pub fn hide_every(mut self, number: u32) -> Self {
        self.hides = (number > 0).then_some(number);
        self
    }

    /// Sets the response to a page behind the last row. The default is an empty array.
    pub fn past_end(mut self, response: PastEnd) -> Self {
        self.past_end = response;
        self
    }
}

/// The response to a page behind the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PastEnd {
    /// An empty array.
    #[default]
    Empty,
    /// Status 404.
    NotFound,
    /// Status 204 without a body.
    NoContent,
    /// The JSON value `null`.
    Null,
}

impl Words for PastEnd {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("empty", PastEnd::Empty),
        ("404", PastEnd::NotFound),
        ("204", PastEnd::NoContent),
        ("null", PastEnd::Null),
    ];
}

/// The response to a `pageSize` over 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LargePages {
    /// Status 422.
    #[default]
    Refused,
    /// A page of at most 50 rows.
    Capped,
}

impl Words for LargePages {
    const WORDS: &'static [(&'static str, Self)] =
        &[("refused", LargePages::Refused), ("capped", LargePages::Capped)];
}

/// The status of a successful write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum WriteStatus {
    /// 201 for what creates something, and 200 for changes.
    #[default]
    ByOperation,
    /// 200 for every write.
    Ok,
    /// 201 for every write.
    Created,
}

impl Words for WriteStatus {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("by-operation", WriteStatus::ByOperation),
        ("200", WriteStatus::Ok),
        ("201", WriteStatus::Created),
    ];
}

/// The fields of an application that hold its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum StateFields {
    /// `state` in each row, and `hiringState` in most.
    #[default]
    Mixed,
    /// Only `state`.
    State,
    /// Only `hiringState`.
    HiringState,
    /// Both in each row.
    Both,
}

impl Words for StateFields {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("mixed", StateFields::Mixed),
        ("state", StateFields::State),
        ("hiringState", StateFields::HiringState),
        ("both", StateFields::Both),
    ];
}

/// How a response shows a candidate without tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Untagged {
    /// As the candidate has it: some have no field, some null, some an empty array.
    #[default]
    AsStored,
    /// The field is not in the response.
    Absent,
    /// The field is null.
    Null,
    /// The field is an empty array.
    Empty,
}

impl Words for Untagged {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("as-stored", Untagged::AsStored),
        ("absent", Untagged::Absent),
        ("null", Untagged::Null),
        ("empty", Untagged::Empty),
    ];
}

/// The `Retry-After` header of a response to a request over the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RetryAfter {
    /// Seconds, such as `Retry-After: 7`.
    #[default]
    Seconds,
    /// A date, such as `Retry-After: Mon, 02 Mar 2026 08:00:00 GMT`.
    Date,
    /// No such header.
    None,
}

impl Words for RetryAfter {
    const WORDS: &'static [(&'static str, Self)] =
        &[("seconds", RetryAfter::Seconds), ("date", RetryAfter::Date), ("none", RetryAfter::None)];
}
