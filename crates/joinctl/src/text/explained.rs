//! The text of an error of the SDK, as this program tells it: with JOIN's own words, its options, and the time to come again.

use std::time::{Duration, SystemTime};

use join_sdk::{Advice, Error, ErrorKind};

use super::hidden::without_tokens;
use super::shown::{excerpt, one_line};

/// Characters shown of one text by JOIN.
const MOST_LETTERS: usize = 300;

/// Fields of a refused request that are shown.
const MOST_FIELDS: usize = 10;

/// Returns the error with its causes as one line.
pub(crate) fn explained(error: &Error) -> String {
    let mut message = one_line(&error.to_string());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message.push_str(&format!(": {}", one_line(&cause.to_string())));
        source = cause.source();
    }
    if let Some(option) = error.advice().and_then(option) {
        message.push_str(&format!("; {option}"));
    }
    if let Some(said) = said(error) {
        message.push_str(&format!("; JOIN says: {said}"));
    }
    if error.kind() == ErrorKind::RateLimited {
        message.push_str(&format!("; {}", again(error.retry_after())));
    }
    if let Some(id) = error.request_id() {
        message.push_str(&format!(" (request {})", clean(id)));
    }
    message
}

/// Returns the option of this program that makes the call possible.
fn option(advice: Advice) -> Option<&'static str> {
    match advice {
        Advice::AllowForeign => Some("--allow-foreign WHY allows it"),
        Advice::ReuseExisting => Some("--reuse-existing allows it"),
        Advice::AllowLargeRemoval => Some("--allow-large-removal allows it"),
        Advice::FollowRedirects => Some("--follow-redirects allows it"),
        Advice::UseJournal => Some("--journal FILE names one"),
        _ => None,
    }
}

/// JOIN's own words: its type, its message and the fields that it names. The token is never among them.
pub(crate) fn said(error: &Error) -> Option<String> {
    // Others, such as a redirect, are not JOIN's.
    error.status().filter(|status| status.is_client_error() || status.is_server_error())?;
    let mut parts = Vec::new();
    if let Some(detail) = error.api_error() {
        let message = detail.message.as_ref().map(|message| message.as_str());
        parts.extend([detail.type_.as_deref(), message].into_iter().flatten().map(clean));
    }
    for field in error.field_errors().iter().take(MOST_FIELDS) {
        let message = clean(field.message.as_str());
        parts.push(match &field.field {
            Some(name) => format!("{}: {message}", clean(name)),
            None => message,
        });
    }
    let more = error.field_errors().len().saturating_sub(MOST_FIELDS);
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    parts.retain(|part| !part.is_empty());
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// One line without tokens, whoever said it.
pub(crate) fn clean(text: &str) -> String {
    excerpt(&without_tokens(text), MOST_LETTERS)
}

/// Such as `try again in 90 s, at 12:30:05 UTC`.
fn again(wait: Option<Duration>) -> String {
    let Some(wait) = wait else { return "JOIN names no time; try again in some minutes".to_owned() };
    let seconds = wait.as_secs_f64().ceil();
    let at = SystemTime::now().checked_add(wait).and_then(|at| jiff::Timestamp::try_from(at).ok());
    let at = at.map(|at| at.strftime(", at %Y-%m-%d %H:%M:%S UTC").to_string()).unwrap_or_default();
    format!("try again in {seconds:.0} s{at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_says_when_to_come_again() {
        let text = again(Some(Duration::from_millis(89_500)));
        assert!(text.starts_with("try again in 90 s, at 20") && text.ends_with(" UTC"), "{text}");
        assert_eq!(again(None), "JOIN names no time; try again in some minutes");
        assert_eq!(again(Some(Duration::MAX)).matches(" at ").count(), 0);
    }
}
