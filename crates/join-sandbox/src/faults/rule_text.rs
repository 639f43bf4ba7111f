//! Rules as text: how they are written and read.

use std::fmt;
use std::str::FromStr;

use crate::faults::fault::Fault;
use crate::faults::operations::Operations;
use crate::faults::rule::{FaultRule, Numbers, Selection};
use crate::text::error::SettingError;

impl fmt::Display for FaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FaultRule { operations, fault, selection } = self;
        match fault {
            Fault::Redirect(_) => write!(f, "{operations}{selection}:{fault}"),
            _ => write!(f, "{operations}:{fault}{selection}"),
        }
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.numbers {
            None => {}
            Some(Numbers::Every(n)) => write!(f, "#/{n}")?,
            Some(Numbers::Range { first, last: None }) => write!(f, "#{first}-")?,
            Some(Numbers::Range { first, last: Some(last) }) if first == last => write!(f, "#{first}")?,
            Some(Numbers::Range { first, last: Some(last) }) => write!(f, "#{first}-{last}")?,
        }
        if let Some(percent) = self.percent {
            write!(f, "@{percent}%")?;
        }
        self.at_most.map_or(Ok(()), |most| write!(f, " x{most}"))
    }
}

impl FromStr for FaultRule {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let mut selection = Selection::default();
        // A colon behind the fault's name belongs to its value, as in an address.
        let (operations, fault) = match text.split_once(':') {
            Some((operations, fault)) if !operations.contains('=') => {
                (selection.take_from(operations)?.parse()?, fault)
            }
            _ => (Operations::All, text),
        };
        let name = fault.split('=').next().unwrap_or_default().trim();
        let fault = match name {
            "redirect" => fault.parse()?,
            // JSON ends in no such sign, and may hold all of them.
            "answer" | "odd-field" => selection.take_from(fault)?.parse()?,
            _ => {
                let rest = selection.take_from(fault)?;
                if rest.contains(['#', '@']) {
                    return Err(unreadable());
                }
                rest.parse()?
            }
        };
        Ok(FaultRule { operations, fault, selection })
    }
}

fn unreadable() -> SettingError {
    SettingError::new(
        "the requests are selected by #2, #2-5, #3- or #/3, a share of them by @30%, and at most two by x2",
    )
}

impl Selection {
    /// Reads the signs at the end of a text. Returns the text before them.
    fn take_from<'a>(&mut self, mut text: &'a str) -> Result<&'a str, SettingError> {
        text = text.trim();
        while let Some((rest, sign, value)) = last_sign(text) {
            match sign {
                '#' => set(&mut self.numbers, numbers(value)?)?,
                '@' => set(&mut self.percent, percent(value)?)?,
                _ => set(&mut self.at_most, times(value)?)?,
            }
            text = rest.trim_end();
        }
        Ok(text)
    }
}

/// The last sign of a text with its value, if the text ends in one.
fn last_sign(text: &str) -> Option<(&str, char, &str)> {
    let (at, sign) = text.char_indices().rfind(|(_, letter)| matches!(letter, '#' | '@' | 'x'))?;
    let (rest, value) = (text.get(..at)?, text.get(at + 1..)?);
    let is_of = |letters: &str| value.chars().all(|c| c.is_ascii_digit() || letters.contains(c));
    let is_sign = match sign {
        '#' => is_of("-/"),
        '@' => is_of(".%"),
        _ => is_of(""),
    };
    (is_sign && value.contains(|letter: char| letter.is_ascii_digit())).then_some((rest, sign, value))
}

fn set<T>(selected: &mut Option<T>, value: T) -> Result<(), SettingError> {
    match selected.replace(value) {
        None => Ok(()),
        Some(_) => Err(SettingError::new("the requests are selected twice in the same way")),
    }
}

fn numbers(value: &str) -> Result<Numbers, SettingError> {
    let read = |number: &str| match number.parse() {
        Ok(0) => Err(SettingError::new("the requests are counted from 1")),
        number => number.map_err(|_| unreadable()),
    };
    if let Some(n) = value.strip_prefix('/') {
        return read(n).map(Numbers::Every);
    }
    let (first, last) = match value.split_once('-') {
        None => (read(value)?, Some(read(value)?)),
        Some((first, "")) => (read(first)?, None),
        Some((first, last)) => (read(first)?, Some(read(last)?)),
    };
    match last {
        Some(last) if last < first => {
            Err(SettingError::new(format!("the requests #{first}-{last} end before they start")))
        }
        last => Ok(Numbers::Range { first, last }),
    }
}

