//! The source of fakes of a recording: its key, and which fake belongs to which input.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::addresses::Addresses;
use super::keyed::{Key, Stream};
use super::scramble::{identity, says_something, scramble};
use super::shift::Shift;
use crate::error::Error;

/// Attempts at a fake that no other input has. From the 16th on, fakes grow.
const ATTEMPTS: u32 = 1_000;

/// The fakes of a recording.
pub(crate) struct Fakes {
    pub(crate) key: Key,
    pub(crate) shift: Shift,
    pub(crate) addresses: Addresses,
    /// Beginnings of tags that stay.
    pub(crate) kept_prefixes: Vec<String>,
    /// The hash of the input that has a fake, by domain and fake.
    taken: HashMap<(&'static str, String), [u8; 32]>,
}

impl Fakes {
    /// Fakes with a new key. `upstream` is the base URL that is recorded.
    pub(crate) fn new(upstream: &url::Url, kept_prefixes: Vec<String>) -> Result<Self, Error> {
        let key = Key::random()?;
        let shift = Shift::drawn(&mut key.stream("shift", b"", 0));
        let addresses = Addresses::new(upstream);
        Ok(Self { key, shift, addresses, kept_prefixes, taken: HashMap::new() })
    }

    /// The fake of a text, where texts that differ only in case, Unicode form or surrounding spaces differ the same way.
    pub(crate) fn text(&mut self, domain: &'static str, text: &str) -> String {
        if !says_something(text) {
            return text.to_owned();
        }
        self.unique(domain, &identity(text), |stream, more| {
            let fake = scramble(text, stream, more);
            (identity(&fake), fake)
        })
    }

    /// The fakes of the parts of a text between separators.
    pub(crate) fn parts(&mut self, domain: &'static str, text: &str, separators: &[char]) -> String {
        let pieces =
            text.split_inclusive(|letter: char| letter.is_whitespace() || separators.contains(&letter));
        pieces
            .map(|piece| {
                let word = piece
                    .trim_end_matches(|letter: char| letter.is_whitespace() || separators.contains(&letter));
                self.text(domain, word) + piece.get(word.len()..).unwrap_or_default()
            })
            .collect()
    }

    /// Makes a fake until it is neither the input nor the fake of another input. `make` returns what makes a fake the
    /// same as another, and the fake.
    pub(crate) fn unique(
        &mut self,
        domain: &'static str,
        input: &str,
        mut make: impl FnMut(&mut Stream, u32) -> (String, String),
    ) -> String {
        let owner = self.key.stream(domain, input.as_bytes(), u32::MAX).seed;
        let mut last = String::new();
        for attempt in 0..ATTEMPTS {
            let mut stream = self.key.stream(domain, input.as_bytes(), attempt);
            let (identity, fake) = make(&mut stream, attempt / 16);
            if identity == input {
                continue;
            }
            last = fake;
            match self.taken.entry((domain, identity)) {
                Entry::Vacant(free) => {
                    free.insert(owner);
                    return last;
                }
                Entry::Occupied(taken) if *taken.get() == owner => return last,
                Entry::Occupied(_) => {}
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    pub(crate) fn fakes() -> Fakes {
        Fakes::new(&url::Url::parse("https://api.join.com/v2").unwrap(), vec!["persona:".to_owned()]).unwrap()
    }

    #[test]
    fn different_inputs_have_different_fakes_however_short_they_are() {
        let mut fakes = fakes();
        let inputs: Vec<String> =
            ('a'..='z').map(String::from).chain((0..30).map(|n| n.to_string())).collect();
        let of: Vec<String> = inputs.iter().map(|input| fakes.text("test", input)).collect();
        assert_eq!(of.iter().collect::<HashSet<_>>().len(), inputs.len());
        assert!(of.iter().zip(&inputs).all(|(fake, input)| fake != input));
        let again: Vec<String> = inputs.iter().map(|input| fakes.text("test", input)).collect();
        assert_eq!(of, again);
    }

    #[test]
    fn another_recording_has_other_fakes() {
        assert_ne!(fakes().text("test", "Adalberta Lovelace"), fakes().text("test", "Adalberta Lovelace"));
    }
}
