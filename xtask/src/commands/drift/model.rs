//! One model for our document and the vendor's files: operations with their parameters and body fields.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Files, Located};
use super::schema::{Field, Fields, Reader};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// Headers that OpenAPI excludes from parameters.
const NO_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];
/// The base of our document's paths.
const BASE: &str = "/v2";

/// The description of an API.
pub(super) struct Api {
    pub(super) operations: Vec<Operation>,
    /// References to unknown files or places.
    pub(super) unresolved: BTreeSet<String>,
}

/// An operation.
pub(super) struct Operation {
    pub(super) id: Option<String>,
    pub(super) summary: Option<String>,
    /// In capitals.
    pub(super) method: String,
    /// Below our base URL.
    pub(super) path: String,
    pub(super) pointer: String,
    pub(super) evidence: Option<String>,
    /// By place and name, such as `query.page`. Path parameters by number, since their names are not sent.
    pub(super) parameters: Fields,
    pub(super) request: Fields,
    pub(super) response: Fields,
}

impl Operation {
    /// The id, or else the method and path.
    pub(super) fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| format!("{} {}", self.method, self.path))
    }

    /// The identity of the operation: method and path, without the names of placeholders.
    pub(super) fn key(&self) -> (&str, String) {
        (&self.method, anonymous(&self.path))
    }
}

/// A path without the names of its placeholders.
fn anonymous(path: &str) -> String {
    let segments = path.trim_end_matches('/').split('/');
    let segments: Vec<&str> =
        segments.map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect();
    segments.join("/")
}

impl Api {
    /// Reads all files. The first file that describes an operation counts.
    pub(super) fn read(files: &Files) -> Self {
        let mut reader = Reader::new(files);
        let mut operations: Vec<Operation> = Vec::new();
        for root in files.roots() {
            let base = base_path(&root);
            for (path, item) in root.get("paths").iter().flat_map(Located::members) {
                let item = reader.follow(item);
                let path = format!("{base}{path}");
                let path = path.strip_prefix(BASE).filter(|rest| rest.starts_with('/')).unwrap_or(&path);
                for (method, object) in item.members() {
                    if METHODS.contains(&method) && object.value.is_object() {
                        let operation = operation(&mut reader, &item, path, method, &object);
                        if operations.iter().all(|known| known.key() != operation.key()) {
                            operations.push(operation);
                        }
                    }
                }
            }
        }
        Self { operations, unresolved: reader.unresolved }
    }
}

/// The path of the first server's URL.
fn base_path(root: &Located<'_>) -> String {
    let servers = root.get("servers").map(|servers| servers.items()).unwrap_or_default();
    let url = servers.first().and_then(|server| server.text("url")).unwrap_or_default();
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.split_once('/').map_or("", |(_, path)| path);
    match path.trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    }
}

fn operation<'a>(
    reader: &mut Reader<'a>,
    item: &Located<'a>,
    path: &str,
    method: &str,
    object: &Located<'a>,
) -> Operation {
    let shared = item.get("parameters").map(|shared| shared.items()).unwrap_or_default();
    let own = object.get("parameters").map(|own| own.items()).unwrap_or_default();
    let mut parameters = BTreeMap::new();
    for each in shared.into_iter().chain(own) {
        parameters.extend(parameter(reader, path, each));
    }
    let request = object.get("requestBody").map(|body| body_fields(reader, body)).unwrap_or_default();
    let response = success(object).map(|response| body_fields(reader, response)).unwrap_or_default();
    Operation {
        id: object.text("operationId").map(str::to_owned),
        summary: object.text("summary").map(str::to_owned),
        method: method.to_uppercase(),
        path: path.to_owned(),
        pointer: object.pointer.clone(),
        evidence: object.text("x-join-evidence").map(str::to_owned),
        parameters,
        request,
        response,
    }
}

