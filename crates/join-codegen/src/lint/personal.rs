//! Rules for personal data: it is marked, and its type does not print it.

use heck::ToSnakeCase;

use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;

/// Property names of personal data, in snake_case.
const PERSONAL_NAMES: &[&str] = &["email", "phone", "phone_number", "first_name", "last_name"];

/// Checks a property. `leaf` is its innermost schema, after references, arrays and maps.
pub(super) fn check(name: &str, property: &Node<'_>, leaf: &Node<'_>, findings: &mut Findings) {
    let redacted = matches!(leaf.text_of("x-join-kind"), Some("personal" | "tags" | "answer"));
    let marked = property.flag("x-join-pii");
    let is_plain_text = leaf.text_of("type") == Some("string") && leaf.child("x-join-kind").is_none();
    let (reason, help) = if marked && !redacted {
        (
            "it is marked as personal data and its type prints it",
            "refer to a component of the kind personal, or take the mark off",
        )
    } else if redacted && !marked {
        ("its type is for personal data and it is not marked as such", "add \"x-join-pii\": true")
    } else if is_plain_text && PERSONAL_NAMES.contains(&name.to_snake_case().as_str()) {
        (
            "by its name it holds personal data, and as a plain string it is printed",
            "refer to a component of the kind personal, and add \"x-join-pii\": true",
        )
    } else {
        return;
    };
    findings.add(Rule::Personal, property, reason, help);
}
