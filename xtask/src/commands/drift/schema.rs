//! Flattens a schema of OpenAPI 3.0 or 3.1 to fields with dotted paths, with references, `allOf` and null resolved.

use std::collections::{BTreeMap, BTreeSet};

use join_codegen::document::OPEN_VALUES;
use serde_json::Value;

use super::files::{Files, Located};

/// The depth limit of nested objects. JOIN's responses have four levels.
const DEPTH: usize = 12;
/// The limit of schemas read for one body. Types that hold each other have too many paths to follow.
const MOST_SCHEMAS: usize = 20_000;

/// Fields by dotted path: `[]` is an array item, `{}` a map value, and the empty path the whole body.
pub(super) type Fields = BTreeMap<String, Field>;

/// The description of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Field {
    /// The JSON type. Empty if none is given, `any` for several.
    pub(super) base: String,
    pub(super) format: String,
    pub(super) required: bool,
    pub(super) nullable: bool,
    /// The values of an enum. Empty for other types.
    pub(super) values: Vec<String>,
    pub(super) evidence: Option<String>,
    /// The JSON pointer of the field's description.
    pub(super) pointer: String,
    /// The schema whose `properties` hold it.
    pub(super) owner: String,
    /// Whether that schema has a `required` list, and the field's index in it.
    pub(super) owner_requires: bool,
    pub(super) required_index: Option<usize>,
    /// The schema that holds its `enum`.
    pub(super) values_at: String,
    /// The schema that holds the properties of the field itself.
    pub(super) holds_at: String,
}

/// Reads schemas and records unresolved references.
pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    pub(super) unresolved: BTreeSet<String>,
    /// Schemas left to read for this body.
    left: usize,
}

/// A schema with references and compositions resolved.
#[derive(Default)]
struct Flat<'a> {
    bases: BTreeSet<String>,
    format: String,
    nullable: bool,
    values: Vec<String>,
    values_at: String,
    properties: Vec<Property<'a>>,
    required: BTreeSet<String>,
    items: Option<Located<'a>>,
    of_map: Option<Located<'a>>,
    holds_at: Option<String>,
}

