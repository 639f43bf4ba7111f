//! Which operation of the API a request asks for, and how many requests each got.

use axum::http::Method;

use crate::company::operation::Operation;

/// The operation of a request, and the id in its path.
pub(crate) fn operation_of(method: &Method, path: &str) -> (Operation, Option<i64>) {
    let mut parts = path.split('/').skip(1);
    let [root, area, id, verb, rest] = std::array::from_fn(|_| parts.next());
    let operation = match (method.as_str(), root, area, id, verb, rest) {
        ("GET", Some("files"), Some(_), Some(_), None, None) => Operation::DownloadAttachment,
        (method, Some("v2"), Some(area), id, verb, None) => in_the_api(method, area, id.is_some(), verb),
        _ => Operation::Other,
    };
    let known = !matches!(operation, Operation::DownloadAttachment | Operation::Other);
    (operation, id.filter(|_| known).and_then(|id| id.parse().ok()))
}

fn in_the_api(method: &str, area: &str, of_one: bool, verb: Option<&str>) -> Operation {
    match (method, area, of_one, verb) {
        ("GET", "jobs", false, None) => Operation::ListJobs,
        ("GET", "jobs", true, None) => Operation::GetJob,
        ("POST", "jobs", false, None) => Operation::CreateJob,
        ("PATCH", "jobs", true, Some("changeStatus")) => Operation::ChangeJobStatus,
        ("GET", "applications", false, None) => Operation::ListApplications,
        ("GET", "applications", true, None) => Operation::GetApplication,
        ("POST", "applications", false, None) => Operation::CreateApplication,
        ("PATCH", "candidates", true, None) => Operation::UpdateCandidate,
        ("POST", "candidates", true, Some("notes")) => Operation::CreateCandidateNote,
        ("GET", "offices", false, None) => Operation::ListOffices,
        ("POST", "offices", false, None) => Operation::CreateOffice,
        ("GET", "categories", false, None) => Operation::ListCategories,
        ("GET", "employmentTypes", false, None) => Operation::ListEmploymentTypes,
        ("GET", "seniorityLevels", false, None) => Operation::ListSeniorityLevels,
        _ => Operation::Other,
    }
}

/// The number of requests for each operation.
#[derive(Default)]
pub(crate) struct Counts([u64; Operation::COUNT]);

impl Counts {
    /// Counts a request. Returns its number, from 1.
    pub(crate) fn add(&mut self, operation: Operation) -> u64 {
        self.0.get_mut(operation as usize).map_or(0, |count| {
            *count += 1;
            *count
        })
    }

    pub(crate) fn of(&self, operation: Operation) -> u64 {
        self.0.get(operation as usize).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_more_or_less_than_the_operation_has_is_another() {
        let of = |method: Method, path: &str| operation_of(&method, path);
        assert_eq!(of(Method::PATCH, "/v2/candidates/7"), (Operation::UpdateCandidate, Some(7)));
        assert_eq!(of(Method::POST, "/v2/candidates/7/notes"), (Operation::CreateCandidateNote, Some(7)));
        assert_eq!(of(Method::GET, "/v2/applications/x"), (Operation::GetApplication, None));
        assert_eq!(of(Method::GET, "/files/50000001-0/7"), (Operation::DownloadAttachment, None));
        for path in ["/v2/candidates", "/v2/candidates/7/notes", "/candidates/7", "/v2/candidates/7/", "*"] {
            assert_eq!(of(Method::PATCH, path), (Operation::Other, None), "{path}");
        }
    }
}
