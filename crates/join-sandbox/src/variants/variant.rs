//! One variant: what it sets, and how it is written.

use std::fmt;
use std::time::Duration;

use crate::company::settings::{
    LargePages, PastEnd, RetryAfter, Settings, StateFields, Untagged, WriteStatus,
};
use crate::text::duration::shown;
use crate::text::error::SettingError;
use crate::text::word::Words;

/// A way in which JOIN may differ from the sandbox's default.
///
/// JOIN's own way is unknown in these points, so a client must be right with any of them. A variant has a text, a name or
/// `NAME=VALUE`; [`Variant::forms`] lists them all. It sets the same as [`Paging`](crate::Paging),
/// [`TagHandling`](crate::TagHandling) and the other settings of the builder do.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use join_sandbox::{JoinSandbox, PastEnd, Variant};
///
/// let sandbox = JoinSandbox::builder()
///     .variant(Variant::PageCap(25))
///     .variant("past-end=404".parse()?)
///     .start()
///     .await?;
/// assert_eq!(sandbox.variants(), [Variant::PageCap(25), Variant::PastEnd(PastEnd::NotFound)]);
/// assert_eq!(sandbox.variants()[1].to_string(), "past-end=404");
/// assert_eq!(sandbox.variants()[1].name(), "past-end");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Variant {
    /// Pages have at most this many rows, whatever a request asks for.
    PageCap(usize),
    /// Pages lack the rows whose ids this number divides.
    HideEvery(u32),
    /// Sets the response to a page behind the last row.
    PastEnd(PastEnd),
    /// Sets the response to a `pageSize` over 50.
    LargePages(LargePages),
    /// Tags lose white space at both ends.
    TrimTags,
    /// Tags lose their capitals.
    LowercaseTags,
    /// Tags are normalised to NFC.
    NfcTags,
    /// Of tags that differ only in case, the first stays.
    FoldCaseTags,
    /// Of equal tags, the first stays.
    DeduplicateTags,
    /// Tags are sorted.
    ReorderTags,
    /// A candidate has at most this many tags.
    MaxTags(usize),
    /// A tag has at most this many characters.
    MaxTagLength(usize),
    /// Sets the status of successful writes.
    Answers(WriteStatus),
    /// Responses to tag writes lack the tags.
    AnswersWithoutTags,
    /// Responses to writes come this long after the write took effect.
    LateAnswers(Duration),
    /// This many reads after a tag write show the old tags.
    StaleReads(u32),
    /// Sets the fields that hold an application's state.
    StateFields(StateFields),
    /// Sets how candidates without tags are shown.
    Untagged(Untagged),
    /// Responses lack the `x-ratelimit-*` headers.
    NoRateLimitHeaders,
    /// Sets the `Retry-After` header of responses with 429.
    RetryAfter(RetryAfter),
}

