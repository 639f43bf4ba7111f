//! The tokens that no text may show.

use std::sync::Mutex;

use secrecy::{ExposeSecret, SecretString};

/// The tokens that this process has seen.
static TOKENS: Mutex<Vec<SecretString>> = Mutex::new(Vec::new());

/// Keeps a token out of all texts from now on. A scheme word before it may be shown.
pub(crate) fn hide(token: &SecretString) {
    let Some(word) = token.expose_secret().split_whitespace().next_back() else { return };
    let mut tokens = TOKENS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !tokens.iter().any(|known| known.expose_secret() == word) {
        tokens.push(SecretString::from(word));
    }
}

/// Returns the text without the tokens.
pub(crate) fn without_tokens(text: &str) -> String {
    let tokens = TOKENS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    tokens.iter().fold(text.to_owned(), |text, token| text.replace(token.expose_secret(), "(the token)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_no_token_that_was_seen() {
        hide(&SecretString::from(" Bearer 4f7a9c-of-the-test\n"));
        hide(&SecretString::from(" "));
        assert_eq!(without_tokens("wrong 4f7a9c-of-the-test!"), "wrong (the token)!");
    }
}
