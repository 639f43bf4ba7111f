//! Faults as text: how they are written and read.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use axum::http::HeaderValue;
use serde_json::Value;

use crate::faults::fault::Fault;
use crate::text::duration::{duration, shown};
use crate::text::error::SettingError;

/// The names of all faults, in the order of the documentation.
const NAMES: [&str; 17] = [
    "none",
    "lose-request",
    "lose-answer",
    "status",
    "status-after",
    "rate-limited",
    "late",
    "twice",
    "delay",
    "page",
    "answer",
    "empty",
    "redirect",
    "odd-field",
    "malformed-row",
    "truncated",
    "slow-body",
];

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::None => f.write_str("none"),
            Fault::LoseRequest => f.write_str("lose-request"),
            Fault::LoseAnswer => f.write_str("lose-answer"),
            Fault::Status(status) => write!(f, "status={status}"),
            Fault::StatusAfter(status) => write!(f, "status-after={status}"),
            Fault::RateLimited { reset: None } => f.write_str("rate-limited"),
            Fault::RateLimited { reset: Some(seconds) } => write!(f, "rate-limited={seconds}"),
            Fault::Late { after } => write!(f, "late={}", shown(*after)),
            Fault::Twice { after } => write!(f, "twice={}", shown(*after)),
            Fault::Delay(delay) => write!(f, "delay={}", shown(*delay)),
            Fault::Page => f.write_str("page"),
            Fault::ErrorPage(status) => write!(f, "page={status}"),
            Fault::Answer(body) => write!(f, "answer={body}"),
            Fault::Empty => f.write_str("empty"),
            Fault::Redirect(to) => write!(f, "redirect={to}"),
            Fault::OddField { path, value } => write!(f, "odd-field={path}={value}"),
            Fault::MalformedRow { number: 1 } => f.write_str("malformed-row"),
            Fault::MalformedRow { number } => write!(f, "malformed-row={number}"),
            Fault::Truncated => f.write_str("truncated"),
            Fault::SlowBody(delay) => write!(f, "slow-body={}", shown(*delay)),
        }
    }
}

impl FromStr for Fault {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        let given = Given { name, value };
        match name {
            "none" => given.alone(Fault::None),
            "lose-request" => given.alone(Fault::LoseRequest),
            "lose-answer" => given.alone(Fault::LoseAnswer),
            "status" => given.status().map(Fault::Status),
            "status-after" => given.status().map(Fault::StatusAfter),
            "rate-limited" => given.seconds().map(|reset| Fault::RateLimited { reset }),
            "late" => given.time().map(|after| Fault::Late { after }),
            "twice" => given.time().map(|after| Fault::Twice { after }),
            "delay" => given.time().map(Fault::Delay),
            "page" if value.is_none() => Ok(Fault::Page),
            "page" => given.status().map(Fault::ErrorPage),
            "answer" => given.answer(),
            "empty" => given.alone(Fault::Empty),
            "redirect" => given.redirect(),
            "odd-field" => given.odd_field(),
            "malformed-row" => given.row().map(|number| Fault::MalformedRow { number }),
            "truncated" => given.alone(Fault::Truncated),
            "slow-body" => given.time().map(Fault::SlowBody),
            _ => Err(SettingError::unknown("fault", name, NAMES)),
        }
    }
}

/// The name of a known fault, and the value behind it.
struct Given<'a> {
    name: &'a str,
    value: Option<&'a str>,
}

