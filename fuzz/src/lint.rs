//! The lint on documents: each finding names a place, and what has no finding can be generated.

use join_codegen::lint::lint;
use join_codegen::{generate, parse};
use serde_json::Value;

/// A document without findings.
const GOOD: &str = include_str!("../../crates/join-codegen/tests/lint/good.json");

/// The input: a document; or changes of the good one, each a line with a JSON pointer, a tab, and a value or nothing, to remove it.
pub fn run(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let document = match text.trim_start().starts_with('{') {
        true => parse(text).ok(),
        false => Some(changed(text)),
    };
    let Some(document) = document else { return false };
    let findings = lint(&document);
    for finding in &findings {
        assert!(document.pointer(&finding.pointer).is_some(), "nothing is at {}", finding.pointer);
    }
    if findings.is_empty()
        && let Err(error) = generate(&document.to_string())
    {
        panic!("the lint has no finding, but: {error}");
    }
    true
}

fn changed(changes: &str) -> Value {
    let mut document: Value = serde_json::from_str(GOOD).expect("the good document is JSON");
    for change in changes.lines().take(8) {
        let (pointer, value) = change.split_once('\t').unwrap_or((change, ""));
        let Some((parent, key)) = pointer.rsplit_once('/') else { continue };
        let key = key.replace("~1", "/").replace("~0", "~");
        let value = serde_json::from_str::<Value>(value).ok();
        match (document.pointer_mut(parent), value) {
            (Some(Value::Object(members)), Some(value)) => drop(members.insert(key, value)),
            (Some(Value::Object(members)), None) => drop(members.remove(&key)),
            (Some(Value::Array(items)), Some(value)) => items.push(value),
            (Some(Value::Array(items)), None) => drop(items.pop()),
            _ => {}
        }
    }
    document
}
