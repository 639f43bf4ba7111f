//! The document in the words of judges that read less of OpenAPI than it uses. What it allows stays the same.

use serde_json::{Value, json};

use super::verdict::Exclusion;

pub(super) const FLAT: Exclusion = Exclusion {
    what: "gets the document with each `allOf` of one component written out in place",
    why: "it ignores what stands beside an `allOf`: `nullable` in responses, or the limits of requests",
};
pub(super) const EXACT: Exclusion = Exclusion {
    what: "gets `2XX` as 201 for a POST, as 200 otherwise, and `5XX` as 500",
    why: "it knows no ranges of statuses; JOIN's exact statuses are not known, those of the sandbox are",
};
pub(super) const PATTERNS: Exclusion = Exclusion {
    what: "gets the pattern of e-mail addresses as `format: email`, and texts that are not blank as visible ASCII signs",
    why: "it makes texts by Java's regular expressions, whose `\\S` matches blanks beyond ASCII; a random e-mail address is new each time",
};

/// Patterns of texts that are not blank, and narrower ones that mean the same everywhere.
const PLAIN: &[(&str, &str)] = &[("\\S", "[!-~]"), ("[^\\s.]", "[!-\\-/-~]")];

/// Gives each range of statuses the status that the sandbox answers with.
pub(super) fn exact(mut document: Value) -> Value {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (method, operation) in
        paths.into_iter().flatten().filter_map(|(_, item)| item.as_object_mut()).flatten()
    {
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        let success = if method == "post" { "201" } else { "200" };
        for (range, status) in [("2XX", success), ("5XX", "500")] {
            if let Some(response) = responses.remove(range) {
                responses.insert(status.to_owned(), response);
            }
        }
    }
    document
}

/// Replaces the patterns that Java reads otherwise.
pub(super) fn with_plain_patterns(mut document: Value) -> Value {
    replace_patterns(&mut document);
    document
}

fn replace_patterns(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let pattern = object.get("pattern").and_then(Value::as_str).unwrap_or_default();
            if let Some((_, plain)) = PLAIN.iter().find(|(original, _)| *original == pattern) {
                object.insert("pattern".to_owned(), json!(plain));
            } else if pattern.contains("]+@[") {
                object.remove("pattern");
                object.remove("minLength");
                object.insert("format".to_owned(), json!("email"));
            }
            object.values_mut().for_each(replace_patterns);
        }
        Value::Array(items) => items.iter_mut().for_each(replace_patterns),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_range_gets_the_status_of_its_method() {
        let operation = json!({"responses": {"2XX": 1, "401": 2, "5XX": 3}});
        let exact = exact(json!({"paths": {"/jobs": {"get": operation, "post": operation}}}));
        assert_eq!(exact["paths"]["/jobs"]["get"]["responses"], json!({"200": 1, "401": 2, "500": 3}));
        assert_eq!(exact["paths"]["/jobs"]["post"]["responses"], json!({"201": 1, "401": 2, "500": 3}));
    }

    #[test]
    fn only_patterns_that_java_reads_otherwise_are_replaced() {
        let plain = with_plain_patterns(json!([
            {"pattern": "\\S", "minLength": 1},
            {"pattern": "^[^@\\s]+@[^@\\s]+$", "minLength": 3},
            {"pattern": "[^\\s.]"},
            {"pattern": "^[a-z]{2}$"},
        ]));
        assert_eq!(
            plain,
            json!([{"pattern": "[!-~]", "minLength": 1}, {"format": "email"}, {"pattern": "[!-\\-/-~]"}, {"pattern": "^[a-z]{2}$"}])
        );
    }
}
