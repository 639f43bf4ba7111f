//! The profiles: their names, their settings, and where their tokens are. No token is among them. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::exit::Failure;

/// Characters of a name.
const LONGEST_NAME: usize = 64;

/// Below this similarity a name is not proposed.
const SIMILAR: f64 = 0.7;

/// The profiles of this user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profiles {
    /// The profile that is used where none is named.
    #[serde(default)]
    pub(crate) default: Option<String>,
    #[serde(default)]
    pub(crate) profiles: BTreeMap<String, Profile>,
}

/// One account, as a nickname stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    pub(crate) base_url: String,
    #[serde(default)]
    pub(crate) read_only: bool,
    pub(crate) token_in: Place,
    /// The address of the shared state, without a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
}

/// Where a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// The keyring of the operating system.
    Keyring,
    /// A file that only its owner can read.
    File,
}

impl Place {
    pub(crate) fn shown(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
        }
    }
}

impl Profiles {
    /// Reads the text of the file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match read.default.as_ref().filter(|name| !read.profiles.contains_key(*name)) {
            Some(name) => Err(format!("the default profile {name} is not among the profiles")),
            None => Ok(read),
        }
    }

    /// Finds a profile. The failure proposes the nearest name.
    pub(crate) fn find(&self, name: &str) -> Result<&Profile, Failure> {
        self.profiles.get(name).ok_or_else(|| {
            let proposal = match (self.nearest(name), self.profiles.is_empty()) {
                (Some(near), _) => format!("did you mean {near}?"),
                (None, true) => format!("sign in with `joinctl auth login --profile {name}`"),
                (None, false) => "`joinctl auth list` shows the profiles".to_owned(),
            };
            Failure::usage(format!("there is no profile {name}; {proposal}"))
        })
    }

    fn nearest(&self, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        let rated = self.profiles.keys().map(|known| {
            let likeness = strsim::jaro_winkler(&known.to_lowercase(), &name);
            let edits = strsim::damerau_levenshtein(&known.to_lowercase(), &name);
            (if edits <= 1 { 1.0 } else { likeness }, known.as_str())
        });
        let best = rated.max_by(|one, other| one.0.total_cmp(&other.0))?;
        (best.0 >= SIMILAR).then_some(best.1)
    }

    /// Adds or replaces a profile. The first one becomes the default.
    pub(crate) fn put(&mut self, name: &str, profile: Profile) {
        if self.profiles.is_empty() {
            self.default = Some(name.to_owned());
        }
        self.profiles.insert(name.to_owned(), profile);
    }

    /// Takes a profile away. Without its default none is used until one is chosen.
    pub(crate) fn remove(&mut self, name: &str) {
        self.profiles.remove(name);
        if self.default.as_deref() == Some(name) {
            self.default = None;
        }
    }
}

/// Checks the name of a profile, which is shown, typed and completed.
pub(crate) fn checked_name(name: &str) -> Result<String, String> {
    let first = name.chars().next().is_some_and(|letter| letter.is_ascii_alphanumeric());
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    match first && name.len() <= LONGEST_NAME && name.chars().all(plain) {
        true => Ok(name.to_owned()),
        false => Err(format!(
            "a name of at most {LONGEST_NAME} letters, digits, dots, hyphens and underscores, beginning with a letter or digit"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles(names: &[&str]) -> Profiles {
        let mut profiles = Profiles::default();
        for name in names {
            let base_url = "https://api.join.com/v2".to_owned();
            profiles.put(name, Profile { base_url, read_only: false, token_in: Place::File, state: None });
        }
        profiles
    }

    #[test]
    fn an_unknown_name_proposes_the_nearest() {
        let known = profiles(&["work", "staging", "sandbox"]);
        for (name, near) in [
            ("wrok", "work"),
            ("Work", "work"),
            ("stagin", "staging"),
            ("sandbx", "sandbox"),
            ("wor", "work"),
        ] {
            let message = known.find(name).unwrap_err().message;
            assert!(message.contains(&format!("did you mean {near}?")), "{message}");
        }
        assert!(known.find("zzz").unwrap_err().message.contains("joinctl auth list"));
        assert!(Profiles::default().find("x").unwrap_err().message.contains("auth login --profile x"));
    }

    #[test]
    fn a_file_reads_back_as_it_was_written_and_oddities_are_refused() {
        let written = profiles(&["work", "other"]);
        let text = serde_json::to_string(&written).unwrap();
        assert_eq!(Profiles::parse(&text), Ok(written));
        for odd in ["", "7", r#"{"default":"x"}"#, r#"{"token":"4f7a9c"}"#, r#"{"profiles":{"a":{}}}"#] {
            let why = Profiles::parse(odd).unwrap_err();
            assert!(!why.contains("4f7a9c"), "{why}");
        }
    }

    #[test]
    fn without_its_default_none_is_used() {
        let mut known = profiles(&["work", "other"]);
        assert_eq!(known.default.as_deref(), Some("work"));
        known.remove("other");
        assert_eq!(known.default.as_deref(), Some("work"));
        known.remove("work");
        assert_eq!(known, Profiles::default());
    }

    #[test]
    fn names_can_be_typed() {
        for name in ["work", "Acme-2.prod_eu", "1"] {
            assert_eq!(checked_name(name).as_deref(), Ok(name));
        }
        for name in ["", "-x", ".x", "a b", "a/b", "ü", &"a".repeat(65)] {
            assert!(checked_name(name).is_err(), "{name}");
        }
    }
}
