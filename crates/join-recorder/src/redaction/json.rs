//! The redaction of JSON: each value by what the document says of its place.

use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::node::Node;
use crate::document::shape::{Kind, Shape, is_field_name};
use crate::fakes::source::Fakes;

/// The deepest level that is read. What is deeper becomes null.
const DEEPEST: usize = 64;

/// Phrases in the message of an error that clients act on.
const PHRASES: &[&str] = &[
    "already exists",
    "plan",
    "plans",
    "upgrade",
    "upgrading",
    "subscription",
    "subscriptions",
    "subscribe",
    "billing",
    "trial",
];

/// Words of which the types of errors are built.
const ERROR_WORDS: &[&str] = &[
    "access",
    "already",
    "api",
    "application",
    "authentication",
    "authorization",
    "bad",
    "body",
    "candidate",
    "conflict",
    "content",
    "denied",
    "duplicate",
    "entity",
    "error",
    "exception",
    "exceeded",
    "exists",
    "expired",
    "failed",
    "fault",
    "forbidden",
    "found",
    "gateway",
    "internal",
    "invalid",
    "job",
    "large",
    "limit",
    "limited",
    "many",
    "method",
    "missing",
    "not",
    "allowed",
    "office",
    "parameter",
    "payload",
    "permission",
    "plan",
    "played",
    "quota",
    "rate",
    "request",
    "requests",
    "required",
    "resource",
    "server",
    "service",
    "timeout",
    "token",
    "too",
    "unauthorized",
    "unavailable",
    "unknown",
    "unprocessable",
    "upgrade",
    "validation",
];

/// Redacts the values of a body.
pub(crate) struct Redaction<'a> {
    pub(crate) fakes: &'a mut Fakes,
    /// The places of fields that the document doesn't know.
    pub(crate) unknown: &'a mut BTreeSet<String>,
    /// The request and the part of it, in front of each place.
    pub(crate) place: String,
}

