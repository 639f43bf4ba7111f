//! Rules for what people read: descriptions that become documentation, and the version that becomes a header.

use super::node::Node;
use super::{Findings, Rule};

pub(super) fn check(root: &Node<'_>, findings: &mut Findings) {
    let version = root.descend(&["info", "version"]);
    let printable = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !version.as_ref().and_then(Node::text).is_some_and(printable) {
        let reason = "the version must be plain ASCII: the generator makes a header value of it, and panics";
        findings.add(Rule::Names, version.as_ref().unwrap_or(root), reason, "write it like 2.0");
    }
    check_texts(root, findings);
}

/// Every summary and description below a value. A property of that name is no text, so it is passed.
fn check_texts(node: &Node<'_>, findings: &mut Findings) {
    for (key, member) in node.members() {
        match member.text() {
            Some(text) if matches!(key, "description" | "summary") => {
                for (reason, mend) in faults(text) {
                    findings.add(Rule::Descriptions, &member, reason, mend);
                }
            }
            _ => check_texts(&member, findings),
        }
    }
    for item in node.items() {
        check_texts(&item, findings);
    }
}

/// What in a text would break the documentation made of it.
fn faults(text: &str) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    if text.lines().any(|line| line.starts_with("    ") || line.starts_with('\t')) {
        faults.push(("an indented block becomes a test that does not compile", "take the indentation off"));
    }
    if ["http://", "https://"].iter().any(|scheme| {
        text.match_indices(scheme).any(|(at, _)| !text.get(..at).is_some_and(|before| before.ends_with('<')))
    }) {
        faults.push((
            "a bare URL is no link, and the documentation's lint refuses it",
            "write it as <https://…>",
        ));
    }
    if !brackets_balance(text) {
        faults.push(("an unbalanced bracket or backtick breaks links and code", "close what is opened"));
    }
    faults
}

fn brackets_balance(text: &str) -> bool {
    let mut open = Vec::new();
    for letter in text.chars() {
        let closing = match letter {
            '(' => Some(')'),
            '[' => Some(']'),
            '{' => Some('}'),
            '<' => Some('>'),
            _ => None,
        };
        match letter {
            _ if closing.is_some() => open.extend(closing),
            ')' | ']' | '}' | '>' if open.pop() != Some(letter) => return false,
            _ => {}
        }
    }
    open.is_empty() && text.matches('`').count().is_multiple_of(2)
}
