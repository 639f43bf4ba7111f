//! Derives keys for rows without an id, from their content, numbered on repeats. Pure.

use std::collections::HashSet;
use std::collections::hash_map::{DefaultHasher, Entry, HashMap};
use std::hash::{Hash, Hasher};

use crate::tags::{CandidateRef, TagEdit};

/// The key of an edit of a candidate's tags. The same input gives the same key.
pub(crate) fn derived(candidate: CandidateRef, edit: &TagEdit) -> String {
    let said = serde_json::to_vec(&(candidate, edit)).unwrap_or_default();
    hmac_sha256::Hash::hash(&said).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Counts each key's occurrences in a run. Takes about 20 bytes for each key.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    seen: HashSet<u64>,
    again: HashMap<u64, u64>,
}

impl Repeats {
    /// The number of occurrences of this key, this one included.
    pub(crate) fn count(&mut self, key: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let hash = hasher.finish();
        if self.seen.insert(hash) {
            return 1;
        }
        match self.again.entry(hash) {
            Entry::Occupied(mut times) => {
                *times.get_mut() += 1;
                *times.get()
            }
            Entry::Vacant(place) => *place.insert(2),
        }
    }

    /// The key, with its number from the second occurrence on.
    pub(crate) fn numbered(&mut self, key: String) -> String {
        match self.count(&key) {
            1 => key,
            times => format!("{key}#{times}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tags::Owner;
    use crate::writes::bulk::BulkEdit;
    use join_client::types::{ApplicationId, CandidateId};

    fn key(candidate: i64, tag: &str) -> String {
        let edit = TagEdit::owned_by(Owner::with_prefix("p:").unwrap()).add(tag).unwrap();
        derived(CandidateRef::new(CandidateId(candidate), ApplicationId(9)), &edit)
    }

    #[test]
    fn a_key_tells_candidates_and_edits_apart_and_stays_the_same() {
        assert_eq!(key(5, "p:a"), key(5, "p:a"));
        assert_ne!(key(5, "p:a"), key(6, "p:a"));
        assert_ne!(key(5, "p:a"), key(5, "p:b"));
        // Journals of earlier versions resume by this key.
        assert_eq!(key(5, "p:a"), "5e1dea4c53e046432ae6ea1ad6dfc742");
    }

    #[test]
    fn a_row_of_a_file_is_read_with_and_without_its_id() {
        let row = r#"{"candidate":5,"application":9,"edit":{"owner":{"prefix":"p:"},"add":["p:a"]}}"#;
        let row: BulkEdit = serde_json::from_str(row).unwrap();
        assert_eq!(row.key(), key(5, "p:a"));
        let row = BulkEdit { id: Some("inq_1".to_owned()), ..row };
        let again: BulkEdit = serde_json::from_str(&serde_json::to_string(&row).unwrap()).unwrap();
        assert_eq!((again.key().as_str(), again), ("inq_1", row));
    }

    proptest! {
        #[test]
        fn rows_that_come_again_have_keys_of_their_own_and_the_same_ones_the_next_time(
            rows in prop::collection::vec(0u8..6, 0..40),
        ) {
            let keys = || {
                let mut repeats = Repeats::default();
                rows.iter().map(|row| repeats.numbered(format!("row {row}"))).collect::<Vec<_>>()
            };
            prop_assert_eq!(keys(), keys());
            prop_assert_eq!(keys().into_iter().collect::<HashSet<_>>().len(), rows.len());
        }
    }
}
