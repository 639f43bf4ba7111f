//! Turns progenitor's mocks into those of `join-httpmock`: typed bodies, plain arguments, docs, no unwraps.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, File, FnArg, GenericParam, ImplItem, ImplItemFn, Item, ItemImpl, Type, parse_quote};

use crate::document::{Document, Operation};

/// Rewrites the generated file in place.
pub(crate) fn rewrite(file: &mut File, document: &Document) -> syn::Result<()> {
    Paths.visit_file_mut(file);
    let mut operations: Vec<Item> = vec![parse_quote!(
        use join_client::types;
    )];
    for item in inner_items(file)? {
        let Item::Impl(mut item) = item else { continue };
        let name: Ident = syn::parse2(item.self_ty.to_token_stream())?;
        let found = document.operations().find_map(|operation| {
            let side = name.to_string();
            let side = side.strip_prefix(&operation.text("operationId").to_upper_camel_case())?;
            Side::of(side).map(|side| (operation, side))
        });
        let (operation, side) =
            found.ok_or_else(|| syn::Error::new(name.span(), format!("{name} belongs to no operation")))?;
        rewrite_impl(&mut item, &operation, side)?;
        let doc = side.doc(&operation);
        let inner = side.inner();
        operations.push(parse_quote!(#[doc = #doc] pub struct #name(::httpmock::#inner);));
        operations.push(Item::Impl(item));
        let common = side.common();
        operations.push(parse_quote!(crate::#common!(#name);));
    }
    let methods = document.operations().map(|operation| method(&operation));
    file.items = vec![
        parse_quote! {
            /// What a mock of each operation expects, and what it answers.
            pub mod operations { #(#operations)* }
        },
        parse_quote!(impl crate::JoinMock { #(#methods)* }),
    ];
    Ok(())
}

/// The items of progenitor's module `operations`.
fn inner_items(file: &mut File) -> syn::Result<Vec<Item>> {
    let inner = file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "operations" => module.content.take(),
        _ => None,
    });
    inner.map(|(_, items)| items).ok_or_else(|| syn::Error::new(Span::call_site(), "no module `operations`"))
}

/// One side of a mock.
#[derive(Clone, Copy)]
enum Side {
    When,
    Then,
}

impl Side {
    fn of(suffix: &str) -> Option<Self> {
        match suffix {
            "When" => Some(Self::When),
            "Then" => Some(Self::Then),
            _ => None,
        }
    }

    /// The type of httpmock that it wraps.
    fn inner(self) -> Ident {
        match self {
            Self::When => format_ident!("When"),
            Self::Then => format_ident!("Then"),
        }
    }

    /// The macro of the methods that every operation has.
    fn common(self) -> TokenStream {
        match self {
            Self::When => quote!(when::common),
            Self::Then => quote!(then::common),
        }
    }

    fn doc(self, operation: &Operation<'_>) -> String {
        let place = place(operation);
        match self {
            Self::When => {
                format!(" What a mock of {place} expects. Without a further method it takes every request.")
            }
            Self::Then => format!(" What a mock of {place} answers."),
        }
    }
}

fn place(operation: &Operation<'_>) -> String {
    let (id, method) = (operation.text("operationId"), operation.method.to_uppercase());
    format!("`{id}` (`{method} {}`)", operation.path)
}

/// The method of `JoinMock` that mocks an operation.
fn method(operation: &Operation<'_>) -> TokenStream {
    let id = operation.text("operationId");
    let name = format_ident!("{}", id.to_snake_case());
    let constant = format_ident!("{}", id.to_snake_case().to_uppercase());
    let when = format_ident!("{}When", id.to_upper_camel_case());
    let then = format_ident!("{}Then", id.to_upper_camel_case());
    let doc = format!(" Mocks {}: {}.", place(operation), operation.text("summary").to_lowercase());
    quote! {
        #[doc = #doc]
        pub fn #name<R>(
            &self,
            define: impl FnOnce(operations::#when, operations::#then) -> R,
        ) -> crate::Mock<'_> {
            self.mock(&join_client::operations::#constant, |when, then| {
                define(operations::#when::new(when), operations::#then::new(then));
            })
        }
    }
}

fn rewrite_impl(item: &mut ItemImpl, operation: &Operation<'_>, side: Side) -> syn::Result<()> {
    let mut items = Vec::new();
    for member in std::mem::take(&mut item.items) {
        let ImplItem::Fn(mut function) = member else { continue };
        match (side, function.sig.ident.to_string().as_str()) {
            // The macro of the common methods has it.
            (_, "into_inner") => {}
            (_, "new") => {
                function.vis = parse_quote!(pub(crate));
                items.push(ImplItem::Fn(function));
            }
            (Side::When, "body") => {
                function.attrs.push(parse_quote!(#[doc = " Expects exactly this body."]));
                items.push(ImplItem::Fn(function));
                items.push(parse_quote! {
                    /// Expects these members in the body, and allows others.
                    pub fn body_includes(self, members: impl Into<::serde_json::Value>) -> Self {
                        Self(self.0.json_body_includes(members.into().to_string()))
                    }
                });
            }
            (Side::When, name) => {
                let docs = parameter_docs(operation, name, is_optional(&function));
                function.attrs.push(parse_quote!(#[doc = #docs]));
                plain_argument(&mut function);
                items.push(ImplItem::Fn(function));
            }
            (Side::Then, "success") => items.extend(success(&function)?),
            (Side::Then, name) => {
                let message = format!("`{name}` is no response that the mocks know");
                return Err(syn::Error::new(function.sig.ident.span(), message));
            }
        }
    }
    item.items = items;
    Ok(())
}

fn is_optional(function: &ImplItemFn) -> bool {
    !function.sig.generics.params.is_empty()
}

fn parameter_docs(operation: &Operation<'_>, method: &str, is_optional: bool) -> String {
    let parameters = operation.object.get("parameters").and_then(Value::as_array);
    let found = parameters.into_iter().flatten().find_map(|parameter| {
        let name = parameter.get("name")?.as_str()?;
        (name.to_snake_case() == method).then_some((name, parameter.get("description")?.as_str()?))
    });
    let (name, description) = found.unwrap_or((method, ""));
    let absent = if is_optional { " `None` expects a request without it." } else { "" };
    let first = description.lines().next().unwrap_or_default();
    format!(" Expects this `{name}`. {first}{absent}").trim_end().to_owned()
}

/// Takes ids, words and times by value, where progenitor takes references.
fn plain_argument(function: &mut ImplItemFn) {
    let mut owned = false;
    if let Some(FnArg::Typed(argument)) = function.sig.inputs.iter_mut().nth(1)
        && let Type::Reference(reference) = &*argument.ty
    {
        let inner = reference.elem.clone();
        *argument.ty = parse_quote!(impl Into<#inner>);
        let first = parse_quote!(let value: #inner = value.into(););
        function.block.stmts.insert(0, first);
    }
    for predicate in function.sig.generics.where_clause.iter_mut().flat_map(|clause| &mut clause.predicates) {
        let text = predicate.to_token_stream().to_string();
        if let Some((before, after)) = text.split_once("& 'a ")
            && !after.starts_with("str")
            && let Ok(plain) = syn::parse_str(&format!("{before}{after}"))
        {
            *predicate = plain;
            owned = true;
        }
    }
    if owned {
        let params = std::mem::take(&mut function.sig.generics.params);
        let kept = params.into_iter().filter(|param| !matches!(param, GenericParam::Lifetime(_)));
        function.sig.generics.params = kept.collect();
    }
}

/// The successes of an operation: 200, and any other of the class.
fn success(function: &ImplItemFn) -> syn::Result<[ImplItem; 2]> {
    let body = match function.sig.inputs.iter().nth(2) {
        Some(FnArg::Typed(argument)) => match &*argument.ty {
            Type::Reference(reference) => reference.elem.clone(),
            other => Box::new(other.clone()),
        },
        _ => return Err(syn::Error::new(function.sig.ident.span(), "a success without a body")),
    };
    Ok([
        parse_quote! {
            /// Answers 200 with this body.
            pub fn ok(self, body: impl crate::Body<#body>) -> Self {
                self.success(200, body)
            }
        },
        parse_quote! {
            /// Answers with this status and body.
            ///
            /// # Panics
            ///
            /// Panics when the status is not from 200 to 299.
            pub fn success(self, status: u16, body: impl crate::Body<#body>) -> Self {
                Self(crate::then::success(self.0, status, body.into_json()))
            }
        },
    ])
}

/// Names the types of the client, and hands patterns to httpmock as texts, which compiles them.
struct Paths;

impl VisitMut for Paths {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let starts = |name: &str| path.segments.first().is_some_and(|segment| segment.ident == name);
        if starts("crate") {
            let mut rest = path.segments.iter().skip(1).cloned().peekable();
            let is_type = rest.peek().is_some_and(|segment| segment.ident == "types");
            let client = (!is_type).then(|| parse_quote!(join_client));
            path.segments = client.into_iter().chain(rest).collect();
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(unwrap) = expression
            && unwrap.method == "unwrap"
            && let Expr::Call(call) = &*unwrap.receiver
            && call.func.to_token_stream().to_string() == "regex :: Regex :: new"
            && let Some(pattern) = call.args.first()
        {
            *expression = match pattern {
                Expr::Reference(owned) => (*owned.expr).clone(),
                text => text.clone(),
            };
        }
    }
}
