//! Runs progenitor, and turns its panics into errors that name the operation.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor_impl::Generator;

use crate::document::Document;
use crate::error::Error;

thread_local! {
    /// Whether a panic of this thread is kept, not printed.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static WORDS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Generates the client.
pub(crate) fn generate(document: &Document, spec: &OpenAPI) -> Result<TokenStream, Error> {
    guarded(document, spec, |generator, spec| generator.generate_tokens(spec))
}

/// Generates the mocks of a client. `client` is the crate that holds its types.
pub(crate) fn generate_httpmock(
    document: &Document,
    spec: &OpenAPI,
    client: &str,
) -> Result<TokenStream, Error> {
    guarded(document, spec, |generator, spec| generator.httpmock(spec, client))
}

/// Runs the generator. It panics on shapes it does not know; each panic becomes an error.
fn guarded(
    document: &Document,
    spec: &OpenAPI,
    generate: impl Fn(&mut Generator, &OpenAPI) -> progenitor_impl::Result<TokenStream>,
) -> Result<TokenStream, Error> {
    let settings = crate::settings::settings(document);
    let run = |spec: &OpenAPI| caught(|| generate(&mut Generator::new(&settings), spec));
    let words = match run(spec) {
        Ok(Ok(tokens)) => return Ok(tokens),
        Ok(Err(error)) => error.to_string(),
        Err(words) => words,
    };
    let fails = |spec: &OpenAPI| !matches!(run(spec), Ok(Ok(_)));
    Err(Error::Generator(format!("{}: {words}", at_hand(document, spec, fails))))
}

/// Finds the part that makes the generator fail: the components, one operation, or several together.
fn at_hand(document: &Document, spec: &OpenAPI, fails: impl Fn(&OpenAPI) -> bool) -> String {
    if fails(&with_only(spec, None)) {
        return "in the components".to_owned();
    }
    let culprit = document
        .operations()
        .find(|operation| fails(&with_only(spec, Some((operation.path, operation.method)))));
    match culprit {
        Some(operation) => format!(
            "in the operation `{}` ({} {})",
            operation.text("operationId"),
            operation.method.to_uppercase(),
            operation.path
        ),
        None => "in the operations taken together".to_owned(),
    }
}

/// The document with one operation, or without any.
fn with_only(spec: &OpenAPI, kept: Option<(&str, &str)>) -> OpenAPI {
    let mut spec = spec.clone();
    spec.paths.paths.retain(|path, _| kept.is_some_and(|(kept, _)| kept == path));
    for item in spec.paths.paths.values_mut() {
        let openapiv3::ReferenceOr::Item(item) = item else { continue };
        let methods = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
            ("options", &mut item.options),
            ("head", &mut item.head),
            ("patch", &mut item.patch),
            ("trace", &mut item.trace),
        ];
        for (method, operation) in methods {
            if kept.is_none_or(|(_, kept)| kept != method) {
                *operation = None;
            }
        }
    }
    spec
}

/// Runs a closure. A panic is returned as text, not printed.
fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    keep_own_panics();
    CATCHING.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    CATCHING.set(false);
    result.map_err(|_| WORDS.take().unwrap_or_else(|| "it panicked".to_owned()))
}

/// Sets the panic hook, once. It belongs to the whole process, so it passes on the panics of other threads.
fn keep_own_panics() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CATCHING.get() {
                return others(info);
            }
            let payload = info.payload();
            let words = payload.downcast_ref::<&str>().copied();
            let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            let words = words.unwrap_or("it panicked");
            let file = info.location().map_or("?", |place| place.file());
            let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
            let line = info.location().map_or(0, |place| place.line());
            WORDS.set(Some(format!("{words} (progenitor, {file}:{line})")));
        }));
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A document that the lint would refuse, since the generator panics on it.
    fn failure(change: impl FnOnce(&mut Value)) -> String {
        let mut value: Value = serde_json::from_str(include_str!("../tests/lint/good.json")).unwrap();
        change(&mut value);
        assert!(!crate::lint::lint(&value).is_empty(), "the lint names it first");
        let document = Document::new(value);
        let spec = document.for_generator().unwrap();
        generate(&document, &spec).unwrap_err().to_string()
    }

    #[test]
    fn a_panic_is_told_with_the_operation_at_hand() {
        let words = failure(|document| {
            let responses = &mut document["paths"]["/pets/{petId}"]["patch"]["responses"];
            responses["200"] = json!({"description": "Another.", "content": {"application/json": {"schema": {"type": "string"}}}});
        });
        assert!(words.contains("in the operation `renamePet` (PATCH /pets/{petId}): "), "{words}");
        assert!(words.contains("(progenitor, "), "{words}");
    }

    #[test]
    fn a_panic_over_a_component_says_so() {
        let words = failure(|document| {
            document["components"]["schemas"]["Odd"] =
                json!({"type": "string", "enum": ["a b", "a-b"], "description": "Collides."});
        });
        assert!(words.contains("in the components: "), "{words}");
    }

    #[test]
    fn panics_of_others_are_left_alone() {
        assert_eq!(caught(|| 7), Ok(7));
        assert!(caught(|| panic!("mine")).unwrap_err().starts_with("mine (progenitor, guard.rs:"));
        assert!(!CATCHING.get());
    }
}
