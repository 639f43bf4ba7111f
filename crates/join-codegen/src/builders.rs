//! Emits a builder of test data for each object of the document.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{File, Item, parse_quote};

use crate::document::{Document, Kind, reference};

/// Adds the module `builders`: a type for each object, and the function that begins it.
pub(crate) fn add(file: &mut File, document: &Document) {
    let objects = document.components().filter(|(_, kind, _)| *kind == Kind::Object);
    let items: Vec<Item> = objects.flat_map(|(name, _, schema)| builder(document, name, schema)).collect();
    file.items.push(parse_quote! {
        /// Builders of test data, one for each object of the document.
        pub(crate) mod builders {
            use crate::builder::array;
            use crate::Body;
            use join_client::types;
            use serde_json::Value;
            #(#items)*
        }
    });
}

/// The builder of an object, and the function that begins it.
fn builder(document: &Document, name: &str, schema: &Value) -> Vec<Item> {
    let pascal = name.to_upper_camel_case();
    let type_name = format_ident!("{pascal}");
    let builder = format_ident!("{pascal}Builder");
    let snake = name.to_snake_case();
    let begin = format_ident!("{}", begin(&snake));
    let defaults = format_ident!("{snake}");
    let properties = schema.get("properties").and_then(Value::as_object);
    let setters = properties.into_iter().flatten().map(|(name, schema)| setter(document, name, schema));
    let inner = properties.into_iter().flatten().map(|(name, schema)| inner_setters(document, name, schema));
    let doc = format!(" Builds `{pascal}` as JSON, or as the client's type.");
    let begin_doc = format!(" A usual `{pascal}`, always the same.");
    let example = example(&pascal, &begin.to_string(), properties.is_some_and(|all| all.contains_key("id")));
    vec![
        parse_quote! {
            #[doc = #doc]
            #[derive(Clone, PartialEq)]
            #[must_use = "a builder does nothing until it is used"]
            pub struct #builder(pub(crate) crate::builder::Members);
        },
        parse_quote!(crate::builder::common!(#builder, types::#type_name);),
        parse_quote!(impl #builder { #(#setters)* #(#inner)* }),
        parse_quote! {
            #[doc = #begin_doc]
            #(#[doc = #example])*
            pub fn #begin() -> #builder {
                #builder(crate::builder::members(crate::defaults::#defaults()))
            }
        },
    ]
}

fn begin(snake: &str) -> String {
    let article = if snake.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article}_{snake}")
}

/// The lines of an example that compiles and runs.
fn example(pascal: &str, begin: &str, has_id: bool) -> Vec<String> {
    let (with, check) = match has_id {
        true => (".with_id(7)", "assert_eq!(built.id, typed.id);"),
        false => ("", "assert_eq!(built, typed);"),
    };
    let lines = [
        "",
        "```",
        &format!("use join_client::types::{pascal};"),
        &format!("use join_httpmock::{begin};"),
        "",
        &format!("let built = {begin}(){with}.build()?;"),
        &format!("let typed: {pascal} = serde_json::from_value({begin}(){with}.into_json())?;"),
        check,
        "# Ok::<(), Box<dyn std::error::Error>>(())",
        "```",
    ];
    lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") }).collect()
}

fn setter(document: &Document, name: &str, schema: &Value) -> TokenStream {
    let method = format_ident!("with_{}", name.to_snake_case());
    let (argument, value) = argument(document, schema);
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let doc =
        format!(" Sets `{name}`. {}", description.lines().next().unwrap_or_default()).trim_end().to_owned();
    quote! {
        #[doc = #doc]
        pub fn #method(self, value: #argument) -> Self {
            self.with(#name, #value)
        }
    }
}

/// Setters of what tests set most often inside a member that is an object: its id and its tags. The rest of it stays.
fn inner_setters(document: &Document, name: &str, schema: &Value) -> TokenStream {
    let inner = component(schema).and_then(|inner| document.components().find(|(other, ..)| *other == inner));
    let Some((inner_name, Kind::Object, inner)) = inner else { return TokenStream::new() };
    let builder = format_ident!("{}Builder", inner_name.to_upper_camel_case());
    let begin = format_ident!("{}", begin(&inner_name.to_snake_case()));
    let outer = format_ident!("with_{}", name.to_snake_case());
    let mut setters = TokenStream::new();
    for (member, schema) in inner.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let kind = component(schema).map(|name| kind(document, name));
        let setter = match kind {
            Some(Kind::Id) if member == "id" => format_ident!("with_{}_id", name.to_snake_case()),
            Some(Kind::Tags) => format_ident!("with_{}", member.to_snake_case()),
            _ => continue,
        };
        let inner_setter = format_ident!("with_{}", member.to_snake_case());
        let (argument, _) = argument(document, schema);
        let doc = format!(" Sets `{member}` of `{name}`, and keeps the rest of it.");
        setters.extend(quote! {
            #[doc = #doc]
            pub fn #setter(self, value: #argument) -> Self {
                let inner = match self.0.get(#name) {
                    Some(Value::Object(members)) => #builder(members.clone()),
                    _ => #begin(),
                };
                self.#outer(inner.#inner_setter(value))
            }
        });
    }
    setters
}

/// The type of a setter's argument, and the JSON value of it.
fn argument(document: &Document, schema: &Value) -> (TokenStream, TokenStream) {
    if let Some(name) = component(schema) {
        let type_name = format_ident!("{}", name.to_upper_camel_case());
        return match kind(document, name) {
            Kind::Id => (quote!(impl Into<types::#type_name>), quote!(value.into().0)),
            Kind::OpenEnum => (quote!(impl Into<types::#type_name>), quote!(value.into().as_str())),
            Kind::Personal => (quote!(impl Into<String>), quote!(value.into())),
            Kind::Tags => (texts(), quote!(array(value.into_iter().map(|text| Value::from(text.into()))))),
            Kind::Answer => (quote!(impl Into<Value>), quote!(value.into())),
            Kind::Rows | Kind::Object => (quote!(impl Body<types::#type_name>), quote!(value.into_json())),
        };
    }
    let text = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    match (text("type"), text("format")) {
        ("string", "date-time") => (quote!(::jiff::Timestamp), quote!(value.to_string())),
        ("string", _) => (quote!(impl Into<String>), quote!(value.into())),
        ("boolean", _) => (quote!(bool), quote!(value)),
        ("integer", _) => (quote!(i64), quote!(value)),
        ("array", _) => items(document, schema),
        _ => (quote!(impl Into<Value>), quote!(value.into())),
    }
}

fn items(document: &Document, schema: &Value) -> (TokenStream, TokenStream) {
    match schema.get("items").and_then(reference) {
        Some(name) if kind(document, name) == Kind::Object => {
            let type_name = format_ident!("{}", name.to_upper_camel_case());
            let items = quote!(impl IntoIterator<Item = impl Body<types::#type_name>>);
            (items, quote!(array(value.into_iter().map(Body::into_json))))
        }
        _ => (texts(), quote!(array(value.into_iter().map(|text| Value::from(text.into()))))),
    }
}

fn texts() -> TokenStream {
    quote!(impl IntoIterator<Item = impl Into<String>>)
}

/// The component of a property: its own, or the one that it is all of.
fn component(schema: &Value) -> Option<&str> {
    reference(schema).or_else(|| schema.get("allOf")?.as_array()?.first().and_then(reference))
}

fn kind(document: &Document, name: &str) -> Kind {
    document.components().find_map(|(other, kind, _)| (other == name).then_some(kind)).unwrap_or(Kind::Object)
}
