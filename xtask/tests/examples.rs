//! Every public item that a user calls has an example, or is a plain getter, an option or data. Read from the sources.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use syn::{Attribute, Block, Expr, FnArg, GenericArgument, Item, PathArguments, Receiver, ReceiverKind};
use syn::{ReturnType, Signature, Stmt, Type, Visibility};

/// A public function or trait.
struct Function {
    name: String,
    /// Whether its own docs hold an example.
    has_example: bool,
    form: Form,
}

/// What a function is to its caller.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    /// Reads a value of the receiver, and does nothing else.
    Getter,
    /// Sets a value, and returns the receiver.
    Setter,
    /// Everything else.
    Action,
}

/// The page of a type in the documentation: its docs and those of its methods.
#[derive(Default)]
struct Page {
    /// The text of all examples.
    examples: String,
    functions: Vec<Function>,
}

impl Page {
    /// Whether an example of this page calls the function.
    fn calls(&self, function: &str) -> bool {
        [".", "::"].iter().any(|before| {
            let call = format!("{before}{function}");
            self.examples.match_indices(&call).any(|(at, _)| {
                let rest = self.examples.get(at + call.len()..).unwrap_or_default();
                rest.starts_with('(') || rest.starts_with("::<")
            })
        })
    }

    fn shows(&self, function: &Function) -> bool {
        match function.form {
            Form::Getter => true,
            Form::Setter => function.has_example || !self.examples.is_empty(),
            Form::Action => function.has_example || self.calls(&function.name),
        }
    }
}

/// The pages of a crate, by the name of the type. Functions of no type stand under the empty name.
#[derive(Default)]
struct Pages {
    pages: BTreeMap<String, Page>,
    /// The pages of the blocking client, whose types have the names of the other client's.
    blocking: BTreeMap<String, Page>,
}

impl Pages {
    fn of(files: &[(String, String)]) -> Self {
        let mut pages = Self::default();
        for (path, text) in files {
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            let of_file = if path.starts_with("blocking/") { &mut pages.blocking } else { &mut pages.pages };
            read_items(&parsed.items, of_file);
        }
        pages
    }

    /// The items that need an example and have none, as `Type::method`.
    fn missing(&self) -> BTreeSet<String> {
        let mut missing = BTreeSet::new();
        for (owner, page) in &self.pages {
            let silent = page.functions.iter().filter(|function| !page.shows(function));
            missing.extend(silent.map(|function| joined(&[owner, &function.name])));
        }
        for (owner, page) in &self.blocking {
            // A blocking method reads as its async sibling without `await`.
            let sibling = self.pages.get(owner);
            let shown = |function: &&Function| {
                let name = ["_response", "_with_text"]
                    .iter()
                    .find_map(|end| function.name.strip_suffix(end))
                    .unwrap_or(&function.name);
                page.shows(function)
                    || sibling.is_some_and(|sibling| sibling.functions.iter().any(|other| other.name == name))
            };
            let silent = page.functions.iter().filter(|function| !shown(function));
            missing.extend(silent.map(|function| joined(&["blocking", owner, &function.name])));
        }
        missing
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("::")
}

fn read_items(items: &[Item], pages: &mut BTreeMap<String, Page>) {
    for item in items {
        match item {
            Item::Struct(one) if is_public(&one.vis) => add_type(&one.ident.to_string(), &one.attrs, pages),
            Item::Enum(one) if is_public(&one.vis) => add_type(&one.ident.to_string(), &one.attrs, pages),
            Item::Trait(one) if is_public(&one.vis) && !is_sealed(one) => {
                // A user implements it, so its own docs show how.
                let example = examples(&one.attrs);
                let name = one.ident.to_string();
                let function = Function { name, has_example: !example.is_empty(), form: Form::Action };
                let page = pages.entry(String::new()).or_default();
                page.functions.push(function);
            }
            Item::Fn(one) if is_public(&one.vis) => add_function("", &one.sig, &one.block, &one.attrs, pages),
            Item::Impl(one) if one.trait_.is_none() => {
                let owner = last_name(&one.self_ty);
                for part in &one.items {
                    if let syn::ImplItem::Fn(function) = part
                        && is_public(&function.vis)
                    {
                        add_function(&owner, &function.sig, &function.block, &function.attrs, pages);
                    }
                }
            }
            Item::Mod(one) if is_public(&one.vis) => {
                if let Some((_, inner)) = &one.content {
                    read_items(inner, pages);
                }
            }
            _ => {}
        }
    }
}

fn add_type(name: &str, attributes: &[Attribute], pages: &mut BTreeMap<String, Page>) {
    pages.entry(name.to_owned()).or_default().examples.push_str(&examples(attributes));
}

fn add_function(
    owner: &str,
    signature: &Signature,
    body: &Block,
    attributes: &[Attribute],
    pages: &mut BTreeMap<String, Page>,
) {
    let example = examples(attributes);
    let page = pages.entry(owner.to_owned()).or_default();
    let name = signature.ident.to_string();
    page.functions.push(Function { name, has_example: !example.is_empty(), form: form(signature, body) });
    page.examples.push_str(&example);
}

/// Whether only this crate implements the trait.
fn is_sealed(one: &syn::ItemTrait) -> bool {
    one.supertraits.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => bound.path.segments.iter().any(|part| part.ident == "Sealed"),
        _ => false,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The Rust code in the docs of an item.
fn examples(attributes: &[Attribute]) -> String {
    let mut code = String::new();
    let mut fence = None;
    for attribute in attributes {
        let Some(line) = doc_line(attribute) else { continue };
        match (line.trim().strip_prefix("```"), fence) {
            (Some(kind), None) => fence = Some(["", "no_run", "should_panic"].contains(&kind)),
            (Some(_), Some(_)) => fence = None,
            (None, Some(true)) => {
                code.push_str(&line);
                code.push('\n');
            }
            _ => {}
        }
    }
    code
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if pair.path.is_ident("doc") => {
            Some(text.value())
        }
        _ => None,
    }
}

fn form(signature: &Signature, body: &Block) -> Form {
    let returned = match &signature.output {
        ReturnType::Default => return Form::Action,
        ReturnType::Type(_, returned) => returned,
    };
    let receiver = match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) => receiver,
        _ => return Form::Action,
    };
    if takes_whole(receiver) && gives_itself(returned) {
        Form::Setter
    } else if signature.inputs.len() == 1 && reads(receiver) && is_plain(signature, body, returned) {
        Form::Getter
    } else {
        Form::Action
    }
}

