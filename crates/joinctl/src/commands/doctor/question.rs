//! The requests of a run, all of them GET.

/// Rows of a page, the documented maximum.
pub(super) const PAGE: usize = 50;

/// Rows of a small page.
pub(super) const SMALL: usize = 10;

/// A page that no account has.
pub(super) const FAR: u32 = 1_000_000;

/// One request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    EmploymentTypes,
    /// A page of 50 applications, from 1.
    Applications(u32),
    /// 51 applications.
    LargePage,
    /// 10 applications.
    SmallPage,
    /// 50 applications far behind the last one.
    PastEnd,
    Application(i64),
    Jobs,
    Job(i64),
    Offices,
    Categories,
    SeniorityLevels,
}

impl Question {
    /// The operation in the document.
    pub(super) fn operation(self) -> &'static str {
        match self {
            Question::EmploymentTypes => "listEmploymentTypes",
            Question::Applications(_) | Question::LargePage | Question::SmallPage | Question::PastEnd => {
                "listApplications"
            }
            Question::Application(_) => "getApplication",
            Question::Jobs => "listJobs",
            Question::Job(_) => "getJob",
            Question::Offices => "listOffices",
            Question::Categories => "listCategories",
            Question::SeniorityLevels => "listSeniorityLevels",
        }
    }

    /// The path below the base URL.
    pub(super) fn path(self) -> String {
        match self {
            Question::Application(id) => format!("/applications/{id}"),
            Question::Job(id) => format!("/jobs/{id}"),
            _ => self.shown_path().to_owned(),
        }
    }

    /// The path without numbers of the account.
    fn shown_path(self) -> &'static str {
        match self {
            Question::EmploymentTypes => "/employmentTypes",
            Question::Applications(_) | Question::LargePage | Question::SmallPage | Question::PastEnd => {
                "/applications"
            }
            Question::Application(_) => "/applications/{applicationId}",
            Question::Jobs => "/jobs",
            Question::Job(_) => "/jobs/{jobId}",
            Question::Offices => "/offices",
            Question::Categories => "/categories",
            Question::SeniorityLevels => "/seniorityLevels",
        }
    }

    /// Page and page size, where the operation has pages.
    pub(super) fn page(self) -> Option<(u32, usize)> {
        match self {
            Question::Applications(page) => Some((page, PAGE)),
            Question::LargePage => Some((1, PAGE + 1)),
            Question::SmallPage => Some((1, SMALL)),
            Question::PastEnd => Some((FAR, PAGE)),
            Question::Jobs | Question::Offices => Some((1, PAGE)),
            _ => None,
        }
    }

    /// The request as the report names it.
    pub(super) fn shown(self) -> String {
        match self.page() {
            Some((page, size)) => format!("GET {}?page={page}&pageSize={size}", self.shown_path()),
            None => format!("GET {}", self.shown_path()),
        }
    }
}
