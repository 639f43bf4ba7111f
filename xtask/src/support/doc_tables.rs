//! The tables in docs/ that derive from the document, and text included from another file.

use std::fmt::Write;

use join_codegen::document::{Document, Kind};
use serde_json::Value;

use crate::support::outcome::Failure;

/// The levels of evidence, the surest first.
const LEVELS: &[&str] = &["vendor", "seed", "second-hand", "live", "client", "inferred"];

const NOTE: &str =
    "<!-- Written from join-api.json by `cargo xtask regen`. Do not edit: change the document. -->";

/// The table of operations with their evidence.
pub(crate) fn operations(document: &Document) -> String {
    let mut text = format!(
        "# Operations\n\n{NOTE}\n\n\
         What a repeat does: a `read` and an `idempotent` write may be sent again; a `create` makes a second one; a \
         `replace` overwrites\nwhat others wrote in between. Evidence: [coverage.md](coverage.md).\n\n\
         | operation | request | what it does | a repeat | evidence | parameters |\n\
         | --- | --- | --- | --- | --- | --- |\n"
    );
    for operation in document.operations() {
        let parameters: Vec<String> = members(operation.object.get("parameters"))
            .map(|parameter| {
                format!("`{}` ({})", word(parameter, "name"), word(parameter, "x-join-evidence"))
            })
            .collect();
        row(
            &mut text,
            &[
                &format!("`{}`", operation.text("operationId")),
                &format!("`{} {}`", operation.method.to_uppercase(), operation.path),
                operation.text("summary"),
                operation.text("x-join-class"),
                operation.text("x-join-evidence"),
                &if parameters.is_empty() { "none".to_owned() } else { parameters.join(", ") },
            ],
        );
    }
    text
}

/// The table of evidence levels: of operations, parameters and each object's fields.
pub(crate) fn coverage(document: &Document) -> String {
    let mut text = format!(
        "# Coverage\n\n{NOTE}\n\n\
         How surely the parts of the API are known, from the surest down: `vendor`, a page of JOIN says so; `seed`, a \
         published\nintegration says so; `second-hand`, a client's author states it as read from the reference; `live`, \
         types taken from\nlive answers; `client`, working client code sends or reads it; `inferred`, our own conclusion.\n\n"
    );
    let mut all = vec![
        (
            "operations".to_owned(),
            Tally::of(document.operations().map(|operation| operation.object.get(EVIDENCE))),
        ),
        (
            "parameters".to_owned(),
            Tally::of(document.operations().flat_map(|operation| {
                members(operation.object.get("parameters")).map(|parameter| parameter.get(EVIDENCE))
            })),
        ),
    ];
    let objects: Vec<(&str, Vec<&Value>)> = document
        .components()
        .filter(|(_, kind, _)| *kind == Kind::Object)
        .map(|(name, _, schema)| (name, members(schema.get("properties")).collect()))
        .collect();
    let fields = objects.iter().flat_map(|(_, fields)| fields.iter().map(|field| field.get(EVIDENCE)));
    all.push(("fields".to_owned(), Tally::of(fields)));
    table(&mut text, "of all", &all);
    text.push_str("\n## Fields of each object\n\n");
    let rows: Vec<(String, Tally)> = objects
        .iter()
        .map(|(name, fields)| {
            (format!("`{name}`"), Tally::of(fields.iter().map(|field| field.get(EVIDENCE))).personal(fields))
        })
        .collect();
    table(&mut text, "object", &rows);
    text.push_str(UNKNOWN);
    text
}

/// What the document leaves out, since nothing sure is known of it.
const UNKNOWN: &str = "
## What is unknown

