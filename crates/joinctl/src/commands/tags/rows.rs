//! Tags and their changes, as rows.

use join_sdk::tags::{Receipt, TagPlan};
use join_sdk::types::Tag;
use serde::Serialize;

use crate::output::row::Row;

/// A tag of a candidate.
#[derive(Serialize)]
pub(crate) struct TagRow {
    tag: String,
}

impl TagRow {
    pub(super) fn all(tags: &[Tag]) -> Vec<Self> {
        tags.iter().map(|tag| Self { tag: tag.as_str().to_owned() }).collect()
    }
}

impl Row for TagRow {
    const COLUMNS: &'static [&'static str] = &["tag"];
    const FIELDS: &'static [&'static str] = &["candidate", "application", "tags"];

    fn cells(&self) -> Vec<String> {
        vec![self.tag.clone()]
    }
}

/// A change of tags, planned or done.
#[derive(Serialize)]
pub(crate) struct TagChange {
    change: &'static str,
    tag: String,
}

impl TagChange {
    pub(super) fn planned(plan: &TagPlan) -> Vec<Self> {
        Self::all(&plan.adds, &plan.removes)
    }

    pub(super) fn done(receipt: &Receipt) -> Vec<Self> {
        Self::all(&receipt.added, &receipt.removed)
    }

    fn all(added: &[Tag], removed: &[Tag]) -> Vec<Self> {
        let signed = |change, tags: &[Tag]| {
            tags.iter().map(move |tag| (change, tag.as_str().to_owned())).collect::<Vec<_>>()
        };
        let both = signed("add", added).into_iter().chain(signed("remove", removed));
        both.map(|(change, tag)| Self { change, tag }).collect()
    }
}

impl Row for TagChange {
    const COLUMNS: &'static [&'static str] = &["change", "tag"];
    /// Of a plan, then of a receipt.
    const FIELDS: &'static [&'static str] = &[
        "edit_id",
        "candidate",
        "edit",
        "at",
        "base",
        "adds",
        "removes",
        "keeps",
        "result",
        "warnings",
        "application",
        "owner",
        "actor",
        "reason",
        "tags",
    ];

    fn cells(&self) -> Vec<String> {
        vec![self.change.to_owned(), self.tag.clone()]
    }
}
