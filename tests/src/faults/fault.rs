//! The faults: whether the request reaches the sandbox, and what the client receives.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::message::Message;

/// A fault in a request or its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    Refused,
    ResetBeforeHeaders,
    ResetAfterCommit,
    ResetInBody,
    Silence,
    LimitedWithHeaders,
    Limited,
    InternalError,
    BadGatewayInHtml,
    UnavailableForNow,
    ExistsAsConflict,
    ExistsAsInvalid,
    RedirectElsewhere,
    MalformedJson,
    UnknownEnum,
    NullMembers,
    AbsentMembers,
    Gzip,
    GzipBomb,
    EndlessInChunks,
    EndlessWithLength,
}

/// The action of the server on the connection.
pub(super) enum ServerAction {
    Answer(Message),
    /// Half of the body, then a reset.
    Half(Message),
    Reset,
    /// No response until the client gives up.
    Wait,
    /// A body of [`FLOOD`] bytes, in chunks or with a content length.
    Flood {
        in_chunks: bool,
    },
}

/// Size of a response far above any limit.
pub(super) const FLOOD: u64 = 200 * 1024 * 1024;

/// Unpacked size of a gzip bomb.
const UNPACKED: usize = 8 * 1024 * 1024;

/// The message of refusals. Like a careless server, it quotes the request.
const SAID: &str = "said-by-the-server: Adalberta Lovelacesson, adalberta@person.example";

/// Members with an open enum.
const ENUMS: &[&str] = &[
    "consentStatus",
    "currency",
    "frequency",
    "hiringState",
    "qualified",
    "remoteType",
    "state",
    "status",
    "type",
    "workplaceType",
];

impl Fault {
    pub const ALL: &[Fault] = &[
        Fault::Refused,
        Fault::ResetBeforeHeaders,
        Fault::ResetAfterCommit,
        Fault::ResetInBody,
        Fault::Silence,
        Fault::LimitedWithHeaders,
        Fault::Limited,
        Fault::InternalError,
        Fault::BadGatewayInHtml,
        Fault::UnavailableForNow,
        Fault::ExistsAsConflict,
        Fault::ExistsAsInvalid,
        Fault::RedirectElsewhere,
        Fault::MalformedJson,
        Fault::UnknownEnum,
        Fault::NullMembers,
        Fault::AbsentMembers,
        Fault::Gzip,
        Fault::GzipBomb,
        Fault::EndlessInChunks,
        Fault::EndlessWithLength,
    ];

