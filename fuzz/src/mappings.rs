//! Mapping files: what a mapping fills is valid input of its action.

use join_actions::{ActionError, Mapping};
use serde_json::Value;

/// The input: a mapping, a line with `---`, a source.
pub fn run(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let (mapping, source) = text.split_once("\n---\n").unwrap_or((text, "null"));
    let (Ok(mapping), Ok(source)) = (serde_json::from_str(mapping), serde_json::from_str(source)) else {
        return false;
    };
    let mapping: Value = mapping;
    let source: Value = source;
    match Mapping::from_json(&mapping) {
        Ok(mapping) => match mapping.apply(&source) {
            Ok(input) => {
                assert!(mapping.action().check(&input).is_ok(), "{input}");
                true
            }
            Err(error) => lists(&error),
        },
        Err(error) => lists(&error),
    }
}

/// An error names what is wrong. No input comes of it.
fn lists(error: &ActionError) -> bool {
    assert!(!error.fields.is_empty(), "{error}");
    false
}
