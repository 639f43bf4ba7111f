//! The redaction of a request and its response.

use std::collections::BTreeSet;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::json::{Redaction, shown};
use super::{body, headers};
use crate::document::shape::{self, Kind, Operation, Shape};
use crate::fakes::source::Fakes;
use crate::recording::exchange::{Body, Exchange};

/// The path of the API in a recording, whatever the base URL was.
const BASE: &str = "/v2";

/// A request and its response as they went over the wire. It lives no longer than its redaction.
pub(crate) struct Raw<'a> {
    pub(crate) method: &'a str,
    /// Path, percent-encoded, with the path of the base URL in front.
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) request: &'a [u8],
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'a [u8],
}

/// The fakes of a recording and what the document didn't know.
pub(crate) struct Redactor {
    fakes: Fakes,
    /// The path of the base URL, without a slash at its end.
    base: String,
    pub(crate) unknown: BTreeSet<String>,
}

impl Redactor {
    pub(crate) fn new(fakes: Fakes, base: &str) -> Self {
        Self { fakes, base: base.trim_end_matches('/').to_owned(), unknown: BTreeSet::new() }
    }

    /// The exchange without personal data. None for a request that the document doesn't know.
    pub(crate) fn exchange(&mut self, raw: &Raw<'_>) -> Option<Exchange> {
        let below = raw.path.strip_prefix(&self.base);
        if let Some(operation) = below.and_then(|path| Operation::of(raw.method, path)) {
            return Some(self.of_operation(raw, operation, below.unwrap_or_default()));
        }
        let (path, query) = self.fakes.address(raw.path, raw.query);
        if raw.method == "GET" && self.fakes.addresses.knows(&path, query.as_deref()) {
            return Some(self.of_file(raw, path, query));
        }
        let parts: Vec<&str> = raw.path.split('/').skip(1).map(shown).collect();
        self.unknown.insert(format!("{} /{} (the whole request)", raw.method, parts.join("/")));
        None
    }

    fn of_operation(&mut self, raw: &Raw<'_>, operation: &Operation, path: &str) -> Exchange {
        let place = |part: &str| format!("{} {} {part}", operation.method, operation.path);
        let mut redaction =
            Redaction { fakes: &mut self.fakes, unknown: &mut self.unknown, place: place("query") };
        let path = path_of(&mut redaction, operation, path);
        let query = raw.query.map(|query| query_of(&mut redaction, operation, query));
        redaction.place = place("request");
        let request = match operation.request {
            Some(shape) => body::of_operation(&mut redaction, raw.request, shape),
            // A body that nobody expects is of no shape.
            None => body::of_operation(&mut redaction, raw.request, Shape::Leaf(Kind::Text)),
        };
        redaction.place = format!("{} ({})", place("response"), raw.status);
        let body = body::of_operation(&mut redaction, raw.body, operation.response(raw.status));
        Exchange {
            method: raw.method.to_owned(),
            path: format!("{BASE}{path}"),
            query: query.filter(|query| !query.is_empty()),
            request,
            status: raw.status,
            headers: headers::of_response(&mut self.fakes, raw.headers.iter().copied()),
            body,
        }
    }

    fn of_file(&mut self, raw: &Raw<'_>, path: String, query: Option<String>) -> Exchange {
        let body = self.body_of_file(raw);
        Exchange {
            method: raw.method.to_owned(),
            path,
            query,
            request: None,
            status: raw.status,
            headers: headers::of_response(&mut self.fakes, raw.headers.iter().copied()),
            body,
        }
    }

    fn body_of_file(&mut self, raw: &Raw<'_>) -> Option<Body> {
        if (200..300).contains(&raw.status) {
            return body::of_file(&mut self.fakes, raw.body);
        }
        let place = format!("download response ({})", raw.status);
        let mut redaction = Redaction { fakes: &mut self.fakes, unknown: &mut self.unknown, place };
        body::of_operation(&mut redaction, raw.body, shape::error())
    }
}

fn path_of(redaction: &mut Redaction<'_>, operation: &Operation, path: &str) -> String {
    let parts = operation.path.split('/').zip(path.split('/')).map(|(pattern, part)| {
        let name = pattern.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        match name {
            Some(name) => encoded(redaction, &decoded(part), operation.parameter(name).unwrap_or(Kind::Text)),
            None => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn query_of(redaction: &mut Redaction<'_>, operation: &Operation, query: &str) -> String {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(&value.replace('+', " "));
        match operation.parameter(&decoded(name)) {
            Some(kind) => pairs.push(format!("{name}={}", encoded(redaction, &value, kind))),
            None => {
                let place = format!("{} {}", redaction.place, shown(name));
                redaction.unknown.insert(place);
            }
        }
    }
    pairs.join("&")
}

/// The fake of a part of a path or query, percent-encoded. A number or boolean of no person stays.
fn encoded(redaction: &mut Redaction<'_>, text: &str, kind: Kind) -> String {
    let plain = kind == Kind::Plain && (text.parse::<i64>().is_ok() || text.parse::<bool>().is_ok());
    let fake = if plain { text.to_owned() } else { redaction.leaf(text, kind) };
    utf8_percent_encode(&fake, NON_ALPHANUMERIC).to_string()
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}
