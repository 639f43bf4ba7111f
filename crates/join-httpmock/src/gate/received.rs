//! A request that came, without anything personal in it.

use std::fmt;

use hyper::Method;
use join_client::{Operation, operations};

/// A request that a [`JoinMock`](crate::JoinMock) received: its operation, and whether a mock expected it.
///
/// It keeps no header, no body, no id and no search text, so it can be printed anywhere.
///
/// ```
/// use join_httpmock::JoinMock;
///
/// let mock = JoinMock::start()?;
/// let address = format!("{}/jobs/7", mock.base_url());
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// reqwest::get(address).await?;
/// # Ok::<(), reqwest::Error>(()) })?;
/// let lines: Vec<String> = mock.requests().iter().map(ToString::to_string).collect();
/// assert_eq!(lines, ["GET /jobs/{jobId}: no mock expected it"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    line: String,
    operation: Option<&'static Operation>,
    status: Option<u16>,
}

impl Request {
    /// The request of a method and a path below the prefix; `None`: the path was outside it.
    pub(super) fn new(method: &Method, path: Option<&str>) -> Self {
        let (path, query) = path.map_or((None, ""), |path| match path.split_once('?') {
            Some((path, query)) => (Some(path), query),
            None => (Some(path), ""),
        });
        let operation = path.and_then(|path| operation(method, path));
        let place = match (operation, path) {
            (Some(operation), _) => operation.path,
            (None, Some(_)) => "a path that is not in the document",
            (None, None) => "a path outside the prefix of the base URL",
        };
        Self { line: format!("{method} {place}{}", shown(query)), operation, status: None }
    }

    pub(super) fn answered(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The operation of the document, if the method and the path are one's.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.operation
    }

    /// The status that a mock answered with. `None`: no mock expected the request.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Whether a mock expected the request.
    pub fn was_expected(&self) -> bool {
        self.status.is_some()
    }

    /// The method, the path with placeholders, and the names of the parameters.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "{}: answered {status}", self.line),
            None => write!(f, "{}: no mock expected it", self.line),
        }
    }
}

/// The operation of a method and a path.
fn operation(method: &Method, path: &str) -> Option<&'static Operation> {
    operations::ALL.iter().find(|operation| {
        let (mut known, mut came) = (operation.path.split('/'), path.split('/'));
        let fits =
            known.by_ref().zip(came.by_ref()).all(|(known, came)| known == came || known.starts_with('{'));
        let same_length = operation.path.split('/').count() == path.split('/').count();
        operation.method == method.as_str() && fits && same_length
    })
}

/// The parameters of a query: pages with their numbers, others by name only, since they can hold anything.
fn shown(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is_page = matches!(name, "page" | "pageSize") && value.parse::<u32>().is_ok();
        match (is_page, name.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
            (true, _) => pair.to_owned(),
            (false, true) => format!("{name}=…"),
            (false, false) => "…".to_owned(),
        }
    });
    let pairs: Vec<String> = pairs.collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_shows_its_operation_and_its_page_and_nothing_personal() {
        let line = |method: Method, path| Request::new(&method, path).line;
        for (method, path, expected) in [
            (Method::GET, Some("/jobs"), "GET /jobs"),
            (Method::GET, Some("/jobs/7"), "GET /jobs/{jobId}"),
            (Method::POST, Some("/candidates/5/notes"), "POST /candidates/{candidateId}/notes"),
            (
                Method::GET,
                Some("/applications?page=2&pageSize=50&jobExternalId=ada@example.com&a%40b=c"),
                "GET /applications?page=2&pageSize=50&jobExternalId=…&…",
            ),
            (Method::GET, Some("/offices?page=ada"), "GET /offices?page=…"),
            (Method::DELETE, Some("/candidates/ada"), "DELETE a path that is not in the document"),
            (Method::GET, Some("/jobs/7/more"), "GET a path that is not in the document"),
            (Method::GET, None, "GET a path outside the prefix of the base URL"),
        ] {
            assert_eq!(line(method, path), expected);
        }
    }

    #[test]
    fn every_operation_of_the_document_is_recognised() {
        for operation in operations::ALL {
            let method = Method::from_bytes(operation.method.as_bytes()).unwrap();
            assert_eq!(Request::new(&method, Some(operation.path)).operation(), Some(operation));
        }
    }
}
