//! The forms of texts and numbers in inputs, as JSON Schema. One pattern serves the schema, the form and the check.

use join_sdk::types::{ApplicationSource, DocumentType, HiringState, JobStatus};
use schemars::{Schema, SchemaGenerator, json_schema};

/// The largest id that every reader of JSON keeps exactly.
const MAX_ID: i64 = 9_007_199_254_740_991;
/// The longest document in base64: 10 MiB of bytes.
pub(crate) const MAX_BASE64: usize = 13_981_016;

const FILLED: &str = r"\S";
const EMAIL: &str = r"^[^@\s\u0000-\u001f\u007f-\u009f]+@[^@\s\u0000-\u001f\u007f-\u009f]+$";
const EMAIL_LIKE: &str = r"^\s*[^@\s]+@[^@\s]+\s*$";
const PHONE: &str = r"^\+[0-9][0-9 \-./()]*$";
const FILE_NAME: &str = r"[^\s.]";
const BASE64: &str = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$";
const TIME: &str = r"^(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$";
/// A tag without blanks around it, and without control, zero-width and bidirectional characters.
const TAG: &str = concat!(
    r"^[^\s\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]",
    r"(?:[^\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]*",
    r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb])?$"
);
/// A prefix of tags: it begins as a tag does, and may end with a blank.
const PREFIX: &str = concat!(
    r"^[^\s\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]",
    r"[^\u0000-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]*$"
);

/// Says in words what a pattern asks for.
pub(crate) fn in_words(pattern: &str) -> &'static str {
    match pattern {
        FILLED => "must not be blank",
        EMAIL => "needs text on both sides of one @, and no blanks",
        PHONE => "must begin with + and a digit, followed by digits, blanks and -./() only",
        FILE_NAME => "must be a file's name, not blanks and dots only",
        BASE64 => "must be base64 of the standard alphabet, without line breaks",
        TIME => "must be a time with its zone, such as 2026-03-01T08:00:00Z",
        TAG | PREFIX => {
            "must have no blanks around it, and no control, zero-width or bidirectional characters"
        }
        _ => "does not have the required form",
    }
}

pub(crate) fn id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID })
}

pub(crate) fn filled(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": FILLED })
}

pub(crate) fn email(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "email", "pattern": EMAIL })
}

pub(crate) fn phone(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": PHONE })
}

/// A key of the caller's own. It appears in logs, so an e-mail address is refused.
pub(crate) fn key(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "pattern": FILLED,
        "not": {
            "pattern": EMAIL_LIKE,
            "description": "looks like an e-mail address; use a key without personal data",
        },
    })
}

pub(crate) fn file_name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": FILE_NAME })
}

pub(crate) fn base64(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "contentEncoding": "base64",
        "minLength": 2,
        "maxLength": MAX_BASE64,
        "pattern": BASE64,
    })
}

pub(crate) fn time(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date-time", "pattern": TIME })
}

/// Tags to add.
pub(crate) fn tags(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "items": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": TAG },
        "maxItems": 500,
    })
}

/// Tags that are there already, or go with those: people write them too, so they may hold anything.
pub(crate) fn present_tags(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "minLength": 1 } })
}

pub(crate) fn prefix(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": PREFIX })
}

pub(crate) fn job_status(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": JobStatus::KNOWN })
}

pub(crate) fn hiring_state(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": HiringState::KNOWN })
}

pub(crate) fn source(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ApplicationSource::KNOWN })
}

pub(crate) fn document_type(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": DocumentType::KNOWN })
}
