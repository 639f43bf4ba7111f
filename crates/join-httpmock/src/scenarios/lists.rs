//! Scenarios of lists: their pages, their end, and what breaks between.

use httpmock::{HttpMockRequest, Then};
use serde_json::{Value, json};

use super::{Expected, Scenario};
use crate::mock::{JoinMock, Mock};
use crate::then;

/// A row of a list with pages. The builders of jobs, applications and offices are rows.
pub trait Row: sealed::Sealed {}

pub(super) mod sealed {
    use httpmock::{Then, When};
    use serde_json::Value;

    use crate::mock::{JoinMock, Mock};

    pub trait Sealed {
        fn list(mock: &JoinMock, define: impl FnOnce(When, Then)) -> Mock<'_>;
        fn json(self) -> Value;
    }
}

macro_rules! rows {
    ($($builder:ident: $list:ident,)+) => {
        $(
            impl Row for crate::$builder {}

            impl sealed::Sealed for crate::$builder {
                fn list(mock: &JoinMock, define: impl FnOnce(httpmock::When, Then)) -> Mock<'_> {
                    mock.$list(|when, then| define(when.into_inner(), then.into_inner()))
                }

                fn json(self) -> Value {
                    self.into_json()
                }
            }
        )+
    };
}

rows! {
    JobBuilder: list_jobs,
    ApplicationBuilder: list_applications,
    OfficeBuilder: list_offices,
}

/// The page that a request asks for; the first one unless it says.
pub(super) fn page(request: &HttpMockRequest) -> u64 {
    let named = request.query_params().into_iter().find(|(name, _)| name == "page");
    named.and_then(|(_, value)| value.parse().ok()).unwrap_or(1)
}

/// Mocks one page of a list.
fn a_page<R: Row>(mock: &JoinMock, number: u64, answer: impl FnOnce(Then) -> Then) -> Mock<'_> {
    R::list(mock, |when, then| {
        when.is_true(move |request| page(request) == number);
        answer(then);
    })
}

/// Mocks the pages of a list, and the empty ones after them.
fn pages<R: Row>(mock: &JoinMock, pages: Vec<Vec<Value>>) -> Scenario<'_> {
    let mut scenario = Scenario::new();
    for (number, rows) in (1..).zip(pages) {
        let mock = a_page::<R>(mock, number, |answer| then::success(answer, 200, rows.into()));
        scenario = scenario.with(format!("page {number}"), mock, Expected::Met);
    }
    scenario.with("the end", end::<R>(mock), Expected::Open)
}

/// Mocks every other page as an empty one.
fn end<R: Row>(mock: &JoinMock) -> Mock<'_> {
    R::list(mock, |_, answer| drop(then::success(answer, 200, json!([]))))
}

/// Splits rows into three pages, the first ones not shorter than the last.
fn in_three<R: Row>(rows: impl IntoIterator<Item = R>) -> Vec<Vec<Value>> {
    let rows: Vec<Value> = rows.into_iter().map(R::json).collect();
    let size = rows.len().div_ceil(3).max(1);
    let mut pages: Vec<Vec<Value>> = rows.chunks(size).map(<[Value]>::to_vec).collect();
    pages.resize(3, Vec::new());
    pages
}

/// A list of three pages, and empty pages after them.
///
/// ```
/// use join_httpmock::{JoinMock, an_application, scenarios};
/// use join_sdk::{ApiToken, Join};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let pages = scenarios::three_pages(&mock, (1..=6).map(|id| an_application().with_id(id)));
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
/// let mut rows = join.applications().list().rows();
/// let mut ids = Vec::new();
/// while let Some(row) = rows.next().await {
///     ids.push(row?.id.0);
/// }
/// assert_eq!(ids, [1, 2, 3, 4, 5, 6]);
/// pages.assert();
/// # Ok(()) }
/// ```
pub fn three_pages<R: Row>(mock: &JoinMock, rows: impl IntoIterator<Item = R>) -> Scenario<'_> {
    pages::<R>(mock, in_three(rows))
}

