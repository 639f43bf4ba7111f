//! What came back for each request: the input of the checks.

use std::error::Error as _;
use std::io;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use join_sdk::header::{DATE, HeaderMap};
use join_sdk::{Error, ErrorKind, Response};
use serde_json::Value;

use super::question::Question;
use crate::commands::auth::finding::Finding as Access;

/// Headers of the quota.
pub(super) const QUOTA: [&str; 4] =
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"];

/// A successful response.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Body,
    /// Seconds that the server's clock is ahead of this machine's. None without a `Date` header.
    pub(super) ahead: Option<i64>,
    /// The numbers of the quota headers; none for a value that is no number.
    pub(super) quota: Vec<(&'static str, Option<u64>)>,
    pub(super) elapsed: Duration,
}

/// The body of a successful response.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    Empty,
    Null,
    List(Vec<Value>),
    Object(Value),
    /// A text, a number or a boolean.
    Scalar,
    NotJson,
}

/// Why there is no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    NoSuchHost,
    ConnectionRefused,
    Proxy,
    Other,
}

/// A response that is no success, or none at all.
pub(super) struct Refusal {
    pub(super) kind: ErrorKind,
    pub(super) status: Option<u16>,
    /// What the refusal says about the token.
    pub(super) access: Access,
    pub(super) cause: Cause,
    /// A page for people in place of JSON.
    pub(super) is_page: bool,
    /// What is wrong with the certificate, in words without data of the server.
    pub(super) certificate: Option<String>,
}

/// What a request got.
pub(super) enum Reply {
    Answer(Answer),
    Refusal(Refusal),
}

/// All replies so far, in order.
#[derive(Default)]
pub(super) struct Observations {
    replies: Vec<(Question, Reply)>,
    /// Requests sent, repeats included.
    pub(super) requests: u32,
}

impl Observations {
    pub(super) fn add(&mut self, question: Question, requests: u32, reply: Reply) {
        self.requests += requests;
        self.replies.push((question, reply));
    }

    pub(super) fn len(&self) -> usize {
        self.replies.len()
    }

    pub(super) fn last(&self) -> Option<&Reply> {
        self.replies.last().map(|(_, reply)| reply)
    }

    pub(super) fn first(&self) -> Option<&Reply> {
        self.replies.first().map(|(_, reply)| reply)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Question, &Reply)> {
        self.replies.iter().map(|(question, reply)| (*question, reply))
    }

    pub(super) fn reply(&self, question: Question) -> Option<&Reply> {
        self.iter().find(|(asked, _)| *asked == question).map(|(_, reply)| reply)
    }

    /// The rows of a list, unless something else came.
    pub(super) fn rows(&self, question: Question) -> Option<&[Value]> {
        match self.reply(question)? {
            Reply::Answer(Answer { body: Body::List(rows), .. }) => Some(rows),
            _ => None,
        }
    }

    /// All successful responses.
    pub(super) fn answers(&self) -> impl Iterator<Item = (Question, &Answer)> {
        self.iter().filter_map(|(question, reply)| match reply {
            Reply::Answer(answer) => Some((question, answer)),
            Reply::Refusal(_) => None,
        })
    }
}

impl Reply {
    /// Reads what a request got. `now` is this machine's clock at the response.
    pub(super) fn of(result: Result<&Response<impl AsRef<[u8]>>, &Error>, now: SystemTime) -> Self {
        match result {
            Ok(response) => Reply::Answer(Answer {
                status: response.status().as_u16(),
                ahead: ahead(response.headers(), now),
                quota: quota(response.headers()),
                elapsed: response.elapsed(),
                body: Body::of(response.get_ref().as_ref()),
            }),
            Err(error) => Reply::Refusal(Refusal {
                kind: error.kind(),
                status: error.status().map(|status| status.as_u16()),
                access: Access::of(Err(error)),
                cause: Cause::of(error),
                is_page: error.body().is_some_and(|body| body.trim_ascii_start().starts_with(b"<")),
                certificate: (error.kind() == ErrorKind::Certificate).then(|| error.to_string()),
            }),
        }
    }

    /// The reply in a few words, without data of the account.
    pub(super) fn shown(&self) -> String {
        match self {
            Reply::Answer(answer) => match &answer.body {
                Body::Empty => format!("status {} without a body", answer.status),
                Body::Null => format!("status {} with null", answer.status),
                Body::List(rows) if rows.is_empty() => "an empty list".to_owned(),
                Body::List(rows) if rows.len() == 1 => "1 row".to_owned(),
                Body::List(rows) => format!("{} rows", rows.len()),
                Body::Object(_) => "an object".to_owned(),
                Body::Scalar => "a single value".to_owned(),
                Body::NotJson => format!("status {} with something else than JSON", answer.status),
            },
            Reply::Refusal(refusal) => match refusal.status {
                Some(status) if refusal.is_page => format!("status {status} with a page in place of JSON"),
                Some(status) => format!("status {status}"),
                None => format!("no response ({})", refusal.kind.as_str().replace('_', " ")),
            },
        }
    }
}

impl Body {
    fn of(bytes: &[u8]) -> Self {
        if bytes.trim_ascii().is_empty() {
            return Body::Empty;
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Null) => Body::Null,
            Ok(Value::Array(rows)) => Body::List(rows),
            Ok(value @ Value::Object(_)) => Body::Object(value),
            Ok(_) => Body::Scalar,
            Err(_) => Body::NotJson,
        }
    }
}

impl Cause {
    fn of(error: &Error) -> Self {
        let mut source = error.source();
        while let Some(cause) = source {
            let is_refused = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
            if cause.downcast_ref::<io::Error>().is_some_and(is_refused) {
                return Cause::ConnectionRefused;
            }
            let text = cause.to_string().to_lowercase();
            if text.contains("dns error") {
                return Cause::NoSuchHost;
            }
            if text.contains("tunnel") || text.contains("proxy") {
                return Cause::Proxy;
            }
            source = cause.source();
        }
        Cause::Other
    }
}

fn ahead(headers: &HeaderMap, now: SystemTime) -> Option<i64> {
    let date = headers.get(DATE)?.to_str().ok()?;
    let theirs = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(date).ok()?;
    Some(theirs.as_second() - Timestamp::try_from(now).ok()?.as_second())
}

fn quota(headers: &HeaderMap) -> Vec<(&'static str, Option<u64>)> {
    let number =
        |name: &str| Some(headers.get(name)?.to_str().ok().and_then(|text| text.trim().parse().ok()));
    QUOTA.into_iter().filter_map(|name| Some((name, number(name)?))).collect()
}
