//! The files of an API, JSON or YAML, and the references in and between them.

use serde_json::{Map, Number, Value};

/// The size limit of a file, in bytes.
pub(super) const LARGEST: usize = 64 << 20;

/// Files by name.
pub(super) struct Files(Vec<(String, Value)>);

/// A value with its place.
#[derive(Clone)]
pub(super) struct Located<'a> {
    pub(super) value: &'a Value,
    /// The index of the file.
    pub(super) file: usize,
    /// JSON pointer within the file.
    pub(super) pointer: String,
}

impl<'a> Located<'a> {
    /// A member of an object.
    pub(super) fn get(&self, key: &str) -> Option<Located<'a>> {
        self.value.as_object()?.get(key).map(|value| self.at(key, value))
    }

    /// The members of an object. Empty for any other value.
    pub(super) fn members(&self) -> Vec<(&'a str, Located<'a>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), self.at(key, value))).collect()
    }

    /// The items of an array. Empty for any other value.
    pub(super) fn items(&self) -> Vec<Located<'a>> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| self.at(&index.to_string(), value)).collect()
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool) == Some(true)
    }

    fn at(&self, key: &str, value: &'a Value) -> Located<'a> {
        Located { value, file: self.file, pointer: format!("{}/{}", self.pointer, escape(key)) }
    }
}

/// Escapes a key for a JSON pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

impl Files {
    /// Reads files from pairs of name and text.
    pub(super) fn read(texts: &[(String, String)]) -> Result<Self, String> {
        let mut files = Vec::new();
        for (name, text) in texts {
            let value = parse(text).map_err(|message| format!("{name}: {message}"))?;
            let version = value.get("openapi").and_then(Value::as_str);
            if version.is_some_and(|version| !version.starts_with("3.0") && !version.starts_with("3.1")) {
                return Err(format!(
                    "{name}: only OpenAPI 3.0 and 3.1 are read, not {}",
                    version.unwrap_or_default()
                ));
            }
            if value.get("swagger").is_some() {
                return Err(format!("{name}: only OpenAPI 3.0 and 3.1 are read, not Swagger"));
            }
            files.push((name.clone(), value));
        }
        Ok(Self(files))
    }

    /// The root of each file.
    pub(super) fn roots(&self) -> Vec<Located<'_>> {
        let values = self.0.iter().map(|(_, value)| value).enumerate();
        values.map(|(file, value)| Located { value, file, pointer: String::new() }).collect()
    }

    /// Resolves a reference in a file.
    pub(super) fn resolve(&self, reference: &str, from: usize) -> Option<Located<'_>> {
        let (name, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let name = name.rsplit('/').next().unwrap_or(name);
        let file = match name {
            "" => from,
            name => self.0.iter().position(|(other, _)| other == name)?,
        };
        let (_, root) = self.0.get(file)?;
        // A URL fragment escapes the braces of a path.
        let pointer = pointer.replace("%7B", "{").replace("%7D", "}").replace("%7b", "{").replace("%7d", "}");
        Some(Located { value: root.pointer(&pointer)?, file, pointer })
    }
}

fn parse(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.len() > LARGEST {
        return Err(format!("it has {} bytes, more than the limit of {LARGEST}", text.len()));
    }
    let value = match text.trim_start_matches('\u{feff}').trim_start() {
        json if json.starts_with(['{', '[']) && serde_json::from_str::<Value>(json).is_ok() => {
            serde_json::from_str(json).map_err(|error| error.to_string())?
        }
        yaml => {
            let mut value: yaml_serde::Value = yaml_serde::from_str(yaml)
                .map_err(|error| format!("it is neither JSON nor YAML: {error}"))?;
            value
                .apply_merge()
                .map_err(|error| format!("a merge key of the YAML can't be followed: {error}"))?;
            from_yaml(value)
        }
    };
    match value {
        Value::Object(_) => Ok(value),
        _ => Err("it is not OpenAPI: the root must be an object".to_owned()),
    }
}

/// Converts YAML to JSON. YAML allows other keys, such as the number `200` for a status.
fn from_yaml(value: yaml_serde::Value) -> Value {
    use yaml_serde::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => number.into(),
            (_, Some(number), _) => number.into(),
            (.., number) => number.and_then(Number::from_f64).map_or(Value::Null, Value::Number),
        },
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => items.into_iter().map(from_yaml).collect(),
        Yaml::Mapping(members) => {
            let mut object = Map::new();
            for (key, value) in members {
                let key = match from_yaml(key) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                object.insert(key, from_yaml(value));
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => from_yaml(tagged.value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(text: &str) -> Result<Value, String> {
        let files = Files::read(&[("a.yaml".to_owned(), text.to_owned())])?;
        Ok(files.roots()[0].value.clone())
    }

    #[test]
    fn yaml_and_json_are_read_alike() {
        let yaml = "openapi: 3.1.0\npaths:\n  /jobs:\n    get:\n      responses:\n        200: {x: !odd 1.5}\n        '404': &a {y: yes}\n        500: {<<: *a}\n";
        let json = json!({"openapi": "3.1.0", "paths": {"/jobs": {"get": {"responses": {
            "200": {"x": 1.5}, "404": {"y": "yes"}, "500": {"y": "yes"},
        }}}}});
        assert_eq!(one(yaml).unwrap(), json);
        assert_eq!(one(&format!("\u{feff}{json}")).unwrap(), json);
    }

    #[test]
    fn what_is_no_openapi_is_named_with_its_file() {
        for (text, message) in [
            ("", "a.yaml: it is empty"),
            ("[1]", "a.yaml: it is not OpenAPI: the root must be an object"),
            ("{\"openapi\": \"2.0\"}", "a.yaml: only OpenAPI 3.0 and 3.1 are read, not 2.0"),
            ("swagger: '2.0'", "a.yaml: only OpenAPI 3.0 and 3.1 are read, not Swagger"),
        ] {
            assert_eq!(one(text).unwrap_err(), message);
        }
        assert!(one("a: [").unwrap_err().starts_with("a.yaml: it is neither JSON nor YAML: "));
    }

    #[test]
    fn references_lead_within_a_file_and_to_another() {
        let files = Files::read(&[
            ("a.json".to_owned(), r#"{"paths": {"/a/{b}": 1}}"#.to_owned()),
            ("b.yaml".to_owned(), "x: 2".to_owned()),
        ])
        .unwrap();
        let found = |reference| files.resolve(reference, 0).map(|found| found.value.clone());
        assert_eq!(found("#/paths/~1a~1%7Bb%7D"), Some(json!(1)));
        assert_eq!(found("./b.yaml#/x"), Some(json!(2)));
        assert_eq!(found("c.yaml#/x"), None);
        assert_eq!(found("#/y"), None);
    }
}
