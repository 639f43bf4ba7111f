//! The severity of a difference.

/// The severity of a difference, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    /// Intended: our responses require less than the vendor's.
    Note,
    /// Missing on one side.
    Gap,
    /// The vendor's file disagrees with ours.
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
