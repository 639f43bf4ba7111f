//! A tag edit: tags to add and to remove, independent of the current set.

use std::collections::BTreeMap;

use join_client::types::Tag;
use serde::{Deserialize, Serialize};

use super::owner::Owner;
use super::text;
use crate::error::{Advice, Error, Result};

/// An edit of a candidate's tags. It is an intent, not a set, so it can be applied again on any current set.
///
/// ```
/// use join_sdk::tags::{Owner, TagEdit};
///
/// let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?)
///     .set_exclusive("persona:status", "verified")?
///     .remove("persona:pending")?;
/// assert!(edit.clone().remove("vip").is_err()); // not ours
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct TagEdit {
    owner: Owner,
    add: Vec<Tag>,
    remove: Vec<Tag>,
    /// By key, the only `key=value` tag to keep among those that begin with `key=`.
    exclusive: BTreeMap<String, Tag>,
    allow_foreign: Option<String>,
    reuse_existing: bool,
    allow_large_removal: bool,
}

/// The stored form of an edit: `{"owner": {"prefix": "persona:"}, "add": [...], "remove": [...],
/// "exclusive": {"persona:status": "verified"}}`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    owner: Owner,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    add: Vec<Tag>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remove: Vec<Tag>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    exclusive: BTreeMap<String, Tag>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allow_foreign: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reuse_existing: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    allow_large_removal: bool,
}

/// Parts of an edit that a later edit of the same client overrides.
#[derive(Debug, Default)]
pub(crate) struct Overridden {
    pub(crate) tags: Vec<Tag>,
    pub(crate) keys: Vec<String>,
}

impl TagEdit {
    /// Creates an empty edit of this owner's tags.
    pub fn owned_by(owner: Owner) -> Self {
        Self {
            owner,
            add: Vec::new(),
            remove: Vec::new(),
            exclusive: BTreeMap::new(),
            allow_foreign: None,
            reuse_existing: false,
            allow_large_removal: false,
        }
    }

    /// Adds a tag. It is appended unless the candidate has it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the owner does not own it (see
    /// [`allow_foreign`](Self::allow_foreign)), when it is blank or has blanks around it, is not in NFC, or holds a control,
    /// zero-width or bidirectional character.
    #[allow(clippy::should_implement_trait, reason = "adding a tag is no arithmetic")]
    pub fn add(mut self, tag: impl Into<Tag>) -> Result<Self> {
        let tag = tag.into();
        text::check(tag.as_str(), "the tag to add")?;
        self.check_owned(&tag, "the tag to add")?;
        self.remove.retain(|removed| *removed != tag);
        if !self.add.contains(&tag) {
            self.add.push(tag);
        }
        self.check_groups()
    }

    /// Removes a tag, compared byte for byte.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when it is empty, or the owner does not own it: see
    /// [`allow_foreign`](Self::allow_foreign).
    pub fn remove(mut self, tag: impl Into<Tag>) -> Result<Self> {
        let tag = tag.into();
        if tag.as_str().is_empty() {
            return Err(Error::invalid("the tag to remove is empty"));
        }
        self.check_owned(&tag, "the tag to remove")?;
        self.add.retain(|added| *added != tag);
        if !self.remove.contains(&tag) {
            self.remove.push(tag);
        }
        self.check_groups()
    }

    /// Sets a status in one write: adds the tag `key=value`, and removes every other tag of the owner that begins with `key=`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) as for [`add`](Self::add), when the key holds `=`, the value is
    /// blank, or the edit adds or removes tags of that key by name.
    pub fn set_exclusive(mut self, key: impl Into<String>, value: impl AsRef<str>) -> Result<Self> {
        let key = key.into();
        text::check(&key, "the key")?;
        text::check(value.as_ref(), "the value")?;
        if key.contains('=') {
            return Err(Error::invalid("the key holds an equals sign"));
        }
        let tag = Tag::from(format!("{key}={}", value.as_ref()));
        text::check(tag.as_str(), "the tag of key and value")?;
        self.check_owned(&tag, "the tag of key and value")?;
        self.exclusive.insert(key, tag);
        self.check_groups()
    }

    /// Lets later calls on this edit add and remove others' tags. The reason goes into the plan.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the reason is blank.
    pub fn allow_foreign(mut self, why: impl Into<String>) -> Result<Self> {
        let why = why.into();
        if why.trim().is_empty() {
            return Err(Error::invalid("the reason for touching tags of others is blank"));
        }
        self.allow_foreign = Some(why);
        Ok(self)
    }

    /// Accepts an existing look-alike in place of a tag to add. A look-alike differs only in case, blanks or compatibility forms.
    /// Without this such a near-duplicate is refused.
    #[must_use]
    pub fn reuse_existing(mut self) -> Self {
        self.reuse_existing = true;
        self
    }

    /// Lets the edit remove more than five tags, or half of the set.
    #[must_use]
    pub fn allow_large_removal(mut self) -> Self {
        self.allow_large_removal = true;
        self
    }

