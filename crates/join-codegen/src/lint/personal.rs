//! Rules for personal data: marked where it is, and of a type that does not print it.

use heck::ToSnakeCase;

use super::node::Node;
use super::schemas::Schemas;
use super::{Findings, Rule};

/// Property names, in snake_case, that speak of a person.
const PERSONAL_NAMES: &[&str] = &["email", "phone", "phone_number", "first_name", "last_name"];

pub(super) fn check<'a>(name: &str, property: &Node<'a>, schemas: &Schemas<'a>, findings: &mut Findings) {
    let leaf = leaf(property, schemas);
    let redacted = matches!(leaf.text_of("x-join-kind"), Some("personal" | "tags"));
    let marked = property.flag("x-join-pii");
    let is_plain_text = leaf.text_of("type") == Some("string") && leaf.child("x-join-kind").is_none();
    let (reason, mend) = if marked && !redacted {
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
    findings.add(Rule::Personal, property, reason, mend);
}

/// What a property holds in the end: tags, or what is in its arrays and maps.
fn leaf<'a>(property: &Node<'a>, schemas: &Schemas<'a>) -> Node<'a> {
    let mut node = schemas.resolve(property);
    // An array of itself has no end.
    for _ in 0..schemas.len() {
        if node.text_of("x-join-kind") == Some("tags") {
            break;
        }
        match node.child("items").or_else(|| node.child("additionalProperties")).filter(Node::is_object) {
            Some(inner) => node = schemas.resolve(&inner),
            None => break,
        }
    }
    node
}
