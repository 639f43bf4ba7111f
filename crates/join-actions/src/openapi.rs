//! The actions as an OpenAPI document, for workflow engines that import one.

use serde_json::{Map, Value, json};

use crate::action::Action;

/// The OpenAPI 3.1 document of the actions, served below a base URL.
///
/// Each action is a `POST` on `/actions/{name}` with its input as the body; each action that writes has a second one on
/// `/actions/{name}/plan`, which writes nothing. Requests carry a bearer secret. An error has the same form everywhere.
///
/// ```
/// use join_actions::openapi;
///
/// let document = openapi("http://127.0.0.1:8787");
/// assert_eq!(document["openapi"], "3.1.0");
/// let create = &document["paths"]["/actions/create_application"]["post"];
/// assert_eq!(create["operationId"], "create_application");
/// ```
pub fn openapi(base_url: &str) -> Value {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for action in Action::every() {
        let (input, output) = (format!("{action}.input"), format!("{action}.output"));
        schemas.insert(input.clone(), component(action.input_schema().clone()));
        schemas.insert(output.clone(), component(action.output_schema()));
        let run = operation(action, action.name().to_owned(), action.title().to_owned(), &input, &output);
        paths.insert(format!("/actions/{action}"), json!({ "post": run }));
        if action.is_write() {
            let summary = format!("Plan {}", action.title());
            let plan = operation(action, format!("plan_{action}"), summary, &input, "plan");
            paths.insert(format!("/actions/{action}/plan"), json!({ "post": plan }));
        }
    }
    schemas.insert("plan".to_owned(), component(Action::plan_schema()));
    schemas.insert("error".to_owned(), component(Action::error_schema()));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "JOIN actions",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Workflow actions on the recruiting system JOIN.",
            "description": "Each action takes one JSON object and gives one. Wrong fields come all at once, with JSON pointers.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": base_url.trim_end_matches('/') }],
        "security": [{ "secret": [] }],
        "tags": [
            { "name": "read", "description": "Actions that only read." },
            { "name": "write", "description": "Actions that write." },
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Failed": {
                    "description": "The action failed. The body says whether it was written, and what to do.",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/error" } } },
                },
            },
            "securitySchemes": { "secret": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(action: Action, id: String, summary: String, input: &str, output: &str) -> Value {
    let schema = |name: &str| json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
    let is_plan = output == "plan";
    let description = match is_plan {
        true => "Says what a run would do now. It reads where it must, and writes nothing.",
        false => action.description(),
    };
    let tag = if action.is_write() && !is_plan { "write" } else { "read" };
    json!({
        "operationId": id,
        "summary": summary,
        "description": description,
        "tags": [tag],
        "requestBody": { "required": true, "content": { "application/json": schema(input) } },
        "responses": {
            "200": {
                "description": "The output of the action.",
                "content": { "application/json": schema(output) },
            },
            "4XX": { "$ref": "#/components/responses/Failed" },
            "5XX": { "$ref": "#/components/responses/Failed" },
        },
    })
}

/// A schema as a part of the document, whose dialect is the document's.
fn component(mut schema: Value) -> Value {
    if let Value::Object(fields) = &mut schema {
        fields.remove("$schema");
        fields.remove("$id");
    }
    schema
}
