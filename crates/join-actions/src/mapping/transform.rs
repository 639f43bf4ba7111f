//! The transforms of a mapping. Each takes a text and gives a value, or says in words why it can't.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use phonenumber::Mode;
use phonenumber::country::Id;
use serde_json::Value;

use super::rule::{Date, NamePart, Phone, Transform};

/// The form of a time without another one.
const RFC_3339: &str = "%Y-%m-%dT%H:%M:%SZ";

/// Whether a transform can work at all.
pub(super) fn check(step: &Transform) -> Result<(), String> {
    match step {
        Transform::Phone(phone) => region(phone).map(drop),
        Transform::Date(date) => {
            let forms = [date.from.as_deref(), date.to.as_deref()].into_iter().flatten();
            let sample = Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC);
            let unusable = |form: &&str| form.trim().is_empty() || strtime::format(form, &sample).is_err();
            match forms.into_iter().find(unusable) {
                Some(_) => Err("the form of the date has no or unknown directives".to_owned()),
                None => Ok(()),
            }
        }
        Transform::Split(separator) if separator.is_empty() => Err("the separator is empty".to_owned()),
        Transform::Lookup(words) if words.is_empty() => Err("the table is empty".to_owned()),
        _ => Ok(()),
    }
}

/// The value after all transforms; else the index of the one that failed, and why.
pub(super) fn all(steps: &[Transform], value: Value) -> Result<Value, (usize, String)> {
    steps
        .iter()
        .enumerate()
        .try_fold(value, |value, (index, step)| one(step, value).map_err(|message| (index, message)))
}