A newer generation of the API probably exists (second-hand, one client's author). Whether it has these, under which paths, and
whether this generation has some of them too, is unknown. None is known, which does not say that there is none.

| what | as far as is known |
| --- | --- |
| move an application to another stage, reject or hire | none is known |
| read, change or delete notes | none is known; notes are only written |
| read or write scorecards | none is known |
| read a candidate alone, list candidates | none is known; candidates are read inside applications |
| list a company's tags | none is known; tags are read inside applications |
| edit a job | none is known; only its status changes |
| send screening answers | none is known |
| page by a cursor | none is known; lists take a page number |
| company tokens | none is known; a token acts as its user |
| webhooks | none is known (two integrators say so) |
| idempotency keys | none is known |

The raw request of the SDK reaches an operation that you know of, and `cargo xtask drift --fetch URL...` compares the vendor's
documents with ours.
";

const EVIDENCE: &str = "x-join-evidence";

/// Counts by level.
#[derive(Default)]
struct Tally {
    levels: Vec<usize>,
    all: usize,
    personal: Option<usize>,
}

impl Tally {
    fn of<'a>(evidence: impl Iterator<Item = Option<&'a Value>>) -> Self {
        let mut tally = Self { levels: vec![0; LEVELS.len()], ..Self::default() };
        for level in evidence {
            tally.all += 1;
            let level = level.and_then(Value::as_str);
            let known = LEVELS.iter().position(|known| Some(*known) == level);
            if let Some(count) = known.and_then(|index| tally.levels.get_mut(index)) {
                *count += 1;
            }
        }
        tally
    }

    fn personal(mut self, fields: &[&Value]) -> Self {
        let marked = fields.iter().filter(|field| field.get("x-join-pii") == Some(&Value::Bool(true)));
        self.personal = Some(marked.count());
        self
    }
}

fn table(text: &mut String, title: &str, rows: &[(String, Tally)]) {
    let has_personal = rows.iter().any(|(_, tally)| tally.personal.is_some());
    let mut head = vec![title, "all"];
    head.extend(LEVELS);
    head.extend(has_personal.then_some("personal data"));
    row(text, &head);
    row(text, &vec!["---"; head.len()]);
    for (name, tally) in rows {
        let counts = std::iter::once(tally.all).chain(tally.levels.iter().copied()).chain(tally.personal);
        let cells: Vec<String> =
            counts.map(|count| if count == 0 { String::new() } else { count.to_string() }).collect();
        let mut cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        cells.insert(0, name);
        row(text, &cells);
    }
}

fn row(text: &mut String, cells: &[&str]) {
    for cell in cells {
        let cell = cell.replace('|', "\\|");
        // Writing to a String does not fail.
        let _ = if cell.is_empty() { write!(text, "| ") } else { write!(text, "| {cell} ") };
    }
    text.push_str("|\n");
}

fn members(value: Option<&Value>) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Some(Value::Array(items)) => Box::new(items.iter()),
        Some(Value::Object(members)) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Replaces the text between the marks of `name` in `host`.
pub(crate) fn include(host: &str, name: &str, text: &str) -> Result<String, Failure> {
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let missing = || Failure::failed(format!("the lines `{}` and `{end}` are missing", begin.trim_end()));
    let (before, rest) = host.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document::new(serde_json::from_str(include_str!("../../tests/document.json")).unwrap())
    }

    #[test]
    fn each_operation_has_a_row_with_its_evidence_and_that_of_its_parameters() {
        let text = operations(&document());
        assert!(text.contains(
            "| `getJob` | `GET /jobs/{jobId}` | Retrieve a job | read | client | `jobId` (client) |\n"
        ));
        let rows = text.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, document().operations().count());
    }

    #[test]
    fn levels_are_counted_and_zero_is_left_blank() {
        let text = coverage(&document());
        assert!(text.contains("| operations | 14 | "), "{text}");
        let stage = text.lines().find(|line| line.starts_with("| `Stage`")).unwrap();
        assert_eq!(stage, "| `Stage` | 3 | | | | 3 | | | |");
    }

    #[test]
    fn a_text_is_put_between_its_marks_and_nothing_else_moves() {
        let host = "a\n<!-- begin x.md -->\nold\n<!-- end x.md -->\nb\n";
        let once = include(host, "x.md", "new\n").unwrap();
        assert_eq!(once, "a\n<!-- begin x.md -->\n\nnew\n\n<!-- end x.md -->\nb\n");
        assert_eq!(include(&once, "x.md", "new\n").unwrap(), once);
        assert!(include("a", "x.md", "").unwrap_err().message().unwrap().contains("<!-- begin x.md -->"));
    }
}