fn parameter<'a>(reader: &mut Reader<'a>, path: &str, from: Located<'a>) -> Option<(String, Field)> {
    let parameter = reader.follow(from);
    let (place, name) = (parameter.text("in")?, parameter.text("name")?);
    if place == "header" && NO_PARAMETERS.contains(&name.to_lowercase().as_str()) {
        return None;
    }
    let key = match place {
        "path" => {
            let mut placeholders = path.split('/').filter(|segment| segment.starts_with('{'));
            let index = placeholders.position(|segment| segment.trim_matches(['{', '}']) == name)?;
            format!("path.{}", index + 1)
        }
        _ => format!("{place}.{name}"),
    };
    let start = Field {
        required: parameter.flag("required"),
        evidence: parameter.text("x-join-evidence").map(str::to_owned),
        pointer: parameter.pointer.clone(),
        ..Field::default()
    };
    let schema = parameter.get("schema").or_else(|| json_schema(&parameter));
    Some((key, schema.map_or(start.clone(), |schema| reader.value(&schema, start))))
}

/// The response of a success: the lowest 2xx, else the default.
fn success<'a>(operation: &Located<'a>) -> Option<Located<'a>> {
    let responses = operation.get("responses")?.members();
    let mut good: Vec<_> = responses.iter().filter(|(status, _)| status.starts_with('2')).collect();
    good.sort_by_key(|(status, _)| *status);
    let default = || responses.iter().find(|(status, _)| *status == "default");
    good.first().copied().or_else(default).map(|(_, response)| response.clone())
}

fn body_fields<'a>(reader: &mut Reader<'a>, from: Located<'a>) -> Fields {
    let body = reader.follow(from);
    json_schema(&body).map(|schema| reader.fields(&schema)).unwrap_or_default()
}

/// The schema of the JSON media type, else of the first.
fn json_schema<'a>(body: &Located<'a>) -> Option<Located<'a>> {
    let media = body.get("content")?.members();
    let json = media.iter().find(|(name, _)| name.contains("json")).or_else(|| media.first());
    json.and_then(|(_, media)| media.get("schema"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Api {
        let texts: Vec<_> =
            texts.iter().enumerate().map(|(n, text)| (format!("{n}.yaml"), (*text).to_owned())).collect();
        Api::read(&Files::read(&texts).unwrap())
    }

    fn requests(api: &Api) -> Vec<(&str, String)> {
        api.operations.iter().map(Operation::key).collect()
    }

    #[test]
    fn paths_are_taken_below_our_base_whatever_the_servers_say() {
        for text in [
            "servers: [{url: 'https://api.join.com/v2/'}]\npaths:\n  /jobs/{id}: {get: {}}",
            "servers: [{url: 'https://api.join.com'}]\npaths:\n  /v2/jobs/{jobId}: {get: {}}",
            "paths:\n  /jobs/{x}: {get: {}, x-note: {}, summary: Jobs}",
        ] {
            assert_eq!(requests(&read(&[text])), [("GET", "/jobs/{}".to_owned())], "{text}");
        }
        let text = "servers: [{url: 'https://api.join.com/v3'}]\npaths: {/jobs: {get: {}}}";
        assert_eq!(requests(&read(&[text])), [("GET", "/v3/jobs".to_owned())]);
    }

    #[test]
    fn parameters_of_the_path_are_shared_and_known_by_their_place() {
        let api = read(&["
paths:
  /a/{b}/c/{d}:
    parameters:
      - {$ref: '#/components/parameters/D'}
      - {name: page, in: query, schema: {type: string}}
      - {name: Authorization, in: header, schema: {type: string}}
    get:
      parameters:
        - {name: page, in: query, required: true, schema: {type: integer}}
components: {parameters: {D: {name: d, in: path, required: true, schema: {type: integer}}}}
"]);
        let parameters = &api.operations[0].parameters;
        assert_eq!(parameters.keys().collect::<Vec<_>>(), ["path.2", "query.page"]);
        assert_eq!(
            (parameters["query.page"].base.as_str(), parameters["query.page"].required),
            ("integer", true)
        );
    }

    #[test]
    fn the_first_file_that_describes_an_operation_counts_and_success_is_the_lowest_status() {
        let first = "paths: {/a: {get: {responses: {404: {}, 201: {content: {application/json: {schema: {type: string}}}}}}}}";
        let second = "paths: {/a: {get: {responses: {200: {content: {application/json: {schema: {type: integer}}}}}}}}";
        let api = read(&[first, second]);
        assert_eq!(api.operations.len(), 1);
        assert_eq!(api.operations[0].response[""].base, "string");
    }
}
