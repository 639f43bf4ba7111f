//! The document of the control API, and a client that checks each answer against it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use join_sandbox::JoinSandbox;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../control-api.json");

/// An operation of the document.
#[derive(Clone)]
pub(crate) struct Described {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) takes_body: bool,
    responses: Value,
}

/// A client of the control API of one sandbox.
pub(crate) struct Control<'a> {
    sandbox: &'a JoinSandbox,
    client: Client,
    document: Value,
    /// The operations and statuses that were seen.
    seen: RefCell<BTreeSet<(String, u16)>>,
}

impl<'a> Control<'a> {
    pub(crate) fn new(sandbox: &'a JoinSandbox) -> Self {
        let mut document = serde_json::from_str(DOCUMENT).unwrap();
        as_json_schema(&mut document);
        Control { sandbox, client: Client::new(), document, seen: RefCell::default() }
    }

    pub(crate) fn operations(&self) -> Vec<Described> {
        let mut operations = Vec::new();
        for (path, item) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                operations.push(Described {
                    id: operation["operationId"].as_str().unwrap().to_owned(),
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    takes_body: operation["requestBody"].is_object(),
                    responses: operation["responses"].clone(),
                });
            }
        }
        operations
    }

    fn operation(&self, id: &str) -> Described {
        self.operations().into_iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("{id}"))
    }

    /// A request for an operation, with the token. `arguments` fill its path.
    pub(crate) fn request(&self, operation: &Described, arguments: &[i64]) -> RequestBuilder {
        self.without_token(operation, arguments).header("Authorization", self.sandbox.token())
    }

    pub(crate) fn without_token(&self, operation: &Described, arguments: &[i64]) -> RequestBuilder {
        let mut arguments = arguments.iter();
        let part = |part: &str| match part.starts_with('{') {
            true => arguments.next().map_or("1".to_owned(), i64::to_string),
            false => part.to_owned(),
        };
        let path: Vec<String> = operation.path.split('/').map(part).collect();
        let root = self.sandbox.control_url();
        let url = format!("{}{}", root.strip_suffix("/_sandbox").unwrap(), path.join("/"));
        self.client.request(operation.method.clone(), url)
    }

    /// Sends a request, and checks that the document describes its answer.
    pub(crate) async fn send(&self, operation: &Described, request: RequestBuilder) -> (u16, Value) {
        let id = &operation.id;
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json", "{id} {status}");
        let body: Value = response.json().await.unwrap();
        let described = &operation.responses[status.to_string()];
        assert!(described.is_object(), "{id} answers {status}, which the document doesn't say: {body}");
        let described = match described["$ref"].as_str() {
            Some(target) => self.document.pointer(target.strip_prefix('#').unwrap()).unwrap(),
            None => described,
        };
        let schema = &described["content"]["application/json"]["schema"];
        let schema = json!({ "allOf": [schema], "components": self.document["components"] });
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{id} {status}: {errors:?} in {body}");
        self.seen.borrow_mut().insert((id.clone(), status));
        (status, body)
    }

    /// Calls an operation, with a body where there is one.
    pub(crate) async fn call(&self, id: &str, arguments: &[i64], body: Option<Value>) -> (u16, Value) {
        let operation = self.operation(id);
        let request = self.request(&operation, arguments);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        self.send(&operation, request).await
    }

    /// Calls an operation that must succeed.
    pub(crate) async fn done(&self, id: &str, arguments: &[i64], body: Option<Value>) -> Value {
        let (status, body) = self.call(id, arguments, body).await;
        assert!((200..300).contains(&status), "{id}: {status} {body}");
        body
    }

    /// Calls an operation that must be refused. Returns the message.
    pub(crate) async fn refused(&self, id: &str, arguments: &[i64], body: Value) -> String {
        let (status, body) = self.call(id, arguments, Some(body)).await;
        assert_eq!(status, 422, "{id}: {body}");
        crate::message(&body).to_owned()
    }

    /// The described answers that were not seen.
    pub(crate) fn unseen(&self) -> Vec<String> {
        let seen = self.seen.borrow();
        let described = self.operations().into_iter().flat_map(|operation| {
            let statuses: Vec<String> = operation.responses.as_object().unwrap().keys().cloned().collect();
            statuses.into_iter().map(move |status| (operation.id.clone(), status.parse().unwrap()))
        });
        described
            .filter(|answer| !seen.contains(answer))
            .map(|(id, status)| format!("{id} {status}"))
            .collect()
    }
}

/// Rewrites OpenAPI 3.0's `nullable` into JSON Schema.
fn as_json_schema(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.remove("nullable") == Some(Value::Bool(true)) {
                let kind = members["type"].take();
                members.insert("type".to_owned(), json!([kind, "null"]));
            }
            members.values_mut().for_each(as_json_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(as_json_schema),
        _ => {}
    }
}
