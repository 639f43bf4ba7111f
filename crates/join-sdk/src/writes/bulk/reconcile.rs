//! Reconciles desired, current and last applied tags, as `kubectl apply` does.

use futures_util::stream::{Stream, StreamExt};
use jiff::Timestamp;
use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::builder::{BulkTags, unreadable};
use super::keys::Repeats;
use super::queues::Row;
use crate::call::handle::Handle;
use crate::error::{Error, Result};
use crate::records::journal::{Journal, RunKind};
use crate::tags::{CandidateRef, Owner, TagEdit};

/// The desired own tags of a candidate. As JSON:
/// `{"candidate": 5, "application": 9, "owner": {"prefix": "persona:"}, "tags": ["persona:verified"]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DesiredTags {
    /// The candidate.
    #[serde(flatten)]
    pub candidate: CandidateRef,
    /// The owner of the desired tags.
    pub owner: Owner,
    /// The desired own tags. Earlier applied tags outside this list are removed.
    pub tags: Vec<Tag>,
}

impl DesiredTags {
    /// Creates a row: of the owner's tags, the candidate has these and no others.
    ///
    /// ```
    /// # fn main() -> join_sdk::Result<()> {
    /// use join_sdk::bulk::DesiredTags;
    /// use join_sdk::tags::{CandidateRef, Owner};
    /// use join_sdk::types::{ApplicationId, CandidateId};
    ///
    /// let candidate = CandidateRef::new(CandidateId(5), ApplicationId(9));
    /// let desired = DesiredTags::new(candidate, Owner::with_prefix("persona:")?, ["persona:verified"]);
    /// assert_eq!(desired.tags.len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn new<T: Into<Tag>>(
        candidate: CandidateRef,
        owner: Owner,
        tags: impl IntoIterator<Item = T>,
    ) -> Self {
        Self { candidate, owner, tags: tags.into_iter().map(Into::into).collect() }
    }
}

/// A run that brings candidates' own tags to what is desired, however they came to be otherwise: tags that are missing
pub(crate) fn reconcile_tags<S, E>(handle: &Handle, journal: &Journal, desired: S) -> BulkTags
where
    S: Stream<Item = Result<DesiredTags, E>> + Send + 'static,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let run = format!("reconcile-{}-{:08x}", Timestamp::now(), fastrand::u32(..));
    let (journal, name) = (journal.clone(), run.clone());
    let rows = {
        let (journal, mut repeats) = (journal.clone(), Repeats::default());
        let mut keyed = move |desired: DesiredTags| {
            let key = format!("{name}/{}", desired.candidate.candidate());
            (repeats.count(&key), key, desired)
        };
        desired.map(move |desired| desired.map(&mut keyed).map_err(unreadable)).then(move |keyed| {
            let journal = journal.clone();
            async move {
                match keyed? {
                    (1, key, desired) => row(&journal, key, desired).await,
                    (times, key, desired) => Ok(refused(format!("{key}#{times}"), &desired)),
                }
            }
        })
    };
    BulkTags::new(handle, RunKind::Reconcile, run, rows.boxed()).journal(journal)
}

async fn row(journal: &Journal, key: String, desired: DesiredTags) -> Result<Row> {
    let (applied, uncertain) = journal.applied(desired.candidate.candidate()).await?;
    let applied = applied.unwrap_or_default();
    Ok(Row {
        key,
        candidate: desired.candidate,
        edit: edit(desired.owner, &desired.tags, &applied),
        desired: Some(desired.tags),
        uncertain,
    })
}

/// A second row of one candidate: ambiguous, so refused.
fn refused(key: String, desired: &DesiredTags) -> Row {
    let edit =
        Err(Error::invalid("the input names this candidate twice; this row was not written; keep one row"));
    Row { key, candidate: desired.candidate, edit, desired: None, uncertain: false }
}

/// The edit from the last applied tags to the desired ones. Other tags stay.
fn edit(owner: Owner, desired: &[Tag], applied: &[Tag]) -> Result<TagEdit> {
    let dropped = applied.iter().filter(|tag| !desired.contains(tag) && owner.owns(tag.as_str()));
    let dropped: Vec<Tag> = dropped.cloned().collect();
    // Applied tags that are no longer desired go, whatever their share of the set.
    let edit = TagEdit::owned_by(owner).allow_large_removal();
    let edit = desired.iter().try_fold(edit, |edit, tag| edit.add(tag.clone()))?;
    dropped.into_iter().try_fold(edit, TagEdit::remove)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tags_of(texts: &'static [&'static str]) -> impl Strategy<Value = Vec<Tag>> {
        prop::sample::subsequence(texts, 0..=texts.len())
            .prop_map(|texts| texts.into_iter().map(Tag::from).collect())
    }

    proptest! {
        #[test]
        fn all_that_is_desired_comes_and_only_what_was_applied_goes(
            desired in tags_of(&["p:a", "p:b", "p:c", "p:d"]),
            applied in tags_of(&["p:a", "p:b", "p:c", "vip", "other:x"]),
        ) {
            let made = edit(Owner::with_prefix("p:").unwrap(), &desired, &applied).unwrap();
            let wanted: Vec<Tag> = made.wanted().cloned().collect();
            let unwanted = made.unwanted().to_vec();
            prop_assert_eq!(&wanted, &desired);
            for tag in &applied {
                let goes = tag.as_str().starts_with("p:") && !desired.contains(tag);
                prop_assert_eq!(unwanted.contains(tag), goes);
            }
            prop_assert!(unwanted.iter().all(|tag| applied.contains(tag)));
        }
    }

    #[test]
    fn tags_that_were_applied_and_are_not_desired_go_and_others_stay() {
        let tags = |texts: &[&str]| -> Vec<Tag> { texts.iter().map(|text| Tag::from(*text)).collect() };
        let owner = || Owner::with_prefix("p:").unwrap();
        let made = edit(owner(), &tags(&["p:a", "p:b"]), &tags(&["p:b", "p:c", "vip"])).unwrap();
        assert!(made.wanted().eq(&tags(&["p:a", "p:b"])));
        assert_eq!(made.unwanted(), tags(&["p:c"]));
        assert!(edit(owner(), &tags(&["vip"]), &[]).is_err(), "not the owner's");
    }
}
