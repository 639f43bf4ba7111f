//! Safe file names from untrusted ones. The result is a name in a folder and never a path, on any system.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use percent_encoding::percent_decode;

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();

/// Maximum length of a name, in bytes. File systems allow 255; a number and a temporary ending must fit as well.
const LONGEST: usize = 200;

/// Maximum bytes of an ending that a cut name keeps.
const LONGEST_ENDING: usize = 16;

/// Characters that Windows rejects in a name. `/` and `\` are already handled as separators.
const RESERVED: &[char] = &['<', '>', ':', '"', '|', '?', '*'];

/// Converts a text to a safe file name; `None` when nothing remains. It is a name in a folder and never a path, on any system.
///
/// Removes folders, and leading dots, dashes and blanks: the name is neither hidden nor a program's option. Removes
/// trailing dots and blanks, control characters, and invisible ones, such as those that change the reading direction.
/// Characters that Windows reserves become `_`, and a device name such as `NUL` gets one. The name has at most 200 bytes in
/// the normalization form NFC; it keeps its ending.
///
/// ```
/// use join_sdk::downloads::safe_file_name;
///
/// assert_eq!(safe_file_name("../CV: Ada.pdf").as_deref(), Some("CV_ Ada.pdf"));
/// assert_eq!(safe_file_name(".."), None);
/// ```
pub fn safe(text: &str) -> Option<String> {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    // One spelling: file systems differ in whether they tell the others apart.
    let last = NFC.normalize(last);
    let mut name = String::with_capacity(last.len());
    for character in last.chars().filter(|character| !is_unseen(*character)) {
        match character {
            '.' if name.ends_with('.') => {}
            // Many blanks would push the ending out of sight.
            blank if blank.is_whitespace() && name.ends_with(' ') => {}
            blank if blank.is_whitespace() => name.push(' '),
            reserved if RESERVED.contains(&reserved) => name.push('_'),
            character => name.push(character),
        }
    }
    let name = name.trim_start_matches(|first: char| first.is_whitespace() || matches!(first, '.' | '-'));
    let name = trimmed_end(name);
    let name = NFC.normalize(name);
    let name = trimmed_end(&name);
    let name = if is_device(name) { Cow::Owned(format!("_{name}")) } else { Cow::Borrowed(name) };
    let name = cut(&name);
    (!name.is_empty()).then_some(name)
}

/// The name with a number before its ending: `cv.pdf`, `cv (2).pdf`.
pub(crate) fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        _ if number < 2 => name.to_owned(),
        Some((stem, ending)) => format!("{stem} ({number}).{ending}"),
        None => format!("{name} ({number})"),
    }
}

/// The safe name in a `Content-Disposition`: `filename*` before `filename` (RFC 6266). Tolerates common server
/// mistakes.
pub(crate) fn of_disposition(header: &[u8]) -> Option<String> {
    let parameters = parameters(&decoded(header));
    let value = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let extended = value("filename*").and_then(extended).and_then(|name| safe(&name));
    extended.or_else(|| safe(value("filename")?))
}

/// Decodes a value of RFC 5987: `UTF-8''cv%20f%C3%BCr.pdf`.
fn extended(value: &str) -> Option<String> {
    let mut parts = value.splitn(3, '\'');
    let (charset, _language, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = Cow::from(percent_decode(text.as_bytes()));
    match charset.trim().to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8(bytes.into_owned()).ok(),
        "iso-8859-1" => Some(bytes.iter().copied().map(char::from).collect()),
        _ => None,
    }
}

/// Decodes UTF-8, or else Latin-1, the former encoding of HTTP headers.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// The parameters of a header value, with lower-case names and without quotes.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let (mut part, mut quoted) = (String::new(), false);
    let mut characters = header.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted = !quoted,
            // Correct servers escape only these two; others send Windows paths unescaped.
            '\\' if quoted => match characters.next_if(|next| matches!(next, '"' | '\\')) {
                Some(escaped) => part.push(escaped),
                None => part.push('\\'),
            },
            ';' if !quoted => parameters.extend(parameter(&std::mem::take(&mut part))),
            character => part.push(character),
        }
    }
    parameters.extend(parameter(&part));
    parameters
}