impl Given<'_> {
    fn refuse(&self, need: &str, example: &str) -> SettingError {
        SettingError::new(format!("{name} needs {need}, such as {name}={example}", name = self.name))
    }

    fn alone(&self, fault: Fault) -> Result<Fault, SettingError> {
        match self.value {
            None => Ok(fault),
            Some(_) => Err(SettingError::new(format!("{} takes no value", self.name))),
        }
    }

    fn status(&self) -> Result<u16, SettingError> {
        let status = self.value.and_then(|value| value.parse().ok());
        let is_final = |status: &u16| (200..=999).contains(status);
        status.filter(is_final).ok_or_else(|| self.refuse("a status from 200 to 999", "503"))
    }

    fn seconds(&self) -> Result<Option<u64>, SettingError> {
        let refusal = |_| self.refuse("whole seconds or no value", "5");
        self.value.map(|value| value.parse().map_err(refusal)).transpose()
    }

    fn time(&self) -> Result<Duration, SettingError> {
        let value = self.value.ok_or_else(|| self.refuse("a duration", "500ms"))?;
        duration(self.name, value, Duration::ZERO)
    }

    fn row(&self) -> Result<usize, SettingError> {
        let row = self.value.map_or(Some(1), |value| value.parse().ok());
        row.filter(|number| *number > 0).ok_or_else(|| self.refuse("the number of a row, from 1", "3"))
    }

    fn answer(&self) -> Result<Fault, SettingError> {
        let body = self.value.and_then(|value| serde_json::from_str(value).ok());
        body.map(Fault::Answer).ok_or_else(|| self.refuse("a body in JSON", "{\"id\":7}"))
    }

    fn redirect(&self) -> Result<Fault, SettingError> {
        let is_address = |address: &&str| !address.is_empty() && HeaderValue::from_str(address).is_ok();
        let address = self.value.filter(is_address);
        let address = address.ok_or_else(|| self.refuse("an address", "https://example.com/"))?;
        Ok(Fault::Redirect(address.to_owned()))
    }

    fn odd_field(&self) -> Result<Fault, SettingError> {
        let refusal = || self.refuse("a path and a value in JSON", "candidate.country=null");
        let (path, value) = self.value.and_then(|value| value.split_once('=')).ok_or_else(refusal)?;
        let path = path.trim();
        let names = || path.split('.').map(|name| name.strip_suffix("[]").unwrap_or(name));
        if names().any(str::is_empty) {
            return Err(refusal());
        }
        let value: Value = serde_json::from_str(value).map_err(|_| refusal())?;
        Ok(Fault::OddField { path: path.to_owned(), value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_read_back_as_written() {
        for text in [
            "none",
            "lose-request",
            "lose-answer",
            "status=503",
            "status-after=504",
            "rate-limited",
            "rate-limited=5",
            "late=2s",
            "twice=500ms",
            "delay=90s",
            "page",
            "page=502",
            "answer={\"id\":7}",
            "empty",
            "redirect=https://example.com/?a=b#c",
            "odd-field=attachments[].url=\"=\"",
            "malformed-row",
            "malformed-row=3",
            "truncated",
            "slow-body=1h",
        ] {
            let fault: Fault = text.parse().unwrap();
            assert_eq!(fault.to_string(), text);
            assert!(NAMES.contains(&text.split('=').next().unwrap()), "{text}");
            let spaced = text.replacen('=', " = ", 1);
            assert_eq!(format!(" {spaced} ").parse(), Ok(fault));
        }
        for time in [Duration::from_millis(1_500), Duration::from_nanos(1), Duration::ZERO] {
            let fault = Fault::Delay(time);
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
    }

    #[test]
    fn what_is_no_fault_is_answered_with_what_is_wrong() {
        for (text, words) in [
            ("lose-anser", "there is no fault \"lose-anser\"; did you mean lose-answer?"),
            ("Status=503", "there is no fault \"Status\"; did you mean status?"),
            ("", "there is no fault \"\"; known are none, lose-request,"),
            ("page=", "page needs a status from 200 to 999, such as page=503"),
            ("status", "status needs a status from 200 to 999"),
            ("status=50", "status needs a status from 200 to 999"),
            ("empty=1", "empty takes no value"),
            ("rate-limited=soon", "rate-limited needs whole seconds or no value, such as rate-limited=5"),
            ("late", "late needs a duration, such as late=500ms"),
            ("late=2", "late must be a duration such as 500ms or 10s"),
            ("delay=-1s", "delay must be a duration"),
            ("malformed-row=0", "malformed-row needs the number of a row"),
            ("answer={name: Ada}", "answer needs a body in JSON"),
            ("redirect=", "redirect needs an address"),
            ("odd-field=tags", "odd-field needs a path and a value in JSON"),
            ("odd-field=a..b=1", "odd-field needs a path"),
            ("odd-field=state=Ada", "odd-field needs a path"),
        ] {
            let message = text.parse::<Fault>().unwrap_err().to_string();
            assert!(message.starts_with(words), "{text}: {message}");
            assert!(!message.contains("Ada"), "{message}");
        }
    }
}
