//! The imports of a crate, file by file: `use` lines and paths in code, each traced to the file that defines the name.

use std::collections::{BTreeMap, BTreeSet};

use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Ident, ImplItem, Item, Meta, Token, UseTree, Visibility};

use super::workspace::Package;
use crate::support::outcome::Failure;

/// Re-exports that one import is followed through.
const MOST_STEPS: u32 = 8;

/// One import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// The importing file, below `src/`.
    pub(super) from: String,
    pub(super) line: usize,
    /// The path as it resolves, such as `crate::call::handle::Handle`.
    pub(super) path: String,
    /// The file that it leads to.
    pub(super) to: String,
}

/// What one file says.
struct Source {
    module: Vec<String>,
    found: Vec<Found>,
    /// The items at the top of the file.
    defined: BTreeSet<String>,
    test_modules: Vec<String>,
}

/// A path in a file, from the root of the crate.
struct Found {
    path: Vec<String>,
    line: usize,
    /// The name that a `use` line gives it.
    name: Option<String>,
    /// Whether a `use` line passes it on.
    public: bool,
}

/// Reads the imports of a crate. Code of tests is left out.
pub(super) fn read(package: &Package) -> Result<Vec<Import>, Failure> {
    let modules: BTreeMap<Vec<String>, &str> =
        package.files.keys().map(|file| (module(file), file.as_str())).collect();
    let mut sources = BTreeMap::new();
    for (file, text) in &package.files {
        let syntax = syn::parse_file(text).map_err(|error| {
            Failure::failed(format!("{}/src/{file} can't be parsed: {error}", package.folder.display()))
        })?;
        let mut reader =
            Reader { module: module(file), modules: &modules, found: Vec::new(), tests: Vec::new() };
        reader.visit_file(&syntax);
        let (found, test_modules) = (reader.found, reader.tests);
        let defined = syntax.items.iter().filter_map(name).map(ToString::to_string).collect();
        sources.insert(file.as_str(), Source { module: module(file), found, defined, test_modules });
    }
    let is_test = |file: &str| {
        let path = module(file);
        (1..=path.len()).any(|length| {
            let Some((name, parent)) = path.get(..length).and_then(<[String]>::split_last) else {
                return false;
            };
            let source = modules.get(parent).and_then(|file| sources.get(file));
            source.is_some_and(|source| source.test_modules.contains(name))
        })
    };
    let mut imports = Vec::new();
    for (file, source) in sources.iter().filter(|(file, _)| !is_test(file)) {
        for found in &source.found {
            // Re-exporting its own modules is a room's face, not an import.
            if found.public && found.path.starts_with(&source.module) {
                continue;
            }
            let Some(to) = resolve(&found.path, &modules, &sources, 0) else { continue };
            if to != *file && !is_test(to) {
                let path = format!("crate::{}", found.path.join("::"));
                imports.push(Import { from: (*file).to_owned(), line: found.line, path, to: to.to_owned() });
            }
        }
    }
    imports.dedup();
    Ok(imports)
}

/// The path of the module that a file holds.
fn module(file: &str) -> Vec<String> {
    let mut path: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    let is_root = path.len() == 1 && matches!(path.last().map(String::as_str), Some("lib" | "main"));
    if is_root || path.last().is_some_and(|name| name == "mod") {
        path.pop();
    }
    path
}

/// The file that defines what a path names, through the re-exports on its way.
fn resolve<'a>(
    path: &[String],
    modules: &BTreeMap<Vec<String>, &'a str>,
    sources: &BTreeMap<&str, Source>,
    depth: u32,
) -> Option<&'a str> {
    let longest = (0..=path.len())
        .rev()
        .find(|length| path.get(..*length).is_some_and(|head| modules.contains_key(head)))?;
    let file = *modules.get(path.get(..longest)?)?;
    let Some(name) = path.get(longest) else { return Some(file) };
    let named = |found: &&Found| found.name.as_ref() == Some(name) && found.path != path;
    let passed_on = sources.get(file).and_then(|source| source.found.iter().find(named));
    if depth >= MOST_STEPS {
        return Some(file);
    }
    match passed_on {
        Some(found) => resolve(&found.path, modules, sources, depth + 1).or(Some(file)),
        None => through_globs(file, name, modules, sources, depth).or(Some(file)),
    }
}

