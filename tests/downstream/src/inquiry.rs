//! The result of an inquiry, as the verifier sends it.

use serde::{Deserialize, Serialize};

/// A finished inquiry.
#[derive(Deserialize, Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Inquiry {
    /// The verifier's id. It makes deliveries repeatable.
    pub inquiry: String,
    pub outcome: Outcome,
    /// Why, in words for recruiters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(flatten)]
    pub subject: Subject,
}

/// What the verifier found.
#[derive(Deserialize, Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Approved,
    Declined,
    NeedsReview,
}

/// Whom the inquiry is about.
#[derive(Deserialize, Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub enum Subject {
    /// An application in JOIN.
    Application(i64),
    /// A person who has not applied yet.
    Person(Person),
}

/// A person to enter into JOIN.
#[derive(Deserialize, Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub job: i64,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_inquiry_names_an_application_or_a_person() {
        let of_application = json!({"inquiry": "inq_1", "outcome": "approved", "application": 42});
        let read: Inquiry = serde_json::from_value(of_application).unwrap();
        assert!(matches!(read.subject, Subject::Application(42)));
        let person =
            json!({"job": 7, "firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com"});
        let of_person = json!({"inquiry": "inq_1", "outcome": "needs_review", "person": person});
        let read: Inquiry = serde_json::from_value(of_person).unwrap();
        assert!(matches!(read.subject, Subject::Person(Person { job: 7, .. })));
        assert_eq!(read.outcome, Outcome::NeedsReview);
        for odd in [
            json!({"inquiry": "inq_1", "outcome": "approved"}),
            json!({"inquiry": "inq_1", "outcome": "perhaps", "application": 42}),
        ] {
            assert!(serde_json::from_value::<Inquiry>(odd).is_err());
        }
    }
}
