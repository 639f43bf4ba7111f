//! The text of a writer.

use std::str::FromStr;
use std::time::Duration;

use crate::text::count::count;
use crate::text::duration::duration;
use crate::text::error::{SettingError, quoted};
use crate::writers::writer::{Kind, Moment, Requests, TagEdit, Writer};

const SHORTEST: Duration = Duration::from_millis(1);

impl FromStr for Writer {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let words = shlex::split(text).ok_or_else(|| {
            SettingError::new(format!("a quotation mark is not closed in {}", quoted(text)))
        })?;
        let mut script = Script { words: words.iter().map(String::as_str), last: "" };
        let make = match script.next("recruiter or rival")? {
            "recruiter" => Writer::recruiter,
            "rival" => Writer::rival,
            other => return Err(SettingError::unknown("kind of writer", other, ["recruiter", "rival"])),
        };
        let edit = script.edit()?;
        let mut writer = make(edit, script.moment()?);
        let mut given = Vec::new();
        while let Some(detail) = script.words.next() {
            if given.contains(&detail) {
                return Err(SettingError::new(format!("a writer has one {detail}, not two")));
            }
            writer = script.detail(writer, detail)?;
            given.push(detail);
        }
        Ok(writer)
    }
}

/// The words of a script that are left to read.
struct Script<'a, I> {
    words: I,
    last: &'a str,
}

impl<'a, I: Iterator<Item = &'a str>> Script<'a, I> {
    /// The next word. `what` says what it must be.
    fn next(&mut self, what: &str) -> Result<&'a str, SettingError> {
        let after =
            if self.last.is_empty() { String::new() } else { format!(" after {}", quoted(self.last)) };
        let word = self.words.next();
        self.last = word
            .ok_or_else(|| SettingError::new(format!("the writer ends where {what} must follow{after}")))?;
        Ok(self.last)
    }

    fn edit(&mut self) -> Result<TagEdit, SettingError> {
        match self.next("add, remove or set")? {
            "add" => self.next("a tag").map(|tag| TagEdit::Add(tag.to_owned())),
            "remove" => self.next("a tag").map(|tag| TagEdit::Remove(tag.to_owned())),
            "set" => {
                let tags = self.next("tags with commas between")?.split(',').filter(|tag| !tag.is_empty());
                Ok(TagEdit::Set(tags.map(str::to_owned).collect()))
            }
            other => Err(SettingError::unknown("edit", other, ["add", "remove", "set"])),
        }
    }

    fn moment(&mut self) -> Result<Moment, SettingError> {
        let time = |text| duration("the time of a writer", text, SHORTEST);
        match self.next("before, after, every or once")? {
            "before" => self.requests().map(Moment::Before),
            "after" => self.requests().map(Moment::After),
            "every" => time(self.next("a duration such as 200ms")?).map(Moment::Every),
            "once" => match self.next("after and a duration")? {
                "after" => time(self.next("a duration such as 5s")?).map(Moment::Once),
                other => Err(SettingError::unknown("word behind once", other, ["after"])),
            },
            other => Err(SettingError::unknown("moment", other, ["before", "after", "every", "once"])),
        }
    }

    fn requests(&mut self) -> Result<Requests, SettingError> {
        let kinds = ["read", "write"];
        match self.next("read, write or every")? {
            "every" => match self.next("read or write")? {
                "read" => Ok(Requests::EveryRead),
                "write" => Ok(Requests::EveryWrite),
                other => Err(SettingError::unknown("kind of request", other, kinds)),
            },
            "read" => self.number("the number of a read").map(Requests::Read),
            "write" => self.number("the number of a write").map(Requests::Write),
            other => Err(SettingError::unknown("kind of request", other, ["read", "write", "every"])),
        }
    }

    fn number(&mut self, what: &str) -> Result<u64, SettingError> {
        count(what, self.next(what)?, 1)
    }

    fn detail(&mut self, writer: Writer, detail: &'a str) -> Result<Writer, SettingError> {
        self.last = detail;
        match detail {
            "on" => Ok(writer.on(count("the id of a candidate", self.next("the id of a candidate")?, 1)?)),
            "holding" if writer.kind == Kind::Recruiter => {
                Err(SettingError::new("a recruiter holds nothing: only a rival writes later than it reads"))
            }
            "holding" => {
                let text = self.next("a duration such as 50ms")?;
                Ok(writer.holding(duration("the time that a rival holds", text, Duration::ZERO)?))
            }
            "times" => self.number("the number of edits").map(|edits| writer.times(edits)),
            "named" => match self.next("a name")? {
                name if name.trim().is_empty() => Err(SettingError::new("the name of a writer is blank")),
                name => Ok(writer.named(name)),
            },
            "seed" => Ok(writer.seed(count("the seed of a writer", self.next("a number")?, 0)?)),
            other => {
                let details = ["on", "holding", "times", "named", "seed"];
                Err(SettingError::unknown("detail of a writer", other, details))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_reads_as_it_is_written() {
        for text in [
            "recruiter add hr:called before write 3",
            "recruiter remove hr:called after every read",
            "recruiter set hr:called,hr:met once after 5s",
            "recruiter set '' after read 2 on 20000001",
            "rival add 'sync: {number}' every 200ms on 20000001 holding 50ms times 10 named 'the hris' seed 7",
            "rival add \"it's\" before every write",
        ] {
            let writer: Writer = text.parse().unwrap();
            assert_eq!(writer.to_string().parse::<Writer>().unwrap(), writer, "{text}");
            assert_eq!(writer.to_string(), text);
        }
        let spaced: Writer = "  rival  add  a  every  1500ms  seed 2 named x ".parse().unwrap();
        assert_eq!(spaced.to_string(), "rival add a every 1500ms named x seed 2");
    }

    #[test]
    fn a_wrong_text_says_what_is_wrong() {
        for (text, message) in [
            ("", "the writer ends where recruiter or rival must follow"),
            ("recruter add a every 1s", "there is no kind of writer \"recruter\"; did you mean recruiter?"),
            ("recruiter ad a every 1s", "there is no edit \"ad\"; did you mean add?"),
            ("recruiter add", "the writer ends where a tag must follow after \"add\""),
            ("recruiter add a", "the writer ends where before, after, every or once must follow after \"a\""),
            ("recruiter add a befor write 3", "there is no moment \"befor\"; did you mean before?"),
            ("rival add a before writes 3", "there is no kind of request \"writes\"; did you mean write?"),
            ("rival add a before write 0", "the number of a write must be a whole number from 1, not \"0\""),
            (
                "rival add a before write",
                "the writer ends where the number of a write must follow after \"write\"",
            ),
            ("rival add a once in 5s", "there is no word behind once \"in\"; known are after"),
            ("rival add a every 1s time 3", "there is no detail of a writer \"time\"; did you mean times?"),
            ("rival add a every 1s times 3 times 4", "a writer has one times, not two"),
            ("rival add a every 1s named ' '", "the name of a writer is blank"),
            ("rival add 'a every 1s", "a quotation mark is not closed in \"rival add 'a every 1s\""),
            (
                "recruiter add a every 1s holding 1s",
                "a recruiter holds nothing: only a rival writes later than it reads",
            ),
        ] {
            assert_eq!(text.parse::<Writer>().unwrap_err().to_string(), message);
        }
        let long = "rival add a every 0ms".parse::<Writer>().unwrap_err().to_string();
        assert!(long.starts_with("the time of a writer must be a duration such as 500ms or 10s, from 1ms"));
    }
}
