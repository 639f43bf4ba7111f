//! The table of all fields with what a recording does to each, for `join-recorder`.

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::document::{Document, Kind, Operation, reference};

/// What a recording does to the plain texts of the document, which nothing else there says. A new one needs a decision here.
///
/// Parameters stand as `operation.parameter`, fields as `Object.field`.
const DECISIONS: &[(&str, &str)] = &[
    ("listApplications.jobExternalId", "Text"),
    ("listOffices.countryCode", "Code"),
    ("listOffices.cityNameLike", "Text"),
    ("listCategories.language", "Code"),
    ("listEmploymentTypes.language", "Code"),
    ("listSeniorityLevels.language", "Code"),
    ("JobContact.position", "Text"),
    ("Office.name", "Text"),
    ("Office.streetName", "Text"),
    ("Office.streetNumber", "Text"),
    ("Office.postalCode", "Text"),
    ("Office.city", "Text"),
    ("Office.countryIso", "Code"),
    ("Job.title", "Text"),
    ("Job.externalId", "Text"),
    ("Job.description", "Text"),
    ("Job.language", "Code"),
    ("ApplicationOrigin.product", "Text"),
    ("ApplicationJob.title", "Text"),
    ("ApplicationJob.externalId", "Text"),
    ("ScreeningAnswer.question", "Text"),
    ("Consent.consentStatus", "Text"),
    ("Stage.name", "Text"),
    ("Application.qualified", "Text"),
    ("Application.integrationExternalId", "Text"),
    ("SubCategory.slug", "Text"),
    ("SubCategory.name", "Text"),
    ("Category.slug", "Text"),
    ("Category.name", "Text"),
    ("EmploymentType.slug", "Text"),
    ("EmploymentType.name", "Text"),
    ("SeniorityLevel.slug", "Text"),
    ("SeniorityLevel.name", "Text"),
    ("CreateJobRequest.title", "Text"),
    ("CreateJobRequest.description", "Text"),
    ("CreateJobRequest.language", "Code"),
    ("CreateJobRequest.externalId", "Text"),
    ("CreateApplicationRequest.integrationExternalId", "Text"),
    ("CreateOfficeRequest.countryIso", "Code"),
    ("CreateOfficeRequest.city", "Text"),
    ("CreateOfficeRequest.name", "Text"),
    ("CreateOfficeRequest.streetName", "Text"),
    ("CreateOfficeRequest.streetNumber", "Text"),
    ("CreateOfficeRequest.postalCode", "Text"),
    ("ApiErrorDetail.type", "ErrorType"),
    ("ApiErrorDetail.message", "Message"),
    ("ApiErrorBody.message", "Message"),
];

/// What a recording does to the components of personal data.
const PERSONAL: &[(&str, &str)] = &[
    ("PersonName", "Name"),
    ("EmailAddress", "Email"),
    ("PhoneNumber", "Phone"),
    ("PersonalText", "Text"),
    ("PersonalUrl", "Url"),
    ("FileName", "FileName"),
    ("DocumentData", "FileData"),
    ("Tag", "Tag"),
];

/// What keeps a value, and is therefore for nothing that is marked as personal.
const KEEPING: &[&str] = &["Code", "ErrorType", "Plain"];

/// The table as Rust items. Fails with the places that have no decision.
pub(crate) fn table(document: &Document) -> Result<TokenStream, Vec<String>> {
    let mut table = Table { document, undecided: Vec::new() };
    let objects: TokenStream = document
        .components()
        .filter(|(_, kind, _)| *kind == Kind::Object)
        .map(|(name, _, schema)| table.object(name, schema))
        .collect();
    let operations: Vec<TokenStream> =
        document.operations().map(|operation| table.operation(&operation)).collect();
    if !table.undecided.is_empty() {
        return Err(table.undecided);
    }
    Ok(quote! {
        use super::shape::{Kind, Object, Operation, Shape};

        /// Every operation of the document.
        pub(crate) static OPERATIONS: &[Operation] = &[#(#operations),*];
        /// The body of an error.
        pub(crate) static ERROR: Shape = Shape::Object(&API_ERROR_BODY);

        #objects
    })
}

struct Table<'a> {
    document: &'a Document,
    undecided: Vec<String>,
}

