//! The server of a test, and its mocks.

use std::{fmt, io, thread};

use httpmock::{MockServer, Then, When};
use join_client::Operation;

use crate::gate::Gate;
use crate::gate::received::Request;

/// The token that tests use unless they choose another.
const TOKEN: &str = "test-token";

/// A JOIN on loopback that answers what a test defines.
///
/// One method for each operation defines a mock: what it expects, and what it answers. The first defined mock that expects
/// a request answers it. A request that no mock expects gets the status 418, with a message in JOIN's form.
///
/// ```
/// use join_httpmock::{JoinMock, a_job};
/// use join_sdk::{ApiToken, Join, types::JobId};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = JoinMock::start()?;
/// let got = mock.get_job(|when, then| {
///     when.job_id(7).authorized(mock.token());
///     then.ok(a_job().with_title("Welder"))
/// });
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
/// let job = join.jobs().get(JobId(7)).await?;
/// assert_eq!(job.title.as_deref(), Some("Welder"));
/// got.assert();
/// mock.assert_all_expected();
/// # Ok(()) }
/// ```
///
/// The server stops when dropped. If the test is failing then, what no mock expected is printed.
pub struct JoinMock {
    server: MockServer,
    gate: Gate,
    base_url: String,
}

impl JoinMock {
    /// Starts a server with the path prefix of JOIN, `/v2`.
    ///
    /// It takes a server of httpmock's pool, so at most 25 stand at a time in one process, and more wait.
    ///
    /// # Errors
    ///
    /// Fails when loopback has no free port.
    pub fn start() -> io::Result<Self> {
        Self::start_at("/v2")
    }

    /// Starts a server with another path prefix, which may be empty.
    ///
    /// # Errors
    ///
    /// Fails when loopback has no free port.
    ///
    /// ```
    /// use join_httpmock::JoinMock;
    ///
    /// assert!(JoinMock::start_at("/gateway/join")?.base_url().ends_with("/gateway/join"));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn start_at(prefix: &str) -> io::Result<Self> {
        let prefix = match prefix.trim_matches('/') {
            "" => String::new(),
            inner => format!("/{inner}"),
        };
        let server = MockServer::start();
        let gate = Gate::open(*server.address(), prefix)?;
        let base_url = gate.base_url();
        Ok(Self { server, gate, base_url })
    }

    /// The base URL for the client, with the prefix and without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// A token for the client. Mocks take any token unless they say `authorized`.
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// The requests so far, in the order of their responses.
    pub fn requests(&self) -> Vec<Request> {
        self.gate.received()
    }

    /// Asserts that a mock expected each request.
    ///
    /// # Panics
    ///
    /// Panics when a request came that no mock expected, with a list of the requests.
    #[track_caller]
    pub fn assert_all_expected(&self) {
        let requests = self.requests();
        let unexpected = requests.iter().filter(|request| !request.was_expected()).count();
        assert!(unexpected == 0, "{unexpected} requests came that no mock expects\n{}", listed(&requests));
    }

    /// The server of httpmock behind this one, for what has no method here. Its paths are below the prefix.
    ///
    /// ```
    /// use join_httpmock::JoinMock;
    ///
    /// let mock = JoinMock::start()?;
    /// mock.server().mock(|when, then| {
    ///     when.method("GET").path("/scorecards");
    ///     then.status(200).body("[]");
    /// });
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn server(&self) -> &MockServer {
        &self.server
    }

    /// Defines a mock of an operation.
    pub(crate) fn mock(&self, operation: &'static Operation, define: impl FnOnce(When, Then)) -> Mock<'_> {
        Mock { operation, join: self, inner: self.server.mock(define) }
    }
}

impl fmt::Debug for JoinMock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinMock").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Drop for JoinMock {
    fn drop(&mut self) {
        let requests = self.requests();
        if thread::panicking() && requests.iter().any(|request| !request.was_expected()) {
            eprintln!("{}", listed(&requests));
        }
    }
}

/// A mock of one operation.
///
/// ```
/// use join_httpmock::{JoinMock, a_category};
/// use join_sdk::{ApiToken, blocking::Join};
///
/// let mock = JoinMock::start()?;
/// let listed = mock.list_categories(|when, then| (when.language("en"), then.ok([a_category()])));
/// assert_eq!(listed.calls(), 0);
///
/// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build_blocking()?;
/// for _ in 0..2 {
///     join.catalog().language("en").categories()?;
/// }
/// listed.assert_calls(2);
/// assert_eq!(listed.operation().id, "listCategories");
/// let _inner: httpmock::Mock = listed.into_inner();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Mock<'a> {
    operation: &'static Operation,
    join: &'a JoinMock,
    inner: httpmock::Mock<'a>,
}

impl<'a> Mock<'a> {
    /// The operation that is mocked.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The number of requests that it answered.
    pub fn calls(&self) -> usize {
        self.inner.calls()
    }

    /// Asserts that it answered exactly one request.
    ///
    /// # Panics
    ///
    /// Panics otherwise, with a list of the requests that came.
    ///
    /// ```should_panic
    /// use join_httpmock::{JoinMock, a_job};
    ///
    /// let mock = JoinMock::start()?;
    /// mock.get_job(|_, then| then.ok(a_job())).assert(); // getJob was expected 1 time, and came 0 times
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[track_caller]
    pub fn assert(&self) {
        self.assert_calls(1);
    }

    /// Asserts that it answered exactly this many requests.
    ///
    /// # Panics
    ///
    /// Panics otherwise, with a list of the requests that came.
    #[track_caller]
    pub fn assert_calls(&self, expected: usize) {
        let calls = self.calls();
        let id = self.operation.id;
        assert!(
            calls == expected,
            "{id} was expected {}, and came {}\n{}",
            times(expected),
            times(calls),
            self.requests()
        );
    }

    /// The requests that the server received, one a line.
    pub(crate) fn requests(&self) -> String {
        listed(&self.join.requests())
    }

    /// The mock of httpmock. Its `assert` shows the nearest request in full, with the token and personal data.
    pub fn into_inner(self) -> httpmock::Mock<'a> {
        self.inner
    }
}

impl fmt::Debug for Mock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

fn times(number: usize) -> String {
    if number == 1 { "1 time".to_owned() } else { format!("{number} times") }
}

/// The requests, one a line.
fn listed(requests: &[Request]) -> String {
    if requests.is_empty() {
        return "no request came: does the client use the base URL of the mock?".to_owned();
    }
    let lines = requests.iter().map(|request| format!("\n  {request}"));
    format!("the requests that came:{}", lines.collect::<String>())
}
