//! The content of a note: plain text becomes HTML that reads as it was written.

/// A note as the caller gave it.
#[derive(Clone)]
pub(crate) enum NoteText {
    /// Plain text.
    Plain(String),
    /// HTML, sent as it is.
    Html(String),
}

impl NoteText {
    /// The text as the caller gave it, for checks, lengths and hashes.
    pub(crate) fn given(&self) -> &str {
        match self {
            NoteText::Plain(text) | NoteText::Html(text) => text,
        }
    }

    /// The content to send.
    pub(crate) fn content(&self) -> String {
        match self {
            NoteText::Plain(text) => as_html(text),
            NoteText::Html(html) => html.clone(),
        }
    }
}

/// Escapes the signs that HTML reads, and breaks lines where the text does: HTML shows a bare line break as a blank.
fn as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            // Windows breaks a line with two characters.
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' => html.push_str("<br>\n"),
            _ => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_escaped_and_html_is_not() {
        for (text, html) in [
            ("Identity verified", "Identity verified"),
            ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
            ("&lt;", "&amp;lt;"),
            ("\"one\"\r\ntwo\rthree\n\nfive", "\"one\"<br>\ntwo<br>\nthree<br>\n<br>\nfive"),
        ] {
            assert_eq!(NoteText::Plain(text.to_owned()).content(), html);
            assert_eq!(NoteText::Html(text.to_owned()).content(), text);
        }
    }

    proptest! {
        #[test]
        fn a_reader_of_html_gets_the_text_back(text in "[a-z<>&;\\n]{0,40}") {
            let html = NoteText::Plain(text.clone()).content();
            let without_breaks = html.replace("<br>\n", "");
            prop_assert!(!without_breaks.contains(['<', '>', '\n']));
            let read = html.replace("<br>\n", "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            prop_assert_eq!(read, text);
        }
    }
}
