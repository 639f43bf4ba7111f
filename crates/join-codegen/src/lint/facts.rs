//! Rules shared by operations, parameters and schemas: documentation and evidence.

use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;

const EVIDENCE: &[&str] = &["vendor", "seed", "second-hand", "live", "client", "inferred"];

/// Checks that a text is present. The rule for descriptions checks empty ones.
pub(super) fn check_text(node: &Node<'_>, key: &str, findings: &mut Findings) {
    if node.text_of(key).is_none() {
        let reason = format!("it has no {key}, which becomes its documentation");
        findings.add(Rule::Facts, node, reason, format!("add a {key}"));
    }
}

/// Checks the evidence.
pub(super) fn check_evidence(node: &Node<'_>, findings: &mut Findings) {
    check_word(node, "x-join-evidence", EVIDENCE, "how surely it is known", findings);
}

pub(super) fn check_word(node: &Node<'_>, key: &str, words: &[&str], meaning: &str, findings: &mut Findings) {
    let reason = match node.text_of(key) {
        Some(word) if words.contains(&word) => return,
        Some(word) => format!("`{word}` is no value of {key}, which says {meaning}"),
        None => format!("it has no {key}, which says {meaning}"),
    };
    let place = node.child(key);
    let help = format!("set {key} to one of {}", words.join(", "));
    findings.add(Rule::Facts, place.as_ref().unwrap_or(node), reason, help);
}
