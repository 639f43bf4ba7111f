//! Replaces the letters and digits of a text by others of the same case, script and length.

use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalCompositionBorrowed};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use super::keyed::Stream;

/// What two texts have in common that have the same fake but for case, Unicode form and surrounding spaces.
pub(crate) fn identity(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    DecomposingNormalizerBorrowed::new_nfd().normalize(text).trim().to_lowercase()
}

/// Whether there is anything to replace.
pub(crate) fn says_something(text: &str) -> bool {
    text.chars().any(|letter| !stays(letter))
}

/// The text with other letters, digits and symbols, and `more` letters at its end. Spaces, punctuation and accents stay.
pub(crate) fn scramble(text: &str, stream: &mut Stream, more: u32) -> String {
    let composed = text.is_ascii() || ComposingNormalizerBorrowed::new_nfc().is_normalized(text);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let inner = decomposed.trim();
    let (before, after) = decomposed.split_once(inner).unwrap_or_default();
    let mut fake = before.to_owned();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        let accents = accents_of(letter, letters.clone());
        fake.push(match accents.is_empty() {
            true => replaced(letter, stream),
            false => under(&accents, letter, stream),
        });
    }
    fake.extend((0..more).map(|_| stream.letter()));
    fake.push_str(after);
    if composed { ComposingNormalizerBorrowed::new_nfc().normalize(&fake).into_owned() } else { fake }
}

fn replaced(letter: char, stream: &mut Stream) -> char {
    if stays(letter) {
        letter
    } else if letter.is_ascii_digit() {
        stream.digit(0)
    } else if letter.is_ascii_lowercase() {
        stream.letter()
    } else if letter.is_ascii_uppercase() {
        stream.letter().to_ascii_uppercase()
    } else if letter.is_uppercase() {
        neighbour(letter.to_lowercase().next().unwrap_or(letter), stream).to_uppercase().next().unwrap_or('X')
    } else {
        neighbour(letter, stream)
    }
}

/// What follows a letter and makes one sign with it.
fn accents_of(letter: char, rest: impl Iterator<Item = char>) -> Vec<char> {
    let mut sign = letter;
    let joins = |next: &char| match CanonicalCompositionBorrowed::new().compose(sign, *next) {
        Some(whole) => {
            sign = whole;
            true
        }
        None => false,
    };
    rest.take_while(joins).collect()
}

/// Another letter that has a form with these accents, as the letter does, of as many bytes in either case.
fn under(accents: &[char], letter: char, stream: &mut Stream) -> char {
    let composition = CanonicalCompositionBorrowed::new();
    let whole =
        |letter: char| accents.iter().try_fold(letter, |sign, accent| composition.compose(sign, *accent));
    let bytes = |letter: char| {
        let upper = letter.to_uppercase().next().unwrap_or(letter);
        (whole(letter).map(char::len_utf8), whole(upper).map(char::len_utf8))
    };
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    let mut around = around(lower, stream);
    let like = |other: &char| {
        *other != lower && kind(*other) == kind(lower) && is_stable(*other) && bytes(*other) == bytes(lower)
    };
    // One sign that no other is like says nothing by itself.
    let other = around.find(like).unwrap_or(lower);
    if letter.is_uppercase() { other.to_uppercase().next().unwrap_or(other) } else { other }
}

/// Spaces, punctuation, accents, and letters whose case is special by itself.
fn stays(letter: char) -> bool {
    if letter.is_ascii() {
        return !letter.is_ascii_alphanumeric();
    }
    // Joiners, directions, variants and tones; and what stands for bytes that were no text.
    let shapes = matches!(
        u32::from(letter),
        0x2000..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xFFFD | 0x1F3FB..=0x1F3FF
    );
    let combines = CanonicalCombiningClassMapBorrowed::new().get_u8(letter) != 0;
    shapes || combines || letter.is_whitespace() || letter.is_control() || !has_one_case(letter)
}

fn has_one_case(letter: char) -> bool {
    letter.to_lowercase().count() == 1 && letter.to_uppercase().count() == 1
}

