//! Checks tag texts and detects look-alikes.

use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use crate::error::{Error, Result};

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfkc();

/// Refuses ambiguous texts and texts that a server might change: not in NFC, with blanks around, with control, zero-width or
/// bidirectional characters. `what` names the text in the error.
pub(crate) fn check(text: &str, what: &str) -> Result<()> {
    let refuse = |why: &str| Err(Error::invalid(format!("{what} {why}")));
    if text.trim().is_empty() {
        return refuse("is blank");
    }
    if text.trim() != text {
        return refuse("has blanks at its beginning or end");
    }
    if text.chars().any(is_invisible) {
        return refuse("holds a control, zero-width or bidirectional character");
    }
    if !NFC.is_normalized(text) {
        return refuse("is not in the normalization form NFC");
    }
    Ok(())
}

fn is_invisible(letter: char) -> bool {
    // Format characters are the zero-width and bidirectional ones, and a few more invisible ones.
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}')
        || CodePointMapData::<GeneralCategory>::new().get(letter) == GeneralCategory::Format
}

/// The text as a person reads it: compatibility forms unified, case folded, runs of blanks joined.
pub(crate) fn fold(text: &str) -> String {
    let folded = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        let unified = NFKC.normalize(text);
        NFKC.normalize(&without_case(&unified)).into_owned()
    };
    let mut message = folded.split_whitespace();
    let mut collapsed = message.next().unwrap_or_default().to_owned();
    for word in message {
        collapsed.push(' ');
        collapsed.push_str(word);
    }
    collapsed
}

/// The text with its case folded, equal for the same texts as Unicode's full folding.
fn without_case(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            // Its upper case is that of `i`, and yet it is another letter.
            'ı' => folded.push(letter),
            // Some letters have several lower cases, such as the two sigmas, but one upper case.
            _ => {
                folded.extend(letter.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase))
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use icu_casemap::CaseMapper;

    use super::*;

    #[test]
    fn texts_that_the_eye_can_not_trust_are_refused() {
        for good in ["persona:status=verified", "größe", "東京", "a b", "naïve \u{1f600}"] {
            assert!(check(good, "the tag").is_ok(), "{good:?}");
        }
        for (bad, why) in [
            ("", "blank"),
            (" \t", "blank"),
            (" a", "blanks"),
            ("a\u{a0}", "blanks"),
            ("a\nb", "control"),
            ("a\u{200b}b", "control"),
            ("a\u{202e}b", "control"),
            ("\u{feff}a", "control"),
            ("a\u{2028}b", "control"),
            ("e\u{301}", "NFC"),
        ] {
            let message = check(bad, "the tag").unwrap_err().to_string();
            assert!(message.contains(why), "{bad:?}: {message}");
        }
    }

    #[test]
    fn texts_that_look_alike_fold_to_the_same() {
        for (one, other) in [
            ("VIP", "vip"),
            (" Very   Important ", "very important"),
            ("STRASSE", "straße"),
            ("ﬁt", "FIT"),
            ("Ａ１", "a1"),
            ("e\u{301}", "É"),
        ] {
            assert_eq!(fold(one), fold(other), "{one:?} {other:?}");
        }
        assert_ne!(fold("vip"), fold("v i p"));
        assert_ne!(fold("ı"), fold("i"));
    }

    #[test]
    fn letters_are_the_same_without_case_where_unicode_says_so() {
        let (mut by_unicode, mut by_ours) = (BTreeMap::new(), BTreeMap::new());
        let cased =
            |letter: &char| letter.to_lowercase().ne([*letter]) || letter.to_uppercase().ne([*letter]);
        for letter in ('\0'..=char::MAX).filter(cased) {
            let unified = NFKC.normalize(letter.encode_utf8(&mut [0; 4])).into_owned();
            let unicode = NFKC.normalize(&CaseMapper::new().fold_string(&unified)).into_owned();
            let ours = NFKC.normalize(&without_case(&unified)).into_owned();
            assert_eq!(by_unicode.entry(unicode.clone()).or_insert_with(|| ours.clone()), &ours, "{letter}");
            assert_eq!(by_ours.entry(ours).or_insert_with(|| unicode.clone()), &unicode, "{letter}");
        }
        assert!(by_ours.len() > 1_000);
    }
}
