//! The list of all variants, and how their texts are read.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::company::settings::{LargePages, PastEnd, RetryAfter, StateFields, Untagged, WriteStatus};
use crate::text::count::count;
use crate::text::duration::duration;
use crate::text::error::{SettingError, quoted};
use crate::text::word::Words;
use crate::variants::variant::Variant;

/// One kind of variant: its name, its values and what it does.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct VariantForm {
    /// The name, such as `past-end`.
    pub name: &'static str,
    /// The value, such as `ROWS`, or the words to choose from, such as `refused|capped`. `None` for a variant without value.
    pub value: Option<&'static str>,
    /// One sentence.
    pub description: &'static str,
    read: fn(&str) -> Result<Variant, SettingError>,
}

impl VariantForm {
    /// How it is written, such as `past-end=empty|404|204|null`.
    pub fn usage(&self) -> String {
        self.value.map_or_else(|| self.name.to_owned(), |value| format!("{}={value}", self.name))
    }
}

impl fmt::Debug for VariantForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VariantForm")
            .field("name", &self.name)
            .field("value", &self.value)
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}

impl Variant {
    /// All variants, for help texts: their names, values and descriptions.
    ///
    /// ```
    /// use join_sandbox::Variant;
    ///
    /// let form = Variant::forms().iter().find(|form| form.name == "page-cap").ok_or("unknown")?;
    /// assert_eq!(form.usage(), "page-cap=ROWS");
    /// # Ok::<(), &str>(())
    /// ```
    pub fn forms() -> &'static [VariantForm] {
        FORMS
    }
}

impl FromStr for Variant {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        let form = FORMS.iter().find(|form| form.name == name);
        let form =
            form.ok_or_else(|| SettingError::unknown("variant", name, FORMS.iter().map(|form| form.name)))?;
        match (value, form.value) {
            (Some(value), Some(_)) => (form.read)(value),
            (None, None) => (form.read)(""),
            (Some(value), None) => {
                Err(SettingError::new(format!("{name} takes no value, not {}", quoted(value))))
            }
            (None, Some(_)) => Err(SettingError::new(format!("{name} needs a value: {}", form.usage()))),
        }
    }
}

