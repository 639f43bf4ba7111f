//! The redaction of bodies of any type.

use base64::prelude::{BASE64_STANDARD, Engine};

use super::json::Redaction;
use crate::document::shape::{Shape, is_field_name};
use crate::fakes::source::Fakes;
use crate::recording::exchange::Body;
use crate::recording::file::MOST_FILLED;

/// A page instead of any page in HTML.
const PAGE: &str = "<!DOCTYPE html><html><head><title>Page</title></head><body></body></html>";

/// The byte order mark.
const MARK: &str = "\u{feff}";

/// A byte that no text in UTF-8 has.
const INVALID: u8 = 0xff;

/// The most bytes of a text that is no JSON.
const MOST_TEXT: usize = 64 << 10;

/// The body of an operation: JSON, or what came instead.
pub(crate) fn of_operation(redaction: &mut Redaction<'_>, body: &[u8], shape: Shape) -> Option<Body> {
    if body.is_empty() {
        return None;
    }
    if let Some(json) = redaction.body(body, shape) {
        return Some(Body::Json(json));
    }
    if let Some(odd) = odd_bytes(redaction, body, shape) {
        return Some(odd);
    }
    match std::str::from_utf8(body) {
        Ok(text) if text.trim_start().starts_with('<') => Some(Body::Text(PAGE.to_owned())),
        Ok(text) => Some(Body::Text(without_words(text))),
        Err(_) => of_file(redaction.fakes, body),
    }
}

/// JSON behind a byte order mark, or with bytes that are not UTF-8. The mark stays, and so many bytes stay invalid.
fn odd_bytes(redaction: &mut Redaction<'_>, body: &[u8], shape: Shape) -> Option<Body> {
    let (mark, rest) = match body.strip_prefix(MARK.as_bytes()) {
        Some(rest) => (MARK, rest),
        None => ("", body),
    };
    let text = String::from_utf8_lossy(rest);
    let json = redaction.body(text.as_bytes(), shape)?;
    let text = format!("{mark}{}", json.get());
    if std::str::from_utf8(rest).is_ok() {
        return Some(Body::Text(text));
    }
    let mut bytes = Vec::new();
    for (number, piece) in text.split(char::REPLACEMENT_CHARACTER).enumerate() {
        if number > 0 {
            bytes.push(INVALID);
        }
        bytes.extend_from_slice(piece.as_bytes());
    }
    Some(Body::Filled { start: BASE64_STANDARD.encode(&bytes), length: bytes.len() })
}

/// The body of a file.
pub(crate) fn of_file(fakes: &mut Fakes, body: &[u8]) -> Option<Body> {
    if body.is_empty() {
        return None;
    }
    let (start, length) = fakes.file(body, MOST_FILLED);
    Some(Body::Filled { start: BASE64_STANDARD.encode(start), length })
}

/// The text with x for each letter and 1 for each digit, but for the names of fields and the words of JSON. It stays
/// JSON that broke off, if that is what it was.
fn without_words(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let end = |word: &mut String, out: &mut String| {
        if is_field_name(word) || matches!(word.as_str(), "null" | "true" | "false") {
            out.push_str(word);
        } else {
            out.extend(word.chars().map(|sign| if sign.is_numeric() { '1' } else { 'x' }));
        }
        word.clear();
    };
    for sign in text.chars() {
        if sign.is_alphanumeric() {
            word.push(sign);
            continue;
        }
        end(&mut word, &mut out);
        if out.len() >= MOST_TEXT {
            break;
        }
        out.push(if sign.is_ascii() { sign } else { '?' });
    }
    end(&mut word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_broke_off_stays_so_without_its_content() {
        let fake = without_words(r#"{"id": 50, "firstName": "Adalberta 7, "tags": nul"#);
        assert_eq!(fake, r#"{"id": 11, "firstName": "xxxxxxxxx 1, "tags": xxx"#);
        assert!(without_words(&"a ".repeat(MOST_TEXT)).len() <= MOST_TEXT + 2);
    }
}
