//! A candidate's tags as JOIN returned them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::types::Tag;

/// The tags of a candidate: absent, null or a set.
///
/// Evidence: taken from live responses. A write replaces the whole set, so never treat an absent set as an empty one.
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
    /// The response had no tags: the set is unknown.
    #[default]
    Absent,
    /// The response had null.
    Null,
    /// The set, in JOIN's order; it may be empty.
    Set(Vec<Tag>),
}

impl Tags {
    /// Whether the response had no tags.
    pub fn is_absent(&self) -> bool {
        matches!(self, Tags::Absent)
    }

    /// The set, if the response held one.
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
