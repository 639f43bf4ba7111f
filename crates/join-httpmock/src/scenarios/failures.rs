//! Scenarios of single calls: a lost response, a slow one, and a page for people.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use httpmock::{HttpMockRequest, HttpMockResponse};
use join_client::operations;
use join_client::types::Application;
use serde_json::{Value, json};

use super::lists::page;
use super::{Expected, Scenario};
use crate::body::Body;
use crate::gate::fault::Fault;
use crate::mock::JoinMock;
use crate::{defaults, then};

/// A create of an application that JOIN does, and whose response is lost: the connection is reset.
///
/// From then on the application is in the list, with the external id that came. A second create "already exists", and
/// fails the assertion: a client has to look before it sends again.
///
/// ```
/// use join_httpmock::{JoinMock, scenarios};
/// use join_sdk::{ApiToken, Join, NewApplication, types::JobId};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let lost = scenarios::reset_after_commit(&mock);
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
/// let new = NewApplication::new(JobId(7), "Ada", "Lovelace", "ada@example.com")?.external_id("inq_123")?;
/// let creation = join.applications().create(&new).await?;
/// assert!(creation.was_created());
/// lost.assert(); // created once, and found by a look at the list
/// # Ok(()) }
/// ```
pub fn reset_after_commit(mock: &JoinMock) -> Scenario<'_> {
    let committed: Arc<Mutex<Option<Value>>> = Arc::default();
    let (written, read) = (Arc::clone(&committed), committed);
    let created = mock.create_application(|_, answer| {
        answer.into_inner().respond_with(move |request| {
            let mut committed = written.lock().unwrap_or_else(PoisonError::into_inner);
            if committed.is_some() {
                return response(
                    409,
                    &json!({"error": {"type": "conflict", "message": "It already exists"}}),
                );
            }
            *committed = Some(application(request));
            let (name, value) = Fault::Reset.header();
            HttpMockResponse::builder().status(200).header(name, value).build()
        })
    });
    let listed = mock.list_applications(|_, answer| {
        answer.into_inner().respond_with(move |request| {
            let committed = read.lock().unwrap_or_else(PoisonError::into_inner);
            let row = committed.iter().filter(|_| page(request) == 1);
            response(200, &row.cloned().collect())
        })
    });
    Scenario::new().with("the create", created, Expected::Once).with("the look", listed, Expected::Met)
}

/// Where the members of a create stand in the list.
const MEMBERS: [(&str, &str); 6] = [
    ("/jobId", "/job/id"),
    ("/candidate/firstName", "/candidate/firstName"),
    ("/candidate/lastName", "/candidate/lastName"),
    ("/candidate/email", "/candidate/email"),
    ("/candidate/phone", "/candidate/phoneNumber"),
    ("/integrationExternalId", "/integrationExternalId"),
];

/// The application that a request creates, as the list shows it.
fn application(request: &HttpMockRequest) -> Value {
    let new: Value = serde_json::from_slice(request.body_ref()).unwrap_or_default();
    let mut row = defaults::application();
    for (from, to) in MEMBERS {
        if let Some(member) = row.pointer_mut(to) {
            *member = new.pointer(from).cloned().unwrap_or_default();
        }
    }
    row
}

fn response(status: u16, body: &Value) -> HttpMockResponse {
    let response = HttpMockResponse::builder().status(status).header("content-type", "application/json");
    response.body(body.to_string()).build()
}

/// A read of an application whose body stops halfway for a time.
///
/// ```
/// use std::time::Duration;
///
/// use join_httpmock::{JoinMock, an_application, scenarios};
/// use join_sdk::{ApiToken, ErrorKind, Join, RetryPolicy, types::ApplicationId};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let slow = scenarios::slow_body(&mock, an_application(), Duration::from_secs(60));
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url());
/// let join = join.attempt_timeout(Duration::from_millis(200)).retry(RetryPolicy::never()).build()?;
/// let error = join.applications().get(ApplicationId(42)).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Timeout);
/// slow.assert();
/// # Ok(()) }
/// ```
pub fn slow_body(mock: &JoinMock, application: impl Body<Application>, pause: Duration) -> Scenario<'_> {
    let read = mock.get_application(|_, answer| answer.ok(application).slow_body(pause));
    Scenario::new().with("the read", read, Expected::Met)
}

/// A page for people with 401 for every operation, as a gateway sends before JOIN is reached.
///
/// ```
/// use join_httpmock::{JoinMock, scenarios};
/// use join_sdk::{ApiToken, ErrorKind, blocking::Join, types::JobId};
///
/// let mock = JoinMock::start()?;
/// let refused = scenarios::html_401(&mock);
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build_blocking()?;
/// let error = join.jobs().get(JobId(7)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Unauthorized);
/// refused.assert();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn html_401(mock: &JoinMock) -> Scenario<'_> {
    operations::ALL.iter().fold(Scenario::new(), |scenario, operation| {
        let segments =
            operation.path.split('/').map(|part| if part.starts_with('{') { "[^/]+" } else { part });
        let pattern = format!("^{}$", segments.collect::<Vec<_>>().join("/"));
        let refused = mock.mock(operation, |when, answer| {
            when.method(operation.method).path_matches(pattern);
            then::html(answer, 401);
        });
        scenario.with("the refusal", refused, Expected::Open)
    })
}