fn takes_whole(receiver: &Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Value)
}

fn reads(receiver: &Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Value | ReceiverKind::Reference(_, _, None))
}

/// Whether the type is `Self`, or a result of it.
fn gives_itself(returned: &Type) -> bool {
    match last_name(returned).as_str() {
        "Self" => true,
        "Result" => type_arguments(returned).first().is_some_and(|first| last_name(first) == "Self"),
        _ => false,
    }
}

/// Whether a function gives a scalar, or is one expression that gives a value: not a call, not a list, not a part of the client.
fn is_plain(signature: &Signature, body: &Block, returned: &Type) -> bool {
    let gives_value =
        !["Result", "List", "Rows"].contains(&last_name(returned).as_str()) && !borrows_client(returned);
    let one_expression = matches!(body.stmts.as_slice(), [Stmt::Expr(_, None)]);
    let scalar = ["bool", "u32", "u64", "usize", "i64", "f64", "str", "String"]
        .contains(&last_name(returned).as_str());
    signature.asyncness.is_none() && gives_value && (one_expression || scalar)
}

/// Whether the type has a lifetime among its arguments, as `Jobs<'_>` and `Call<'a, Job>` have.
fn borrows_client(returned: &Type) -> bool {
    let Type::Path(path) = returned else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    match &last.arguments {
        PathArguments::AngleBracketed(list) => {
            list.args.iter().any(|argument| matches!(argument, GenericArgument::Lifetime(_)))
        }
        _ => false,
    }
}

fn type_arguments(of: &Type) -> Vec<&Type> {
    let Type::Path(path) = of else { return Vec::new() };
    match path.path.segments.last().map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(list)) => list
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(inner) => Some(inner),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn last_name(of: &Type) -> String {
    match of {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        Type::Reference(to) => last_name(&to.elem),
        _ => String::new(),
    }
}