/// The letters around one, which are of the same script, from a random one on.
fn around(letter: char, stream: &mut Stream) -> impl Iterator<Item = char> {
    let (first, count) = match u32::from(letter) {
        // The parts of a Korean syllable, which make one only with parts of these.
        0x1100..=0x1112 => (0x1100, 19),
        0x1161..=0x1175 => (0x1161, 21),
        0x11A8..=0x11C2 => (0x11A8, 27),
        letter => (letter & !63, 64),
    };
    let start = stream.below(count);
    (0..count).filter_map(move |step| char::from_u32(first + u32::from((start + step) % count)))
}

/// Another letter of the same kind.
fn neighbour(letter: char, stream: &mut Stream) -> char {
    around(letter, stream)
        .find(|other| *other != letter && kind(*other) == kind(letter) && is_stable(*other))
        .unwrap_or('?')
}

/// What a letter has in common with those that can replace it.
fn kind(letter: char) -> impl PartialEq {
    let upper = letter.to_uppercase().next().map(char::len_utf8);
    let classes = (letter.is_alphabetic(), letter.is_numeric(), letter.is_lowercase(), stays(letter));
    (classes, letter.len_utf8(), upper)
}

/// Whether a letter keeps its identity through changes of case and form.
fn is_stable(letter: char) -> bool {
    let comes_back = letter.to_uppercase().flat_map(char::to_lowercase).eq([letter]);
    DecomposingNormalizerBorrowed::new_nfd().is_normalized(letter.encode_utf8(&mut [0; 4]))
        && (comes_back || !letter.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::keyed::Key;

    fn of(text: &str) -> String {
        let key = Key::random().unwrap();
        scramble(text, &mut key.stream("test", identity(text).as_bytes(), 0), 0)
    }

    #[test]
    fn the_shape_stays_and_the_content_goes() {
        let text = " Żoë-Ann O'Neill,  3. Straße\t42 ";
        let fake = of(text);
        let shape = |text: &str| -> String {
            let class = |letter: char| match letter {
                letter if letter.is_uppercase() => 'A',
                letter if letter.is_alphabetic() => 'a',
                letter if letter.is_numeric() => '1',
                letter => letter,
            };
            text.chars().map(class).collect()
        };
        assert_eq!(shape(&fake), shape(text), "{fake}");
        for word in ["Żoë", "Ann", "Neill", "Stra"] {
            assert!(!fake.contains(word), "{fake}");
        }
    }

    #[test]
    fn scripts_keep_their_letters_and_the_bytes_that_those_take() {
        for text in [
            "Ümit Şahin Ñandú Åsa Čapek Łukasz Żak Śliwa İpek Çağlar Öztürk Íñigo Đặng",
            "Мария Шевчук Коваль",
            "さくら 山田太郎",
            "한국",
            "देवेश शर्मा",
            "محمد ليلى حدّاد",
            "Ελένη",
            "👍🏽 ⭐ top",
            "٣٤",
        ] {
            for _ in 0..50 {
                let fake = of(text);
                assert_eq!(fake.chars().count(), text.chars().count(), "{text} {fake}");
                assert_eq!(fake.len(), text.len(), "{text} {fake}");
                let mut words = text.split(' ').zip(fake.split(' '));
                assert_eq!(words.find(|(word, fake)| word == fake), None, "{text} {fake}");
            }
        }
    }

    #[test]
    fn what_differs_in_case_or_form_has_a_fake_that_differs_the_same() {
        let key = Key::random().unwrap();
        let of = |text: &str| scramble(text, &mut key.stream("test", identity(text).as_bytes(), 0), 0);
        let (composed, decomposed) = ("Zo\u{eb}", "Zoe\u{308}");
        assert_ne!(of(composed), of(decomposed));
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        assert_eq!(nfc.normalize(&of(decomposed)), of(composed));
        assert_eq!(of("HR:Called").to_lowercase(), of("hr:called"));
        assert_eq!(of(" hr:called"), format!(" {}", of("hr:called")));
        assert_eq!(of("МАРИЯ").to_lowercase(), of("мария"));
    }
}