fn percent(value: &str) -> Result<f64, SettingError> {
    let percent = value.strip_suffix('%').and_then(|number| number.parse().ok());
    let is_share = |percent: &f64| *percent > 0.0 && *percent <= 100.0;
    percent.filter(is_share).ok_or_else(|| {
        SettingError::new("a share of the requests is more than 0 and at most 100 percent, such as @30%")
    })
}

fn times(value: &str) -> Result<u64, SettingError> {
    let times = value.parse().ok().filter(|times| *times > 0);
    times.ok_or_else(|| SettingError::new("a fault happens at least once at most, such as x2"))
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;
    use crate::company::operation::Operation;

    #[test]
    fn a_rule_is_read_back_as_written() {
        for text in [
            "create-application:lose-answer#2",
            "writes:status=503@30%",
            "reads:late=2s#2-5@0.5% x3",
            "all:page#3-",
            "get-job,list-jobs:empty#/3",
            "all:answer={\"a\":\"#2 x3\"}#2",
            "all:odd-field=tax2=null x2",
            "all#2@5% x1:redirect=https://example.com/#2",
            "all:redirect=https://example.com/x2",
            "all:none",
        ] {
            let rule: FaultRule = text.parse().unwrap();
            assert_eq!(rule.to_string(), text);
        }
    }

    #[test]
    fn any_rule_is_read_back_as_written() {
        let mut rng = Rng::with_seed(7);
        let faults = [
            "none",
            "empty",
            "page=502",
            "late=1500ms",
            "rate-limited=5",
            "malformed-row=2",
            "truncated",
            "redirect=/x2#2@5%",
            "answer=\"#2 x2 @5%:\"",
            "odd-field=x2=[1,2]",
            "odd-field=a[].b=-0.5",
        ];
        for _ in 0..5_000 {
            let fault = rng.choice(faults).unwrap().parse().unwrap();
            let operations = match rng.u8(0..4) {
                0 => Operations::All,
                1 => Operations::Reads,
                2 => Operations::Writes,
                _ => Operations::Only(rng.choose_multiple(Operation::ALL, 2)),
            };
            let mut rule = FaultRule::new(operations, fault);
            rule = match rng.u8(0..4) {
                0 => rule.every(rng.u64(1..=9)),
                1 => rule.numbers(rng.u64(1..=9)..),
                2 => rule.numbers(3..=rng.u64(3..=9)),
                _ => rule,
            };
            if rng.bool() {
                rule = rule.percent((rng.f64() * 99.0 + 0.001).min(100.0));
            }
            if rng.bool() {
                rule = rule.at_most(rng.u64(1..=9));
            }
            assert_eq!(rule.to_string().parse().as_ref(), Ok(&rule), "{rule}");
        }
    }

    #[test]
    fn the_signs_stand_in_any_order_on_either_side_of_the_colon() {
        let rule = FaultRule::new(Operation::CreateJob, Fault::Status(503)).numbers(2..=2).at_most(3);
        for text in [
            "create-job:status=503#2x3",
            "createJob#2:status=503x3",
            " create-job x3 #2 : status=503 ",
            "create-job:status=503 x3 #2",
        ] {
            assert_eq!(text.parse().as_ref(), Ok(&rule), "{text}");
        }
        let all = FaultRule::new(Operations::All, Fault::Redirect("http://a/".to_owned()));
        assert_eq!("redirect=http://a/".parse(), Ok(all));
    }

    #[test]
    fn what_is_no_rule_is_answered_with_what_is_wrong() {
        for (text, words) in [
            ("create-aplication:empty", "there is no operation \"create-aplication\"; did you mean"),
            (":empty", "there is no operation \"\""),
            ("writes:", "there is no fault \"\""),
            ("writes", "there is no fault \"writes\""),
            ("writes:lose-anser#2", "there is no fault \"lose-anser\"; did you mean lose-answer?"),
            ("writes:empty#0", "the requests are counted from 1"),
            ("writes:empty#5-2", "the requests #5-2 end before they start"),
            ("writes:empty#first", "the requests are selected by #2,"),
            ("writes:empty#2-3-4", "the requests are selected by #2,"),
            ("writes:empty#/", "the requests are selected by #2,"),
            ("writes:empty@30", "a share of the requests is"),
            ("writes:empty@0%", "a share of the requests is"),
            ("writes:empty@101%", "a share of the requests is"),
            ("writes:empty x0", "a fault happens at least once"),
            ("writes#2:empty#3", "the requests are selected twice in the same way"),
            ("writes:empty#99999999999999999999", "the requests are selected by #2,"),
            ("writes:status=5x3#2", "status needs a status from 200 to 999"),
        ] {
            let message = text.parse::<FaultRule>().unwrap_err().to_string();
            assert!(message.starts_with(words), "{text}: {message}");
        }
    }
}
