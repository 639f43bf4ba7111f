//! The requests of a run, all of them GET: which one follows from what was seen. Pure.

use super::observation::{Body, Observations, Reply};

/// The most requests of a run, repeats not counted.
pub(super) const MOST: usize = 16;

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

/// Returns the next request, or none at the end. A run ends early where no further response can come.
pub(super) fn next(seen: &Observations) -> Option<Question> {
    if seen.len() >= MOST || seen.last().is_some_and(|reply| ends(seen.len(), reply)) {
        return None;
    }
    let first = |question| {
        let rows = seen.rows(question).unwrap_or_default();
        rows.iter().find_map(|row| row.get("id")?.as_i64())
    };
    let more_after = |page| seen.rows(Question::Applications(page)).is_some_and(|rows| !rows.is_empty());
    let plan = [
        Some(Question::EmploymentTypes),
        Some(Question::Applications(1)),
        more_after(1).then_some(Question::Applications(2)),
        more_after(2).then_some(Question::Applications(3)),
        Some(Question::LargePage),
        more_after(1).then_some(Question::SmallPage),
        Some(Question::PastEnd),
        first(Question::Applications(1)).map(Question::Application),
        Some(Question::Jobs),
        first(Question::Jobs).map(Question::Job),
        Some(Question::Offices),
        Some(Question::Categories),
        Some(Question::SeniorityLevels),
    ];
    plan.into_iter().flatten().find(|question| seen.reply(*question).is_none())
}

/// Whether nothing can be learned after this reply: no connection, no access, no quota, or no API at the base URL.
fn ends(requests: usize, reply: &Reply) -> bool {
    use join_sdk::ErrorKind as Kind;
    match reply {
        Reply::Refusal(refusal) => match refusal.kind {
            Kind::Connect | Kind::Certificate | Kind::Unauthorized | Kind::RateLimited | Kind::Timeout => {
                true
            }
            _ => requests == 1,
        },
        Reply::Answer(answer) => requests == 1 && matches!(answer.body, Body::NotJson),
    }
}
