//! Says that JOIN returned null for tags.

use join_sdk::types::CandidateId;

use crate::output::out;

/// Says on standard error that null was taken for no tags.
pub(crate) fn warn_of_null(was_null: bool, candidate: CandidateId) {
    if was_null {
        out::report(&null_words(candidate));
    }
}

pub(super) fn null_words(candidate: CandidateId) -> String {
    format!("warning: JOIN returned null for the tags of candidate {candidate}; treated as no tags")
}
