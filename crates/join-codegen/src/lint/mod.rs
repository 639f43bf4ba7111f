//! The rules that the document must keep, checked before the generator sees it: it would panic, or make types that lose
//! answers.

mod components;
mod node;
mod operations;
mod parameters;
mod personal;
mod schemas;
mod shape;
mod text;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use node::Node;
use schemas::Schemas;

/// One reason why the document can't be turned into good code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    pub rule: Rule,
    /// Where: a JSON pointer (RFC 6901), such as `/paths/~1jobs/get`.
    pub pointer: String,
    /// What is wrong, and what it would lead to.
    pub reason: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reason, pointer, mend) =
            (printable(&self.reason), printable(&self.pointer), printable(&self.mend));
        writeln!(f, "error[R{:02} {}]: {reason}", self.rule.number(), self.rule.name())?;
        writeln!(f, "  --> join-api.json#{pointer}")?;
        write!(f, "  = mend: {mend}")
    }
}

/// A text that a finding quotes from the document, without what a terminal would obey or hide.
pub fn printable(text: &str) -> Cow<'_, str> {
    // Invisible marks, and those that turn the direction of what follows.
    let is_odd = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::new();
    for letter in text.chars() {
        match is_odd(letter) {
            true => plain.extend(letter.escape_default()),
            false => plain.push(letter),
        }
    }
    Cow::Owned(plain)
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $number:literal $name:literal,)+) => {
        /// A rule of the lint.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)+
        }

        impl Rule {
            /// All rules, by number.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),+];

            /// The rule's number.
            pub fn number(self) -> u8 {
                match self {
                    $(Rule::$rule => $number,)+
                }
            }

            /// The rule's name in kebab-case.
            pub fn name(self) -> &'static str {
                match self {
                    $(Rule::$rule => $name,)+
                }
            }
        }
    };
}

rules! {
    /// It is an OpenAPI document with paths, and its members have the types that OpenAPI gives them.
    OpenApi = 0 "not-openapi",
    /// OpenAPI 3.0.x; operations, parameters and properties say what they are and how surely that is known.
    Facts = 1 "facts",
    /// An operation has one answer: `2XX`, JSON, a named component.
    OneAnswer = 2 "one-answer",
    /// An operation has at most one request body: JSON, required.
    OneBody = 3 "one-body",
    /// Nothing in an answer narrows what is read.
    OpenAnswers = 4 "response-constraint",
    /// In an answer only ids are required, and what is required is not nullable.
    FewRequired = 5 "few-required",
    /// Arrays and maps are nullable or required, so that empty is not lost.
    Collections = 6 "collections",
    /// Parameters are plain values in the path or the query.
    PlainParameters = 7 "plain-parameters",
    /// Enums are named components of the kind `open-enum`.
    NamedEnums = 8 "named-enums",
    /// Descriptions become documentation that builds.
    Descriptions = 9 "descriptions",
    /// Names become identifiers that do not collide.
    Names = 10 "names",
    /// Personal data is marked and has a redacted type.
    Personal = 11 "personal",
    /// References lead somewhere, and nothing stands beside them.
    References = 12 "references-resolve",
}

/// Nesting that serde_json's own parser stops at, and that the lint's recursion can bear.
const DEPTH: usize = 128;

/// All findings at once, in the order of the document. Empty when the document is good.
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

/// Whether it is worth looking further.
fn readable(root: &Node<'_>, findings: &mut Findings) -> bool {
    let version = root.child("openapi");
    let (place, reason, mend) = if !root.is_object() {
        (root, "the document is no JSON object", "write an OpenAPI 3.0.3 document")
    } else if deeper_than(DEPTH, root.value()) {
        (root, "the document is nested deeper than a reader of JSON goes", "flatten it")
    } else if version.as_ref().and_then(Node::text).is_none() {
        let place = version.as_ref().unwrap_or(root);
        (place, "the document does not say that it is OpenAPI 3.0.x", "add \"openapi\": \"3.0.3\"")
    } else if !version.as_ref().and_then(Node::text).is_some_and(is_readable_version) {
        // Another version says the same things in other words: what would follow from them is no news.
        let place = version.as_ref().unwrap_or(root);
        let mend = "write the document for OpenAPI 3.0, and \"openapi\": \"3.0.3\"";
        findings.add(Rule::Facts, place, "the generator reads OpenAPI 3.0.x only", mend);
        return false;
    } else {
        return true;
    };
    findings.add(Rule::OpenApi, place, reason, mend);
    false
}

fn is_readable_version(version: &str) -> bool {
    let patch = version.strip_prefix("3.0.").unwrap_or_default();
    !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())
}

/// Keeps its own stack: what it looks for would overflow the thread's.
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

/// The findings so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: Rule, place: &Node<'_>, reason: impl Into<String>, mend: impl Into<String>) {
        self.0.push(Finding {
            rule,
            pointer: place.pointer().to_owned(),
            reason: reason.into(),
            mend: mend.into(),
        });
    }

    /// Sorted as the document goes, each once: a component can be checked for several of its uses.
    fn in_order_of(mut self, root: &Node<'_>) -> Vec<Finding> {
        if !self.0.is_empty() {
            let mut order = BTreeMap::new();
            number(root, &mut order);
            self.0.sort_by_cached_key(|finding| {
                (order.get(&finding.pointer).copied(), finding.rule, finding.reason.clone())
            });
            self.0.dedup();
        }
        self.0
    }
}

fn number(node: &Node<'_>, order: &mut BTreeMap<String, usize>) {
    order.insert(node.pointer().to_owned(), order.len());
    for (_, member) in node.members() {
        number(&member, order);
    }
    for item in node.items() {
        number(&item, order);
    }
}
