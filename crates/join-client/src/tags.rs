//! A candidate's tags as JOIN answered them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::types::Tag;

/// The tags of a candidate: absent, null and set are three different answers.
///
/// Evidence: taken from live answers. A write replaces the whole set, so a set that was not answered must never be taken
/// for an empty one.
///
/// ```
/// use join_client::{Tags, types::Candidate};
///
/// let read = |json: &str| serde_json::from_str::<Candidate>(json).map(|candidate| candidate.tags);
/// assert_eq!(read(r#"{"id": 1}"#)?, Tags::Absent);
/// assert_eq!(read(r#"{"id": 1, "tags": null}"#)?, Tags::Null);
/// assert_eq!(read(r#"{"id": 1, "tags": []}"#)?, Tags::Set(vec![]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Tags {
    /// The answer did not name tags: nobody knows which there are.
    #[default]
    Absent,
    /// The answer said null.
    Null,
    /// The set, in JOIN's order; it may be empty.
    Set(Vec<Tag>),
}

impl Tags {
    /// Whether the answer did not name tags.
    pub fn is_absent(&self) -> bool {
        matches!(self, Tags::Absent)
    }

    /// The set, if the answer held one.
    pub fn as_set(&self) -> Option<&[Tag]> {
        match self {
            Tags::Set(tags) => Some(tags),
            Tags::Absent | Tags::Null => None,
        }
    }
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_set().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Tags::Null, Tags::Set))
    }
}
