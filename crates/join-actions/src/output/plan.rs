//! The plan of an action: what a run would do.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SCHEMA_VERSION, version};
use crate::personal::Personal;

/// What a run would do now. Making it writes nothing.
///
/// It holds tags, which are personal data: `Debug` hides them, JSON doesn't.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "Plan")]
#[non_exhaustive]
pub struct Plan {
    /// The version of this output.
    #[schemars(schema_with = "version")]
    pub schema_version: u32,
    /// The action's name.
    pub action: String,
    /// The effect of a run.
    pub effect: Effect,
    /// One sentence for people, without personal data.
    pub summary: String,
    /// The requests of a run that write, in their order. Reads are not among them.
    pub requests: Vec<PlannedRequest>,
    /// The tags now; null where the plan is not about tags, or they can't be read.
    pub tags_before: Option<Vec<Personal>>,
    /// The tags after a run; null where the plan is not about tags, or they can't be foretold.
    pub tags_after: Option<Vec<Personal>>,
    /// Tags that a run would add.
    pub added: Option<Vec<Personal>>,
    /// Tags that a run would remove.
    pub removed: Option<Vec<Personal>>,
    /// What to read before the run.
    pub warnings: Vec<Warning>,
}

impl Plan {
    pub(crate) fn new(action: &str, effect: Effect, summary: impl Into<String>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            action: action.to_owned(),
            effect,
            summary: summary.into(),
            requests: Vec::new(),
            tags_before: None,
            tags_after: None,
            added: None,
            removed: None,
            warnings: Vec::new(),
        }
    }

    pub(crate) fn request(mut self, method: &str, path: impl Into<String>) -> Self {
        self.requests.push(PlannedRequest { method: method.to_owned(), path: path.into() });
        self
    }

    pub(crate) fn warning(mut self, code: &str, message: impl Into<String>) -> Self {
        self.warnings.push(Warning { code: code.to_owned(), message: message.into() });
        self
    }
}

/// The effect of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum Effect {
    /// It only reads.
    Reads,
    /// It writes.
    Writes,
    /// It writes nothing, since all is as desired.
    Nothing,
    /// It writes over what is not known.
    WritesBlindly,
}

/// A request that a run would send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct PlannedRequest {
    /// The HTTP method.
    pub method: String,
    /// The path below the base URL.
    pub path: String,
}

/// Something to read before a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct Warning {
    /// The kind of warning, in snake_case.
    pub code: String,
    /// The warning in words, without personal data.
    pub message: String,
}
