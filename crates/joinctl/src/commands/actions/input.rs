//! The input of an action: a JSON file, filled by a field mapping if one is given.

use std::path::Path;

use join_actions::{Action, ActionError, Mapping};
use serde_json::Value;

use super::super::standard_input;
use crate::exit::Failure;

/// Reads a JSON document; `-` is standard input.
pub(super) async fn json(path: &Path, what: &str) -> Result<Value, Failure> {
    let text = standard_input::text_of(path).await;
    let text = text.map_err(|error| Failure::usage(format!("{what} can't be read: {error}")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text.trim()).map_err(|error| Failure::usage(format!("{what} is not JSON: {error}")))
}

/// Fills the input of an action from its source.
pub(super) fn mapped(action: Action, mapping: &Value, source: &Value) -> Result<Value, MapError> {
    let mapping = Mapping::from_json(mapping).map_err(Box::new)?;
    if mapping.action() != action {
        let message = format!("the mapping is for {}, not for {action}; nothing was sent", mapping.action());
        return Err(MapError::Other(Failure::usage(message)));
    }
    Ok(mapping.apply(source).map_err(Box::new)?)
}

/// Why an input can't be filled.
pub(super) enum MapError {
    /// Fields, all at once.
    Fields(Box<ActionError>),
    /// Something else.
    Other(Failure),
}

impl From<Box<ActionError>> for MapError {
    fn from(error: Box<ActionError>) -> Self {
        Self::Fields(error)
    }
}
