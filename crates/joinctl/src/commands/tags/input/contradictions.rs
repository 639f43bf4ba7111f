//! Finds rows that contradict an earlier row.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use join_sdk::bulk::{BulkEdit, DesiredTags};
use join_sdk::tags::{CandidateRef, TagEdit};

/// What a row wants of a candidate.
pub(super) trait Wish {
    fn of(&self) -> CandidateRef;
    /// The row's own id.
    fn id(&self) -> Option<&str>;
    /// Everything but the id as text, to compare two rows.
    fn content(&self) -> String;
    /// The decisions on the candidate: by subject, what the row wants. Two rows must not differ in one.
    fn decisions(&self) -> Vec<(String, String)>;
    /// Whether it says all about its candidate, so that a second row is wrong in any case.
    fn is_whole(&self) -> bool {
        false
    }
}

impl Wish for BulkEdit {
    fn of(&self) -> CandidateRef {
        self.candidate
    }

    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn content(&self) -> String {
        Self::new(self.candidate, self.edit.clone()).key()
    }

    fn decisions(&self) -> Vec<(String, String)> {
        let wanted = self.edit.wanted().map(|tag| (format!("the tag {}", tag.as_str()), "+".to_owned()));
        let unwanted = self.edit.unwanted().iter();
        let unwanted = unwanted.map(|tag| (format!("the tag {}", tag.as_str()), "-".to_owned()));
        wanted.chain(unwanted).chain(keys(&self.edit)).collect()
    }
}

/// The keys that the edit sets, each with its tag.
fn keys(edit: &TagEdit) -> Vec<(String, String)> {
    let stored = serde_json::to_value(edit).unwrap_or_default();
    let set = stored.get("exclusive").and_then(|set| set.as_object());
    set.into_iter().flatten().map(|(key, tag)| (format!("the key {key}"), tag.to_string())).collect()
}

impl Wish for DesiredTags {
    fn of(&self) -> CandidateRef {
        self.candidate
    }

    fn id(&self) -> Option<&str> {
        None
    }

    fn content(&self) -> String {
        String::new()
    }

    fn decisions(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn is_whole(&self) -> bool {
        true
    }
}

/// The rows so far, by what two rows can contradict each other in. Texts are kept as hashes: an input can be large.
#[derive(Default)]
pub(super) struct Contradictions {
    applications: HashMap<i64, (i64, Arc<str>)>,
    ids: HashMap<u64, (CandidateRef, u64, Arc<str>)>,
    decisions: HashMap<u64, (u64, Arc<str>)>,
}

impl Contradictions {
    /// Fails if the row contradicts an earlier one, and remembers it otherwise.
    pub(super) fn check<W: Wish>(&mut self, row: &W, place: &str) -> Result<(), String> {
        let (candidate, application) = (row.of().candidate().0, row.of().application().0);
        match self.applications.get(&application) {
            Some((other, at)) if *other != candidate => {
                return Err(format!("the application belongs to another candidate on {at}"));
            }
            _ => {}
        }
        let place: Arc<str> = place.into();
        if let Some(id) = row.id() {
            let (key, content) = (hash(id), hash(row.content()));
            match self.ids.get(&key) {
                Some((other, _, at)) if *other != row.of() => {
                    return Err(format!("the id belongs to another candidate on {at}"));
                }
                Some((_, other, at)) if *other != content => {
                    return Err(format!("the id belongs to another edit on {at}"));
                }
                Some(_) => return Ok(()),
                None => drop(self.ids.insert(key, (row.of(), content, place.clone()))),
            }
        }
        if row.is_whole() {
            let known = self.decisions.insert(hash(candidate), (0, place.clone()));
            if let Some((_, at)) = known {
                return Err(format!("the candidate is on {at} already"));
            }
        }
        for (subject, wanted) in row.decisions() {
            let (key, wanted) = (hash((candidate, subject)), hash(wanted));
            match self.decisions.get(&key) {
                Some((other, at)) if *other != wanted => {
                    return Err(format!("it contradicts {at}, which is of the same candidate"));
                }
                _ => drop(self.decisions.entry(key).or_insert_with(|| (wanted, place.clone()))),
            }
        }
        self.applications.entry(application).or_insert((candidate, place));
        Ok(())
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tags::input::json;

    fn problem(rows: &[&str]) -> Option<String> {
        let mut earlier = Contradictions::default();
        let rows = rows.iter().enumerate();
        let mut checked = rows.map(|(index, row)| {
            let row = format!(r#"{{{row},"edit":{{"owner":{{"prefix":"p:"}},"add":["p:a"]}}}}"#);
            earlier.check(&json::edit(&row).unwrap(), &format!("line {}", index + 1))
        });
        checked.find_map(Result::err)
    }

    #[test]
    fn one_id_and_one_application_are_of_one_candidate() {
        let first = r#""candidate":5,"application":9,"id":"x""#;
        assert_eq!(problem(&[first, first, r#""candidate":5,"application":9"#]), None);
        let other = problem(&[first, r#""candidate":6,"application":10,"id":"x""#]);
        assert_eq!(other.as_deref(), Some("the id belongs to another candidate on line 1"));
        let other = problem(&[first, r#""candidate":6,"application":9"#]);
        assert_eq!(other.as_deref(), Some("the application belongs to another candidate on line 1"));
    }

    #[test]
    fn two_rows_of_a_candidate_must_not_want_opposites() {
        let row = |edit: &str| {
            let row =
                format!(r#"{{"candidate":5,"application":9,"edit":{{"owner":{{"prefix":"p:"}},{edit}}}}}"#);
            json::edit(&row).unwrap()
        };
        for (one, two, fits) in [
            (r#""add":["p:a"]"#, r#""add":["p:b"]"#, true),
            (r#""add":["p:a"]"#, r#""remove":["p:b"]"#, true),
            (r#""add":["p:a"]"#, r#""remove":["p:a"]"#, false),
            (r#""exclusive":{"p:s":"p:s=a"}"#, r#""exclusive":{"p:s":"p:s=b"}"#, false),
            (r#""exclusive":{"p:s":"p:s=a"}"#, r#""exclusive":{"p:t":"p:t=b"}"#, true),
        ] {
            let mut earlier = Contradictions::default();
            assert_eq!(earlier.check(&row(one), "line 1"), Ok(()));
            assert_eq!(earlier.check(&row(two), "line 2").is_ok(), fits, "{one} {two}");
        }
    }
}
