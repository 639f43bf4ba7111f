//! Mocks out of a recording.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use httpmock::{HttpMockRequest, HttpMockResponse};
use join_recorder::{Exchange, Recording, RequestKey};

use crate::mock::JoinMock;

/// The path of the API in a recording. The server's own prefix is off before a mock sees a path.
const BASE: &str = "/v2";

impl JoinMock {
    /// Defines a mock that responds from a recording of a session with a real account.
    ///
    /// Each request gets the recorded responses to the same method, path and query, one after the other. A read gets the last
    /// one again; a further write, and a request that is not in the recording, are for the other mocks.
    ///
    /// ```
    /// use join_httpmock::JoinMock;
    /// use join_httpmock::recorder::Recording;
    /// use join_sdk::{ApiToken, Join, types::JobId};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// // let recording = Recording::read("session.jsonl")?;
    /// let recording = Recording::parse(
    ///     r#"{"joinRecording": 1, "exchanges": 1}
    ///     {"method": "GET", "path": "/v2/jobs/7", "status": 200, "body": {"json": {"id": 7, "title": 5}}}"#,
    /// )?;
    /// let mock = JoinMock::start()?;
    /// let replayed = mock.replay(&recording);
    ///
    /// let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
    /// assert_eq!(join.jobs().get(JobId(7)).await?.title.as_deref(), Some("5")); // a number where a text should be
    /// replayed.assert_calls(1);
    /// # Ok(()) }
    /// ```
    pub fn replay(&self, recording: &Recording) -> httpmock::Mock<'_> {
        let player = Arc::new(Player::new(recording, self.base_url()));
        let expected = Arc::clone(&player);
        self.server().mock(move |when, then| {
            when.is_true(move |request| expected.has(&key_of(request)));
            then.respond_with(move |request| {
                // None: another request took the last response between the two looks.
                player
                    .next(&key_of(request))
                    .unwrap_or_else(|| HttpMockResponse::builder().status(418).build())
            });
        })
    }
}

/// The responses of a recording, and how many of each were given.
struct Player {
    responses: Mutex<HashMap<RequestKey, Responses>>,
    /// Where recorded files are.
    origin: String,
}

#[derive(Default)]
struct Responses {
    exchanges: Vec<Exchange>,
    given: usize,
}

impl Responses {
    /// A read gets the last response again, since nothing more is known of it.
    fn next(&self) -> Option<&Exchange> {
        let last = self.exchanges.last().filter(|exchange| exchange.method == "GET");
        self.exchanges.get(self.given).or(last)
    }
}

impl Player {
    fn new(recording: &Recording, origin: &str) -> Self {
        let mut responses: HashMap<RequestKey, Responses> = HashMap::new();
        for exchange in recording.exchanges() {
            let path = exchange.path.strip_prefix(BASE).filter(|path| path.starts_with('/'));
            let key =
                RequestKey::new(&exchange.method, path.unwrap_or(&exchange.path), exchange.query.as_deref());
            responses.entry(key).or_default().exchanges.push(exchange.clone());
        }
        Self { responses: Mutex::new(responses), origin: origin.to_owned() }
    }

    fn has(&self, key: &RequestKey) -> bool {
        let responses = self.responses.lock().unwrap_or_else(PoisonError::into_inner);
        responses.get(key).is_some_and(|responses| responses.next().is_some())
    }

    fn next(&self, key: &RequestKey) -> Option<HttpMockResponse> {
        let mut responses = self.responses.lock().unwrap_or_else(PoisonError::into_inner);
        let responses = responses.get_mut(key)?;
        let exchange = responses.next()?;
        let mut response = HttpMockResponse::builder().status(exchange.status);
        for (name, value) in exchange.headers_at(&self.origin) {
            response = response.header(name, value);
        }
        let body = exchange.body.as_ref().map(|body| body.to_bytes(&self.origin));
        responses.given += 1;
        Some(response.body(body.unwrap_or_default()).build())
    }
}

fn key_of(request: &HttpMockRequest) -> RequestKey {
    let uri = request.uri();
    RequestKey::new(request.method_str(), uri.path(), uri.query())
}