fn parameter(part: &str) -> Option<(String, String)> {
    let (name, value) = part.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// Control characters, and invisible ones that change how a name reads: `cv<U+202E>fdp.exe` looks like a PDF.
fn is_unseen(character: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::Unassigned
            | GeneralCategory::PrivateUse
    ) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// Whether Windows opens a device for this name, whatever its ending.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).map(|rest| {
        let mut rest = rest.chars();
        (rest.next(), rest.next())
    });
    matches!(port, Some((Some('0'..='9' | '¹' | '²' | '³'), None)))
}

/// Removes trailing dots and blanks, as Windows does.
fn trimmed_end(name: &str) -> &str {
    name.trim_end_matches(|last: char| last.is_whitespace() || last == '.')
}

/// Cuts the stem of a long name and keeps its ending.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| ending.len() <= LONGEST_ENDING);
    let room = LONGEST.saturating_sub(ending.map_or(0, |ending| ending.len() + 1));
    let stem: String =
        name.char_indices().take_while(|(at, c)| at + c.len_utf8() <= room).map(|(_, c)| c).collect();
    let stem = trimmed_end(&stem);
    ending.map_or_else(|| stem.to_owned(), |ending| format!("{stem}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_no_path_on_any_system() {
        for (text, name) in [
            ("cv.pdf", "cv.pdf"),
            ("Lebenslauf für Ada.pdf", "Lebenslauf für Ada.pdf"),
            ("../../etc/passwd", "passwd"),
            ("/etc/cron.d/x", "x"),
            (r"C:\Users\ada\cv.pdf", "cv.pdf"),
            (r"..\..\cv.pdf", "cv.pdf"),
            ("C:cv.pdf", "C_cv.pdf"),
            ("cv.pdf:hidden", "cv.pdf_hidden"),
            (".bashrc", "bashrc"),
            ("...cv..pdf.. ", "cv.pdf"),
            ("-rf", "rf"),
            ("cv\r\n\0.pdf", "cv.pdf"),
            ("cv\u{202e}fdp.exe", "cvfdp.exe"),
            ("a<b>|c?.pdf", "a_b__c_.pdf"),
            ("NUL", "_NUL"),
            ("con.pdf", "_con.pdf"),
            ("Com1 .tar.gz", "_Com1 .tar.gz"),
            ("lpt².pdf", "_lpt².pdf"),
            ("com10.pdf", "com10.pdf"),
            ("console.pdf", "console.pdf"),
            ("cv.pdf.exe", "cv.pdf.exe"),
            ("cv.pdf \u{3000}\t   .exe", "cv.pdf .exe"),
            ("c\u{200b}v\u{fe0f}\u{e0041}\u{3164}.pdf", "cv.pdf"),
            ("fu\u{308}r.pdf", "f\u{fc}r.pdf"),
            ("aux.\u{202e}", "_aux"),
        ] {
            assert_eq!(safe(text).as_deref(), Some(name), "{text:?}");
        }
        for nothing in ["", ".", "..", "../..", "/", "cv/", " . ", "\u{202e}\n", "---"] {
            assert_eq!(safe(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = safe(&format!("{}.pdf", "ä".repeat(300))).unwrap();
        assert_eq!((name.len(), name.ends_with("ä.pdf")), (200, true));
        assert_eq!(safe(&format!("cv.{}", "x".repeat(300))).unwrap().len(), 200);
    }

    #[test]
    fn the_header_gives_the_name_as_servers_write_it() {
        for (header, name) in [
            (r#"attachment; filename="cv.pdf""#, Some("cv.pdf")),
            ("attachment; filename=cv.pdf", Some("cv.pdf")),
            ("inline;FileName = cv.pdf ;size=7", Some("cv.pdf")),
            ("filename=cv.pdf", Some("cv.pdf")),
            (r#"attachment; filename="a; b=\"c\".pdf""#, Some("a; b=_c_.pdf")),
            (r#"attachment; filename="C:\new\cv.pdf""#, Some("cv.pdf")),
            (r#"attachment; filename="cv.pdf"; filename*=UTF-8''f%C3%BCr%20Ada.pdf"#, Some("für Ada.pdf")),
            (r#"attachment; filename*="utf-8'de'f%C3%BCr.pdf"; filename=cv.pdf"#, Some("für.pdf")),
            ("attachment; filename*=ISO-8859-1''f%FCr.pdf", Some("für.pdf")),
            ("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", Some("passwd")),
            ("attachment; filename*=UTF-8''%FF; filename=cv.pdf", Some("cv.pdf")),
            ("attachment; filename*=UTF-8''..; filename=cv.pdf", Some("cv.pdf")),
            ("attachment; filename*=UTF-16''x; filename=cv.pdf", Some("cv.pdf")),
            ("attachment; filename*=cv.pdf", None),
            (r#"attachment; filename="../""#, None),
            (r#"attachment; filename="unfinished"#, Some("unfinished")),
            ("attachment; filename=", None),
            ("attachment", None),
            ("", None),
        ] {
            assert_eq!(of_disposition(header.as_bytes()).as_deref(), name, "{header}");
        }
        assert_eq!(of_disposition(b"attachment; filename=\"f\xfcr.pdf\"").as_deref(), Some("für.pdf"));
        let utf8 = "attachment; filename=\"für.pdf\"".as_bytes();
        assert_eq!(of_disposition(utf8).as_deref(), Some("für.pdf"));
    }

    #[test]
    fn a_number_comes_before_the_ending() {
        assert_eq!(numbered("cv.pdf", 1), "cv.pdf");
        assert_eq!(numbered("cv.pdf", 2), "cv (2).pdf");
        assert_eq!(numbered("cv", 3), "cv (3)");
    }

    /// Texts of troublesome parts, and arbitrary texts.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "..", ".", "/", "\\", ":", " ", "-", "con", "NUL", "com1", "\0", "\n", "\u{202e}", "\u{feff}",
            "a", "ä", ".pdf", "%2F", "\"", ";", "'", "*", "=", "UTF-8''",
        ]);
        let pieces = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
        let long = "[a-z. ä]{180,260}";
        prop_oneof![3 => pieces, 1 => long, 1 => any::<String>()]
    }

    fn check(name: &str) {
        assert!(!name.is_empty() && name.len() <= LONGEST, "{name:?}");
        assert!(!name.contains(['/', '\\']) && !name.contains(RESERVED), "{name:?}");
        assert!(!name.contains("..") && !name.starts_with(['.', '-']), "{name:?}");
        assert!(!name.ends_with(['.', ' ']) && !name.chars().any(char::is_control), "{name:?}");
        assert!(!is_device(name), "{name:?}");
        let path = std::path::Path::new(name);
        assert_eq!(path.file_name().map(std::ffi::OsStr::to_os_string), Some(name.into()));
        assert_eq!(path.components().count(), 1);
    }

    proptest! {
        #[test]
        fn whatever_is_sent_the_name_is_safe_and_stays_as_it_is(text in hostile()) {
            if let Some(name) = safe(&text) {
                check(&name);
                prop_assert_eq!(safe(&name), Some(name));
            }
        }

        #[test]
        fn whatever_the_header_is_the_name_is_safe(bytes in prop::collection::vec(any::<u8>(), 0..80), text in hostile()) {
            for header in [bytes, format!("attachment; filename={text}; filename*=UTF-8''{text}").into_bytes()] {
                if let Some(name) = of_disposition(&header) {
                    check(&name);
                }
            }
        }
    }
}
