//! A candidate's tags as JOIN returned them.

use std::fmt;

use serde::de::{self, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::repair::UNREADABLE;
use crate::types::Tag;

/// The tags of a candidate: absent, null, a set, or unreadable.
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
    /// The response had something else, such as a set with an element that is no text: the set is unknown. Only lists and
    /// reads that survive odd fields give it; a strict decoder fails.
    Unreadable(UnreadableTags),
}

/// Tags that can't be read. They are written back as they came, and never printed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnreadableTags(Box<str>);

impl fmt::Debug for UnreadableTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
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
            Tags::Absent | Tags::Null | Tags::Unreadable(_) => None,
        }
    }
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Tags::Unreadable(tags) => {
                let raw: &RawValue = serde_json::from_str(&tags.0).map_err(serde::ser::Error::custom)?;
                raw.serialize(serializer)
            }
            tags => tags.as_set().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TagsVisitor)
    }
}

struct TagsVisitor;

impl<'de> Visitor<'de> for TagsVisitor {
    type Value = Tags;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of texts or null")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tags, E> {
        Ok(Tags::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tags, A::Error> {
        let mut tags = Vec::with_capacity(items.size_hint().unwrap_or_default().min(64));
        // As a text: a number would be written back as one, which is another tag.
        while let Some(tag) = items.next_element::<String>()? {
            tags.push(tag.into());
        }
        Ok(Tags::Set(tags))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tags, A::Error> {
        match members.next_key::<String>()? {
            Some(key) if key == UNREADABLE => {
                let raw: Box<RawValue> = members.next_value()?;
                Ok(Tags::Unreadable(UnreadableTags(raw.get().into())))
            }
            _ => Err(A::Error::custom("expected an array of texts or null")),
        }
    }
}
