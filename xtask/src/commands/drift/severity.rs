//! How much a difference matters.

/// How much it matters, from the least up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    /// Different on purpose: answers are read more openly than the vendor promises.
    Note,
    /// One side says nothing.
    Gap,
    /// The vendor says otherwise.
    Contradiction,
}

impl Severity {
    pub(super) fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Gap => "gap",
            Severity::Contradiction => "contradiction",
        }
    }
}
