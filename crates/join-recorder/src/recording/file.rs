//! A recording as a file: a first line with the version, then a line of JSON for each exchange.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::{Body, Exchange};
use crate::error::Error;

/// The version of the format that this crate writes and reads.
const VERSION: u64 = 1;

/// The most bytes of a file.
pub(crate) const MOST_BYTES: usize = 64 << 20;

/// The most bytes of the body of a file that was downloaded.
pub(crate) const MOST_FILLED: usize = 64 << 20;

/// A recorded session without personal data.
///
/// ```
/// # fn main() -> Result<(), join_recorder::Error> {
/// use join_recorder::Recording;
///
/// let text = r#"{"joinRecording":1,"exchanges":1}
/// {"method":"GET","path":"/v2/jobs","status":200,"body":{"json":[]}}
/// "#;
/// let recording = Recording::parse(text)?;
/// assert_eq!(recording.exchanges().len(), 1);
/// assert!(recording.left_out().is_empty());
/// assert_eq!(recording.to_text()?, text);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    exchanges: Vec<Exchange>,
    left_out: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FirstLine {
    join_recording: u64,
    exchanges: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
}

impl Recording {
    pub(crate) fn new(exchanges: Vec<Exchange>, left_out: Vec<String>) -> Self {
        Self { exchanges, left_out }
    }

    /// The exchanges in the order of their requests.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// The places that were left out on purpose, because the API document doesn't know them.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Reads a recording from a file.
    ///
    /// # Errors
    ///
    /// Fails when the file can't be read, is over 64 MiB, or is no recording of this version. See [`Error`].
    ///
    /// ```no_run
    /// # fn main() -> Result<(), join_recorder::Error> {
    /// let recording = join_recorder::Recording::read("session.jsonl")?;
    /// println!("{} exchanges", recording.exchanges().len());
    /// # Ok(()) }
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::File)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Error::File)?;
        if bytes.len() > MOST_BYTES {
            return Err(Error::TooLarge(MOST_BYTES));
        }
        Self::parse(std::str::from_utf8(&bytes).map_err(|_| Error::NotARecording)?)
    }

    /// Reads a recording from the text of a file.
    ///
    /// # Errors
    ///
    /// Fails when the text is no recording of this version, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let first: Value = lines
            .next()
            .and_then(|(_, line)| serde_json::from_str(line.trim_start_matches('\u{feff}')).ok())
            .ok_or(Error::NotARecording)?;
        match first.get("joinRecording").and_then(Value::as_u64) {
            None | Some(0) => return Err(Error::NotARecording),
            Some(version) if version > VERSION => return Err(Error::NewerVersion(version)),
            Some(_) => {}
        }
        let first: FirstLine = serde_json::from_value(first)
            .map_err(|_| Error::Line { line: 1, reason: "it has no number of exchanges".to_owned() })?;
        let exchanges = lines.map(|(line, text)| {
            let invalid = |reason: String| Error::Line { line, reason };
            let exchange: Exchange =
                serde_json::from_str(text).map_err(|error| invalid(reason_of(&error)))?;
            check(&exchange).map_err(|reason| invalid(reason.to_owned()))?;
            Ok(exchange)
        });
        let exchanges: Vec<Exchange> = exchanges.collect::<Result<_, Error>>()?;
        if exchanges.len() != first.exchanges {
            return Err(Error::Incomplete { expected: first.exchanges, found: exchanges.len() });
        }
        Ok(Self { exchanges, left_out: first.left_out })
    }

    /// The text of the file.
    ///
    /// # Errors
    ///
    /// Fails when the text is over 64 MiB, which no reader would take.
    pub fn to_text(&self) -> Result<String, Error> {
        let first = FirstLine {
            join_recording: VERSION,
            exchanges: self.exchanges.len(),
            left_out: self.left_out.clone(),
        };
        let mut text = line(&first)?;
        for exchange in &self.exchanges {
            text.push_str(&line(exchange)?);
            if text.len() > MOST_BYTES {
                return Err(Error::TooLarge(MOST_BYTES));
            }
        }
        Ok(text)
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// Fails when the file can't be written, or would be over 64 MiB.
    ///
    /// ```no_run
    /// # fn example(recording: join_recorder::Recording) -> Result<(), join_recorder::Error> {
    /// recording.save("session.jsonl")?;
    /// # Ok(()) }
    /// ```
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        std::fs::write(path, self.to_text()?).map_err(Error::File)
    }
}

