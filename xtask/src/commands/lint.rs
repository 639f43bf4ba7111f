//! `cargo xtask lint`: all findings of the document, for people and for editors.

use std::io::Write;
use std::path::Path;

use clap::{Args as Arguments, ValueEnum};
use join_codegen::lint::{self, Finding};
use serde_json::{Value, json};

use crate::support::document::{DOCUMENT, read};
use crate::support::json_pointer::locate;
use crate::support::outcome::{CommandResult, Failure, Outcome};

const FORMATS: &str = "\
With --format json, one object is printed:

  {\"version\": 1, \"file\": \"join-api.json\", \"findings\": [
    {\"rule\": \"R02\", \"name\": \"one-answer\", \"pointer\": \"/paths/~1jobs/get\", \"line\": 42, \"column\": 7,
     \"reason\": \"…\", \"help\": \"…\"}]}

`pointer` is a JSON pointer (RFC 6901); `line` and `column` count from 1. A document that is not JSON has one finding,
R00 with the pointer \"\".";

/// Arguments of `lint`.
#[derive(Arguments)]
#[command(after_help = FORMATS)]
pub(crate) struct Args {
    /// How to print the findings.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, in a compiler's style.
    Text,
    /// For editors, as described below.
    Json,
}

/// Lints and prints.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let text = read(root)?;
    let findings = match (join_codegen::parse(&text), args.format) {
        (Ok(document), _) => lint::lint(&document),
        (Err(error), Format::Text) => return Err(Failure::failed(format!("{DOCUMENT}: {error}"))),
        (Err(error), Format::Json) => {
            let finding = unreadable(&error.to_string(), place_of(&error));
            writeln!(out, "{:#}", json!({"version": 1, "file": DOCUMENT, "findings": [finding]}))?;
            return Ok(Outcome::Findings);
        }
    };
    match args.format {
        Format::Text => show(&text, &findings, out)?,
        Format::Json => {
            let findings: Vec<Value> = findings.iter().map(|finding| entry(&text, finding)).collect();
            writeln!(out, "{:#}", json!({"version": 1, "file": DOCUMENT, "findings": findings}))?;
        }
    }
    Ok(if findings.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// Prints the findings in a compiler's style, and their number.
pub(crate) fn show(text: &str, findings: &[Finding], out: &mut dyn Write) -> Result<(), Failure> {
    for finding in findings {
        writeln!(out, "{}\n", with_line(text, finding))?;
    }
    match findings.len() {
        0 => writeln!(out, "{DOCUMENT}: no findings")?,
        1 => writeln!(out, "{DOCUMENT}: 1 finding")?,
        some => writeln!(out, "{DOCUMENT}: {some} findings")?,
    }
    Ok(())
}

/// The finding's text with its line and column.
fn with_line(text: &str, finding: &Finding) -> String {
    let message = finding.to_string();
    match locate(text, &finding.pointer) {
        Some(place) => message.replacen(
            &format!("--> {DOCUMENT}#"),
            &format!("--> {DOCUMENT}:{}:{} #", place.line, place.column),
            1,
        ),
        None => message,
    }
}

fn entry(text: &str, finding: &Finding) -> Value {
    let place = locate(text, &finding.pointer);
    json!({
        "rule": format!("R{:02}", finding.rule.number()),
        "name": finding.rule.name(),
        "pointer": finding.pointer,
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "reason": finding.reason,
        "help": finding.help,
    })
}

fn place_of(error: &join_codegen::Error) -> (usize, usize) {
    match error {
        join_codegen::Error::NotJson(error) => (error.line(), error.column()),
        _ => (1, 1),
    }
}

fn unreadable(reason: &str, (line, column): (usize, usize)) -> Value {
    json!({
        "rule": "R00", "name": "not-openapi", "pointer": "", "line": line, "column": column,
        "reason": reason, "help": "write an OpenAPI 3.0.3 document in JSON",
    })
}
