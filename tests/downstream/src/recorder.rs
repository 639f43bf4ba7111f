//! Writes an inquiry into JOIN: the application where there is none, the tags, the note.

use std::time::Duration;

use join_sdk::decisions::DecisionReceipt;
use join_sdk::tags::CandidateRef;
use join_sdk::types::{ApplicationId, JobId};
use join_sdk::{Error, ErrorKind, Join};

use crate::decision;
use crate::inquiry::{Inquiry, Person, Subject};

/// Records inquiries in JOIN.
#[derive(Debug, Clone)]
pub struct Recorder {
    join: Join,
    settle: Duration,
}

/// Why an inquiry was not recorded.
#[derive(Debug)]
pub enum Failure {
    /// JOIN, or the way to it.
    Join(Error),
    /// JOIN entered the person and did not return the application.
    NoApplication,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Join(error)
    }
}

impl Recorder {
    /// Creates a recorder on a client with a journal.
    pub fn new(join: Join) -> Self {
        Self { join, settle: Duration::from_secs(2) }
    }

    /// Sets how long after a write the tags are checked once more; 2 s unless set.
    pub fn settle(self, settle: Duration) -> Self {
        Self { settle, ..self }
    }

    /// Records an inquiry. A repeated delivery does only what is missing.
    ///
    /// # Errors
    ///
    /// Fails as the SDK does. What was written stays written, and the next delivery goes on from there.
    pub async fn record(&self, inquiry: &Inquiry) -> Result<DecisionReceipt, Failure> {
        let decision = decision::decision(inquiry, self.settle)?;
        let candidate = match &inquiry.subject {
            Subject::Application(id) => {
                CandidateRef::of(&self.join.applications().get(ApplicationId(*id)).await?)?
            }
            Subject::Person(person) => self.entered(person, &inquiry.inquiry).await?,
        };
        Ok(self.join.decisions().record(&candidate, decision).await?)
    }

    /// The candidate of a person, who is entered under the inquiry's id unless that happened before.
    async fn entered(&self, person: &Person, inquiry: &str) -> Result<CandidateRef, Failure> {
        let new = decision::application(person, inquiry)?;
        let creation = self.join.applications().ensure(&new).await?;
        if let Some(application) = creation.application() {
            return Ok(CandidateRef::new(creation.candidate(), application));
        }
        let found = self.join.applications().find(JobId(person.job), inquiry).await?;
        Ok(CandidateRef::of(&found.ok_or(Failure::NoApplication)?)?)
    }
}

impl Failure {
    /// Whether a later delivery can succeed without anybody's help.
    pub fn is_transient(&self) -> bool {
        match self {
            Failure::NoApplication => true,
            Failure::Join(error) => match error.kind() {
                ErrorKind::RateLimited
                | ErrorKind::Server
                | ErrorKind::Timeout
                | ErrorKind::Connect
                | ErrorKind::Transport
                | ErrorKind::Unverified
                | ErrorKind::Contended => true,
                // A note that may be there is for a person to look at; a create is looked for by the next delivery.
                ErrorKind::UnknownOutcome => error.operation() != Some("createCandidateNote"),
                _ => false,
            },
        }
    }
}