fn line(value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string(value);
    text.map(|text| text + "\n").map_err(|error| Error::System(error.to_string()))
}

/// The reason without the words that serde quotes from the line.
fn reason_of(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => {
            format!("it is no exchange (column {})", error.column())
        }
        _ => format!("it is no JSON (column {})", error.column()),
    }
}

fn check(exchange: &Exchange) -> Result<(), &'static str> {
    if !exchange.path.starts_with('/') || exchange.path.contains(['?', '#']) {
        return Err("its path must begin with / and hold no query");
    }
    if exchange.method.is_empty() || !exchange.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err("its method must be a word in capitals");
    }
    if !(200..600).contains(&exchange.status) {
        return Err("its status must be between 200 and 599");
    }
    for (name, value) in &exchange.headers {
        let name = reqwest::header::HeaderName::from_bytes(name.as_bytes());
        if name.is_err() || reqwest::header::HeaderValue::from_str(value).is_err() {
            return Err("it has a header that HTTP doesn't allow");
        }
    }
    for body in [&exchange.request, &exchange.body].into_iter().flatten() {
        let Body::Filled { start, length } = body else { continue };
        if *length > MOST_FILLED {
            return Err("its body is larger than a recording may hold (64 MiB)");
        }
        if !BASE64_STANDARD.decode(start).is_ok_and(|bytes| bytes.len() <= *length) {
            return Err("the start of its body is no base64, or longer than the body");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(text: &str) -> String {
        Recording::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_recording_is_refused_in_one_message_without_its_content() {
        for text in ["", "\n", "{}", "[]", "secret", r#"{"joinRecording": "1"}"#, r#"{"joinRecording": 0}"#] {
            assert!(failure(text).starts_with("this is no recording"), "{text}");
        }
        assert!(failure(r#"{"joinRecording": 7, "else": 1}"#).contains("version 7"));
        let head = r#"{"joinRecording": 1, "exchanges": 1}"#;
        assert!(failure(head).contains("says 1 exchanges, and it has 0"));
        assert!(failure(r#"{"joinRecording": 1}"#).contains("line 1"));
        for line in [
            r#"{"method": "GET", "path": "/v2/jobs", "status": 99}"#,
            r#"{"method": "GET", "path": "secret", "status": 200}"#,
            r#"{"method": "get secret", "path": "/", "status": 200}"#,
            r#"{"method": "GET", "path": "/", "status": 200, "secret": 1}"#,
            r#"{"method": "GET", "path": "/", "status": 200, "headers": [["a b", "secret"]]}"#,
            r#"{"method": "GET", "path": "/", "status": 200, "body": {"json": 1, "text": "secret"}}"#,
            r#"{"method": "GET", "path": "/", "status": 200, "body": {"filled": {"start": "", "length": 99999999999}}}"#,
            r#"{"method": "GET", "path": "/", "status": 200, "body": {"filled": {"start": "secret", "length": 9}}}"#,
            r#"{"method": "GET", "path": "/", "status": 200, "body": {"filled": {"start": "c2VjcmV0", "length": 1}}}"#,
            r#"{"method": "GET", "path": "/", "status": "secret"}"#,
            "secret",
        ] {
            let text = failure(&format!("{head}\n{line}"));
            assert!(text.starts_with("line 2 of the recording can't be used: "), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }

    #[test]
    fn json_keeps_its_numbers_and_its_order() {
        let body = r#"{"b":1.0,"a":12345678901234567890123,"a":[1e3]}"#;
        let text = format!(
            "{{\"joinRecording\":1,\"exchanges\":1}}\n{{\"method\":\"GET\",\"path\":\"/\",\"status\":200,\"body\":{{\"json\":{body}}}}}\n"
        );
        let recording = Recording::parse(&text).unwrap();
        assert_eq!(recording.to_text().unwrap(), text);
        let sent = recording.exchanges()[0].body.as_ref().unwrap().to_bytes("");
        assert_eq!(sent, body.as_bytes());
    }
}