    /// Returns the heading of its column.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Refused => "refused",
            Fault::ResetBeforeHeaders => "RST before",
            Fault::ResetAfterCommit => "RST committed",
            Fault::ResetInBody => "RST in body",
            Fault::Silence => "no answer",
            Fault::LimitedWithHeaders => "429 + reset",
            Fault::Limited => "429",
            Fault::InternalError => "500",
            Fault::BadGatewayInHtml => "502 html",
            Fault::UnavailableForNow => "503 + after",
            Fault::ExistsAsConflict => "409 exists",
            Fault::ExistsAsInvalid => "422 exists",
            Fault::RedirectElsewhere => "307 elsewhere",
            Fault::MalformedJson => "no JSON",
            Fault::UnknownEnum => "new words",
            Fault::NullMembers => "nulls",
            Fault::AbsentMembers => "absent",
            Fault::Gzip => "gzip",
            Fault::GzipBomb => "gzip bomb",
            Fault::EndlessInChunks => "200 MB chunks",
            Fault::EndlessWithLength => "200 MB length",
        }
    }

    /// Returns whether the sandbox executes the request before the fault strikes.
    pub fn comes_after_the_commit(self) -> bool {
        match self {
            Fault::Refused
            | Fault::ResetBeforeHeaders
            | Fault::Silence
            | Fault::LimitedWithHeaders
            | Fault::Limited
            | Fault::InternalError
            | Fault::BadGatewayInHtml
            | Fault::UnavailableForNow
            | Fault::ExistsAsConflict
            | Fault::ExistsAsInvalid
            | Fault::RedirectElsewhere => false,
            Fault::ResetAfterCommit
            | Fault::ResetInBody
            | Fault::MalformedJson
            | Fault::UnknownEnum
            | Fault::NullMembers
            | Fault::AbsentMembers
            | Fault::Gzip
            | Fault::GzipBomb
            | Fault::EndlessInChunks
            | Fault::EndlessWithLength => true,
        }
    }

    /// Returns the action for the real response. `elsewhere` is the address of another host.
    pub(super) fn server_action(self, real: Option<Message>, elsewhere: &str) -> ServerAction {
        let exists = format!("{SAID} already exists");
        let redirect = || {
            let place = format!("{elsewhere}/?of=adalberta@person.example&s=signature-of-a-file");
            refusal("307 Temporary Redirect", SAID).header("location", &place)
        };
        match (self, real) {
            (Fault::Silence, _) => ServerAction::Wait,
            (Fault::LimitedWithHeaders, _) => ServerAction::Answer(
                refusal("429 Too Many Requests", SAID)
                    .header("x-ratelimit-limit", "50")
                    .header("x-ratelimit-remaining", "0")
                    .header("x-ratelimit-reset", "1")
                    .header("retry-after", "1"),
            ),
            (Fault::Limited, _) => ServerAction::Answer(refusal("429 Too Many Requests", SAID)),
            (Fault::InternalError, _) => ServerAction::Answer(refusal("500 Internal Server Error", SAID)),
            (Fault::BadGatewayInHtml, _) => {
                let page = format!("<html><body>{SAID}</body></html>");
                ServerAction::Answer(Message::answer("502 Bad Gateway", "text/html", page))
            }
            (Fault::UnavailableForNow, _) => {
                ServerAction::Answer(refusal("503 Service Unavailable", SAID).header("retry-after", "0"))
            }
            (Fault::ExistsAsConflict, _) => ServerAction::Answer(refusal("409 Conflict", &exists)),
            (Fault::ExistsAsInvalid, _) => {
                ServerAction::Answer(refusal("422 Unprocessable Content", &exists))
            }
            (Fault::RedirectElsewhere, _) => ServerAction::Answer(redirect()),
            (Fault::ResetInBody, Some(real)) => ServerAction::Half(real),
            (Fault::MalformedJson, Some(real)) => {
                ServerAction::Answer(with_body(real, |body| malformed(&body)))
            }
            (Fault::UnknownEnum, Some(real)) => ServerAction::Answer(with_json(real, new_words)),
            (Fault::NullMembers, Some(real)) => {
                ServerAction::Answer(with_json(real, |json| thin_out(json, true)))
            }
            (Fault::AbsentMembers, Some(real)) => {
                ServerAction::Answer(with_json(real, |json| thin_out(json, false)))
            }
            (Fault::Gzip, Some(real)) => {
                ServerAction::Answer(with_body(real, |body| gzip(&body)).header("content-encoding", "gzip"))
            }
            (Fault::GzipBomb, Some(real)) => {
                let bomb = with_body(real, |_| gzip(&vec![b' '; UNPACKED]));
                ServerAction::Answer(bomb.header("content-encoding", "gzip"))
            }
            (Fault::EndlessInChunks, _) => ServerAction::Flood { in_chunks: true },
            (Fault::EndlessWithLength, _) => ServerAction::Flood { in_chunks: false },
            _ => ServerAction::Reset,
        }
    }
}

fn refusal(status: &str, message: &str) -> Message {
    let body = serde_json::json!({ "error": { "type": "SOME_TYPE", "message": message } });
    Message::answer(status, "application/json", body.to_string())
}

fn with_body(mut answer: Message, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Message {
    answer.body = change(std::mem::take(&mut answer.body));
    answer
}

fn with_json(answer: Message, change: impl FnOnce(&mut Value)) -> Message {
    if !answer.is_json() {
        return answer;
    }
    with_body(answer, |body| {
        let mut json = serde_json::from_slice(&body).expect("the sandbox answers JSON");
        change(&mut json);
        json.to_string().into_bytes()
    })
}

/// Cuts the body in half: invalid JSON that still holds personal data.
fn malformed(body: &[u8]) -> Vec<u8> {
    [&body[..body.len() / 2], b"\"adalberta@person.example".as_slice()].concat()
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory takes everything")
}

fn new_words(json: &mut Value) {
    match json {
        Value::Array(items) => items.iter_mut().for_each(new_words),
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(word) if ENUMS.contains(&name.as_str()) => {
                        *word = "NOT_KNOWN_YET".to_owned()
                    }
                    value => new_words(value),
                }
            }
        }
        _ => {}
    }
}

/// Nulls or removes all members except ids, and recurses into objects with an id.
fn thin_out(json: &mut Value, to_null: bool) {
    let has_id = |value: &Value| value.get("id").is_some();
    match json {
        Value::Array(items) => items.iter_mut().for_each(|item| thin_out(item, to_null)),
        Value::Object(members) => {
            members.retain(|name, value| to_null || has_id(value) || name == "id" || name == "candidateId");
            for (name, value) in members {
                match value {
                    value if has_id(value) => thin_out(value, to_null),
                    value if name != "id" && name != "candidateId" => *value = Value::Null,
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
