//! The rules for a document, checked before the generator reads it.
//!
//! On a document that breaks a rule, the generator would panic or make types that lose responses.

mod components;
mod facts;
mod findings;
mod node;
mod operations;
mod parameters;
mod personal;
mod rule;
mod schemas;
mod shape;
mod text;

use serde_json::Value;

use findings::Findings;
pub use findings::{Finding, printable};
use node::Node;
pub use rule::Rule;
use schemas::Schemas;

/// The maximum depth: the limit of serde_json's own parser, which the lint's recursion can bear.
const DEPTH: usize = 128;

/// All findings, in document order. Empty when the document is good.
///
/// ```
/// let document = r#"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/pets": {}}}"#;
/// let findings = join_codegen::lint::lint(&serde_json::from_str(document)?);
/// assert_eq!(findings[0].pointer, "/openapi");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn lint(document: &Value) -> Vec<Finding> {
    let mut findings = Findings::default();
    let root = Node::root(document);
    if readable(&root, &mut findings) {
        let schemas = Schemas::of(&root);
        check_head(&root, &mut findings);
        operations::check(&root, &schemas, &mut findings);
        schemas.check(&mut findings);
        text::check(&root, &mut findings);
    }
    findings.in_order_of(&root)
}

/// Whether the document can be checked further.
fn readable(root: &Node<'_>, findings: &mut Findings) -> bool {
    let version = root.child("openapi");
    let (place, reason, help) = if !root.is_object() {
        (root, "the document is no JSON object", "write an OpenAPI 3.0.3 document")
    } else if deeper_than(DEPTH, root.value()) {
        (root, "the document is nested deeper than a reader of JSON goes", "flatten it")
    } else if version.as_ref().and_then(Node::text).is_none() {
        let place = version.as_ref().unwrap_or(root);
        (place, "the document does not say that it is OpenAPI 3.0.x", "add \"openapi\": \"3.0.3\"")
    } else if !version.as_ref().and_then(Node::text).is_some_and(is_readable_version) {
        // Another version says the same things in other words: what would follow from them is no news.
        let place = version.as_ref().unwrap_or(root);
        let help = "write the document for OpenAPI 3.0, and \"openapi\": \"3.0.3\"";
        findings.add(Rule::Facts, place, "the generator reads OpenAPI 3.0.x only", help);
        return false;
    } else {
        return true;
    };
    findings.add(Rule::OpenApi, place, reason, help);
    false
}

fn is_readable_version(version: &str) -> bool {
    let patch = version.strip_prefix("3.0.").unwrap_or_default();
    !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())
}

/// Uses its own stack: a deep document would overflow the thread's.
fn deeper_than(limit: usize, value: &Value) -> bool {
    let mut waiting = vec![(0, value)];
    while let Some((depth, value)) = waiting.pop() {
        if depth > limit {
            return true;
        }
        match value {
            Value::Object(members) => waiting.extend(members.values().map(|member| (depth + 1, member))),
            Value::Array(items) => waiting.extend(items.iter().map(|item| (depth + 1, item))),
            _ => {}
        }
    }
    false
}

fn check_head(root: &Node<'_>, findings: &mut Findings) {
    shape::check(root, shape::ROOT, findings);
    let info = root.child("info");
    if info.as_ref().is_none_or(|info| info.child("title").is_none()) {
        let place = info.as_ref().unwrap_or(root);
        findings.add(Rule::OpenApi, place, "the document has no title", "add a title to its info");
    }
    for info in info.iter() {
        shape::check(info, shape::INFO, findings);
    }
    let paths = root.child("paths");
    if paths.as_ref().is_none_or(|paths| paths.members().next().is_none()) {
        let place = paths.as_ref().unwrap_or(root);
        let reason = "the document has no paths, so there is nothing to generate";
        findings.add(Rule::OpenApi, place, reason, "add paths");
    }
}
