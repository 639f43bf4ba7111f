//! Checks of input before it is sent to JOIN.

use crate::error::{Error, Result};

/// Checks that a text is not blank.
pub(crate) fn filled(text: impl Into<String>, what: &str) -> Result<String> {
    let text = text.into();
    if text.trim().is_empty() { Err(Error::invalid(format!("{what} is blank"))) } else { Ok(text) }
}

pub(crate) fn looks_like_email(text: &str) -> bool {
    let sides = text.split_once('@');
    let no_blank = !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    no_blank && sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}
