//! `cargo xtask drift`: the vendor's OpenAPI files against our document.

mod compare;
mod fetch;
mod files;
mod model;
mod report;
mod schema;
mod severity;
mod suggest;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args as Arguments, ValueEnum};

use crate::support::document;
use crate::support::outcome::{CommandResult, Failure, Outcome};
use compare::compare;
use files::Files;
use model::Api;

const NOTES: &str = "\
The files may be OpenAPI 3.0 or 3.1, JSON or YAML, whole or in fragments, also in a block of code of a fetched Markdown page; references between the files given are followed by \
file name. Where two files describe one operation, the first one counts.

A contradiction exits with 1: another path, type, requirement of a request or value of an enum. A gap is missing on one \
side. A note is intended: our responses require less than the vendor's.

With --format json, one object is printed:

  {\"version\": 1, \"contradictions\": 1, \"gaps\": 0, \"notes\": 0, \"unresolved\": [\"other.yaml#/X\"], \"differences\": [
    {\"kind\": \"type\", \"severity\": \"contradiction\", \"operations\": [\"getJob\"], \"field\": \"response.title\",
     \"ours\": \"string\", \"theirs\": \"integer\", \"evidence\": \"client\", \"pointer\": \"/components/…\",
     \"advice\": \"…\", \"patch\": [{\"op\": \"replace\", \"path\": \"…\", \"value\": {}}]}]}

`kind` is one of we-lack, they-lack, path, type, required, enum; `severity` one of contradiction, gap, note; `patch` is a JSON \
Patch (RFC 6902) for join-api.json. Patches are independent: apply one, then run again.";

/// Arguments of `drift`.
#[derive(Arguments)]
#[command(after_help = NOTES)]
pub(crate) struct Args {
    /// The vendor's files.
    #[arg(long, required_unless_present = "fetch", num_args = 1.., value_name = "FILE")]
    upstream: Vec<PathBuf>,
    /// The addresses of the vendor's files. They are kept under target/upstream and compared; curl fetches them.
    #[arg(long, num_args = 1.., value_name = "URL")]
    fetch: Vec<String>,
    /// How to print the differences.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs, as described below.
    Json,
}

/// Compares and prints.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let mut texts = Vec::new();
    for path in &args.upstream {
        let text = fs::read_to_string(path)
            .map_err(|error| Failure::Usage(format!("{} can't be read: {error}", path.display())))?;
        texts.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text));
    }
    if !args.fetch.is_empty() {
        texts.extend(fetch::fetch(root, &args.fetch)?);
    }
    let theirs = Api::read(&Files::read(&texts).map_err(Failure::Usage)?);
    if theirs.operations.is_empty() {
        return Err(Failure::Usage("the upstream files hold no operation".to_owned()));
    }
    let ours = Api::read(
        &Files::read(&[(document::DOCUMENT.to_owned(), document::read(root)?)]).map_err(Failure::Failed)?,
    );
    let differences = compare(&ours, &theirs);
    match args.format {
        Format::Table => report::table(&differences, &theirs.unresolved, out)?,
        Format::Json => report::json(&differences, &theirs.unresolved, out)?,
    }
    let contradicted =
        differences.iter().any(|difference| difference.severity == severity::Severity::Contradiction);
    Ok(if contradicted { Outcome::Findings } else { Outcome::Clean })
}