impl Redaction<'_> {
    /// The body in other words. None where it is no JSON.
    pub(crate) fn body(&mut self, body: &[u8], shape: Shape) -> Option<Box<RawValue>> {
        let raw: &RawValue = serde_json::from_slice(body).ok()?;
        let mut out = String::new();
        self.value(raw, Some(shape), "$", 0, &mut out);
        RawValue::from_string(out).ok()
    }

    /// Writes the value without its content. No shape: inside a value of another type than the document says.
    fn value(&mut self, raw: &RawValue, shape: Option<Shape>, path: &str, depth: usize, out: &mut String) {
        if depth > DEEPEST {
            out.push_str("null");
            return;
        }
        match Node::of(raw) {
            Node::Null => out.push_str("null"),
            Node::Bool(value) => {
                let personal = matches!(shape, Some(Shape::Leaf(Kind::Answer)));
                out.push_str(if value && !personal { "true" } else { "false" });
            }
            Node::Number(number) => out.push_str(&self.number(number, shape)),
            // Half of a surrogate pair, which readers stumble over, and nothing of the rest.
            Node::Text(None) => out.push_str("\"\\ud800\""),
            Node::Text(Some(text)) => push_text(out, &self.text(&text, shape)),
            Node::List(items) => {
                let inner = match shape {
                    Some(Shape::List(items)) => Some(*items),
                    // A list where one value should be holds such values, as far as can be seen.
                    Some(Shape::Leaf(kind)) => Some(Shape::Leaf(kind)),
                    Some(Shape::Object(_)) | None => None,
                };
                self.list(&items, inner, path, depth, out);
            }
            Node::Object(members) => self.object(&members, shape, path, depth, out),
        }
    }

    fn list(
        &mut self,
        items: &[&RawValue],
        inner: Option<Shape>,
        path: &str,
        depth: usize,
        out: &mut String,
    ) {
        let path = format!("{path}[]");
        out.push('[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            self.value(item, inner, &path, depth + 1, out);
        }
        out.push(']');
    }

    fn object(
        &mut self,
        members: &[(String, &RawValue)],
        shape: Option<Shape>,
        path: &str,
        depth: usize,
        out: &mut String,
    ) {
        out.push('{');
        let mut empty = true;
        for (name, value) in members {
            let (name, inner) = match shape {
                Some(Shape::Object(object)) => match object.field(name) {
                    Some(inner) => (name.clone(), Some(inner)),
                    None => {
                        self.unknown.insert(format!("{} {path}.{}", self.place, shown(name)));
                        continue;
                    }
                },
                // An object where none should be: its names could be anybody's data.
                _ if is_field_name(name) => (name.clone(), None),
                _ => (self.fakes.text("name of a field", name), None),
            };
            if !std::mem::take(&mut empty) {
                out.push(',');
            }
            push_text(out, &name);
            out.push(':');
            self.value(value, inner, &format!("{path}.{name}"), depth + 1, out);
        }
        out.push('}');
    }

    fn number(&mut self, number: &str, shape: Option<Shape>) -> String {
        match shape {
            Some(Shape::Leaf(Kind::Id)) => self.fakes.id(number),
            Some(Shape::Leaf(Kind::Plain)) => number.to_owned(),
            Some(Shape::Leaf(Kind::Time)) => match number.parse() {
                Ok(epoch) => self.fakes.shift.epoch(epoch).to_string(),
                Err(_) => self.fakes.amount(number),
            },
            _ => self.fakes.amount(number),
        }
    }

    fn text(&mut self, text: &str, shape: Option<Shape>) -> String {
        match shape {
            Some(Shape::Leaf(kind)) => self.leaf(text, kind),
            _ => self.fakes.text("text", text),
        }
    }

    /// The fake of a text in a place of this kind.
    pub(crate) fn leaf(&mut self, text: &str, kind: Kind) -> String {
        let fakes = &mut *self.fakes;
        match kind {
            Kind::Id if !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit()) => fakes.id(text),
            Kind::Name => fakes.name(text),
            Kind::Email => fakes.email(text),
            Kind::Phone => fakes.phone(text),
            Kind::Url => fakes.url(text),
            Kind::FileName => fakes.file_name(text),
            Kind::FileData => fakes.file_data(text),
            Kind::Tag => fakes.tag(text),
            Kind::Time => fakes.time(text),
            Kind::Answer => fakes.date(text).unwrap_or_else(|| fakes.text("text", text)),
            Kind::Message => message(fakes, text),
            Kind::ErrorType if is_common(text) => text.to_owned(),
            Kind::Known(values) if values.iter().any(|value| value.eq_ignore_ascii_case(text.trim())) => {
                text.to_owned()
            }
            Kind::Code if text.len() == 2 && text.bytes().all(|sign| sign.is_ascii_alphabetic()) => {
                text.to_owned()
            }
            Kind::Id
            | Kind::Text
            | Kind::ErrorType
            | Kind::Known(_)
            | Kind::Code
            | Kind::Amount
            | Kind::Plain => fakes.text("text", text),
        }
    }
}

/// The message in other words, but for the phrases that clients act on.
fn message(fakes: &mut Fakes, text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut fake = fakes.text("message", text);
    for phrase in PHRASES {
        for (at, _) in lower.match_indices(phrase) {
            let ends = |sign: Option<char>| !sign.is_some_and(char::is_alphanumeric);
            let (before, after) = (text.get(..at), text.get(at + phrase.len()..));
            let alone = before.is_some_and(|text| ends(text.chars().next_back()))
                && after.is_some_and(|text| ends(text.chars().next()));
            // A fake of other bytes than its text has no place for the phrase.
            if alone
                && fake.len() == text.len()
                && fake.is_char_boundary(at)
                && fake.is_char_boundary(at + phrase.len())
            {
                fake.replace_range(at..at + phrase.len(), text.get(at..at + phrase.len()).unwrap_or(phrase));
            }
        }
    }
    fake
}

