//! A candidate's tags: how a test's owner sees them, what the company makes of those that are sent, and reads
//! that are behind.

use std::collections::{HashMap, HashSet};

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::error::ApiError;
use crate::field::Field;
use crate::state::{Candidate, Store};

/// The tags of a candidate. JOIN has candidates of all three kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tags {
    /// The field is not in the answer.
    Absent,
    /// The field is null.
    Null,
    /// The field is an array of these, which may be none.
    Set(Vec<String>),
}

impl Tags {
    /// The tags in their order; none when absent or null.
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

/// What the company makes of a set of tags that is sent. What JOIN does is unknown, so all of it can be played.
///
/// The default keeps the tags byte for byte and in their order, repeated ones included. The steps are taken in
/// the order of the fields; the limits hold for what is left, and what is over one is refused with 422.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagHandling {
    /// White space at both ends is cut.
    pub trim: bool,
    /// Capitals become small letters.
    pub lowercase: bool,
    /// Tags are brought into the normal form NFC.
    pub nfc: bool,
    /// Of equal tags the first stays.
    pub deduplicate: bool,
    /// Tags are sorted by their code points.
    pub reorder: bool,
    /// How many tags a candidate may have.
    pub max_tags: Option<usize>,
    /// How many characters a tag may have.
    pub max_length: Option<usize>,
}

impl TagHandling {
    fn keep(&self, mut tags: Vec<String>) -> Result<Vec<String>, ApiError> {
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
        if self.deduplicate {
            let mut seen = HashSet::new();
            tags.retain(|tag| seen.insert(tag.clone()));
        }
        if self.reorder {
            tags.sort_unstable();
        }
        if self.max_tags.is_some_and(|most| tags.len() > most) {
            return Err(ApiError::invalid("tags has more items than a candidate may have."));
        }
        if self.max_length.is_some_and(|most| tags.iter().any(|tag| tag.chars().count() > most)) {
            return Err(ApiError::invalid("tags has an item that is too long."));
        }
        Ok(tags)
    }
}

/// How the company treats tags, and what readers don't see yet.
pub(crate) struct TagRules {
    pub(crate) handling: TagHandling,
    /// Whether the answer to a write holds the tags.
    pub(crate) answered: bool,
    /// How many reads after a write show the set from before.
    pub(crate) stale_reads: u32,
    /// By candidate: the set from before the latest write, and how many reads still show it.
    outdated: HashMap<i64, (Field<Vec<String>>, u32)>,
}

impl Default for TagRules {
    fn default() -> Self {
        TagRules {
            handling: TagHandling::default(),
            answered: true,
            stale_reads: 0,
            outdated: HashMap::new(),
        }
    }
}

impl Store {
    /// Replaces the whole set of tags, as JOIN does. Answers what is kept.
    pub(crate) fn replace_tags(&mut self, id: i64, tags: Vec<String>) -> Result<Vec<String>, ApiError> {
        let candidate = self.find_candidate(id)?;
        let kept = self.tag_rules.handling.keep(tags)?;
        if self.tag_rules.stale_reads > 0 {
            let behind = (candidate.tags.clone(), self.tag_rules.stale_reads);
            self.tag_rules.outdated.insert(id, behind);
        }
        let tags = kept.clone();
        self.edit_tags(id, move |field| {
            *field = Field::Value(tags);
            true
        });
        Ok(kept)
    }

    /// Changes the set as the app does, without rules, and touches all of the candidate's applications if the edit
    /// tells that it changed something. `None` when the candidate is unknown.
    pub(crate) fn edit_tags(
        &mut self,
        id: i64,
        edit: impl FnOnce(&mut Field<Vec<String>>) -> bool,
    ) -> Option<bool> {
        if !edit(&mut self.candidates.get_mut(id)?.tags) {
            return Some(false);
        }
        let now = self.tick();
        for id in &self.candidates.get(id)?.applications {
            if let Some(application) = self.applications.get_mut(*id) {
                application.updated_at = now;
            }
        }
        Some(true)
    }

    /// The tags as readers see them now.
    pub(crate) fn shown_tags<'a>(&'a self, candidate: &'a Candidate) -> Field<&'a Vec<String>> {
        let outdated = &self.tag_rules.outdated;
        let behind = if outdated.is_empty() { None } else { outdated.get(&candidate.id) };
        behind.map_or(&candidate.tags, |(tags, _)| tags).as_ref()
    }

    /// Counts a read of one candidate, which brings readers nearer to what is.
    pub(crate) fn count_read(&mut self, candidate_id: i64) {
        let outdated = &mut self.tag_rules.outdated;
        if outdated.is_empty() {
            return;
        }
        let left = outdated.get_mut(&candidate_id).map(|(_, left)| {
            *left = left.saturating_sub(1);
            *left
        });
        if left == Some(0) {
            outdated.remove(&candidate_id);
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
