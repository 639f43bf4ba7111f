//! Whether a body is the file, or a web page in its place: a sign-in page has the status 200 too. Pure.

use join_client::types::Attachment;

/// Bytes that are enough to tell a page from a file.
const ENOUGH: usize = 1024;

/// What the first bytes of a body are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    Page,
    File,
    /// More bytes decide.
    Unknown,
}

/// Tells what the first bytes are. `all` says that no more bytes come.
pub(super) fn beginning(bytes: &[u8], all: bool) -> Beginning {
    let head = bytes.get(..ENOUGH).unwrap_or(bytes);
    let decided = all || bytes.len() >= ENOUGH;
    let text: String = String::from_utf8_lossy(head).chars().filter(|letter| *letter != '\0').collect();
    // UTF-16 has a mark of its own, and a zero in each letter.
    let text = text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start().to_ascii_lowercase();
    let rest = after_comments(&text);
    if ["<!doctype html", "<html", "<head", "<body", "<script", "<title", "<meta"]
        .iter()
        .any(|tag| begins_with_tag(rest, tag))
    {
        return Beginning::Page;
    }
    // An XML document can be XHTML; an image and an office file are XML as well.
    if rest.starts_with("<?xml") && (rest.contains("<html") || rest.contains("<!doctype html")) {
        return Beginning::Page;
    }
    let open = rest.is_empty() || rest.starts_with('<') && (rest.len() < 16 || is_open(rest));
    if open && !decided { Beginning::Unknown } else { Beginning::File }
}

/// Whether more text may turn out to be a page.
fn is_open(text: &str) -> bool {
    text.starts_with("<?xml") || text.starts_with("<!--")
}

fn begins_with_tag(text: &str, tag: &str) -> bool {
    let next = text.strip_prefix(tag).map(|rest| rest.chars().next());
    next.is_some_and(|next| next.is_none_or(|next| !next.is_ascii_alphanumeric() && next != '-'))
}

fn after_comments(mut text: &str) -> &str {
    while let Some((_, rest)) = text.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        text = rest.trim_start();
    }
    text
}

/// Whether a media type is that of a web page.
pub(super) fn is_page_type(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"].iter().any(|page| essence.eq_ignore_ascii_case(page))
}

/// Whether the attachment itself is a web page. The server's name counts only where the attachment's own has no ending.
pub(super) fn is_page(attachment: &Attachment, name_of_server: Option<&str>) -> bool {
    let ending = |name: &str| name.trim().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let own = attachment.name.as_ref().and_then(|name| ending(name.as_str()));
    let ending = own.or_else(|| name_of_server.and_then(ending));
    let by_type =
        attachment.type_.as_ref().is_some_and(|kind| kind.as_str().to_ascii_lowercase().contains("html"));
    by_type
        || ending.is_some_and(|ending| ["html", "htm", "xhtml", "xht", "shtml"].contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_a_page_from_a_file() {
        for page in [
            "<html>Please sign in</html>",
            "\u{feff}\r\n  <!DOCTYPE html>\n<html lang=de>",
            "<!-- a comment -->\n<!-- and another --><HTML>",
            "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html>",
            "<head><title>Sign in</title>",
            "<script>location='/login'</script>",
        ] {
            assert_eq!(beginning(page.as_bytes(), true), Beginning::Page, "{page}");
        }
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("<html>".bytes().flat_map(|byte| [byte, 0])).collect();
        assert_eq!(beginning(&wide, true), Beginning::Page);
        for file in [
            "%PDF-1.7 <html>",
            "PK\u{3}\u{4}",
            "Dear <html>",
            "<svg></svg>",
            "<?xml?><svg/>",
            "<headline>",
            "<",
        ] {
            assert_eq!(beginning(file.as_bytes(), true), Beginning::File, "{file}");
        }
    }

    #[test]
    fn a_beginning_in_pieces_is_waited_for() {
        for piece in ["", "  \n", "<", "<!doc", "<htm", "<!-- half", "<?xml version=\"1.0\"?>"] {
            assert_eq!(beginning(piece.as_bytes(), false), Beginning::Unknown, "{piece}");
        }
        assert_eq!(beginning(b"%", false), Beginning::File);
        assert_eq!(beginning(&[b' '; ENOUGH], false), Beginning::File);
    }

    #[test]
    fn a_page_that_is_attached_is_a_file() {
        let file = |name: Option<&str>, kind: &str| -> Attachment {
            serde_json::from_value(serde_json::json!({ "type": kind, "name": name })).unwrap()
        };
        assert!(is_page(&file(Some("Portfolio.HTML"), "PORTFOLIO"), None));
        assert!(is_page(&file(None, "PORTFOLIO"), Some("x.htm")));
        assert!(is_page(&file(Some("portfolio"), "OTHER"), Some("x.htm")));
        assert!(!is_page(&file(Some("cv.pdf"), "CV"), Some("login.html")));
        assert!(!is_page(&file(None, "CV"), None));
        assert!(is_page_type("Text/HTML; charset=utf-8") && !is_page_type("text/plain"));
    }
}
