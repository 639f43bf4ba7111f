//! What an e-mail address is.

/// Whether a text has the form of an address, as the API document has it.
pub(crate) fn is_email(text: &str) -> bool {
    let is_side = |side: &str| !side.is_empty() && !side.contains('@');
    let sides = text.split_once('@').is_some_and(|(local, domain)| is_side(local) && is_side(domain));
    sides && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}
