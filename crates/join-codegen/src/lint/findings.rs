//! Findings: one, its text, and the collection.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::node::Node;
use super::rule::Rule;

/// One reason that the document can't become good code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The broken rule.
    pub rule: Rule,
    /// The place, as a JSON pointer (RFC 6901), such as `/paths/~1jobs/get`.
    pub pointer: String,
    /// The problem and its consequence.
    pub reason: String,
    /// The fix.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (reason, pointer, help) =
            (printable(&self.reason), printable(&self.pointer), printable(&self.help));
        writeln!(f, "error[R{:02} {}]: {reason}", self.rule.number(), self.rule.name())?;
        writeln!(f, "  --> join-api.json#{pointer}")?;
        write!(f, "  = help: {help}")
    }
}

/// Escapes control and invisible characters in a text from the document.
pub fn printable(text: &str) -> Cow<'_, str> {
    // Invisible characters, and those that change the direction of the text.
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

/// The findings so far.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn add(
        &mut self,
        rule: Rule,
        place: &Node<'_>,
        reason: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.0.push(Finding {
            rule,
            pointer: place.pointer().to_owned(),
            reason: reason.into(),
            help: help.into(),
        });
    }

    /// Sorts into document order and removes duplicates: a component is checked for each of its uses.
    pub(super) fn in_order_of(mut self, root: &Node<'_>) -> Vec<Finding> {
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
