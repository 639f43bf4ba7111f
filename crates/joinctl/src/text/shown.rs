//! Escapes what could steer a terminal: control, bidirectional and invisible characters.

use std::fmt::{self, Write};

/// Writes text to `inner` with what could steer a terminal escaped. Line ends pass.
pub(crate) struct Escaping<W>(pub(crate) W);

impl<W: Write> Write for Escaping<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut clean = 0;
        for (start, letter) in text.char_indices().filter(|(_, letter)| steers(*letter) && *letter != '\n') {
            self.0.write_str(text.get(clean..start).unwrap_or_default())?;
            write!(self.0, "{}", letter.escape_default())?;
            clean = start + letter.len_utf8();
        }
        self.0.write_str(text.get(clean..).unwrap_or_default())
    }
}

/// Returns the text as one line, with line ends escaped too.
pub(crate) fn one_line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match steers(letter) {
            true => shown.extend(letter.escape_default()),
            false => shown.push(letter),
        }
    }
    shown
}

/// Returns the text with all but line ends escaped.
pub(crate) fn lines(text: &str) -> String {
    let mut shown = Escaping(String::with_capacity(text.len()));
    // A string takes everything.
    let _ = shown.write_str(text);
    shown.0
}

/// Returns one line of at most this many characters.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    let mut letters = text.chars();
    let kept: String = letters.by_ref().take(most).collect();
    let end = if letters.next().is_some() { "…" } else { "" };
    one_line(kept.trim()) + end
}

/// Whether a character moves the cursor, changes the direction, or can't be seen.
pub(crate) fn steers(letter: char) -> bool {
    letter.is_control() || is_invisible(letter)
}

/// Format characters, line separators, and others of no width but accents and the selectors of emoji.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_letters_stay() {
        for (raw, shown) in [
            ("\u{1b}[31m", "\\u{1b}[31m"),
            ("a\u{9b}2J", "a\\u{9b}2J"),
            ("cv\u{202e}fdp.exe", "cv\\u{202e}fdp.exe"),
            ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
            ("a\u{200b}b\u{feff}\u{2060}", "a\\u{200b}b\\u{feff}\\u{2060}"),
            ("\r\t\u{7f}\0", "\\r\\t\\u{7f}\\u{0}"),
            ("\u{2028}\u{e0041}", "\\u{2028}\\u{e0041}"),
            ("Zoë e\u{301} 张伟 ❤\u{fe0f} C:\\x", "Zoë e\u{301} 张伟 ❤\u{fe0f} C:\\x"),
        ] {
            assert_eq!((one_line(raw).as_str(), lines(raw).as_str()), (shown, shown), "{raw:?}");
        }
        assert_eq!((one_line("a\nb").as_str(), lines("a\nb").as_str()), ("a\\nb", "a\nb"));
        assert_eq!(excerpt(" abcd\n", 3), "ab…");
    }
}
