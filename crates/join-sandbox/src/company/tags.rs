//! A candidate's tags, the rules for tags that are sent, and stale reads.

use std::collections::{HashMap, HashSet};

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::company::field::Field;
use crate::company::refusal::Refusal;

/// The tags of a candidate. JOIN has all three kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tags {
    /// The field is not in the response.
    Absent,
    /// The field is null.
    Null,
    /// The field is an array of these tags, which may be empty.
    Set(Vec<String>),
}

impl Tags {
    /// The tags in their order. Empty when absent or null.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Tags::Set(tags) => tags,
            Tags::Absent | Tags::Null => &[],
        }
    }
}

impl<S: Into<String>> From<Vec<S>> for Tags {
    fn from(tags: Vec<S>) -> Self {
        Tags::Set(tags.into_iter().map(Into::into).collect())
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for Tags {
    fn from(tags: [S; N]) -> Self {
        Tags::Set(tags.into_iter().map(Into::into).collect())
    }
}

impl From<Tags> for Field<Vec<String>> {
    fn from(tags: Tags) -> Self {
        match tags {
            Tags::Absent => Field::Absent,
            Tags::Null => Field::Null,
            Tags::Set(tags) => Field::Value(tags),
        }
    }
}

impl From<&Field<Vec<String>>> for Tags {
    fn from(field: &Field<Vec<String>>) -> Self {
        match field {
            Field::Absent => Tags::Absent,
            Field::Null => Tags::Null,
            Field::Value(tags) => Tags::Set(tags.clone()),
        }
    }
}

/// How the company changes tags that are sent.
///
/// JOIN's own handling is unknown, so a test can choose any. The default keeps the tags byte for byte and in their
/// order, repeated ones included. The steps run in the order of the fields. The limits apply to the result; a set
/// over a limit is refused with 422.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagHandling {
    /// Removes white space at both ends.
    pub trim: bool,
    /// Converts capitals to small letters.
    pub lowercase: bool,
    /// Normalises tags to NFC.
    pub nfc: bool,
    /// Keeps the first of tags that differ only in case.
    pub fold_case: bool,
    /// Keeps the first of equal tags.
    pub deduplicate: bool,
    /// Sorts tags by code point.
    pub reorder: bool,
    /// The maximum number of tags of a candidate.
    pub max_tags: Option<usize>,
    /// The maximum number of characters of a tag.
    pub max_length: Option<usize>,
}

impl TagHandling {
    /// The set to store, or why it is refused.
    pub(crate) fn keep(&self, mut tags: Vec<String>) -> Result<Vec<String>, Refusal> {
        if self.trim {
            tags.iter_mut().for_each(|tag| *tag = tag.trim().to_owned());
        }
        if self.lowercase {
            tags.iter_mut().for_each(|tag| *tag = tag.to_lowercase());
        }
        if self.nfc {
            let nfc = ComposingNormalizerBorrowed::new_nfc();
            tags.iter_mut().for_each(|tag| *tag = nfc.normalize(tag).into_owned());
        }
        if self.fold_case {
            let fold = CaseMapper::new();
            let mut seen = HashSet::new();
            tags.retain(|tag| seen.insert(fold.fold_string(tag).into_owned()));
        }
        if self.deduplicate {
            let mut seen = HashSet::new();
            tags.retain(|tag| seen.insert(tag.clone()));
        }
        if self.reorder {
            tags.sort_unstable();
        }
        if self.max_tags.is_some_and(|most| tags.len() > most) {
            return Err(Refusal::Invalid("tags has more items than a candidate may have."));
        }
        if self.max_length.is_some_and(|most| tags.iter().any(|tag| tag.chars().count() > most)) {
            return Err(Refusal::Invalid("tags has an item that is too long."));
        }
        Ok(tags)
    }
}

/// The tag writes that readers don't see yet.
#[derive(Default)]
pub(crate) struct StaleReads {
    /// By candidate: what reads still show.
    outdated: HashMap<i64, Outdated>,
}

/// The set from before the latest write.
struct Outdated {
    tags: Field<Vec<String>>,
    version: u32,
    reads_left: u32,
}

impl StaleReads {
    /// Keeps the set from before a write, and its version, for the next `reads`.
    pub(crate) fn count_write(
        &mut self,
        candidate_id: i64,
        before: &Field<Vec<String>>,
        version: u32,
        reads: u32,
    ) {
        if reads > 0 {
            let outdated = Outdated { tags: before.clone(), version, reads_left: reads };
            self.outdated.insert(candidate_id, outdated);
        }
    }

    /// The set from before the latest write, while reads still show it.
    pub(crate) fn outdated(&self, candidate_id: i64) -> Option<&Field<Vec<String>>> {
        self.outdated_row(candidate_id).map(|outdated| &outdated.tags)
    }

    /// The version of the tags that reads show, if it isn't the latest.
    pub(crate) fn outdated_version(&self, candidate_id: i64) -> Option<u32> {
        self.outdated_row(candidate_id).map(|outdated| outdated.version)
    }

    fn outdated_row(&self, candidate_id: i64) -> Option<&Outdated> {
        // Most sandboxes have none, and a list asks for each row.
        if self.outdated.is_empty() {
            return None;
        }
        self.outdated.get(&candidate_id)
    }

    /// Counts a read of one candidate. The last stale read makes the new set visible.
    pub(crate) fn count_read(&mut self, candidate_id: i64) {
        if self.outdated.is_empty() {
            return;
        }
        let left = self.outdated.get_mut(&candidate_id).map(|outdated| {
            outdated.reads_left = outdated.reads_left.saturating_sub(1);
            outdated.reads_left
        });
        if left == Some(0) {
            self.outdated.remove(&candidate_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(handling: &TagHandling, tags: &[&str]) -> Option<Vec<String>> {
        handling.keep(tags.iter().map(|tag| (*tag).to_owned()).collect()).ok()
    }

    #[test]
    fn each_step_is_taken_by_itself() {
        let sent = ["A", " b ", "A", "e\u{301}"];
        let with = |change: fn(&mut TagHandling)| {
            let mut handling = TagHandling::default();
            change(&mut handling);
            kept(&handling, &sent).unwrap()
        };
        assert_eq!(with(|_| ()), sent);
        assert_eq!(with(|handling| handling.trim = true), ["A", "b", "A", "e\u{301}"]);
        assert_eq!(with(|handling| handling.lowercase = true), ["a", " b ", "a", "e\u{301}"]);
        assert_eq!(with(|handling| handling.nfc = true), ["A", " b ", "A", "\u{e9}"]);
        assert_eq!(with(|handling| handling.fold_case = true), ["A", " b ", "e\u{301}"]);
        assert_eq!(with(|handling| handling.deduplicate = true), ["A", " b ", "e\u{301}"]);
        assert_eq!(with(|handling| handling.reorder = true), [" b ", "A", "A", "e\u{301}"]);
    }

    #[test]
    fn the_limits_hold_for_what_the_steps_leave() {
        let limits = TagHandling { max_tags: Some(2), max_length: Some(3), ..TagHandling::default() };
        assert_eq!(kept(&limits, &["äöü", "b"]).unwrap().len(), 2);
        assert_eq!(kept(&limits, &["a", "b", "a"]), None);
        assert_eq!(kept(&limits, &["äöüß"]), None);
        let forgiving = TagHandling { trim: true, deduplicate: true, ..limits };
        assert_eq!(kept(&forgiving, &["abc ", "b", "b"]).unwrap(), ["abc", "b"]);
    }
}