impl Table<'_> {
    fn object(&mut self, name: &str, schema: &Value) -> TokenStream {
        let ident = object_ident(name);
        let properties = schema.get("properties").and_then(Value::as_object);
        let fields: Vec<TokenStream> = properties
            .into_iter()
            .flatten()
            .map(|(field, schema)| {
                let shape = self.shape(&format!("{name}.{field}"), schema);
                quote!((#field, #shape))
            })
            .collect();
        quote!(static #ident: Object = Object { fields: &[#(#fields),*] };)
    }

    fn operation(&mut self, operation: &Operation<'_>) -> TokenStream {
        let id = operation.text("operationId");
        let (method, path) = (operation.method.to_uppercase(), operation.path);
        let parameters = operation.object.get("parameters").and_then(Value::as_array);
        let parameters: Vec<TokenStream> = parameters
            .into_iter()
            .flatten()
            .map(|parameter| {
                let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
                let shape =
                    self.shape(&format!("{id}.{name}"), parameter.get("schema").unwrap_or(&Value::Null));
                quote!((#name, #shape))
            })
            .collect();
        let request = match operation.request() {
            Some(schema) => {
                let shape = self.shape(&format!("{id} request"), schema);
                quote!(Some(#shape))
            }
            None => quote!(None),
        };
        let success = operation.object.get("responses").and_then(|responses| responses.get("2XX"));
        let success = success.and_then(|success| success.pointer("/content/application~1json/schema"));
        let success = self.shape(&format!("{id} response"), success.unwrap_or(&Value::Null));
        quote! {
            Operation {
                method: #method,
                path: #path,
                parameters: &[#(#parameters),*],
                request: #request,
                success: #success,
            }
        }
    }

    fn shape(&mut self, place: &str, schema: &Value) -> TokenStream {
        if let Some((_, kind)) = DECISIONS.iter().find(|(decided, _)| *decided == place) {
            return self.leaf(place, schema, kind);
        }
        let inner = schema.get("allOf").and_then(|all| all.get(0)).unwrap_or(schema);
        if let Some(name) = reference(inner) {
            return self.component(place, schema, name);
        }
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        match (text("type"), text("format")) {
            (Some("array"), _) => {
                let items = self.shape(place, schema.get("items").unwrap_or(&Value::Null));
                quote!(Shape::List(&#items))
            }
            (Some("boolean" | "integer"), _) => self.leaf(place, schema, "Plain"),
            (Some("number"), _) => self.leaf(place, schema, "Amount"),
            (Some("string"), Some("date-time")) => self.leaf(place, schema, "Time"),
            _ => self.no_decision(place),
        }
    }

    fn component(&mut self, place: &str, property: &Value, name: &str) -> TokenStream {
        let document = self.document;
        let component = document.components().find(|(component, _, _)| *component == name);
        let Some((_, kind, schema)) = component else { return self.no_decision(place) };
        match kind {
            Kind::Id => self.leaf(place, property, "Id"),
            Kind::Answer => self.leaf(place, property, "Answer"),
            Kind::OpenEnum if is_personal(property) => self.no_decision(place),
            Kind::OpenEnum => {
                let values = Document::known_values(schema);
                quote!(Shape::Leaf(Kind::Known(&[#(#values),*])))
            }
            Kind::Personal => match PERSONAL.iter().find(|(component, _)| *component == name) {
                Some((_, kind)) => self.leaf(place, property, kind),
                None => self.no_decision(place),
            },
            Kind::Object => {
                let ident = object_ident(name);
                quote!(Shape::Object(&#ident))
            }
            Kind::Tags | Kind::Rows => {
                let items = self.shape(place, schema.get("items").unwrap_or(&Value::Null));
                quote!(Shape::List(&#items))
            }
        }
    }

    fn leaf(&mut self, place: &str, property: &Value, kind: &str) -> TokenStream {
        if is_personal(property) && KEEPING.contains(&kind) {
            return self.no_decision(place);
        }
        let kind = format_ident!("{kind}");
        quote!(Shape::Leaf(Kind::#kind))
    }

    fn no_decision(&mut self, place: &str) -> TokenStream {
        self.undecided.push(place.to_owned());
        TokenStream::new()
    }
}

fn is_personal(property: &Value) -> bool {
    property.get("x-join-pii") == Some(&Value::Bool(true))
}

fn object_ident(name: &str) -> Ident {
    format_ident!("{}", name.to_shouty_snake_case())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        serde_json::from_str(include_str!("../../../join-api.json")).unwrap()
    }

    #[test]
    fn a_new_field_needs_a_decision() {
        assert!(table(&Document::new(document())).is_ok());
        for schema in [
            serde_json::json!({"type": "string"}),
            serde_json::json!({"type": "string", "format": "date"}),
            serde_json::json!({"type": "object"}),
            serde_json::json!({"type": "boolean", "x-join-pii": true}),
            serde_json::json!({"allOf": [{"$ref": "#/components/schemas/JobStatus"}], "x-join-pii": true}),
            serde_json::json!({"allOf": [{"$ref": "#/components/schemas/NewKind"}]}),
        ] {
            let mut document = document();
            document["components"]["schemas"]["NewKind"] =
                serde_json::json!({"type": "string", "x-join-kind": "personal"});
            document["components"]["schemas"]["Job"]["properties"]["hobby"] = schema.clone();
            let undecided = table(&Document::new(document)).unwrap_err();
            assert_eq!(undecided, ["Job.hobby"], "{schema}");
        }
    }

    #[test]
    fn every_decision_is_about_a_field_of_the_document() {
        let value = document();
        for (place, _) in DECISIONS {
            let (owner, name) = place.split_once('.').unwrap();
            let field = &value["components"]["schemas"][owner]["properties"][name];
            let document = Document::new(value.clone());
            let parameter = document.operations().any(|operation| {
                let parameters = operation.object.get("parameters").and_then(Value::as_array);
                operation.text("operationId") == owner
                    && parameters.into_iter().flatten().any(|parameter| parameter["name"] == *name)
            });
            assert!(!field.is_null() || parameter, "{place}");
        }
    }
}
