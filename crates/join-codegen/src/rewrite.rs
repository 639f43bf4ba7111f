//! Fixes progenitor's output where no setting can.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, Field, File, ImplItem, ImplItemFn, ItemImpl, Local, Path, Token, Type,
    parse_quote,
};

/// Rewrites the generated file in place.
pub(crate) fn rewrite(file: &mut File) {
    Rewrite.visit_file_mut(file);
}

struct Rewrite;

impl VisitMut for Rewrite {
    /// Removes `Client::new`, which unwraps and sets its own timeouts, and gives the other constructor a parsed base URL.
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        let is_client = item.trait_.is_none() && tokens(&item.self_ty) == "Client";
        if is_client {
            item.items.retain(|item| !is_function(item, "new"));
            for constructor in item.items.iter_mut().filter(|item| is_function(item, "new_with_client")) {
                *constructor = parse_quote! {
                    /// Makes a client of an HTTP client and the transport that sends its requests.
                    pub fn new_with_client(
                        baseurl: crate::BaseUrl,
                        client: reqwest::Client,
                        inner: crate::transport::Inner,
                    ) -> Self {
                        Self { baseurl, client, inner }
                    }
                };
            }
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    /// Removes the header `api-version`, which every operation would send.
    ///
    /// JOIN has no such header. The lint refuses parameters in headers, so the map holds nothing else.
    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|statement| {
            !tokens(statement).starts_with("let mut header_map =")
                && !tokens(statement).starts_with("header_map .")
        });
        visit_mut::visit_block_mut(self, block);
    }

    /// Reads responses by functions of the client: progenitor's copies the headers, and knows no lists.
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        let is_list = tokens(&function.sig.output).contains("ResponseValue < crate :: Rows <");
        let read =
            if is_list { parse_quote!(crate::response::rows) } else { parse_quote!(crate::response::value) };
        ReadBy(read).visit_impl_item_fn_mut(function);
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    /// Appends the path to the base URL, which is parsed already. progenitor's text of both is parsed for each request.
    fn visit_local_mut(&mut self, local: &mut Local) {
        if tokens(&local.pat) == "url"
            && let Some(init) = &mut local.init
            && let Some(path) = path_of(&init.expr)
        {
            *init.expr = parse_quote!(self.baseurl.at(&#path));
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::MethodCall(call) = expression
            && call.method == "headers"
            && tokens(&call.args) == "header_map"
        {
            *expression = (*call.receiver).clone();
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if field.ident.as_ref().is_some_and(|name| name == "baseurl") {
            field.ty = parse_quote!(crate::BaseUrl);
        }
        match optional(&field.ty).as_deref() {
            // An Option would read null as absent.
            Some("crate :: Tags") => {
                field.ty = parse_quote!(crate::Tags);
                field.attrs.retain(|attribute| !is_serde_skip(attribute));
                field
                    .attrs
                    .push(parse_quote!(#[serde(default, skip_serializing_if = "crate::Tags::is_absent")]));
            }
            // Decimal's own form is a string; JOIN writes numbers.
            Some(":: rust_decimal :: Decimal") => {
                field
                    .attrs
                    .push(parse_quote!(#[serde(default, with = "::rust_decimal::serde::float_option")]));
            }
            _ => {}
        }
        visit_mut::visit_field_mut(self, field);
    }

    /// Makes one `///` line of each line of text, with a space before it.
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut fixed = Vec::with_capacity(attributes.len());
        for attribute in attributes.drain(..) {
            match doc_text(&attribute) {
                Some(text) => {
                    let text = text.trim_end();
                    fixed.extend(text.lines().map(|line| {
                        let line = match line.trim() {
                            "" => String::new(),
                            line => format!(" {line}"),
                        };
                        parse_quote!(#[doc = #line])
                    }));
                }
                None => fixed.push(attribute),
            }
        }
        *attributes = fixed;
    }
}

/// The text of an address with the base URL's path in place of the whole.
fn path_of(address: &Expr) -> Option<Expr> {
    let Expr::Macro(format) = address else { return None };
    let parts = format.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
    let parts = parts.into_iter().map(|part| match tokens(&part).as_str() {
        "self . baseurl" => parse_quote!(self.baseurl.path()),
        _ => part,
    });
    Some(parse_quote!(format!(#(#parts),*)))
}

fn is_function(item: &ImplItem, name: &str) -> bool {
    matches!(item, ImplItem::Fn(function) if function.sig.ident == name)
}

/// Replaces progenitor's reading of a response by this function.
struct ReadBy(Path);

impl VisitMut for ReadBy {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Await(waiting) = expression
            && let Expr::Call(call) = &*waiting.base
            && tokens(&call.func) == "ResponseValue :: from_response"
        {
            let (read, response) = (&self.0, &call.args);
            *expression = parse_quote!(#read(crate::response::received(#response).await?));
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

/// The tokens of `T`, if the type is `Option<T>`.
fn optional(ty: &Type) -> Option<String> {
    let text = tokens(ty);
    let inner = text.strip_prefix(":: std :: option :: Option < ")?.strip_suffix(" >")?;
    Some(inner.to_owned())
}

fn tokens(node: &impl ToTokens) -> String {
    node.to_token_stream().to_string()
}

fn is_serde_skip(attribute: &Attribute) -> bool {
    attribute.path().is_ident("serde") && tokens(attribute).contains("skip_serializing_if")
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    if !attribute.path().is_ident("doc") {
        return None;
    }
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    Some(text.value())
}
