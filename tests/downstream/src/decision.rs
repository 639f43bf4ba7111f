//! What an inquiry means in JOIN. Pure: nothing is sent here.

use std::time::Duration;

use join_sdk::decisions::Decision;
use join_sdk::tags::{ApplyOptions, Owner, TagEdit};
use join_sdk::types::{ApplicationSource, JobId};
use join_sdk::{NewApplication, Result};

use crate::inquiry::{Inquiry, Outcome, Person};

/// The prefix of the tags that this service owns. It touches no others.
pub const OWNER: &str = "idv:";

/// The status tag of an outcome.
pub fn tag(outcome: Outcome) -> String {
    format!("{OWNER}status={}", status(outcome))
}

/// The tags and the note of an inquiry, under its id.
///
/// # Errors
///
/// Fails when the inquiry's id is no text for a tag or a note.
pub fn decision(inquiry: &Inquiry, settle: Duration) -> Result<Decision> {
    let tags = TagEdit::owned_by(Owner::with_prefix(OWNER)?);
    let tags = tags.set_exclusive(format!("{OWNER}status"), status(inquiry.outcome))?;
    Ok(Decision::new(inquiry.inquiry.as_str(), tags)
        .note(note(inquiry))
        .actor("identity-service")
        .reason(format!("inquiry {}", inquiry.inquiry))
        .apply(ApplyOptions::default().settle(settle)))
}

/// The application of a person who has not applied yet, under the inquiry's id.
///
/// # Errors
///
/// Fails when a name or the address can't be one.
pub fn application(person: &Person, inquiry: &str) -> Result<NewApplication> {
    NewApplication::new(JobId(person.job), &person.first_name, &person.last_name, &person.email)?
        .source(ApplicationSource::Other)
        .external_id(inquiry)
}

fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "verified",
        Outcome::Declined => "declined",
        Outcome::NeedsReview => "review",
    }
}

fn note(inquiry: &Inquiry) -> String {
    let found = match inquiry.outcome {
        Outcome::Approved => "Identity verified",
        Outcome::Declined => "Identity not verified",
        Outcome::NeedsReview => "Identity needs a review",
    };
    match &inquiry.reason {
        Some(reason) => format!("{found}: {reason} ({})", inquiry.inquiry),
        None => format!("{found} ({})", inquiry.inquiry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inquiry::Subject;

    fn inquiry(outcome: Outcome, reason: Option<&str>) -> Inquiry {
        let reason = reason.map(str::to_owned);
        Inquiry { inquiry: "inq_1".to_owned(), outcome, reason, subject: Subject::Application(42) }
    }

    #[test]
    fn each_outcome_has_its_tag_and_its_note() {
        let texts = [Outcome::Approved, Outcome::Declined, Outcome::NeedsReview]
            .map(|outcome| (tag(outcome), note(&inquiry(outcome, None))));
        let expected = [
            ("idv:status=verified", "Identity verified (inq_1)"),
            ("idv:status=declined", "Identity not verified (inq_1)"),
            ("idv:status=review", "Identity needs a review (inq_1)"),
        ];
        assert_eq!(texts, expected.map(|(tag, note)| (tag.to_owned(), note.to_owned())));
        let with_reason = note(&inquiry(Outcome::Declined, Some("the passport has expired")));
        assert_eq!(with_reason, "Identity not verified: the passport has expired (inq_1)");
    }

    #[test]
    fn a_person_without_a_name_or_an_address_is_refused() {
        let person = |first_name: &str, email: &str| Person {
            job: 7,
            first_name: first_name.to_owned(),
            last_name: "Lovelace".to_owned(),
            email: email.to_owned(),
        };
        assert!(application(&person("Ada", "ada@example.com"), "inq_1").is_ok());
        assert!(application(&person(" ", "ada@example.com"), "inq_1").is_err());
        assert!(application(&person("Ada", "nowhere"), "inq_1").is_err());
        assert!(application(&person("Ada", "ada@example.com"), " ").is_err());
    }
}
