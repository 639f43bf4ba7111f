//! The API document that the account is compared with.

use serde_json::Value;

use crate::exit::Failure;

/// The document as this program was built with it; `cargo xtask regen` copies it.
pub(super) const TEXT: &str = include_str!("../../../join-api.json");

/// Levels of evidence that a response of the account replaces.
const WEAKER: [&str; 3] = ["second-hand", "client", "inferred"];

/// References in a row, more than any document has.
const DEEPEST: usize = 16;

/// The document, addressed by JSON pointers.
pub(super) struct Document {
    root: Value,
}

impl Document {
    pub(super) fn read() -> Result<Self, Failure> {
        let root = serde_json::from_str(TEXT);
        root.map(|root| Self { root })
            .map_err(|_| Failure::new("the API document of this program is damaged"))
    }

    /// The version in `info`.
    pub(super) fn version(&self) -> &str {
        self.root.pointer("/info/version").and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn at(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    /// The pointer of an operation.
    pub(super) fn operation(&self, id: &str) -> Option<String> {
        self.root.get("paths")?.as_object()?.iter().find_map(|(path, item)| {
            let is_it = |operation: &Value| operation.get("operationId").and_then(Value::as_str) == Some(id);
            let (method, _) = item.as_object()?.iter().find(|(_, operation)| is_it(operation))?;
            Some(format!("/paths/{}/{method}", escaped(path)))
        })
    }

    /// The schema of an operation's success.
    pub(super) fn success(&self, id: &str) -> Option<String> {
        Some(format!("{}/responses/2XX/content/application~1json/schema", self.operation(id)?))
    }

    /// Follows references to the schema itself.
    pub(super) fn resolve(&self, pointer: &str) -> Option<(String, &Value)> {
        let mut pointer = pointer.to_owned();
        for _ in 0..DEEPEST {
            let schema = self.at(&pointer)?;
            let referred = schema.get("$ref").or_else(|| schema.pointer("/allOf/0/$ref"));
            match referred.and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
                Some(to) => pointer = to.to_owned(),
                None => return Some((pointer, schema)),
            }
        }
        None
    }

    /// Whether a response of the account is better evidence than this place has.
    pub(super) fn is_weaker(&self, pointer: &str) -> bool {
        let level = self.at(pointer).and_then(|place| place.get("x-join-evidence")).and_then(Value::as_str);
        level.is_some_and(|level| WEAKER.contains(&level))
    }
}

/// A key as a segment of a pointer.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The last segment of a pointer, such as a component's name.
pub(super) fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}