/// The hand-written sources of a crate, by their paths below `src`.
fn sources(name: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates").join(name).join("src");
    let mut files = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("generated.rs") {
                let below = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
                files.push((below, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

const CRATES: [&str; 7] = [
    "join-actions",
    "join-client",
    "join-httpmock",
    "join-postgres",
    "join-recorder",
    "join-sandbox",
    "join-sdk",
];

fn missing_in_all() -> BTreeSet<String> {
    CRATES
        .iter()
        .flat_map(|name| {
            let pages = Pages::of(&sources(name));
            pages.missing().into_iter().map(move |item| format!("{name}::{item}"))
        })
        .collect()
}

#[test]
fn each_public_item_that_users_call_has_an_example() {
    let missing = missing_in_all();
    assert!(missing.is_empty(), "add an example to the docs of these: {missing:#?}");
}

#[test]
fn the_removal_of_an_example_is_found() {
    let all = sources("join-sdk");
    let (at, (path, text)) =
        all.iter().enumerate().find(|(_, (path, _))| path == "resources/jobs.rs").unwrap();
    let example = text.find("pub fn list(").and_then(|list| text[..list].rfind("    /// ```no_run")).unwrap();
    let end = example + text[example..].find("    /// ```\n").unwrap();
    let without = [&text[..example], &text[end + "    /// ```\n".len()..]].concat();
    let mut cut = all.clone();
    cut[at] = (path.clone(), without);
    let (before, after) = (Pages::of(&all).missing(), Pages::of(&cut).missing());
    assert_eq!(after.difference(&before).collect::<Vec<_>>(), ["Jobs::list"]);
}

fn missing_in(path: &str, text: &str) -> Vec<String> {
    Pages::of(&[(path.to_owned(), text.to_owned())]).missing().into_iter().collect()
}

#[test]
fn a_getter_needs_no_example_and_an_option_needs_one_on_its_page() {
    let text = "
        impl Named {
            pub fn name(&self) -> &str { &self.name }
            pub fn count(self) -> usize { let all = self.all; all.len() }
            pub fn jobs(&self) -> Jobs<'_> { Jobs::new(self) }
            pub fn list(&self) -> List<Filter> { List::new() }
            pub fn read(&self) -> Result<u8> { self.read }
            pub async fn wait(&self) -> u8 { self.wait }
            pub fn change(&mut self) { self.count += 1 }
            pub fn of(name: &str) -> Self { Self(name) }
            pub fn with(self, name: &str) -> Self { Self(name) }
            pub fn checked(mut self, name: &str) -> Result<Self> { Ok(Self(name)) }
            pub(crate) fn inner(&mut self) {}
            fn own(&mut self) {}
        }
        impl Default for Named { fn default() -> Self { Self } }
        pub trait Mine {}
        pub trait Ours: Sealed {}
        pub fn free() {}
        pub struct Data { pub field: u8 }
        pub enum Kind { One, Two }";
    let named = ["change", "checked", "jobs", "list", "of", "read", "wait", "with"];
    let expected: Vec<String> = ["Mine".to_owned()]
        .into_iter()
        .chain(named.iter().map(|name| format!("Named::{name}")))
        .chain(["free".to_owned()])
        .collect();
    assert_eq!(missing_in("named.rs", text), expected);
}

#[test]
fn an_example_of_the_type_serves_the_methods_that_it_calls() {
    let text = "
        /// One line.
        ///
        /// ```
        /// let named = Named::of(\"a\").with(\"b\");
        /// named.read::<u8>();
        /// ```
        pub struct Named;
        impl Named {
            pub fn of(name: &str) -> Self { Self(name) }
            pub fn with(self, name: &str) -> Self { Self(name) }
            pub fn other_option(self) -> Self { self }
            pub fn read<T>(&self) -> Result<T> { self.read() }
            pub fn rea(&mut self) {}
        }";
    assert_eq!(missing_in("named.rs", text), ["Named::rea"]);
}

#[test]
fn only_code_that_compiles_is_an_example() {
    for (fence, missing) in
        [("", 0), ("no_run", 0), ("text", 1), ("compile_fail", 1), ("ignore", 1), ("json", 1)]
    {
        let text = format!("/// One line.\n///\n/// ```{fence}\n/// free();\n/// ```\npub fn free() {{}}");
        assert_eq!(missing_in("free.rs", &text).len(), missing, "{fence}");
    }
    assert_eq!(missing_in("free.rs", "/// ```\n/// ```\npub fn free() {}"), ["free"]);
}

#[test]
fn a_blocking_method_is_served_by_its_async_sibling() {
    let named = |body: &str| format!("impl Named {{ {body} }}");
    let files = [
        ("named.rs".to_owned(), named("/// ```\n/// named.send();\n/// ```\npub async fn send(&self) {}")),
        (
            "blocking/named.rs".to_owned(),
            named("pub fn send(&self) {} pub fn send_response(&self) {} pub fn begin(&self) {}"),
        ),
    ]
    .map(|(path, text)| (path, text.replace("impl Named { ///", "impl Named {\n///")));
    let missing = Pages::of(&files).missing();
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), ["blocking::Named::begin"]);
}
