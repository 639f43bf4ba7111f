//! The operations of the API.

use std::fmt;
use std::str::FromStr;

use crate::text::error::SettingError;

/// An operation of the JOIN API.
///
/// Its text is its name in the API document. It is read from that name, or from the same words joined by hyphens.
///
/// ```
/// use join_sandbox::Operation;
///
/// let operation: Operation = "create-application".parse()?;
/// assert_eq!(operation, Operation::CreateApplication);
/// assert_eq!(operation.to_string().parse(), Ok(operation));
/// # Ok::<(), join_sandbox::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `GET /jobs`
    ListJobs,
    /// `GET /jobs/{jobId}`
    GetJob,
    /// `POST /jobs`
    CreateJob,
    /// `PATCH /jobs/{jobId}/changeStatus`
    ChangeJobStatus,
    /// `GET /applications`
    ListApplications,
    /// `GET /applications/{applicationId}`
    GetApplication,
    /// `POST /applications`
    CreateApplication,
    /// `PATCH /candidates/{candidateId}`, which replaces the tags
    UpdateCandidate,
    /// `POST /candidates/{candidateId}/notes`
    CreateCandidateNote,
    /// `GET /offices`
    ListOffices,
    /// `POST /offices`
    CreateOffice,
    /// `GET /categories`
    ListCategories,
    /// `GET /employmentTypes`
    ListEmploymentTypes,
    /// `GET /seniorityLevels`
    ListSeniorityLevels,
    /// `GET` of an attachment's address
    DownloadAttachment,
    /// Anything else
    Other,
}

impl Operation {
    pub(crate) const COUNT: usize = Operation::Other as usize + 1;

    pub(crate) const ALL: [Operation; Self::COUNT] = [
        Operation::ListJobs,
        Operation::GetJob,
        Operation::CreateJob,
        Operation::ChangeJobStatus,
        Operation::ListApplications,
        Operation::GetApplication,
        Operation::CreateApplication,
        Operation::UpdateCandidate,
        Operation::CreateCandidateNote,
        Operation::ListOffices,
        Operation::CreateOffice,
        Operation::ListCategories,
        Operation::ListEmploymentTypes,
        Operation::ListSeniorityLevels,
        Operation::DownloadAttachment,
        Operation::Other,
    ];

    /// Its name in the API document, such as `updateCandidate`. Operations outside the document have similar names.
    pub fn name(self) -> &'static str {
        match self {
            Operation::ListJobs => "listJobs",
            Operation::GetJob => "getJob",
            Operation::CreateJob => "createJob",
            Operation::ChangeJobStatus => "changeJobStatus",
            Operation::ListApplications => "listApplications",
            Operation::GetApplication => "getApplication",
            Operation::CreateApplication => "createApplication",
            Operation::UpdateCandidate => "updateCandidate",
            Operation::CreateCandidateNote => "createCandidateNote",
            Operation::ListOffices => "listOffices",
            Operation::CreateOffice => "createOffice",
            Operation::ListCategories => "listCategories",
            Operation::ListEmploymentTypes => "listEmploymentTypes",
            Operation::ListSeniorityLevels => "listSeniorityLevels",
            Operation::DownloadAttachment => "downloadAttachment",
            Operation::Other => "other",
        }
    }

    /// Whether it is a write.
    pub fn is_write(self) -> bool {
        matches!(
            self,
            Operation::CreateJob
                | Operation::ChangeJobStatus
                | Operation::CreateApplication
                | Operation::UpdateCandidate
                | Operation::CreateCandidateNote
                | Operation::CreateOffice
        )
    }

    /// The operation of either name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let is_of = |operation: &Operation| operation.name() == name || operation.hyphenated() == name;
        Operation::ALL.into_iter().find(is_of)
    }

    /// The error of a text that is neither an operation nor one of these words.
    pub(crate) fn unknown(text: &str, words: &[&str]) -> SettingError {
        let names = Operation::ALL.map(Operation::hyphenated);
        let known = words.iter().copied().chain(names.iter().map(String::as_str));
        SettingError::unknown("operation", text, known)
    }

    /// Its name in words joined by hyphens, such as `update-candidate`.
    pub(crate) fn hyphenated(self) -> String {
        let mut name = String::new();
        for letter in self.name().chars() {
            if letter.is_ascii_uppercase() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Operation {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        Operation::find(text).ok_or_else(|| Operation::unknown(text, &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_is_read_from_both_its_names() {
        for (index, operation) in Operation::ALL.into_iter().enumerate() {
            assert_eq!(operation as usize, index);
            assert_eq!(operation.to_string().parse(), Ok(operation));
            assert_eq!(operation.hyphenated().parse(), Ok(operation));
        }
        assert_eq!(Operation::ListSeniorityLevels.hyphenated(), "list-seniority-levels");
    }

    #[test]
    fn an_unknown_operation_is_answered_with_the_nearest_name() {
        let message = |text: &str| text.parse::<Operation>().unwrap_err().to_string();
        for text in ["create-aplication", "createAplication"] {
            let expected = format!("there is no operation \"{text}\"; did you mean create-application?");
            assert_eq!(message(text), expected);
        }
        assert!(message("kangaroo").starts_with("there is no operation \"kangaroo\"; known are list-jobs, "));
    }
}