fn is_common(kind: &str) -> bool {
    let words = kind.split(['_', '-', ' ', '.']);
    let split = words.flat_map(|word| {
        // UpperCamelCase is split before each capital.
        let camel = word.chars().any(|letter| letter.is_ascii_lowercase());
        let starts =
            word.char_indices().filter(move |(at, letter)| camel && *at > 0 && letter.is_ascii_uppercase());
        let mut ends: Vec<usize> = starts.map(|(at, _)| at).collect();
        ends.push(word.len());
        let mut start = 0;
        ends.into_iter()
            .filter_map(move |end| word.get(std::mem::replace(&mut start, end)..end))
            .collect::<Vec<_>>()
    });
    split.into_iter().all(|word| ERROR_WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

/// The name of a field as errors show it. A name that is no usual one could be data.
pub(crate) fn shown(name: &str) -> &str {
    let usual = name.len() <= 40
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    if usual { name } else { "*" }
}

fn push_text(out: &mut String, text: &str) {
    // Writing a text can't fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::shape::Operation;

    struct Run {
        fakes: Fakes,
        unknown: BTreeSet<String>,
    }

    impl Run {
        fn new() -> Self {
            let upstream = url::Url::parse("https://api.join.com/v2").unwrap();
            Self { fakes: Fakes::new(&upstream, Vec::new()).unwrap(), unknown: BTreeSet::new() }
        }

        fn of(&mut self, path: &str, status: u16, body: &str) -> String {
            let shape = Operation::of("GET", path).unwrap().response(status);
            let place = format!("GET {path} response");
            let mut redaction = Redaction { fakes: &mut self.fakes, unknown: &mut self.unknown, place };
            redaction.body(body.as_bytes(), shape).unwrap().get().to_owned()
        }
    }

    #[test]
    fn odd_shapes_stay_and_their_content_goes() {
        let mut run = Run::new();
        let body = r#"[null, "Ada", 815, true, [], {"id": "50000001", "candidate": "Adalberta", "tags": 1,
            "attachments": {"Adalberta": {"name": "Adalberta", "x": [1.50, false]}},
            "state": ["ACTIVE", "active ", "Adalberta"], "state": "SECRET", "source": {"isPremium": "Adalberta"}}]"#;
        let body = body.replace(r#""tags": 1,"#, "");
        let fake = run.of("/applications", 200, &body);
        assert!(!fake.contains("Ada") && !fake.contains("SECRET") && !fake.contains("815"), "{fake}");
        assert!(fake.starts_with("[null,\"") && fake.contains(",true,[],{\"id\":\""), "{fake}");
        assert!(fake.contains("\"name\":") && fake.contains("[\"ACTIVE\",\"active \","), "{fake}");
        assert_eq!(fake.matches("\"state\":").count(), 2);
        assert!(run.unknown.is_empty(), "{:?}", run.unknown);
    }

    #[test]
    fn a_field_that_the_document_does_not_know_is_named_and_left_out() {
        let mut run = Run::new();
        let fake =
            run.of("/applications/5", 200, r#"{"id":1,"rating":5,"candidate":{"Ada Lovelace":"x","id":2}}"#);
        assert!(!fake.contains("rating") && !fake.contains("Ada"), "{fake}");
        let places: Vec<&str> = run.unknown.iter().map(String::as_str).collect();
        assert_eq!(
            places,
            ["GET /applications/5 response $.candidate.*", "GET /applications/5 response $.rating"]
        );
    }

    #[test]
    fn numbers_and_broken_texts_keep_their_form() {
        let mut run = Run::new();
        let fake =
            run.of("/applications/5", 200, r#"{"id":12345678901234567890123,"state":"\ud800Adalberta"}"#);
        assert!(fake.ends_with(r#","state":"\ud800"}"#), "{fake}");
        assert_eq!(fake.len(), r#"{"id":12345678901234567890123,"state":"\ud800"}"#.len());
        let deep = format!("{{\"id\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
        let fake = run.of("/applications/5", 200, &deep);
        assert!(fake.contains("[null]") && fake.len() < 200, "{fake}");
    }

    #[test]
    fn what_clients_act_on_stays_in_errors() {
        let mut run = Run::new();
        let body =
            r#"{"error":{"type":"ALREADY_EXISTS","message":"Adalberta Already Exists here, planted"}}"#;
        let fake = run.of("/applications", 409, body);
        assert!(fake.contains("\"ALREADY_EXISTS\"") && fake.contains(" Already Exists "), "{fake}");
        assert!(!fake.contains("Adalberta") && !fake.contains("plan"), "{fake}");
        let fake = run.of(
            "/applications",
            403,
            r#"{"error":{"type":"NoSuchAdalberta","message":"Your plan is over"}}"#,
        );
        assert!(!fake.contains("Adalberta") && fake.contains(" plan "), "{fake}");
        assert!(is_common("RateLimitExceeded") && is_common("NOT_FOUND") && !is_common("Ada"));
    }
}