fn one(step: &Transform, value: Value) -> Result<Value, String> {
    let text = match value {
        Value::Array(items) => return items.into_iter().map(|item| one(step, item)).collect(),
        Value::String(text) => text,
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null => String::new(),
        Value::Object(_) => return Err("the source has an object here, and a text is needed".to_owned()),
    };
    match step {
        Transform::Trim => Ok(text.trim().into()),
        Transform::Collapse => Ok(collapsed(&text).into()),
        Transform::Lower => Ok(text.to_lowercase().into()),
        Transform::Upper => Ok(text.to_uppercase().into()),
        Transform::Phone(phone) => international(phone, &text).map(Value::from),
        Transform::NamePart(part) => name_part(*part, &text).map(Value::from),
        Transform::Date(date) => rewritten(date, text.trim()).map(Value::from),
        Transform::Lookup(words) => {
            words.get(text.trim()).cloned().ok_or_else(|| "the table has no such word".to_owned())
        }
        Transform::Split(separator) => {
            let parts = text.split(separator.as_str()).map(str::trim).filter(|part| !part.is_empty());
            Ok(parts.map(Value::from).collect())
        }
    }
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn region(phone: &Phone) -> Result<Option<Id>, String> {
    let code = phone.region.as_ref().map(|region| region.trim().to_uppercase().parse());
    code.transpose().map_err(|_| "the region is no country code such as CH".to_owned())
}

fn international(phone: &Phone, text: &str) -> Result<String, String> {
    let region = region(phone)?;
    let number = phonenumber::parse(region, text.trim()).ok().filter(phonenumber::is_valid);
    match number {
        Some(number) => Ok(number.format().mode(Mode::E164).to_string()),
        None if region.is_none() => Err("is no phone number with a country code".to_owned()),
        None => Err("is no phone number of the region, and none with a country code".to_owned()),
    }
}

/// A part of a full name: "Ada Lovelace", "Lovelace, Ada" or "Ludwig van Beethoven".
fn name_part(part: NamePart, text: &str) -> Result<String, String> {
    let (first, last) = match text.split_once(',') {
        Some((last, first)) => (collapsed(first), collapsed(last)),
        None => {
            let words: Vec<&str> = text.split_whitespace().collect();
            let is_particle = |word: &&&str| word.starts_with(char::is_lowercase);
            let before = words.len().saturating_sub(1);
            let particles = words.iter().take(before).skip(1).rev().take_while(is_particle).count();
            let (first, last) = words.split_at(before.saturating_sub(particles));
            (first.join(" "), last.join(" "))
        }
    };
    match (first.is_empty() || last.is_empty(), part) {
        (true, _) => Err("is one word, and a full name has two or more".to_owned()),
        (false, NamePart::First) => Ok(first),
        (false, NamePart::Last) => Ok(last),
    }
}

fn rewritten(date: &Date, text: &str) -> Result<String, String> {
    let time = match &date.from {
        Some(form) => BrokenDownTime::parse(form, text).ok().and_then(|parts| instant(&parts)),
        None => text.parse::<Timestamp>().ok().or_else(|| text.parse::<DateTime>().ok().and_then(in_utc)),
    };
    let time = time.ok_or_else(|| "is no date of the given form".to_owned())?;
    let form = date.to.as_deref().unwrap_or(RFC_3339);
    strtime::format(form, &time.to_zoned_datetime(TimeZone::UTC))
        .map_err(|_| "the date can't be written so".to_owned())
}

/// The instant of a parsed date. Without a zone it is taken as UTC, without a time as midnight.
fn instant(parts: &BrokenDownTime) -> Option<Timestamp> {
    let zoned = parts.to_timestamp().ok();
    let civil = || parts.to_datetime().ok().or_else(|| Some(parts.to_date().ok()?.into()));
    zoned.or_else(|| civil().and_then(in_utc))
}

fn in_utc(time: DateTime) -> Option<Timestamp> {
    TimeZone::UTC.to_timestamp(time).ok()
}

/// A value as the field takes it, where nothing is lost: `"7"` for a number, 7 for a text, one item for a list.
pub(super) fn fitted(value: Value, types: &[String]) -> Value {
    let takes = |name: &str| types.iter().any(|one| one == name);
    match value {
        Value::String(text) if !takes("string") && takes("integer") => {
            text.trim().parse::<i64>().map_or(Value::String(text), Value::from)
        }
        Value::String(text) if !takes("string") && takes("boolean") => match text.trim() {
            "true" => true.into(),
            "false" => false.into(),
            _ => Value::String(text),
        },
        Value::Number(_) | Value::Bool(_) if takes("string") && types.len() == 1 => value.to_string().into(),
        Value::String(_) if types == ["array"] => Value::Array(vec![value]),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_are_split_as_people_read_them() {
        for (text, first, last) in [
            ("Ada Lovelace", "Ada", "Lovelace"),
            ("  Ada   King  Lovelace ", "Ada King", "Lovelace"),
            ("Lovelace, Ada King", "Ada King", "Lovelace"),
            ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
            ("Jan van der Berg", "Jan", "van der Berg"),
            ("ada lovelace", "ada", "lovelace"),
        ] {
            assert_eq!(name_part(NamePart::First, text).as_deref(), Ok(first), "{text}");
            assert_eq!(name_part(NamePart::Last, text).as_deref(), Ok(last), "{text}");
        }
        for text in ["Ada", "", " , Ada", "Ada,"] {
            assert!(name_part(NamePart::First, text).is_err(), "{text}");
        }
    }

    #[test]
    fn dates_are_read_and_written_in_the_given_forms() {
        let date = |from: Option<&str>, to: Option<&str>, text: &str| {
            rewritten(&Date { from: from.map(Into::into), to: to.map(Into::into) }, text)
        };
        assert_eq!(date(Some("%d.%m.%Y"), Some("%Y-%m-%d"), "02.03.2026").as_deref(), Ok("2026-03-02"));
        assert_eq!(date(None, None, "2026-03-02T08:00:00+01:00").as_deref(), Ok("2026-03-02T07:00:00Z"));
        assert_eq!(date(None, None, "2026-03-02").as_deref(), Ok("2026-03-02T00:00:00Z"));
        assert_eq!(date(Some("%s"), None, "1772438400").as_deref(), Ok("2026-03-02T08:00:00Z"));
        assert!(date(Some("%d.%m.%Y"), None, "2026-03-02").is_err());
    }

    #[test]
    fn phone_numbers_become_e164() {
        let phone =
            |region: Option<&str>, text: &str| international(&Phone { region: region.map(Into::into) }, text);
        assert_eq!(phone(Some("CH"), "044 668 18 00").as_deref(), Ok("+41446681800"));
        assert_eq!(phone(Some("ch"), "+44 20 7946 0958").as_deref(), Ok("+442079460958"));
        assert_eq!(phone(None, "+49 (0)30 123456").as_deref(), Ok("+4930123456"));
        for (region, text) in
            [(None, "044 668 18 00"), (Some("CH"), "12"), (Some("CH"), "call me"), (None, "")]
        {
            assert!(phone(region, text).is_err(), "{text}");
        }
    }
}
