//! Reads the fields of a JSON object, and notes all that is wrong with them.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::company::field::Field;
use crate::company::store::Word;
use crate::data::error::Problems;

/// The largest whole number that every JSON reader keeps exactly.
const MOST: i64 = (1 << 53) - 1;

/// Characters shown of an unknown field's name.
const SHOWN: usize = 40;

/// What a value must be: the words of the rule, and its reading.
pub(crate) struct Rule<T> {
    pub(crate) must: &'static str,
    pub(crate) read: fn(&Value) -> Option<T>,
}

pub(crate) const TEXT: Rule<String> =
    Rule { must: "must be a string", read: |value| value.as_str().map(str::to_owned) };

pub(crate) const FILLED: Rule<String> = Rule {
    must: "must be a string that is not blank",
    read: |value| value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned),
};

pub(crate) const WORD: Rule<Word> =
    Rule { must: TEXT.must, read: |value| (TEXT.read)(value).map(Word::Owned) };

pub(crate) const ID: Rule<i64> = Rule {
    must: "must be a whole number from 1 to 9007199254740991",
    read: |value| value.as_i64().filter(|id| (1..=MOST).contains(id)),
};

pub(crate) const BOOLEAN: Rule<bool> = Rule { must: "must be true or false", read: Value::as_bool };

pub(crate) const AMOUNT: Rule<f64> = Rule {
    must: "must be a number, zero or more",
    read: |value| value.as_f64().filter(|amount| *amount >= 0.0),
};

/// Milliseconds since 1970.
pub(crate) const TIME: Rule<i64> = Rule {
    must: "must be a time such as 2026-03-02T08:00:00Z: RFC 3339 with a zone",
    read: |value| {
        let text = value.as_str().filter(|text| has_form_of_time(text))?;
        text.parse::<Timestamp>().ok().map(|time| time.as_millisecond())
    },
};

/// jiff reads more forms than RFC 3339 has.
fn has_form_of_time(text: &str) -> bool {
    let Some((date_time, rest)) = text.split_at_checked(19) else { return false };
    let fits = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                _ => byte == wanted,
            })
    };
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    fits(date_time, "0000-00-00T00:00:00") && (zone == "Z" || fits(zone, "+00:00") || fits(zone, "-00:00"))
}

/// A JSON object of the file.
pub(crate) struct Object<'a> {
    map: &'a Map<String, Value>,
    pointer: String,
    problems: &'a Problems,
}

impl<'a> Object<'a> {
    /// Reads a value as an object with these fields. Notes any other field.
    pub(crate) fn read(
        value: &'a Value,
        pointer: String,
        fields: &[&str],
        problems: &'a Problems,
    ) -> Option<Self> {
        let Some(map) = value.as_object() else {
            problems.add(pointer, "must be an object");
            return None;
        };
        for name in map.keys().filter(|name| !fields.contains(&name.as_str())) {
            let shown: String = name.chars().take(SHOWN).flat_map(char::escape_debug).collect();
            let shown = shown.replace('~', "~0").replace('/', "~1");
            let fields = fields.join(", ");
            problems.add(format!("{pointer}/{shown}"), format!("is not a field here; there are {fields}"));
        }
        Some(Object { map, pointer, problems })
    }

    /// Where a field is.
    pub(crate) fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.pointer)
    }

    /// The problems of the whole file.
    pub(crate) fn problems(&self) -> &'a Problems {
        self.problems
    }

    /// Notes a problem of a field.
    pub(crate) fn refuse(&self, name: &str, message: impl Into<String>) {
        self.problems.add(self.at(name), message);
    }

    /// A field that may be left out.
    pub(crate) fn get<T>(&self, name: &str, rule: &Rule<T>) -> Option<T> {
        let read = (rule.read)(self.map.get(name)?);
        if read.is_none() {
            self.refuse(name, rule.must);
        }
        read
    }

    /// A field that may be left out or null, which is another thing.
    pub(crate) fn field<T>(&self, name: &str, rule: &Rule<T>) -> Field<T> {
        match self.map.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => match (rule.read)(value) {
                Some(read) => Field::Value(read),
                None => {
                    self.refuse(name, format!("{}, or null", rule.must));
                    Field::Absent
                }
            },
        }
    }

    /// A field that may be left out or null, which is the same.
    pub(crate) fn optional<T>(&self, name: &str, rule: &Rule<T>) -> Option<T> {
        self.field(name, rule).into_value()
    }

    /// A field that has to be there.
    pub(crate) fn required<T>(&self, name: &str, rule: &Rule<T>) -> Option<T> {
        if !self.map.contains_key(name) {
            self.problems.add(self.pointer.clone(), format!("has no {name}"));
        }
        self.get(name, rule)
    }

    /// The value of a field of any kind.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    /// An object that may be left out or null.
    pub(crate) fn object(&self, name: &str, fields: &[&str]) -> Field<Object<'a>> {
        match self.map.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => match Object::read(value, self.at(name), fields, self.problems) {
                Some(object) => Field::Value(object),
                None => Field::Absent,
            },
        }
    }

    /// The items of an array with their pointers. Empty when it is left out.
    pub(crate) fn items(&self, name: &str) -> Vec<(&'a Value, String)> {
        let Some(value) = self.map.get(name) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.refuse(name, "must be an array");
            return Vec::new();
        };
        let pointer = |(index, item)| (item, format!("{}/{index}", self.at(name)));
        items.iter().enumerate().map(pointer).collect()
    }

    /// The objects of an array.
    pub(crate) fn objects(&self, name: &str, fields: &[&str]) -> Vec<Object<'a>> {
        let items = self.items(name).into_iter();
        items.filter_map(|(item, pointer)| Object::read(item, pointer, fields, self.problems)).collect()
    }

    /// The items of an array that obey a rule.
    pub(crate) fn list<T>(&self, name: &str, rule: &Rule<T>) -> Vec<T> {
        let read = |(item, pointer): (&Value, String)| {
            let read = (rule.read)(item);
            if read.is_none() {
                self.problems.add(pointer, rule.must);
            }
            read
        };
        self.items(name).into_iter().filter_map(read).collect()
    }

    /// The items of an array that may be left out or null.
    pub(crate) fn field_list<T>(&self, name: &str, rule: &Rule<T>) -> Field<Vec<T>> {
        match self.map.get(name) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(_) => Field::Value(self.list(name, rule)),
        }
    }

    pub(crate) fn pointer(&self) -> &str {
        &self.pointer
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_has_the_form_of_rfc_3339_and_a_zone() {
        let time = |text: &str| (TIME.read)(&json!(text));
        assert_eq!(time("2026-03-02T08:00:00Z"), Some(1_772_438_400_000));
        assert_eq!(time("2026-03-02T09:00:00.1234+01:00"), Some(1_772_438_400_123));
        for text in [
            "",
            "2026-03-02",
            "2026-03-02T08:00:00",
            "2026-03-02 08:00:00Z",
            "2026-03-02T08:00Z",
            "2026-03-02T08:00:00.Z",
            "2026-03-02T08:00:00z",
            "2026-03-02T08:00:00+01",
            "2026-03-02T08:00:00Z[UTC]",
            "2026-02-30T08:00:00Z",
            "2026-03-02T25:00:00Z",
            "2026-03-02T08:00:0ä",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