    /// Combines both edits, this one first. None where one edit can't express both: the owners or the allowances differ, or the
    /// later edit names tags of a key that this one sets.
    ///
    /// ```
    /// use join_sdk::tags::{Owner, TagEdit};
    ///
    /// let edit = || Ok::<_, join_sdk::Error>(TagEdit::owned_by(Owner::with_prefix("persona:")?));
    /// let both = edit()?.add("persona:pending")?.then(&edit()?.add("persona:verified")?);
    /// assert_eq!(both.map(|edit| edit.wanted().count()), Some(2));
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn then(&self, later: &TagEdit) -> Option<TagEdit> {
        let allowances = |edit: &TagEdit| (edit.reuse_existing, edit.allow_large_removal);
        if self.owner != later.owner
            || self.allow_foreign != later.allow_foreign
            || allowances(self) != allowances(later)
        {
            return None;
        }
        let mut both = self.clone();
        both.add.retain(|tag| !later.remove.contains(tag) && !later.is_ousted(tag));
        both.remove.retain(|tag| !later.add.contains(tag) && !later.exclusive.values().any(|set| set == tag));
        both.remove.retain(|tag| !later.is_ousted(tag));
        push_new(&mut both.add, &later.add);
        push_new(&mut both.remove, &later.remove);
        both.exclusive.extend(later.exclusive.clone());
        both.check_groups().ok()
    }

    /// The inverse of an edit that added and removed these tags.
    pub(crate) fn inverse(owner: Owner, added: &[Tag], removed: &[Tag]) -> Result<TagEdit> {
        let foreign = added.iter().chain(removed).any(|tag| !owner.owns(tag.as_str()));
        let mut edit = Self::owned_by(owner).allow_large_removal();
        if foreign {
            edit = edit.allow_foreign("undoes an edit that touched tags of others")?;
        }
        // Earlier tags return unchanged, whatever they hold.
        edit.add = removed.to_vec();
        edit.remove = added.to_vec();
        Ok(edit)
    }

    /// The owner of the edited tags.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The reason for touching tags of others, if allowed.
    pub fn foreign_reason(&self) -> Option<&str> {
        self.allow_foreign.as_deref()
    }

    /// Whether the edit is empty.
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty() && self.exclusive.is_empty()
    }

    /// The tags to add, in their order.
    ///
    /// ```
    /// use join_sdk::tags::{Owner, TagEdit};
    ///
    /// let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?).add("persona:verified")?;
    /// assert!(edit.wanted().all(|tag| tag.as_str() == "persona:verified"));
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn wanted(&self) -> impl Iterator<Item = &Tag> {
        let set = self.exclusive.values().filter(|tag| !self.add.contains(tag));
        self.add.iter().chain(set)
    }

    /// The tags to remove, by name.
    pub fn unwanted(&self) -> &[Tag] {
        &self.remove
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.exclusive.keys().map(String::as_str)
    }

    pub(crate) fn reuses_existing(&self) -> bool {
        self.reuse_existing
    }

    pub(crate) fn allows_large_removal(&self) -> bool {
        self.allow_large_removal
    }

    /// Whether a tag must go because another one of its key is set.
    pub(crate) fn is_ousted(&self, tag: &Tag) -> bool {
        self.ousting_key(tag).is_some()
    }

    pub(crate) fn ousting_key(&self, tag: &Tag) -> Option<&str> {
        let ousts =
            |(key, set): &(&String, &Tag)| *set != tag && in_group(tag.as_str(), key) && self.may_touch(tag);
        self.exclusive.iter().find(ousts).map(|(key, _)| key.as_str())
    }

    /// The edit without these parts.
    pub(crate) fn without(&self, parts: &Overridden) -> TagEdit {
        let mut rest = self.clone();
        rest.add.retain(|tag| !parts.tags.contains(tag));
        rest.remove.retain(|tag| !parts.tags.contains(tag));
        rest.exclusive.retain(|key, tag| !parts.keys.contains(key) && !parts.tags.contains(tag));
        rest
    }

    fn may_touch(&self, tag: &Tag) -> bool {
        self.allow_foreign.is_some() || self.owner.owns(tag.as_str())
    }

    fn check_owned(&self, tag: &Tag, what: &str) -> Result<()> {
        if self.may_touch(tag) {
            return Ok(());
        }
        let message = format!("{what} is not the owner's; an edit touches it only with a reason to");
        Err(Error::invalid(message).with_advice(Advice::AllowForeign))
    }

    /// A set key decides all of its tags, so the edit can't also name one of them.
    fn check_groups(self) -> Result<Self> {
        let named = self.add.iter().chain(&self.remove);
        let mut keys = self.exclusive.keys();
        if keys.any(|key| named.clone().any(|tag| in_group(tag.as_str(), key))) {
            return Err(Error::invalid(
                "the edit names a tag and also sets the key of that tag; remove one of the two",
            ));
        }
        Ok(self)
    }
}

fn in_group(tag: &str, key: &str) -> bool {
    tag.strip_prefix(key).is_some_and(|rest| rest.starts_with('='))
}

fn push_new(tags: &mut Vec<Tag>, more: &[Tag]) {
    for tag in more {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
}

impl TryFrom<Stored> for TagEdit {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let mut edit = Self::owned_by(stored.owner);
        if let Some(why) = stored.allow_foreign {
            edit = edit.allow_foreign(why)?;
        }
        for tag in stored.add {
            edit = edit.add(tag)?;
        }
        for tag in stored.remove {
            edit = edit.remove(tag)?;
        }
        for (key, value) in stored.exclusive {
            edit = edit.set_exclusive(key, value.as_str())?;
        }
        edit.reuse_existing = stored.reuse_existing;
        edit.allow_large_removal = stored.allow_large_removal;
        Ok(edit)
    }
}

impl From<TagEdit> for Stored {
    fn from(edit: TagEdit) -> Self {
        let mut exclusive = edit.exclusive;
        for (key, tag) in &mut exclusive {
            *tag = tag.as_str().get(key.len() + 1..).unwrap_or_default().into();
        }
        Self {
            exclusive,
            owner: edit.owner,
            add: edit.add,
            remove: edit.remove,
            allow_foreign: edit.allow_foreign,
            reuse_existing: edit.reuse_existing,
            allow_large_removal: edit.allow_large_removal,
        }
    }
}
