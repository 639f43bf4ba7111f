//! What people ask of an application or a job: the state, the candidate's name, the CV, the last change.

use std::fmt;

use jiff::Timestamp;

use crate::types::{
    Application, ApplicationId, ApplicationState, Attachment, AttachmentType, Candidate, CandidateId,
    CreatedApplication, EmailAddress, HiringState, Job, JobId, JobStatus, PersonName,
};

/// The state of an application, with the field that it came from.
///
/// The two fields may be two vocabularies (evidence: inferred): `ACTIVE` as a hiring state is one step of hiring, and as a state
/// it may be every application that is neither rejected nor hired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CurrentState<'a> {
    /// From `hiringState` (evidence: second-hand).
    Hiring(&'a HiringState),
    /// From `state`, since the response had no `hiringState` (evidence: live).
    State(&'a ApplicationState),
}

impl<'a> CurrentState<'a> {
    /// The state as JOIN wrote it.
    pub fn as_str(self) -> &'a str {
        match self {
            CurrentState::Hiring(state) => state.as_str(),
            CurrentState::State(state) => state.as_str(),
        }
    }

    /// The name of the field that it came from, as JOIN writes it.
    pub fn field(self) -> &'static str {
        match self {
            CurrentState::Hiring(_) => "hiringState",
            CurrentState::State(_) => "state",
        }
    }

    /// Whether the application is hired. Both vocabularies have the word.
    pub fn is_hired(self) -> bool {
        matches!(
            self,
            CurrentState::Hiring(HiringState::Hired) | CurrentState::State(ApplicationState::Hired)
        )
    }

    /// Whether the application is rejected. Both vocabularies have the word.
    pub fn is_rejected(self) -> bool {
        matches!(
            self,
            CurrentState::Hiring(HiringState::Rejected) | CurrentState::State(ApplicationState::Rejected)
        )
    }
}

impl fmt::Display for CurrentState<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Application {
    /// The application's state: `hiringState`, or `state` where the response has only that.
    ///
    /// ```
    /// use join_client::CurrentState;
    /// use join_client::types::{Application, HiringState};
    ///
    /// let application: Application = serde_json::from_str(r#"{"id": 1, "state": "ACTIVE", "hiringState": "OFFER"}"#)?;
    /// assert_eq!(application.current_state(), Some(CurrentState::Hiring(&HiringState::Offer)));
    ///
    /// let application: Application = serde_json::from_str(r#"{"id": 1, "state": "ACTIVE"}"#)?;
    /// let state = application.current_state().ok_or("no state")?;
    /// assert_eq!((state.as_str(), state.field()), ("ACTIVE", "state"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn current_state(&self) -> Option<CurrentState<'_>> {
        let hiring = self.hiring_state.as_ref().map(CurrentState::Hiring);
        hiring.or(self.state.as_ref().map(CurrentState::State))
    }

    /// The candidate's id.
    pub fn candidate_id(&self) -> Option<CandidateId> {
        self.candidate.as_ref().map(|candidate| candidate.id)
    }

    /// The candidate's full name, as [`Candidate::full_name`].
    ///
    /// ```
    /// use join_client::types::Application;
    ///
    /// let text = r#"{"id": 1, "candidate": {"id": 5, "firstName": "Ada", "lastName": "Lovelace"}}"#;
    /// let application: Application = serde_json::from_str(text)?;
    /// assert_eq!(application.candidate_name().map(|name| name.as_str().to_owned()).as_deref(), Some("Ada Lovelace"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn candidate_name(&self) -> Option<PersonName> {
        self.candidate.as_ref()?.full_name()
    }

    /// The candidate's e-mail address.
    pub fn candidate_email(&self) -> Option<&EmailAddress> {
        self.candidate.as_ref()?.email.as_ref()
    }

    /// The id of the job.
    pub fn job_id(&self) -> Option<JobId> {
        self.job.as_ref().map(|job| job.id)
    }

    /// The name of the current stage, free text by the company.
    pub fn stage_name(&self) -> Option<&str> {
        self.current_stage.as_ref()?.name.as_deref()
    }

    /// The candidate's CV: the first attachment of the type `CV`, or else of `JOIN_CV`, which JOIN makes itself (evidence: inferred
    /// from the name).
    ///
    /// ```
    /// use join_client::types::Application;
    ///
    /// let text = r#"{"id": 1, "attachments": [{"type": "JOIN_CV", "name": "a.pdf"}, {"type": "CV", "name": "b.pdf"}]}"#;
    /// let application: Application = serde_json::from_str(text)?;
    /// let name = application.cv().and_then(|cv| cv.name.as_ref());
    /// assert_eq!(name.map(|name| name.as_str()), Some("b.pdf"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn cv(&self) -> Option<&Attachment> {
        let of = |kind: AttachmentType| {
            self.attachments.iter().flatten().find(|attachment| attachment.type_.as_ref() == Some(&kind))
        };
        of(AttachmentType::Cv).or_else(|| of(AttachmentType::JoinCv))
    }

    /// When it changed last: `lastUpdatedAt`, or `createdAt` where the response has only that.
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.last_updated_at.or(self.created_at)
    }
}