struct Property<'a> {
    name: String,
    schema: Located<'a>,
    owner: Located<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files) -> Self {
        Self { files, unresolved: BTreeSet::new(), left: MOST_SCHEMAS }
    }

    /// Resolves a reference. Returns other values unchanged.
    pub(super) fn follow(&mut self, from: Located<'a>) -> Located<'a> {
        let mut found = from;
        for _ in 0..DEPTH {
            let Some(reference) = found.text("$ref") else { break };
            match self.files.resolve(reference, found.file) {
                Some(next) => found = next,
                None => {
                    self.unresolved.insert(reference.to_owned());
                    break;
                }
            }
        }
        found
    }

    /// The fields of a whole body.
    pub(super) fn fields(&mut self, schema: &Located<'a>) -> Fields {
        self.left = MOST_SCHEMAS;
        let mut fields = Fields::new();
        let whole = Field { required: true, pointer: schema.pointer.clone(), ..Field::default() };
        self.walk(schema, String::new(), whole, &mut Vec::new(), &mut fields);
        fields
    }

    /// A single value, such as a parameter's.
    pub(super) fn value(&mut self, schema: &Located<'a>, start: Field) -> Field {
        self.left = MOST_SCHEMAS;
        let flat = self.flat(schema, &mut Vec::new());
        described(start, &flat)
    }

    fn walk(
        &mut self,
        schema: &Located<'a>,
        path: String,
        start: Field,
        above: &mut Vec<(usize, String)>,
        fields: &mut Fields,
    ) {
        let mut through = Vec::new();
        let flat = self.flat(schema, &mut through);
        let field = described(start, &flat);
        let evidence = field.evidence.clone();
        fields.insert(path.clone(), field);
        // Stop at a type that holds itself.
        if above.len() > DEPTH || through.iter().any(|place| above.contains(place)) {
            return;
        }
        let depth = above.len();
        above.push(through.pop().unwrap_or((schema.file, schema.pointer.clone())));
        for property in &flat.properties {
            let inner =
                if path.is_empty() { property.name.clone() } else { format!("{path}.{}", property.name) };
            let start = Field {
                required: flat.required.contains(&property.name),
                evidence: property.schema.text("x-join-evidence").map(str::to_owned),
                pointer: property.schema.pointer.clone(),
                owner: property.owner.pointer.clone(),
                owner_requires: property.owner.value.get("required").is_some(),
                required_index: required_names(&property.owner).position(|name| name == property.name),
                ..Field::default()
            };
            self.walk(&property.schema, inner, start, above, fields);
        }
        for (mark, inside) in [("[]", &flat.items), ("{}", &flat.of_map)] {
            if let Some(inside) = inside {
                let start = Field {
                    required: true,
                    evidence: evidence.clone(),
                    pointer: inside.pointer.clone(),
                    ..Field::default()
                };
                self.walk(inside, format!("{path}{mark}"), start, above, fields);
            }
        }
        above.truncate(depth);
    }

    /// Resolves a schema. Adds the places of followed references to `through`.
    fn flat(&mut self, schema: &Located<'a>, through: &mut Vec<(usize, String)>) -> Flat<'a> {
        let mut flat = Flat::default();
        let Some(left) = self.left.checked_sub(1) else { return flat };
        self.left = left;
        if let Some(reference) = schema.text("$ref") {
            match self.files.resolve(reference, schema.file) {
                Some(target) => {
                    let place = (target.file, target.pointer.clone());
                    if !through.contains(&place) {
                        through.push(place);
                        flat = self.flat(&target, through);
                    }
                }
                None => {
                    self.unresolved.insert(reference.to_owned());
                }
            }
        }
        own(schema, &mut flat);
        for part in schema.get("allOf").iter().flat_map(Located::items) {
            let part = self.flat(&part, through);
            flat.join(part);
        }
        for key in ["oneOf", "anyOf"] {
            let parts = schema.get(key).map(|parts| parts.items()).unwrap_or_default();
            let parts: Vec<Flat<'a>> =
                parts.iter().map(|part| self.flat(part, &mut through.clone())).collect();
            flat.choose(parts);
        }
        flat
    }
}

/// Reads the schema's own keywords.
fn own<'a>(schema: &Located<'a>, flat: &mut Flat<'a>) {
    let types = match schema.value.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(some)) => some.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    flat.nullable |= schema.flag("nullable") || types.contains(&"null");
    flat.bases.extend(types.into_iter().filter(|base| *base != "null").map(str::to_owned));
    if let Some(format) = schema.text("format") {
        flat.format = format.to_owned();
    }
    let values = schema
        .value
        .get("enum")
        .or_else(|| schema.value.get(OPEN_VALUES))
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let values: Vec<&Value> = values.chain(schema.value.get("const")).collect();
    flat.nullable |= values.contains(&&Value::Null);
    if !values.is_empty() {
        let text = |value: &&Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        flat.values = values.iter().filter(|value| !value.is_null()).map(text).collect();
        flat.values_at = schema.pointer.clone();
    }
    if let Some(properties) = schema.get("properties") {
        flat.bases.insert("object".to_owned());
        flat.holds_at = Some(schema.pointer.clone());
        for (name, property) in properties.members() {
            flat.properties.push(Property { name: name.to_owned(), schema: property, owner: schema.clone() });
        }
    }
    flat.required.extend(required_names(schema).map(str::to_owned));
    if let Some(items) = schema.get("items") {
        flat.bases.insert("array".to_owned());
        flat.items = Some(items);
    }
    if let Some(of_map) = schema.get("additionalProperties").filter(|of_map| of_map.value.is_object()) {
        flat.of_map = Some(of_map);
    }
}

fn required_names<'a>(schema: &Located<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    let names = schema.value.get("required").and_then(Value::as_array).into_iter().flatten();
    names.filter_map(Value::as_str)
}

impl<'a> Flat<'a> {
    /// `allOf`: every part applies.
    fn join(&mut self, other: Flat<'a>) {
        self.bases.extend(other.bases);
        self.nullable |= other.nullable;
        self.required.extend(other.required);
        self.take(other.format, other.values, other.values_at, other.properties);
        self.items = self.items.take().or(other.items);
        self.of_map = self.of_map.take().or(other.of_map);
        self.holds_at = self.holds_at.take().or(other.holds_at);
    }

    /// `oneOf` and `anyOf`: a field of only some parts is optional, and a null part makes the value nullable.
    fn choose(&mut self, parts: Vec<Flat<'a>>) {
        let is_null = |part: &Flat<'_>| part.nullable && part.bases.is_empty() && part.values.is_empty();
        self.nullable |= parts.iter().any(|part| part.nullable);
        let parts: Vec<Flat<'a>> = parts.into_iter().filter(|part| !is_null(part)).collect();
        let in_all = |name: &String| parts.iter().all(|part| part.required.contains(name));
        let required: Vec<String> =
            parts.iter().flat_map(|part| &part.required).filter(|name| in_all(name)).cloned().collect();
        // A value that accepts any text is not an enum, even if it lists values.
        let closed = parts.iter().all(|part| !part.values.is_empty());
        for mut part in parts {
            part.required.clear();
            if !closed {
                part.values.clear();
            }
            self.join(part);
        }
        self.required.extend(required);
    }

    fn take(
        &mut self,
        format: String,
        values: Vec<String>,
        values_at: String,
        properties: Vec<Property<'a>>,
    ) {
        if self.format.is_empty() {
            self.format = format;
        }
        if self.values_at.is_empty() {
            self.values_at = values_at;
        }
        self.values.extend(values);
        for property in properties {
            if self.properties.iter().all(|known| known.name != property.name) {
                self.properties.push(property);
            }
        }
    }
}

