//! The text of a picture: lines of a word, a colon and the rest.

/// A picture's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// What a screen reader says first.
    pub(super) title: String,
    /// What the picture shows, in words.
    pub(super) description: String,
    /// Its other lines.
    pub(super) lines: Vec<Line>,
}

/// A line: what it is, and the rest of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) word: String,
    pub(super) rest: String,
}

impl Text {
    /// Parses a text. Lines that begin with `#` are comments.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let lines =
            text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let lines = lines.map(|(index, line)| {
            let (word, rest) = line.split_once(':').unwrap_or((line, ""));
            Line { number: index + 1, word: word.trim().to_owned(), rest: rest.trim().to_owned() }
        });
        let (heads, lines): (Vec<Line>, Vec<Line>) =
            lines.partition(|line| ["title", "description"].contains(&line.word.as_str()));
        let head = |word: &str| {
            let found = heads.iter().find(|line| line.word == word && !line.rest.is_empty());
            found.map(|line| line.rest.clone()).ok_or_else(|| format!("there is no {word}"))
        };
        Ok(Self { title: head("title")?, description: head("description")?, lines })
    }
}

impl Line {
    /// Splits the rest, such as `A -> B`.
    pub(super) fn split<'a>(&'a self, between: &str, form: &str) -> Result<(&'a str, &'a str), String> {
        let parts = self.rest.split_once(between).map(|(one, other)| (one.trim(), other.trim()));
        parts.ok_or_else(|| self.wrong(&format!("it has the form `{}: {form}`", self.word)))
    }

    /// What is wrong with the line.
    pub(super) fn wrong(&self, reason: &str) -> String {
        format!("line {}: {reason}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_title_a_description_and_lines_with_their_numbers() {
        let text = Text::parse("# a comment\ntitle: A\ndescription: B\n\nend\nnote: a: b\n").unwrap();
        assert_eq!((text.title.as_str(), text.description.as_str()), ("A", "B"));
        let lines: Vec<_> = text.lines.iter().map(|line| (line.number, &*line.word, &*line.rest)).collect();
        assert_eq!(lines, [(5, "end", ""), (6, "note", "a: b")]);
        assert_eq!(
            text.lines[1].split("->", "A -> B").unwrap_err(),
            "line 6: it has the form `note: A -> B`"
        );
        assert_eq!(Text::parse("title: A\n").unwrap_err(), "there is no description");
    }
}
