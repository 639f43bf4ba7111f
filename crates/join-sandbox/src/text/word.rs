//! Values that are written as one word of a few.

use crate::text::error::SettingError;

/// A value with a word for each of its kinds.
pub(crate) trait Words: Copy + PartialEq + 'static {
    const WORDS: &'static [(&'static str, Self)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }

    /// `kind` names the value in an error, such as `past-end`.
    fn read(kind: &str, text: &str) -> Result<Self, SettingError> {
        let found = Self::WORDS.iter().find(|(word, _)| *word == text);
        found
            .map(|(_, value)| *value)
            .ok_or_else(|| SettingError::unknown(kind, text, Self::WORDS.iter().map(|(word, _)| *word)))
    }
}