const FORMS: &[VariantForm] = &[
    VariantForm {
        name: "page-cap",
        value: Some("ROWS"),
        description: "Pages have at most this many rows.",
        read: |text| count("page-cap", text, 1).map(Variant::PageCap),
    },
    VariantForm {
        name: "hide-every",
        value: Some("NUMBER"),
        description: "Pages lack the rows whose ids this number divides.",
        read: |text| count("hide-every", text, 1).map(Variant::HideEvery),
    },
    VariantForm {
        name: "past-end",
        value: Some("empty|404|204|null"),
        description: "Sets the response to a page behind the last row.",
        read: |text| PastEnd::read("past-end", text).map(Variant::PastEnd),
    },
    VariantForm {
        name: "large-pages",
        value: Some("refused|capped"),
        description: "Sets the response to a pageSize over 50.",
        read: |text| LargePages::read("large-pages", text).map(Variant::LargePages),
    },
    VariantForm {
        name: "trim-tags",
        value: None,
        description: "Tags lose white space at both ends.",
        read: |_| Ok(Variant::TrimTags),
    },
    VariantForm {
        name: "lowercase-tags",
        value: None,
        description: "Tags lose their capitals.",
        read: |_| Ok(Variant::LowercaseTags),
    },
    VariantForm {
        name: "nfc-tags",
        value: None,
        description: "Tags are normalised to NFC.",
        read: |_| Ok(Variant::NfcTags),
    },
    VariantForm {
        name: "fold-case-tags",
        value: None,
        description: "Of tags that differ only in case, the first stays.",
        read: |_| Ok(Variant::FoldCaseTags),
    },
    VariantForm {
        name: "deduplicate-tags",
        value: None,
        description: "Of equal tags, the first stays.",
        read: |_| Ok(Variant::DeduplicateTags),
    },
    VariantForm {
        name: "reorder-tags",
        value: None,
        description: "Tags are sorted.",
        read: |_| Ok(Variant::ReorderTags),
    },
    VariantForm {
        name: "max-tags",
        value: Some("NUMBER"),
        description: "A write of more tags gets a 422.",
        read: |text| count("max-tags", text, 0).map(Variant::MaxTags),
    },
    VariantForm {
        name: "max-tag-length",
        value: Some("CHARACTERS"),
        description: "A write of a longer tag gets a 422.",
        read: |text| count("max-tag-length", text, 1).map(Variant::MaxTagLength),
    },
    VariantForm {
        name: "answers",
        value: Some("by-operation|200|201"),
        description: "Sets the status of successful writes.",
        read: |text| WriteStatus::read("answers", text).map(Variant::Answers),
    },
    VariantForm {
        name: "answers-without-tags",
        value: None,
        description: "Responses to tag writes lack the tags.",
        read: |_| Ok(Variant::AnswersWithoutTags),
    },
    VariantForm {
        name: "late-answers",
        value: Some("DURATION"),
        description: "Responses to writes come this long after the write took effect.",
        read: |text| duration("late-answers", text, Duration::ZERO).map(Variant::LateAnswers),
    },
    VariantForm {
        name: "stale-reads",
        value: Some("READS"),
        description: "This many reads after a tag write show the old tags.",
        read: |text| count("stale-reads", text, 0).map(Variant::StaleReads),
    },
    VariantForm {
        name: "state-fields",
        value: Some("mixed|state|hiringState|both"),
        description: "Sets the fields that hold an application's state.",
        read: |text| StateFields::read("state-fields", text).map(Variant::StateFields),
    },
    VariantForm {
        name: "untagged",
        value: Some("as-stored|absent|null|empty"),
        description: "Sets how candidates without tags are shown.",
        read: |text| Untagged::read("untagged", text).map(Variant::Untagged),
    },
    VariantForm {
        name: "no-rate-limit-headers",
        value: None,
        description: "Responses lack the x-ratelimit headers.",
        read: |_| Ok(Variant::NoRateLimitHeaders),
    },
    VariantForm {
        name: "retry-after",
        value: Some("seconds|date|none"),
        description: "Sets the Retry-After header of responses with 429.",
        read: |text| RetryAfter::read("retry-after", text).map(Variant::RetryAfter),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::company::settings::Settings;

    /// Each variant as text, with a value that is not the default.
    const TEXTS: &[&str] = &[
        "page-cap=25",
        "hide-every=3",
        "past-end=204",
        "large-pages=capped",
        "trim-tags",
        "lowercase-tags",
        "nfc-tags",
        "fold-case-tags",
        "deduplicate-tags",
        "reorder-tags",
        "max-tags=10",
        "max-tag-length=50",
        "answers=200",
        "answers-without-tags",
        "late-answers=1500ms",
        "stale-reads=2",
        "state-fields=hiringState",
        "untagged=absent",
        "no-rate-limit-headers",
        "retry-after=date",
    ];

    #[test]
    fn each_variant_reads_as_it_is_written_and_is_in_force_once_set() {
        let names: Vec<&str> = FORMS.iter().map(|form| form.name).collect();
        let tried: Vec<&str> = TEXTS.iter().map(|text| text.split('=').next().unwrap()).collect();
        assert_eq!(names, tried);
        let mut all = Settings::default();
        for text in TEXTS {
            let variant: Variant = text.parse().unwrap();
            assert_eq!(variant.to_string(), *text);
            let mut settings = Settings::default();
            variant.set(&mut settings);
            assert_eq!(Variant::in_force(&settings), [variant], "{text}");
            variant.set(&mut all);
        }
        let shown: Vec<String> = Variant::in_force(&all).iter().map(Variant::to_string).collect();
        assert_eq!(shown, TEXTS);
        assert!(Variant::in_force(&Settings::default()).is_empty());
    }

    #[test]
    fn each_value_that_a_form_names_is_taken() {
        for form in FORMS {
            let Some(value) = form.value.filter(|value| value.contains('|')) else { continue };
            for word in value.split('|') {
                let text = format!("{}={word}", form.name);
                assert_eq!(text.parse::<Variant>().unwrap().to_string(), text);
            }
        }
    }

    #[test]
    fn a_wrong_text_says_what_is_wrong() {
        for (text, message) in [
            ("page-cap", "page-cap needs a value: page-cap=ROWS"),
            ("page-cap=", "page-cap must be a whole number from 1, not \"\""),
            ("page-cap=0", "page-cap must be a whole number from 1, not \"0\""),
            ("page-cap=+5", "page-cap must be a whole number from 1, not \"+5\""),
            ("trim-tags=yes", "trim-tags takes no value, not \"yes\""),
            ("trim_tags", "there is no variant \"trim_tags\"; did you mean trim-tags?"),
            ("past-end=405", "there is no past-end \"405\"; did you mean 404?"),
            (
                "late-answers=5",
                "late-answers must be a duration such as 500ms or 10s, from 0s to 24h, not \"5\"",
            ),
        ] {
            assert_eq!(text.parse::<Variant>().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn only_two_values_for_one_thing_contradict_each_other() {
        let check = |texts: &[&str]| {
            let variants: Vec<Variant> = texts.iter().map(|text| text.parse().unwrap()).collect();
            Variant::check(&variants).is_ok()
        };
        assert!(check(&["page-cap=5", "hide-every=3", "page-cap=5", "trim-tags", "trim-tags"]));
        assert!(!check(&["trim-tags", "past-end=404", "page-cap=5", "past-end=204"]));
    }
}
