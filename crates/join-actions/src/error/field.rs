//! The error of one field, at its JSON pointer.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is wrong with one field. It never quotes the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
#[non_exhaustive]
pub struct FieldError {
    /// The place in the input, as a JSON pointer (RFC 6901). The whole input is the empty text.
    pub pointer: String,
    /// The kind of error.
    pub code: FieldCode,
    /// What is wrong, in words.
    pub message: String,
    /// The place in the field mapping that gave the value, as a JSON pointer.
    #[serde(default)]
    pub mapping: Option<String>,
}

/// The kind of a [`FieldError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[non_exhaustive]
pub enum FieldCode {
    /// A required field is missing.
    Missing,
    /// There is no such field.
    UnknownField,
    /// The value has another type.
    Type,
    /// The text has another form.
    Format,
    /// The value is none of the allowed ones.
    Choice,
    /// The number, the length or the count is out of its range.
    Range,
    /// The field can't be combined with another one.
    Combination,
    /// The write was refused because of this field.
    Refused,
    /// JOIN rejected the value.
    Rejected,
    /// The source of a mapping has no value here.
    NoValue,
    /// A mapping can't work for any source.
    Mapping,
}

impl FieldError {
    pub(crate) fn new(pointer: impl Into<String>, code: FieldCode, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, message: message.into(), mapping: None }
    }

    /// The same error, with the place in the mapping that caused it.
    #[cfg(feature = "mapping")]
    pub(crate) fn at(mut self, mapping: impl Into<String>) -> Self {
        self.mapping = Some(mapping.into());
        self
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the input" } else { &self.pointer };
        write!(f, "{place}: {}", self.message)?;
        match &self.mapping {
            Some(mapping) => write!(f, " (mapping {mapping})"),
            None => Ok(()),
        }
    }
}

/// The fields that JOIN rejected, by the names of the inputs. JOIN's messages can quote the values, so they stay out.
pub(super) fn of_join(rejected: &[join_sdk::FieldError]) -> Vec<FieldError> {
    let named = rejected.iter().filter_map(|one| one.field.as_deref());
    let pointers = named.map(|name| pointer_of(name).unwrap_or_default());
    pointers.map(|pointer| FieldError::new(pointer, FieldCode::Rejected, "JOIN rejected the value")).collect()
}

/// The pointer of a field that JOIN names, such as `candidate.firstName`.
fn pointer_of(name: &str) -> Option<String> {
    let mut parts = name.split(['.', '/', '[', ']']).filter(|part| !part.is_empty() && *part != "candidate");
    let pointer = match parts.next()? {
        "jobId" => "/job_id".to_owned(),
        "firstName" => "/first_name".to_owned(),
        "lastName" => "/last_name".to_owned(),
        "email" => "/email".to_owned(),
        "phone" => "/phone".to_owned(),
        "source" => "/source".to_owned(),
        "integrationExternalId" => "/integration_external_id".to_owned(),
        "content" => "/content".to_owned(),
        "hiringState" => "/hiring_state".to_owned(),
        "status" => "/status".to_owned(),
        "updatedAtGte" => "/updated_since".to_owned(),
        "page" => "/page".to_owned(),
        "pageSize" => "/page_size".to_owned(),
        "tags" => "/tags".to_owned(),
        "documents" => match (parts.next().filter(|index| index.parse::<u32>().is_ok()), parts.next()) {
            (Some(index), Some("type")) => format!("/documents/{index}/type"),
            (Some(index), Some("name")) => format!("/documents/{index}/file_name"),
            (Some(index), Some("data")) => format!("/documents/{index}/content"),
            (Some(index), _) => format!("/documents/{index}"),
            _ => "/documents".to_owned(),
        },
        _ => return None,
    };
    Some(pointer)
}

#[cfg(test)]
mod tests {
    use super::pointer_of;

    #[test]
    fn a_field_of_join_is_named_as_in_the_input() {
        for (join, ours) in [
            ("candidate.firstName", "/first_name"),
            ("jobId", "/job_id"),
            ("documents[1].data", "/documents/1/content"),
            ("documents.0.name", "/documents/0/file_name"),
            ("documents", "/documents"),
        ] {
            assert_eq!(pointer_of(join).as_deref(), Some(ours), "{join}");
        }
        assert_eq!(pointer_of("ada@example.com"), None);
        assert_eq!(pointer_of(""), None);
    }
}