impl Variant {
    /// The name without the value, such as `page-cap`.
    pub fn name(&self) -> &'static str {
        match self {
            Variant::PageCap(_) => "page-cap",
            Variant::HideEvery(_) => "hide-every",
            Variant::PastEnd(_) => "past-end",
            Variant::LargePages(_) => "large-pages",
            Variant::TrimTags => "trim-tags",
            Variant::LowercaseTags => "lowercase-tags",
            Variant::NfcTags => "nfc-tags",
            Variant::FoldCaseTags => "fold-case-tags",
            Variant::DeduplicateTags => "deduplicate-tags",
            Variant::ReorderTags => "reorder-tags",
            Variant::MaxTags(_) => "max-tags",
            Variant::MaxTagLength(_) => "max-tag-length",
            Variant::Answers(_) => "answers",
            Variant::AnswersWithoutTags => "answers-without-tags",
            Variant::LateAnswers(_) => "late-answers",
            Variant::StaleReads(_) => "stale-reads",
            Variant::StateFields(_) => "state-fields",
            Variant::Untagged(_) => "untagged",
            Variant::NoRateLimitHeaders => "no-rate-limit-headers",
            Variant::RetryAfter(_) => "retry-after",
        }
    }

    /// Checks that no two of these give one thing two values.
    ///
    /// # Errors
    ///
    /// Names the first two that contradict each other.
    ///
    /// ```
    /// use join_sandbox::Variant;
    ///
    /// let error = Variant::check(&[Variant::PageCap(25), Variant::PageCap(10)]).unwrap_err();
    /// assert_eq!(error.to_string(), "page-cap=25 and page-cap=10 contradict each other; give one of them");
    /// ```
    pub fn check(variants: &[Variant]) -> Result<(), SettingError> {
        for (at, variant) in variants.iter().enumerate() {
            let rest = variants.iter().skip(at + 1);
            if let Some(other) =
                rest.into_iter().find(|other| other.name() == variant.name() && *other != variant)
            {
                let message = format!("{variant} and {other} contradict each other; give one of them");
                return Err(SettingError::new(message));
            }
        }
        Ok(())
    }

    /// Puts it in force.
    pub(crate) fn set(self, settings: &mut Settings) {
        match self {
            Variant::PageCap(rows) => settings.paging = settings.paging.cap(rows),
            Variant::HideEvery(number) => settings.paging = settings.paging.hide_every(number),
            Variant::PastEnd(response) => settings.paging = settings.paging.past_end(response),
            Variant::LargePages(response) => settings.large_pages = response,
            Variant::TrimTags => settings.tags.trim = true,
            Variant::LowercaseTags => settings.tags.lowercase = true,
            Variant::NfcTags => settings.tags.nfc = true,
            Variant::FoldCaseTags => settings.tags.fold_case = true,
            Variant::DeduplicateTags => settings.tags.deduplicate = true,
            Variant::ReorderTags => settings.tags.reorder = true,
            Variant::MaxTags(most) => settings.tags.max_tags = Some(most),
            Variant::MaxTagLength(most) => settings.tags.max_length = Some(most),
            Variant::Answers(status) => settings.write_status = status,
            Variant::AnswersWithoutTags => settings.bare_answers = true,
            Variant::LateAnswers(late) => settings.door.late_answers = late,
            Variant::StaleReads(reads) => settings.stale_reads = reads,
            Variant::StateFields(fields) => settings.state_fields = fields,
            Variant::Untagged(shown) => settings.untagged = shown,
            Variant::NoRateLimitHeaders => settings.door.no_rate_limit_headers = true,
            Variant::RetryAfter(form) => settings.door.retry_after = form,
        }
    }

    /// The variants in force, in the order of [`Variant::forms`].
    pub(crate) fn in_force(settings: &Settings) -> Vec<Variant> {
        let Settings { tags, paging, door, .. } = settings;
        let neutral = Settings::default();
        let set = |set: bool, variant: Variant| set.then_some(variant);
        [
            paging.cap.map(Variant::PageCap),
            paging.hides.map(Variant::HideEvery),
            unless(paging.past_end, neutral.paging.past_end, Variant::PastEnd),
            unless(settings.large_pages, neutral.large_pages, Variant::LargePages),
            set(tags.trim, Variant::TrimTags),
            set(tags.lowercase, Variant::LowercaseTags),
            set(tags.nfc, Variant::NfcTags),
            set(tags.fold_case, Variant::FoldCaseTags),
            set(tags.deduplicate, Variant::DeduplicateTags),
            set(tags.reorder, Variant::ReorderTags),
            tags.max_tags.map(Variant::MaxTags),
            tags.max_length.map(Variant::MaxTagLength),
            unless(settings.write_status, neutral.write_status, Variant::Answers),
            set(settings.bare_answers, Variant::AnswersWithoutTags),
            unless(door.late_answers, neutral.door.late_answers, Variant::LateAnswers),
            unless(settings.stale_reads, neutral.stale_reads, Variant::StaleReads),
            unless(settings.state_fields, neutral.state_fields, Variant::StateFields),
            unless(settings.untagged, neutral.untagged, Variant::Untagged),
            set(door.no_rate_limit_headers, Variant::NoRateLimitHeaders),
            unless(door.retry_after, neutral.door.retry_after, Variant::RetryAfter),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A variant of this value, unless it is the default.
fn unless<T: PartialEq>(value: T, default: T, variant: impl FnOnce(T) -> Variant) -> Option<Variant> {
    (value != default).then(|| variant(value))
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Variant::PageCap(number) | Variant::MaxTags(number) | Variant::MaxTagLength(number) => {
                write!(f, "={number}")
            }
            Variant::HideEvery(number) | Variant::StaleReads(number) => write!(f, "={number}"),
            Variant::PastEnd(value) => write!(f, "={}", value.word()),
            Variant::LargePages(value) => write!(f, "={}", value.word()),
            Variant::Answers(value) => write!(f, "={}", value.word()),
            Variant::StateFields(value) => write!(f, "={}", value.word()),
            Variant::Untagged(value) => write!(f, "={}", value.word()),
            Variant::RetryAfter(value) => write!(f, "={}", value.word()),
            Variant::LateAnswers(late) => write!(f, "={}", shown(*late)),
            Variant::TrimTags
            | Variant::LowercaseTags
            | Variant::NfcTags
            | Variant::FoldCaseTags
            | Variant::DeduplicateTags
            | Variant::ReorderTags
            | Variant::AnswersWithoutTags
            | Variant::NoRateLimitHeaders => Ok(()),
        }
    }
}