impl Candidate {
    /// The first and the last name with a space in between, or the one that is there.
    ///
    /// ```
    /// use join_client::types::Candidate;
    ///
    /// let candidate: Candidate = serde_json::from_str(r#"{"id": 5, "firstName": " ", "lastName": "Lovelace"}"#)?;
    /// assert_eq!(candidate.full_name().map(|name| name.as_str().to_owned()).as_deref(), Some("Lovelace"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn full_name(&self) -> Option<PersonName> {
        let names = [&self.first_name, &self.last_name].into_iter().flatten();
        let names: Vec<&str> =
            names.map(|name| name.as_str().trim()).filter(|name| !name.is_empty()).collect();
        (!names.is_empty()).then(|| names.join(" ").into())
    }
}

impl Job {
    /// Whether the job is online; `None` where the response doesn't say.
    pub fn is_online(&self) -> Option<bool> {
        self.status.as_ref().map(|status| *status == JobStatus::Online)
    }

    /// When it changed last: `lastUpdatedAt`, or `createdAt` where the response has only that.
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.last_updated_at.or(self.created_at)
    }
}

impl CreatedApplication {
    /// Creates the ids of a create from another source: a list, a store, a test.
    ///
    /// ```
    /// use join_client::types::{ApplicationId, CandidateId, CreatedApplication};
    ///
    /// let created = CreatedApplication::new(CandidateId(5), Some(ApplicationId(9)));
    /// assert_eq!(created.id, Some(ApplicationId(9)));
    /// ```
    pub fn new(candidate_id: CandidateId, id: Option<ApplicationId>) -> Self {
        Self { candidate_id, id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(text: &str) -> Application {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_is_not_there_is_none() {
        let empty = application(r#"{"id": 1}"#);
        assert!(empty.candidate_id().is_none() && empty.candidate_name().is_none());
        assert!(
            empty.candidate_email().is_none() && empty.job_id().is_none() && empty.stage_name().is_none()
        );
        assert!(empty.cv().is_none() && empty.changed_at().is_none());
        let job: Job = serde_json::from_str(r#"{"id": 7}"#).unwrap();
        assert!(job.is_online().is_none() && job.changed_at().is_none());
    }

    #[test]
    fn what_people_ask_is_answered() {
        let whole = application(
            r#"{"id": 1, "job": {"id": 7}, "currentStage": {"name": "Interview"}, "createdAt": "2026-01-01T00:00:00Z",
                "candidate": {"id": 5, "firstName": "Ada ", "lastName": "Lovelace", "email": "ada@person.example"}}"#,
        );
        assert_eq!((whole.candidate_id(), whole.job_id()), (Some(CandidateId(5)), Some(JobId(7))));
        assert_eq!(whole.candidate_name().unwrap().as_str(), "Ada Lovelace");
        assert_eq!(whole.candidate_email().unwrap().as_str(), "ada@person.example");
        assert_eq!((whole.stage_name(), whole.changed_at()), (Some("Interview"), whole.created_at));
        let changed = application(
            r#"{"id": 1, "createdAt": "2026-01-01T00:00:00Z", "lastUpdatedAt": "2026-02-01T00:00:00Z",
                "attachments": [{"type": "OTHER"}, {"type": "JOIN_CV"}]}"#,
        );
        assert_eq!(changed.changed_at(), changed.last_updated_at);
        assert_eq!(changed.cv().unwrap().type_, Some(AttachmentType::JoinCv));
        for (status, online) in [("ONLINE", true), ("OFFLINE", false), ("ELSE", false)] {
            let job: Job = serde_json::from_str(&format!(r#"{{"id": 7, "status": "{status}"}}"#)).unwrap();
            assert_eq!(job.is_online(), Some(online));
        }
    }
}
