//! The error of a text that is no setting.

use std::error::Error;
use std::fmt;

/// Characters of a wrong text that an error quotes.
const QUOTED: usize = 40;

/// A text names no setting, or contradicts another one.
///
/// Its `Display` is one line that says what is wrong and proposes the nearest name. See [`Variant`](crate::Variant),
/// [`Quota`](crate::Quota), [`Writer`](crate::Writer) and [`Clock`](crate::Clock).
///
/// ```
/// use join_sandbox::Variant;
///
/// let error = "page-cpa=25".parse::<Variant>().unwrap_err();
/// assert_eq!(error.to_string(), "there is no variant \"page-cpa\"; did you mean page-cap?");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingError {
    message: String,
}

impl SettingError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        SettingError { message: message.into() }
    }

    /// `what` is no `kind` of these, such as a variant. Proposes the nearest one.
    pub(crate) fn unknown<'a>(
        kind: impl fmt::Display,
        what: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        let proposal = match nearest(what, known.clone()) {
            Some(name) => format!("; did you mean {name}?"),
            None => {
                let known: Vec<&str> = known.into_iter().collect();
                format!("; known are {}", known.join(", "))
            }
        };
        SettingError::new(format!("there is no {kind} {}{proposal}", quoted(what)))
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SettingError {}

/// A wrong text in quotation marks, cut where it is long, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let shown: String =
        text.chars().take(QUOTED).map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let dots = if text.chars().count() > QUOTED { "..." } else { "" };
    format!("\"{shown}{dots}\"")
}

/// The known name that is most like a wrong one, if any is much like it.
fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase().replace(['_', ' '], "-");
    let likeness = |name: &str| {
        let begins = wrong.len() > 2 && name.starts_with(&wrong);
        let base = strsim::jaro_winkler(&wrong, &name.to_lowercase());
        if begins { base.max(0.95) } else { base }
    };
    let scored = known.into_iter().map(|name| (likeness(name), name)).filter(|(score, _)| *score > 0.75);
    scored.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_proposed_and_else_all_are_listed() {
        let names = ["page-cap", "past-end", "hide-every"];
        let proposed = |wrong| SettingError::unknown("variant", wrong, names).to_string();
        for (wrong, meant) in [("pagecap", "page-cap"), ("PAST_END", "past-end"), ("hide", "hide-every")] {
            assert!(proposed(wrong).ends_with(&format!("did you mean {meant}?")), "{}", proposed(wrong));
        }
        assert_eq!(proposed("xyz"), "there is no variant \"xyz\"; known are page-cap, past-end, hide-every");
    }

    #[test]
    fn a_wrong_text_is_quoted_in_part_and_on_one_line() {
        assert_eq!(quoted("a\nb"), "\"a b\"");
        assert_eq!(quoted(&"ä".repeat(100)), format!("\"{}...\"", "ä".repeat(40)));
    }
}
