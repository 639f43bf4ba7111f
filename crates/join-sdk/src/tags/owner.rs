//! Defines the tags that an edit may touch.

use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::text;
use crate::error::{Error, Result};

/// The owner of an edit: a prefix or a list of tags. An edit adds and removes its owner's tags. All others belong to
/// recruiters and other integrations, and pass through untouched.
///
/// ```
/// use join_sdk::tags::Owner;
///
/// let owner = Owner::with_prefix("persona:")?;
/// assert!(owner.owns("persona:status=verified") && !owner.owns("vip"));
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Owner(Stored);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    Prefix(String),
    Tags(Vec<Tag>),
}

impl Owner {
    /// Owns every tag with this prefix, such as `persona:`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when it is blank, begins with a blank, is not in NFC, or holds
    /// a control, zero-width or bidirectional character.
    pub fn with_prefix(prefix: impl Into<String>) -> Result<Self> {
        let prefix = prefix.into();
        if prefix.starts_with(char::is_whitespace) {
            return Err(Error::invalid("the owner's prefix begins with a blank"));
        }
        text::check(prefix.trim_end(), "the owner's prefix")?;
        Ok(Self(Stored::Prefix(prefix)))
    }

    /// Owns these tags.
    ///
    /// ```
    /// use join_sdk::tags::Owner;
    ///
    /// let owner = Owner::with_tags(["verified", "rejected"])?;
    /// assert!(owner.owns("verified") && !owner.owns("vip"));
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the list is empty, or one can't be an own tag: see
    /// [`TagEdit::add`](super::TagEdit::add).
    pub fn with_tags<T: Into<Tag>>(tags: impl IntoIterator<Item = T>) -> Result<Self> {
        let tags: Vec<Tag> = tags.into_iter().map(Into::into).collect();
        if tags.is_empty() {
            return Err(Error::invalid("the owner's list of tags is empty"));
        }
        tags.iter().try_for_each(|tag| text::check(tag.as_str(), "a tag of the owner's list"))?;
        Ok(Self(Stored::Tags(tags)))
    }

    /// Whether a tag is this owner's.
    pub fn owns(&self, tag: &str) -> bool {
        match &self.0 {
            Stored::Prefix(prefix) => tag.starts_with(prefix.as_str()),
            Stored::Tags(tags) => tags.iter().any(|own| own.as_str() == tag),
        }
    }
}

impl TryFrom<Stored> for Owner {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        match stored {
            Stored::Prefix(prefix) => Self::with_prefix(prefix),
            Stored::Tags(tags) => Self::with_tags(tags),
        }
    }
}

impl From<Owner> for Stored {
    fn from(owner: Owner) -> Self {
        owner.0
    }
}
