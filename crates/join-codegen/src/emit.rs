//! Emits the code that progenitor does not: ids, open enums, personal types, and the table of operations.

use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{File, Item, parse_quote};

use crate::document::{Document, Kind, Operation};

/// Adds the replaced scalars to the module `types`, where the generated structs expect them.
pub(crate) fn add_scalars(file: &mut File, document: &Document) -> syn::Result<()> {
    let mut items: Vec<Item> = Vec::new();
    for (name, kind, schema) in document.components() {
        let ident: Ident = syn::parse_str(name)?;
        let docs = docs(schema.get("description").and_then(Value::as_str).unwrap_or_default());
        match kind {
            Kind::Id => {
                items.push(parse_quote! {
                    #docs
                    #[derive(
                        ::serde::Deserialize, ::serde::Serialize, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord
                    )]
                    #[serde(transparent)]
                    pub struct #ident(pub i64);
                });
                items.push(parse_quote!(crate::scalar::id!(#ident);));
            }
            Kind::Personal => {
                items.push(parse_quote! {
                    #docs
                    ///
                    /// Personal data: `Debug` prints `[redacted]` and there is no `Display`. A JSON number or boolean is
                    /// read as its text.
                    #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
                    pub struct #ident(::std::string::String);
                });
                items.push(parse_quote!(crate::scalar::personal!(#ident);));
            }
            Kind::OpenEnum => {
                let values: Vec<&str> = Document::known_values(schema).collect();
                let variant = |value: &&str| format_ident!("{}", value.to_upper_camel_case());
                let variants: Vec<Ident> = values.iter().map(variant).collect();
                let value_docs = values.iter().map(|value| format!(" `{value}`"));
                items.push(parse_quote! {
                    #docs
                    ///
                    /// The set is open: a value that is not known here is kept as it came and written back the same.
                    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
                    #[non_exhaustive]
                    pub enum #ident {
                        #(#[doc = #value_docs] #variants,)*
                        /// A value that is not known here.
                        Unknown(crate::UnknownValue),
                    }
                });
                items.push(parse_quote!(crate::scalar::open_enum!(#ident { #(#variants = #values,)* });));
            }
            Kind::Tags | Kind::Answer | Kind::Rows | Kind::Object => {}
        }
    }
    let types = file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_mut(),
        _ => None,
    });
    let (_, content) = types.ok_or_else(|| syn::Error::new(Span::call_site(), "no module `types`"))?;
    content.extend(items);
    Ok(())
}

/// Adds the module `operations`: a constant for each operation, and a list of all in document order.
pub(crate) fn add_operations(file: &mut File, document: &Document) -> syn::Result<()> {
    let mut constants = TokenStream::new();
    let mut names = Vec::new();
    for operation in document.operations() {
        let name = format_ident!("{}", operation.text("operationId").to_shouty_snake_case());
        let value = operation_value(&operation);
        let doc = format!(
            " {}: `{} {}`.",
            operation.text("summary"),
            operation.method.to_uppercase(),
            operation.path
        );
        constants.extend(quote! {
            #[doc = #doc]
            pub const #name: Operation = #value;
        });
        names.push(name);
    }
    file.items.push(parse_quote! {
        /// Every operation of the document: its name, method and path, and what a repeat of it does.
        pub mod operations {
            use crate::operation::{Idempotency, Evidence, Operation};
            #constants
            /// Every operation, in the order of the document.
            pub const ALL: &[Operation] = &[#(#names),*];
        }
    });
    Ok(())
}

fn operation_value(operation: &Operation<'_>) -> TokenStream {
    let id = operation.text("operationId");
    let method = operation.method.to_uppercase();
    let path = operation.path;
    let class = format_ident!("{}", operation.text("x-join-class").to_upper_camel_case());
    let evidence = format_ident!("{}", operation.text("x-join-evidence").to_upper_camel_case());
    quote! {
        Operation { id: #id, method: #method, path: #path, class: Idempotency::#class, evidence: Evidence::#evidence }
    }
}

fn docs(text: &str) -> TokenStream {
    text.lines()
        .map(|line| {
            let line = format!(" {}", line.trim());
            quote!(#[doc = #line])
        })
        .collect()
}
