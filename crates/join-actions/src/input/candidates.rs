//! Inputs of the actions on candidates.

use join_sdk::types::{ApplicationId, CandidateId, Tag};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::forms;
use crate::personal::Personal;

/// Changes a candidate's tags. The other tags stay with `add_tags` and `remove_tags`.
///
/// JOIN replaces the whole set of tags in one write, and no way is known to read it by the candidate's id alone.
/// `application_id` turns the safety on: the tags are read through the application, merged, written and checked. `tags`
/// replaces the whole set, those of recruiters included, so it needs `expected` or `replace_without_check`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Update Candidate", transform = rules)]
#[non_exhaustive]
pub struct UpdateCandidate {
    /// The candidate's id.
    #[schemars(schema_with = "forms::id", example = 70001)]
    pub candidate_id: CandidateId,
    /// An application of the candidate. It turns the safety on: only through it the current tags can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::id", example = 90210)]
    pub application_id: Option<ApplicationId>,
    /// The whole new set of tags, written as given. It replaces all tags; an empty list removes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::present_tags", example = vec!["persona:verified", "vip"])]
    pub tags: Option<Vec<Tag>>,
    /// The set of tags that `tags` was made from. Nothing is written when the current set is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::present_tags", example = vec!["persona:pending", "vip"])]
    pub expected: Option<Vec<Tag>>,
    /// Whether `tags` replaces any set, with the tags of others in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(example = true)]
    pub replace_without_check: bool,
    /// Tags to add, in Unicode's NFC. Those already there and all others stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "forms::tags", example = vec!["persona:verified"])]
    pub add_tags: Vec<Tag>,
    /// Tags to remove, compared letter by letter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "forms::present_tags", example = vec!["persona:pending"])]
    pub remove_tags: Vec<Tag>,
    /// The prefix of the tags that this workflow owns. The edit is refused when it names a tag without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::prefix", example = &"persona:")]
    pub owner: Option<String>,
    /// Whether an existing look-alike, such as VIP for vip, serves in place of a tag to add. Otherwise it is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(example = true)]
    pub reuse_existing: bool,
    /// Whether the edit may remove more than five tags, or half of the set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(example = true)]
    pub allow_large_removal: bool,
    /// Who writes, for the audit: a name or an id of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"workflow 12")]
    pub actor: Option<String>,
    /// Why it is written, for the audit. It is stored in clear, so keep personal data out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"inquiry inq_123 was approved")]
    pub reason: Option<String>,
}

impl UpdateCandidate {
    /// Creates the input for a candidate. It changes nothing yet.
    ///
    /// ```
    /// use join_actions::input::UpdateCandidate;
    /// use join_sdk::types::{ApplicationId, CandidateId};
    ///
    /// let mut input = UpdateCandidate::new(CandidateId(70001));
    /// input.application_id = Some(ApplicationId(90210));
    /// input.add_tags = vec!["persona:verified".into()];
    /// ```
    pub fn new(candidate_id: CandidateId) -> Self {
        Self {
            candidate_id,
            application_id: None,
            tags: None,
            expected: None,
            replace_without_check: false,
            add_tags: Vec::new(),
            remove_tags: Vec::new(),
            owner: None,
            reuse_existing: false,
            allow_large_removal: false,
            actor: None,
            reason: None,
        }
    }
}

/// The rules between the fields. Each has a description, which the field error quotes.
fn rules(schema: &mut Schema) {
    let checked = "a set is compared with the expected one through an application of the candidate";
    let merged = "tags are read and merged through an application of the candidate";
    let filled = |field: &str| json!({ "required": [field], "properties": { field: { "minItems": 1 } } });
    let needs_application = |field: &str, why: &str| json!({ "if": { "required": [field] }, "then": { "required": ["application_id"], "description": why } });
    let unchecked = json!({
        "required": ["replace_without_check"], "properties": { "replace_without_check": { "const": true } },
    });
    let rules = json!([
        {
            "if": { "required": ["tags"], "not": unchecked },
            "then": {
                "required": ["expected"],
                "description": "tags replaces the tags of others too, so it needs expected, or replace_without_check: true",
            },
        },
        needs_application("expected", checked),
        {
            "if": { "required": ["expected"] },
            "then": { "required": ["tags"], "description": "expected belongs to tags, the new set" },
        },
        {
            "if": { "required": ["expected"] },
            "then": {
                "properties": { "replace_without_check": { "const": false } },
                "description": "expected is a check, so it excludes replace_without_check",
            },
        },
        { "if": filled("add_tags"), "then": { "required": ["application_id"], "description": merged } },
        { "if": filled("remove_tags"), "then": { "required": ["application_id"], "description": merged } },
        {
            "if": { "required": ["tags"] },
            "then": {
                "properties": { "add_tags": { "maxItems": 0 }, "remove_tags": { "maxItems": 0 }, "owner": false },
                "description": "tags is the whole set, so it excludes add_tags, remove_tags and owner",
            },
        },
    ]);
    schema.insert("allOf".to_owned(), rules);
}

/// Adds a note to a candidate. The hiring team reads it, the candidate never does.
///
/// No way is known to read notes. With a key it is written once, if the client keeps a journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Create Candidate Note")]
#[non_exhaustive]
pub struct CreateCandidateNote {
    /// The candidate's id.
    #[schemars(schema_with = "forms::id", example = 70001)]
    pub candidate_id: CandidateId,
    /// The note.
    #[schemars(schema_with = "forms::filled", example = &"Identity verified")]
    pub content: Personal,
    /// Whether the content is plain text, shown as written, or HTML, sent as it is.
    #[serde(default)]
    #[schemars(example = &"html")]
    pub format: NoteFormat,
    /// The caller's own key of the note, to write it once. It needs a client with a journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::key", example = &"inq_123/verified")]
    pub key: Option<String>,
    /// Who writes, for the audit: a name or an id of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"workflow 12")]
    pub actor: Option<String>,
    /// Why it is written, for the audit. It is stored in clear, so keep personal data out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"inquiry inq_123 was approved")]
    pub reason: Option<String>,
}

impl CreateCandidateNote {
    /// Creates the input with its required fields.
    ///
    /// ```
    /// use join_actions::input::CreateCandidateNote;
    /// use join_sdk::types::CandidateId;
    ///
    /// let note = CreateCandidateNote::new(CandidateId(70001), "Identity verified");
    /// ```
    pub fn new(candidate_id: CandidateId, content: impl Into<Personal>) -> Self {
        Self {
            candidate_id,
            content: content.into(),
            format: NoteFormat::default(),
            key: None,
            actor: None,
            reason: None,
        }
    }
}

/// The format of a note's content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum NoteFormat {
    /// Plain text. Signs that HTML reads are escaped.
    #[default]
    Text,
    /// HTML, sent as it is.
    Html,
}
