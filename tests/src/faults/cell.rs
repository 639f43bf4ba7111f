//! One cell of the matrix: an operation under a fault, with a sandbox, a server and a client of its own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use join_sandbox::JoinSandbox;
use join_sdk::{ApiToken, Error, Join, RequestOptions, RetryPolicy, telemetry::CallReport};

use super::fault::Fault;
use super::operation::{MAX_RESPONSE, Operation};
use super::server::{FaultServer, Seen};
use super::subject::{Subject, TOKEN, direct};

/// Timeout for a silent server: long enough for the request to arrive on a busy machine.
const PATIENCE: Duration = Duration::from_secs(3);

/// A call that takes longer is reported as hanging.
const HANGS: Duration = Duration::from_secs(60);

/// An operation, and a fault that strikes its first requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub operation: Operation,
    pub fault: Fault,
    pub strikes: u32,
}

/// The result of a cell.
pub struct Outcome {
    /// The error of the call. A hanging call panics instead.
    pub failure: Option<Error>,
    /// The report of the call to the observer.
    pub report: CallReport,
    pub seen: Seen,
    /// Number of writes that the sandbox shows.
    pub written: usize,
    /// The printed text of every value that a caller holds.
    pub printed: String,
}

impl Cell {
    pub async fn run(self) -> Outcome {
        let sandbox = JoinSandbox::builder().applications(3).token(TOKEN).start().await.unwrap();
        let straight = direct(&sandbox);
        let subject = Subject::prepare(&straight).await;
        let Self { operation, fault, strikes } = self;
        let server = FaultServer::start(&sandbox, operation, fault, strikes).await.unwrap();
        let subject = subject.behind(&sandbox, server.base_url());

        let reports = Arc::new(Mutex::new(Vec::new()));
        let join = self.client(server.base_url(), &reports);
        let call = tokio::time::timeout(HANGS, operation.call(&join, &subject)).await;
        let outcome = call.unwrap_or_else(|_| panic!("{self:?} hangs"));

        let mut printed = format!("{join:?} {join:#?} {:?} ", join.quota());
        drop(join);
        let seen = server.finish().await;
        let reports = std::mem::take(&mut *reports.lock().unwrap());
        printed.push_str(&format!("{reports:?} {seen:?} "));
        let failure = match outcome {
            Ok(said) => {
                printed.push_str(&said);
                None
            }
            Err(error) => {
                printed.push_str(&all_that_is_said(&error));
                Some(error)
            }
        };
        let report = reports.into_iter().rfind(|report| report.operation == operation.id());
        let report = report.unwrap_or_else(|| panic!("no report of {self:?}"));
        let written = operation.written(&sandbox, &straight, &subject).await;
        Outcome { failure, report, seen, written, printed }
    }

    /// Builds a client with two attempts and no backoff.
    fn client(self, base_url: &str, reports: &Arc<Mutex<Vec<CallReport>>>) -> Join {
        let reports = Arc::clone(reports);
        let retry = RetryPolicy::default().max_attempts(2).backoff(Duration::ZERO, Duration::ZERO);
        let builder = Join::builder(ApiToken::new(TOKEN).unwrap())
            .base_url(base_url)
            .retry(retry)
            .max_response_size(MAX_RESPONSE)
            .observer(move |report: &CallReport| reports.lock().unwrap().push(report.clone()));
        let builder = match self.fault {
            Fault::Silence => builder.attempt_timeout(PATIENCE).read_timeout(PATIENCE),
            // So long is a lost write of tags waited for.
            _ if self.operation == Operation::UpdateCandidate => builder.attempt_timeout(PATIENCE),
            _ => builder,
        };
        let options = RequestOptions::new().header("x-caller", "header-of-the-caller").unwrap();
        builder.build().unwrap().with_options(options)
    }
}

/// `Display` and `Debug` of an error and of everything below it.
pub fn all_that_is_said(error: &Error) -> String {
    let mut said = format!("{error} {error:?} {error:#?} ");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        said.push_str(&format!("{cause} {cause:?} {cause:#?} "));
        source = cause.source();
    }
    said
}
