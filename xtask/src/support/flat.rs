//! The document for tools that ignore what stands beside an `allOf`.

use serde_json::{Map, Value};

/// Nested components, more than any document has; beyond, a component contains itself.
const DEEPEST: usize = 32;

/// Writes each `allOf` of one component out in place.
pub(crate) fn flat(document: &Value) -> Value {
    let empty = Map::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&empty);
    flattened(document, schemas, DEEPEST)
}

fn flattened(value: &Value, schemas: &Map<String, Value>, depth: usize) -> Value {
    match value {
        Value::Object(object) => match component(object, schemas).filter(|_| depth > 0) {
            Some(component) => {
                let mut merged = component.clone();
                let beside = object.iter().filter(|(key, _)| *key != "allOf");
                merged.extend(beside.map(|(key, value)| (key.clone(), value.clone())));
                flattened(&Value::Object(merged), schemas, depth - 1)
            }
            None => {
                let member = |(key, value): (&String, _)| (key.clone(), flattened(value, schemas, depth));
                Value::Object(object.iter().map(member).collect())
            }
        },
        Value::Array(items) => items.iter().map(|item| flattened(item, schemas, depth)).collect(),
        other => other.clone(),
    }
}

/// The component that stands alone in an object's `allOf`.
fn component<'a>(
    object: &Map<String, Value>,
    schemas: &'a Map<String, Value>,
) -> Option<&'a Map<String, Value>> {
    let [only] = object.get("allOf")?.as_array()?.as_slice() else { return None };
    let name = only.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")?;
    schemas.get(name)?.as_object()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_beside_a_component_wins_and_nested_ones_are_written_out() {
        let document = json!({"components": {"schemas": {
            "Name": {"type": "string", "description": "a name"},
            "Person": {"type": "object", "properties": {"name": {"allOf": [{"$ref": "#/components/schemas/Name"}], "minLength": 1}}},
            "Job": {"properties": {"contact": {"allOf": [{"$ref": "#/components/schemas/Person"}], "nullable": true}}},
            "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}]},
            "Odd": {"allOf": [{"$ref": "#/components/schemas/None"}]},
        }}});
        let flat = flat(&document);
        assert_eq!(
            flat["components"]["schemas"]["Job"]["properties"]["contact"],
            json!({"type": "object", "nullable": true, "properties": {
                "name": {"type": "string", "description": "a name", "minLength": 1},
            }})
        );
        assert_eq!(flat["components"]["schemas"]["Odd"], document["components"]["schemas"]["Odd"]);
    }
}
