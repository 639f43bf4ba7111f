//! The rules that the document must keep, checked before the generator sees it: it would panic, or make types that lose
//! answers.

mod node;
mod operations;
mod schemas;
mod text;

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
        writeln!(f, "error[R{:02} {}]: {}", self.rule.number(), self.rule.name(), self.reason)?;
        writeln!(f, "  --> join-api.json#{}", self.pointer)?;
        write!(f, "  = mend: {}", self.mend)
    }
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
    /// It is an OpenAPI document with paths.
    OpenApi = 0 "openapi",
    /// OpenAPI 3.0.x; operations, parameters and properties say what they are and how surely that is known.
    Facts = 1 "facts",
    /// An operation has one answer: `2XX`, JSON, a named component.
    OneAnswer = 2 "one-answer",
    /// An operation has at most one request body: JSON, required.
    OneBody = 3 "one-body",
    /// Nothing in an answer narrows what is read.
    OpenAnswers = 4 "open-answers",
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
    References = 12 "references",
}

/// All findings at once: first of the document's head, then of its operations, then of its components. Empty when the
/// document is good.
///
/// ```
/// let findings = join_codegen::lint::lint(&serde_json::json!({"openapi": "3.1.0"}));
/// assert_eq!(findings[0].pointer, "/openapi");
/// ```
pub fn lint(document: &Value) -> Vec<Finding> {
    let mut findings = Findings::default();
    let root = Node::root(document);
    if head(&root, &mut findings) {
        let schemas = Schemas::of(&root);
        operations::check(&root, &schemas, &mut findings);
        schemas.check(&mut findings);
        text::check(&root, &mut findings);
    }
    findings.0
}

/// Whether it is worth looking further.
fn head(root: &Node<'_>, findings: &mut Findings) -> bool {
    if !root.is_object() {
        findings.add(
            Rule::OpenApi,
            root,
            "the document is no JSON object",
            "write an OpenAPI 3.0.3 document",
        );
        return false;
    }
    let version = root.child("openapi");
    match version.as_ref().and_then(Node::text) {
        Some(text) if text.starts_with("3.0.") => {}
        Some(_) => {
            let place = version.as_ref().unwrap_or(root);
            findings.add(
                Rule::Facts,
                place,
                "the generator reads OpenAPI 3.0.x only",
                "write 3.0.3, and the document so",
            );
            return false;
        }
        None => {
            let reason = "the document does not say that it is OpenAPI 3.0.x";
            findings.add(
                Rule::OpenApi,
                version.as_ref().unwrap_or(root),
                reason,
                "add \"openapi\": \"3.0.3\"",
            );
            return false;
        }
    }
    let paths = root.child("paths");
    if paths.as_ref().is_none_or(|paths| paths.members().next().is_none()) {
        let place = paths.as_ref().unwrap_or(root);
        findings.add(
            Rule::OpenApi,
            place,
            "the document has no paths, so there is nothing to generate",
            "add paths",
        );
        return false;
    }
    true
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
}