/// The file whose item a module passes on with a `*`. None where the module defines the name itself.
fn through_globs<'a>(
    file: &str,
    name: &String,
    modules: &BTreeMap<Vec<String>, &'a str>,
    sources: &BTreeMap<&str, Source>,
    depth: u32,
) -> Option<&'a str> {
    let source = sources.get(file).filter(|source| !source.defined.contains(name))?;
    let globs = source.found.iter().filter(|found| found.name.as_deref() == Some("*"));
    globs.filter(|glob| glob.path != source.module).find_map(|glob| {
        let path: Vec<String> = glob.path.iter().chain([name]).cloned().collect();
        let target = resolve(&path, modules, sources, depth + 1)?;
        sources.get(target)?.defined.contains(name).then_some(target)
    })
}

struct Reader<'a> {
    module: Vec<String>,
    modules: &'a BTreeMap<Vec<String>, &'a str>,
    found: Vec<Found>,
    tests: Vec<String>,
}

impl Reader<'_> {
    /// The path from the root of the crate. None for other crates.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            name => {
                let child: Vec<String> = self.module.iter().cloned().chain([name.to_owned()]).collect();
                let rest = rest.iter().filter(|name| *name != "self").cloned();
                return self.modules.contains_key(&child).then(|| child.into_iter().chain(rest).collect());
            }
        };
        let mut rest = if first == "super" { path } else { rest };
        while let Some((_, behind)) = rest.split_first().filter(|(head, _)| *head == "super") {
            base.pop();
            rest = behind;
        }
        base.extend(rest.iter().filter(|name| *name != "self").cloned());
        Some(base)
    }

    fn tree(&mut self, tree: &UseTree, before: &[String], public: bool) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(path.ident.to_string()), public),
            UseTree::Name(name) => self.add(&with(name.ident.to_string()), name.span(), None, public),
            UseTree::Rename(name) => {
                self.add(&with(name.ident.to_string()), name.span(), Some(name.rename.to_string()), public);
            }
            UseTree::Glob(glob) => self.add(before, glob.span(), Some("*".to_owned()), public),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before, public)),
        }
    }

    fn add(&mut self, path: &[String], span: proc_macro2::Span, name: Option<String>, public: bool) {
        if let Some(absolute) = self.absolute(path) {
            let name = name.or_else(|| absolute.last().cloned());
            self.found.push(Found { path: absolute, line: span.start().line, name, public });
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Mod(inner) if is_test(&inner.attrs) => self.tests.push(inner.ident.to_string()),
            other if is_test(attributes(other)) => {}
            Item::Mod(inner) => {
                self.module.push(inner.ident.to_string());
                visit::visit_item_mod(self, inner);
                self.module.pop();
            }
            Item::Use(line) => self.tree(&line.tree, &[], !matches!(line.vis, Visibility::Inherited)),
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs[..],
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1
            && let Some(absolute) = self.absolute(&names)
        {
            self.found.push(Found {
                path: absolute,
                line: path.span().start().line,
                name: None,
                public: false,
            });
        }
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {
        // `pub(crate)` and `pub(in path)` import nothing.
    }
}

/// The name of an item that a path can lead to.
fn name(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Macro(item) => item.ident.as_ref(),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        Item::Union(item) => Some(&item.ident),
        _ => None,
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether only tests compile an item.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<Meta>().is_ok_and(|condition| implies_test(&condition))
    })
}

/// Whether a condition of `cfg` holds in tests only.
fn implies_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else { return condition.path().is_ident("test") };
    let Ok(parts) = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
        return false;
    };
    if list.path.is_ident("all") {
        parts.iter().any(implies_test)
    } else {
        list.path.is_ident("any") && !parts.is_empty() && parts.iter().all(implies_test)
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn a_condition_is_one_of_tests_where_it_holds_in_nothing_else() {
        let conditions: [(Attribute, bool); 6] = [
            (parse_quote!(#[test]), true),
            (parse_quote!(#[cfg(test)]), true),
            (parse_quote!(#[cfg(all(unix, test))]), true),
            (parse_quote!(#[cfg(any(test, all(test, unix)))]), true),
            (parse_quote!(#[cfg(any(test, unix))]), false),
            (parse_quote!(#[cfg(not(test))]), false),
        ];
        for (attribute, expected) in conditions {
            assert_eq!(
                is_test(std::slice::from_ref(&attribute)),
                expected,
                "{:?}",
                attribute.meta.path().get_ident()
            );
        }
    }
}