fn described(start: Field, flat: &Flat<'_>) -> Field {
    let mut bases = flat.bases.iter();
    let base = match (bases.next(), bases.next()) {
        (None, _) if !flat.values.is_empty() => "string".to_owned(),
        (None, _) => String::new(),
        (Some(base), None) => base.clone(),
        (Some(_), Some(_)) => "any".to_owned(),
    };
    Field {
        base,
        format: flat.format.clone(),
        nullable: start.nullable || flat.nullable,
        values: flat.values.clone(),
        values_at: flat.values_at.clone(),
        holds_at: flat.holds_at.clone().unwrap_or_default(),
        ..start
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields_of(document: Value) -> (Vec<String>, BTreeSet<String>) {
        let files = Files::read(&[("a.json".to_owned(), document.to_string())]).unwrap();
        let roots = files.roots();
        let mut reader = Reader::new(&files);
        let fields = reader.fields(&roots[0].get("it").unwrap());
        let line = |(path, field): (String, Field)| {
            let optional = if field.required { "" } else { "?" };
            let null = if field.nullable { " null" } else { "" };
            let values =
                if field.values.is_empty() { String::new() } else { format!(" {}", field.values.join("|")) };
            format!("{path}{optional}: {}{null}{values}", field.base)
        };
        (fields.into_iter().map(line).collect(), reader.unresolved)
    }

    #[test]
    fn null_is_the_same_in_all_spellings() {
        for schema in [
            json!({"type": "string", "nullable": true}),
            json!({"type": ["string", "null"]}),
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"oneOf": [{"type": "null"}, {"$ref": "#/x"}]}),
            json!({"allOf": [{"$ref": "#/x"}], "nullable": true}),
        ] {
            let (fields, _) = fields_of(json!({"it": schema, "x": {"type": "string"}}));
            assert_eq!(fields, [": string null"], "{schema}");
        }
        let (fields, _) = fields_of(json!({"it": {"type": ["string", "null"], "enum": ["A", null]}}));
        assert_eq!(fields, [": string null A"]);
    }

    #[test]
    fn objects_arrays_and_compositions_become_dotted_paths() {
        let (fields, _) = fields_of(json!({
            "it": {"type": "array", "items": {"allOf": [
                {"$ref": "#/base"},
                {"properties": {"tags": {"type": "array", "items": {"type": "string"}}}, "required": ["tags"]},
            ]}},
            "base": {"type": "object", "required": ["id"], "example": {"id": 7}, "properties": {
                "id": {"type": "integer", "examples": [7]},
                "more": {"additionalProperties": {"type": "number"}, "type": "object"},
                "kind": {"const": "X"},
            }},
        }));
        assert_eq!(
            fields,
            [
                ": array",
                "[]: object",
                "[].id: integer",
                "[].kind?: string X",
                "[].more?: object",
                "[].more{}: number",
                "[].tags: array",
                "[].tags[]: string",
            ]
        );
    }

    #[test]
    fn what_only_some_variants_have_is_optional_and_an_enum_with_a_text_beside_it_is_open() {
        let (fields, _) = fields_of(json!({"it": {"oneOf": [
            {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"anyOf": [
                {"type": "string", "enum": ["X"]}, {"type": "string"}]}}},
            {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}},
        ]}}));
        assert_eq!(fields, [": object", "a?: string", "b: string"]);
    }

    #[test]
    fn types_that_all_hold_each_other_end_soon() {
        for key in ["properties", "oneOf"] {
            let names: Vec<String> = (0..20).map(|number| format!("t{number}")).collect();
            let links = names.iter().map(|name| (name.clone(), json!({"$ref": format!("#/{name}")})));
            let inside: Value = match key {
                "oneOf" => links.map(|(_, link)| link).collect(),
                _ => Value::Object(links.collect()),
            };
            let mut document = json!({"it": {"$ref": "#/t0"}});
            for name in &names {
                document[name] = json!({"type": "object", key: inside});
            }
            assert!(fields_of(document).0.len() <= MOST_SCHEMAS);
        }
    }

    #[test]
    fn circles_end_and_references_to_nowhere_are_kept() {
        let (fields, unresolved) = fields_of(json!({
            "it": {"$ref": "#/node"},
            "node": {"type": "object", "properties": {
                "next": {"$ref": "#/node"},
                "self": {"$ref": "#/loop"},
                "lost": {"$ref": "other.yaml#/X"},
            }},
            "loop": {"$ref": "#/loop"},
        }));
        assert_eq!(fields, [": object", "lost?: ", "next?: object", "self?: "]);
        assert_eq!(unresolved.into_iter().collect::<Vec<_>>(), ["other.yaml#/X"]);
    }
}
