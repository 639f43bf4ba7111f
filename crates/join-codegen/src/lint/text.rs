//! Rules for descriptions, which become documentation, and for the version, which becomes a header.

use super::findings::Findings;
use super::node::Node;
use super::rule::Rule;

pub(super) fn check(root: &Node<'_>, findings: &mut Findings) {
    let info = root.child("info");
    let version = info.as_ref().and_then(|info| info.child("version"));
    let printable = |text: &str| {
        !text.trim().is_empty() && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
    };
    if !version.as_ref().and_then(Node::text).is_some_and(printable) {
        let place = version.as_ref().or(info.as_ref()).unwrap_or(root);
        let reason =
            "info.version must be printable ASCII: the client sends it as a header, and panics on others";
        findings.add(Rule::Names, place, reason, "write it like 2.0");
    }
    check_texts(root, findings);
}

/// Checks every summary and description below a value. A property of that name is not a text, so it is skipped.
fn check_texts(node: &Node<'_>, findings: &mut Findings) {
    for (key, member) in node.members() {
        match member.text() {
            Some(text) if matches!(key, "description" | "summary") => {
                for (reason, help) in faults(text) {
                    findings.add(Rule::Descriptions, &member, reason, help);
                }
            }
            _ => check_texts(&member, findings),
        }
    }
    for item in node.items() {
        check_texts(&item, findings);
    }
}

/// The faults of a text that would break its documentation.
fn faults(text: &str) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    let mut fault = |reason: &str, help| faults.push((reason.to_owned(), help));
    if text.trim().is_empty() {
        fault("it is empty, and becomes documentation", "write what it is, or remove it");
    }
    if text.lines().any(is_indented) || text.contains("```") {
        fault("a block of code becomes a test that does not compile", "write it as a sentence, not indented");
    }
    if ["http://", "https://"].iter().any(|scheme| {
        text.match_indices(scheme).any(|(at, _)| !text.get(..at).is_some_and(|before| before.ends_with('<')))
    }) {
        fault("a bare URL is no link, and the documentation's lint refuses it", "write it as <https://…>");
    }
    if let Some(odd) = unbalanced(text) {
        faults.push((
            format!("an unbalanced {odd} breaks links and code"),
            "close what is opened, or leave it out",
        ));
    } else if let Some(reason) = broken_markup(text) {
        faults.push((reason.to_owned(), "put it between backticks, or use round brackets"));
    }
    faults
}

fn is_indented(line: &str) -> bool {
    let indent = line.chars().take_while(|letter| letter.is_whitespace());
    !line.trim().is_empty() && indent.map(|letter| if letter == '\t' { 4 } else { 1 }).sum::<usize>() >= 4
}

/// The first unbalanced bracket or backtick.
fn unbalanced(text: &str) -> Option<char> {
    let mut open = Vec::new();
    for letter in text.chars() {
        let closing = match letter {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '<' => '>',
            ')' | ']' | '}' | '>' => match open.pop() {
                Some((_, expected)) if expected == letter => continue,
                _ => return Some(letter),
            },
            _ => continue,
        };
        open.push((letter, closing));
    }
    let ticks = text.matches('`').count();
    open.first().map(|(letter, _)| *letter).or_else(|| (!ticks.is_multiple_of(2)).then_some('`'))
}

/// Checks brackets in prose: rustdoc reads them as links and HTML.
fn broken_markup(text: &str) -> Option<&'static str> {
    // Backticks are balanced here, so every second piece is code.
    text.split('`').step_by(2).find_map(|prose| {
        let is_link = |at: usize| prose.get(at..).is_some_and(|rest| rest.starts_with("]("));
        let is_address = |at: usize| {
            prose.get(at..).is_some_and(|rest| rest.starts_with("<http://") || rest.starts_with("<https://"))
        };
        if prose.match_indices(']').any(|(at, _)| !is_link(at)) {
            Some("square brackets become a link that leads nowhere")
        } else if prose.match_indices('<').any(|(at, _)| !is_address(at)) {
            Some("angle brackets become an HTML tag that nothing closes")
        } else {
            None
        }
    })
}
