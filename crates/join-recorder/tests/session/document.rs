//! Bodies after the API document, with a text in each field that is found again wherever it turns up.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};

pub(crate) fn document() -> Value {
    serde_json::from_str(include_str!("../../../../join-api.json")).unwrap()
}

/// Makes values and keeps the words in them.
pub(crate) struct Planter {
    document: Value,
    /// Words that no recording may hold, in lower case.
    pub(crate) words: Vec<String>,
    /// Whether values have the form that their field asks for, or are any text.
    pub(crate) well_formed: bool,
}

impl Planter {
    pub(crate) fn new(well_formed: bool) -> Self {
        Self { document: document(), words: Vec::new(), well_formed }
    }

    fn word(&mut self) -> String {
        let word = format!("Geheimnis{}", letters(self.words.len()));
        self.words.push(word.to_lowercase());
        word
    }

    fn number(&mut self) -> i64 {
        let number = 731_946_000_000 + self.words.len() as i64;
        self.words.push(number.to_string());
        number
    }

    /// A value of this schema.
    pub(crate) fn value(&mut self, schema: &Value) -> Value {
        let inner = schema["allOf"].get(0).unwrap_or(schema);
        if let Some(name) = inner["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap().to_owned();
            let component = self.document["components"]["schemas"][&name].clone();
            return self.component(&name, &component);
        }
        self.typed(schema)
    }

    fn component(&mut self, name: &str, schema: &Value) -> Value {
        if !self.well_formed && !matches!(schema["type"].as_str(), Some("array" | "object" | "integer")) {
            return self.word().into();
        }
        match name {
            "EmailAddress" => json!(format!("{}@{}.test", self.word(), self.word())),
            "PhoneNumber" => json!(format!("+49 {}", self.number())),
            "PersonalUrl" => {
                json!(format!(
                    "https://{}.test/in/%67{}?{}={}",
                    self.word(),
                    self.word(),
                    self.word(),
                    self.word()
                ))
            }
            "FileName" => json!(format!("CV {}.pdf", self.word())),
            "DocumentData" => {
                json!(BASE64_STANDARD.encode(format!("%PDF-1.7 {} {}", self.word(), self.word())))
            }
            "Tag" => json!(format!("hr:{}={}", self.word(), self.word())),
            _ => self.typed(schema),
        }
    }

    fn typed(&mut self, schema: &Value) -> Value {
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("array"), _) => {
                let items = schema["items"].clone();
                json!([self.value(&items), self.value(&items)])
            }
            (Some("object"), _) => {
                let properties = schema["properties"].as_object().cloned().unwrap_or_default();
                let fields = properties.into_iter().map(|(name, schema)| (name, self.value(&schema)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            (Some("integer"), _) if schema["x-join-kind"] == "id" => self.number().into(),
            (Some("integer"), _) => json!(3),
            (Some("number"), _) => json!(self.number()),
            (Some("boolean"), _) => json!(true),
            (_, Some("date-time")) if self.well_formed => {
                self.words.push("2026-03-02t".to_owned());
                json!("2026-03-02T08:00:00.000Z")
            }
            _ => self.word().into(),
        }
    }
}

/// A number in letters that no fake has, since fakes have no vowels.
fn letters(number: usize) -> String {
    let vowels = ['a', 'e', 'i', 'o', 'u'];
    (0..4).map(|place| vowels[number / 5usize.pow(place) % 5]).collect()
}

/// The words that a text holds, as they are, percent-encoded, or in base64.
pub(crate) fn found<'a>(words: &'a [String], text: &str) -> Vec<&'a str> {
    let mut readings = text.to_lowercase();
    readings.push_str(&percent_encoding::percent_decode_str(text).decode_utf8_lossy().to_lowercase());
    for part in text.split(|sign: char| !(sign.is_ascii_alphanumeric() || "+/=".contains(sign))) {
        for skipped in 0..4.min(part.len()) {
            let whole = (part.len() - skipped) / 4 * 4;
            let decoded = BASE64_STANDARD.decode(&part[skipped..skipped + whole]).unwrap_or_default();
            readings.push_str(&String::from_utf8_lossy(&decoded).to_lowercase());
        }
    }
    words.iter().map(String::as_str).filter(|word| readings.contains(word)).collect()
}

#[test]
fn words_are_found_wherever_they_hide() {
    let words = vec!["geheimnisaeio".to_owned()];
    let encoded = BASE64_STANDARD.encode("%PDF GeheimnisAEIO");
    for text in ["x GEHEIMNISaeio", "a%47eheimnisaeio", encoded.as_str(), &format!("[\"{encoded}\"]")] {
        assert_eq!(found(&words, text), ["geheimnisaeio"], "{text}");
    }
    assert!(found(&words, "geheim nisaeio").is_empty());
}