/// A first page with one row, though more follow: a server that caps or filters its pages.
///
/// A client that takes a short page for the end loses the other rows.
///
/// ```
/// use join_httpmock::{JoinMock, a_job, scenarios};
/// use join_sdk::{ApiToken, blocking::Join};
///
/// let mock = JoinMock::start()?;
/// let pages = scenarios::short_page(&mock, (1..=4).map(|id| a_job().with_id(id)));
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build_blocking()?;
/// assert_eq!(join.jobs().list().rows().count(), 4);
/// pages.assert();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn short_page<R: Row>(mock: &JoinMock, rows: impl IntoIterator<Item = R>) -> Scenario<'_> {
    let mut rows = rows.into_iter().map(R::json);
    let first = rows.next().into_iter().collect();
    pages::<R>(mock, vec![first, rows.collect()])
}

/// A list of three pages whose second fails each time, with this status and an error of JOIN's form.
///
/// ```
/// use join_httpmock::{JoinMock, an_office, scenarios};
/// use join_sdk::{ApiToken, Join, RetryPolicy};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let pages = scenarios::failure_on_a_middle_page(&mock, (1..=6).map(|id| an_office().with_id(id)), 503);
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url());
/// let join = join.retry(RetryPolicy::never()).build()?;
/// let mut rows = join.offices().list().rows();
/// let mut ids = Vec::new();
/// let error = loop {
///     match rows.next().await.ok_or("the failure was lost")? {
///         Ok(office) => ids.push(office.id.0),
///         Err(error) => break error,
///     }
/// };
/// assert_eq!((ids, error.page()), (vec![1, 2], Some(2)));
/// pages.assert();
/// # Ok(()) }
/// ```
pub fn failure_on_a_middle_page<R: Row>(
    mock: &JoinMock,
    rows: impl IntoIterator<Item = R>,
    status: u16,
) -> Scenario<'_> {
    let mut scenario = Scenario::new();
    for (number, rows) in (1..).zip(in_three(rows)) {
        let (answered, expected) = match number {
            2 => {
                let failure = |answer| then::api_error(answer, status, "internal", "The page can't be read");
                (a_page::<R>(mock, number, failure), Expected::Met)
            }
            1 => (a_page::<R>(mock, number, |answer| then::success(answer, 200, rows.into())), Expected::Met),
            _ => {
                (a_page::<R>(mock, number, |answer| then::success(answer, 200, rows.into())), Expected::Open)
            }
        };
        scenario = scenario.with(format!("page {number}"), answered, expected);
    }
    scenario.with("the end", end::<R>(mock), Expected::Open)
}

/// A list with a row in its middle whose id can't be read.
///
/// ```
/// use join_httpmock::{JoinMock, an_application, scenarios};
/// use join_sdk::{ApiToken, Join};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let page = scenarios::malformed_row(&mock, (1..=2).map(|id| an_application().with_id(id)));
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
/// let mut rows = join.applications().list().rows();
/// let (mut good, mut bad) = (0, 0);
/// while let Some(row) = rows.next().await {
///     match row {
///         Ok(_) => good += 1,
///         Err(error) if error.row().is_some() => bad += 1, // this row only; the list goes on
///         Err(error) => return Err(error.into()),
///     }
/// }
/// assert_eq!((good, bad), (2, 1));
/// page.assert();
/// # Ok(()) }
/// ```
pub fn malformed_row<R: Row>(mock: &JoinMock, rows: impl IntoIterator<Item = R>) -> Scenario<'_> {
    let mut rows: Vec<Value> = rows.into_iter().map(R::json).collect();
    rows.insert(rows.len() / 2, json!({"id": {"odd": true}}));
    pages::<R>(mock, vec![rows])
}

/// A list that refuses its first request with 429 and a wait in seconds, and answers then.
///
/// ```
/// use join_httpmock::{JoinMock, a_job, scenarios};
/// use join_sdk::{ApiToken, Join};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let limited = scenarios::rate_limited_then_success(&mock, [a_job()], 1);
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
/// let mut jobs = join.jobs().list().rows();
/// assert!(jobs.next().await.is_some_and(|job| job.is_ok()));
/// limited.assert();
/// # Ok(()) }
/// ```
pub fn rate_limited_then_success<R: Row>(
    mock: &JoinMock,
    rows: impl IntoIterator<Item = R>,
    seconds: u64,
) -> Scenario<'_> {
    let refused = R::list(mock, |_, answer| drop(then::rate_limited(answer, seconds).up_to_n_times(1)));
    let refused = Scenario::new().with("the refusal", refused, Expected::Once);
    let rows = rows.into_iter().map(R::json).collect();
    let mut scenario = pages::<R>(mock, vec![rows]);
    scenario.parts.splice(0..0, refused.parts);
    scenario
}
