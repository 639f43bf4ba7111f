//! Edits of a JSON text that is written with one member a line, which leave all other lines as they are.

use serde_json::Value;

/// Columns of one level.
const STEP: usize = 2;

/// The lines of a JSON text.
pub(super) struct Lines {
    lines: Vec<String>,
}

/// Where a member stands: its first and its last line, and the columns before it.
#[derive(Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
    indent: usize,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).collect() }
    }

    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Sets a member of an object: in its place, or as the last one. Returns whether the object is there.
    pub(super) fn set(&mut self, object: &str, key: &str, value: &Value) -> bool {
        let Some(span) = self.find(object) else { return false };
        let indent = span.indent + STEP;
        let member = |comma: bool| rendered(Some(key), value, indent, comma);
        match self.child(span, key) {
            Some(old) => {
                let comma = self.line(old.last).ends_with(',');
                self.lines.splice(old.first..=old.last, member(comma));
                true
            }
            None => self.append(span, member(false)),
        }
    }

    /// Adds an item to an array. Returns whether the array is there.
    pub(super) fn push(&mut self, array: &str, item: &Value) -> bool {
        let Some(span) = self.find(array) else { return false };
        self.append(span, rendered(None, item, span.indent + STEP, false))
    }

    fn append(&mut self, span: Span, lines: Vec<String>) -> bool {
        // An empty object or array stands on one line; the document has none where something is added.
        if span.first == span.last {
            return false;
        }
        if let Some(before) = self.lines.get_mut(span.last - 1).filter(|_| span.last - 1 > span.first) {
            before.push(',');
        }
        self.lines.splice(span.last..span.last, lines);
        true
    }

    fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", String::as_str)
    }

    fn find(&self, pointer: &str) -> Option<Span> {
        let mut span = Span { first: 0, last: self.lines.len().checked_sub(1)?, indent: 0 };
        for segment in pointer.split('/').skip(1) {
            span = self.child(span, &segment.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(span)
    }

    /// Finds a member by its key.
    fn child(&self, of: Span, key: &str) -> Option<Span> {
        let indent = of.indent + STEP;
        let key = format!("{}: ", Value::from(key));
        let mut at = of.first + 1;
        while at < of.last {
            let last = self.end(at, indent);
            if self.line(at).get(indent..)?.starts_with(&key) {
                return Some(Span { first: at, last, indent });
            }
            at = last + 1;
        }
        None
    }

    /// The last line of the member that begins here.
    fn end(&self, at: usize, indent: usize) -> usize {
        if !self.line(at).ends_with(['{', '[']) {
            return at;
        }
        let closes = |line: &String| {
            let is_shallow = line.len() - line.trim_start().len() == indent;
            is_shallow && line.trim_start().starts_with(['}', ']'])
        };
        let after = self.lines.iter().enumerate().skip(at + 1);
        after.into_iter().find(|(_, line)| closes(line)).map_or(at, |(last, _)| last)
    }
}

fn rendered(key: Option<&str>, value: &Value, indent: usize, comma: bool) -> Vec<String> {
    let text = format!("{value:#}");
    let key = key.map(|key| format!("{}: ", Value::from(key))).unwrap_or_default();
    let mut lines: Vec<String> =
        format!("{key}{text}").lines().map(|line| format!("{:indent$}{line}", "")).collect();
    if let Some(last) = lines.last_mut().filter(|_| comma) {
        last.push(',');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_edit_leaves_json_with_that_change_and_all_other_lines() {
        let before = json!({
            "a": {"b/c": {"x": 1, "y": [1, {"z": 2}]}, "list": ["ONE"]},
            "n": "{", "w": "a\nb",
        });
        let text = format!("{before:#}\n");
        let mut lines = Lines::of(&text);
        assert!(lines.set("/a/b~1c", "x", &json!("new")));
        assert!(lines.set("/a/b~1c", "added", &json!({"k": [true]})));
        assert!(lines.push("/a/list", &json!("TWO")));
        assert!(!lines.set("/a/none", "x", &json!(1)) && !lines.push("/none", &json!(1)));
        let after: Value = serde_json::from_str(&lines.text()).unwrap();
        let expected = json!({
            "a": {"b/c": {"x": "new", "y": [1, {"z": 2}], "added": {"k": [true]}}, "list": ["ONE", "TWO"]},
            "n": "{", "w": "a\nb",
        });
        assert_eq!(after, expected);
        let changed = text.lines().filter(|line| !lines.text().contains(line.trim_end_matches(','))).count();
        assert_eq!(changed, 1, "{}", lines.text());
    }

    #[test]
    fn the_document_is_written_with_one_member_a_line() {
        let text = crate::commands::doctor::document::TEXT;
        let lines = Lines::of(text);
        assert_eq!(lines.text(), text);
        for pointer in ["/components/schemas/JobStatus/x-extensible-enum", "/paths/~1applications/get"] {
            assert!(lines.find(pointer).is_some(), "{pointer}");
        }
    }
}
