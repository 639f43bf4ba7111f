//! A response as a client sees it: error bodies, the headers of the quota, and privacy of errors.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use join_sdk::types::ApplicationId;
use join_sdk::{Error, ErrorKind};

use super::server::{TOKEN, answered, response};

/// A text that stands for personal data. A message holds no part of a body, so not this one.
const PERSON: &str = "Lovelace";

/// The longest wait that the retry policy grants to a server.
const LONGEST_HOLD: Duration = Duration::from_secs(60);

/// The input: a line with the status, lines with headers, a blank line, the body.
pub fn run(input: &[u8]) -> bool {
    let Some((status, headers, body)) = parts(input) else { return false };
    let is_private = !headers.contains(PERSON);
    let sent = response(status, &headers, body);
    let (read, quota) = answered(sent.clone(), async |join| {
        let read = join.applications().get(ApplicationId(9)).await;
        (read.map(drop), join.quota())
    });
    assert!(quota.held_for.is_none_or(|left| left <= LONGEST_HOLD), "{quota:?}");
    check(read, status, is_private);
    let page = answered(sent, async |join| join.applications().list().page(1).await);
    let rows = page.map(|page| {
        for (place, row) in page.rows.into_iter().enumerate() {
            if let Err(error) = row {
                assert_eq!(error.row(), Some(place));
                private(&error, is_private);
            }
        }
    });
    check(rows, status, is_private);
    true
}

fn check(read: Result<(), Error>, status: u16, is_private: bool) {
    let Err(error) = read else {
        return assert!((200..300).contains(&status), "{status} is no success");
    };
    private(&error, is_private);
    assert!(!error.may_have_been_applied(), "a read applies nothing");
    assert_eq!(error.attempts(), 1);
    assert!(error.body().is_none_or(|body| body.len() <= 4096));
    assert!(error.field_errors().len() <= 50);
    if let Some(known) = error.status() {
        assert_eq!(known.as_u16(), status);
    }
    match status {
        401 => assert_eq!(error.kind(), ErrorKind::Unauthorized),
        429 => assert_eq!(error.kind(), ErrorKind::RateLimited),
        _ => {}
    }
}

/// No text of an error holds the token or anything of the body.
fn private(error: &Error, is_private: bool) {
    let mut shown = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        let _ = write!(shown, " {inner} {inner:?}");
        cause = inner.source();
    }
    assert!(!shown.contains(TOKEN), "{shown}");
    assert!(!is_private || !shown.contains(PERSON), "{shown}");
}

/// The parts of an input, so far as they make a response of HTTP. What frames a response is the server's.
fn parts(input: &[u8]) -> Option<(u16, String, &[u8])> {
    let end = input.windows(2).position(|pair| pair == b"\n\n")?;
    let (head, body) = input.split_at(end);
    let mut lines = std::str::from_utf8(head).ok()?.lines();
    let status = lines.next()?.parse().ok().filter(|status| (200..600).contains(status))?;
    let mut headers = String::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_value = value.bytes().all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
        let frames = ["content-length", "transfer-encoding", "content-encoding", "connection"];
        if is_name && is_value && !frames.contains(&name.to_ascii_lowercase().as_str()) {
            let _ = write!(headers, "{name}:{value}\r\n");
        }
    }
    Some((status, headers, &body[2..]))
}
