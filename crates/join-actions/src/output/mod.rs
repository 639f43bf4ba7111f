//! The outputs of the actions: flat, with every field present, null where JOIN has no value.

mod applications;
mod jobs;
mod plan;
mod writes;

pub use applications::{Answer, Application, ApplicationList, Attachment, Link, RetrievedApplication};
pub use jobs::{Job, JobList, JobOption, JobOptions, RetrievedJob};
pub use plan::{Effect, Plan, PlannedRequest, Warning};
pub use writes::{
    ApplicationOutcome, Audit, CandidateOutcome, CreatedApplication, CreatedNote, NoteOutcome,
    UpdatedCandidate,
};

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::error::{ActionError, ErrorKind};

/// The version of all outputs. A field that goes, or changes its meaning, raises it; a new field does not.
pub const SCHEMA_VERSION: u32 = 1;

/// A row of a list that could not be read, and is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct UnreadableRow {
    /// The row's place on the page, counted from 0.
    pub row: Option<u64>,
    /// The kind of failure.
    pub kind: ErrorKind,
    /// Why it can't be read.
    pub message: String,
}

impl UnreadableRow {
    pub(crate) fn new(row: Option<u64>, error: ActionError) -> Self {
        Self { row, kind: error.kind, message: error.message.into() }
    }
}

/// The schema of a time as RFC 3339.
struct Time;

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "const": SCHEMA_VERSION })
}

/// The page behind this one. Only an empty page ends a list: a short one proves nothing.
pub(crate) fn next_page(page: u32, rows: usize) -> Option<u32> {
    if rows == 0 { None } else { page.checked_add(1) }
}
