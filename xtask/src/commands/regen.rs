//! `cargo xtask regen`: everything that derives from the document.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Args as Arguments, ValueEnum};
use join_codegen::document::Document;
use join_codegen::lint as rules;

use crate::commands::lint;
use crate::commands::{new_operation, surface};
use crate::support::document;
use crate::support::outcome::{CommandResult, Failure, Outcome};
use crate::support::output::{Mode, Output};
use crate::support::{api_diff, doc_tables, process, wire_snapshots};

const COMMAND: &str = "cargo xtask regen";
/// The copy of the document in the crate that is built from it.
const COPY: &str = "crates/join-client/join-api.json";
/// The copy that the command line compares an account with.
const CLI_COPY: &str = "crates/joinctl/join-api.json";
/// The crate of the mocks.
const MOCKS: &str = "crates/join-httpmock";
/// The crate of the recorder.
const RECORDER: &str = "crates/join-recorder";

/// Arguments of `regen`.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Write nothing. Show the differences, and fail if there are any.
    #[arg(long)]
    check: bool,
    /// Only this part. Repeatable.
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Compare the document with this git revision instead of the last run.
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The copies of the document in join-client and joinctl, and the generated code.
    Client,
    /// join-httpmock: the generated mocks and builders.
    Httpmock,
    /// The snapshots of the wire and of the public Rust API.
    Surface,
    /// join-recorder: the table of fields.
    Recorder,
    /// The tables in docs/, and the checklist in CONTRIBUTING.md.
    Docs,
}

impl Part {
    const ALL: &[Part] = &[Part::Client, Part::Httpmock, Part::Recorder, Part::Docs, Part::Surface];

    fn name(self) -> &'static str {
        match self {
            Part::Client => "client",
            Part::Recorder => "recorder",
            Part::Httpmock => "httpmock",
            Part::Surface => "surface",
            Part::Docs => "docs",
        }
    }
}

/// Regenerates, or with `--check` only compares.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let started = Instant::now();
    let text = document::read(root)?;
    let value = join_codegen::parse(&text).map_err(|error| in_document(&error))?;
    let findings = rules::lint(&value);
    lint::show(&text, &findings, out)?;
    if !findings.is_empty() {
        return Ok(Outcome::Findings);
    }
    let document = Document::new(value);
    let old = old_document(root, args.since.as_deref())?;
    report_api_diff(old.as_ref(), &document, out)?;
    let mode = if args.check { Mode::Check } else { Mode::Write };
    let mut run = Run { root, mode, out, all: 0, differed: 0 };
    for part in Part::ALL.iter().filter(|part| args.only.is_empty() || args.only.contains(part)) {
        match part {
            Part::Client => run.client(&text)?,
            Part::Recorder => run.recorder(&text)?,
            Part::Httpmock => run.httpmock(&text)?,
            Part::Docs => run.docs(&document)?,
            Part::Surface => run.snapshots(&document)?,
        }
    }
    run.conclude(args, started.elapsed())
}

fn in_document(error: &join_codegen::Error) -> Failure {
    Failure::failed(format!("{}: {error}", document::DOCUMENT))
}

/// A run and its outputs so far.
struct Run<'a> {
    root: &'a Path,
    mode: Mode,
    out: &'a mut dyn Write,
    all: usize,
    differed: usize,
}

impl Run<'_> {
    fn ensure(&mut self, path: &str, text: String, took: Duration) -> Result<(), Failure> {
        let output = Output { path: path.to_owned(), text, took };
        let differed = output.ensure(self.root, self.mode, self.out)?;
        self.count(differed);
        Ok(())
    }

    fn count(&mut self, differed: bool) {
        self.all += 1;
        self.differed += usize::from(differed);
    }

    fn client(&mut self, text: &str) -> Result<(), Failure> {
        self.ensure(COPY, text.to_owned(), Duration::ZERO)?;
        if self.root.join(CLI_COPY).parent().is_some_and(Path::is_dir) {
            self.ensure(CLI_COPY, text.to_owned(), Duration::ZERO)?;
        }
        let started = Instant::now();
        let generated = join_codegen::generate(text).map_err(|error| in_document(&error))?;
        self.ensure("crates/join-client/src/generated.rs", generated, started.elapsed())
    }

    /// Updates the mocks. A workspace without their crate has none.
    fn httpmock(&mut self, text: &str) -> Result<(), Failure> {
        if !self.root.join(MOCKS).is_dir() {
            return Ok(());
        }
        let started = Instant::now();
        let generated = join_codegen::generate_httpmock(text).map_err(|error| in_document(&error))?;
        self.ensure(&format!("{MOCKS}/src/generated.rs"), generated, started.elapsed())
    }

    /// Updates the table of fields. A workspace without the recorder has none.
    fn recorder(&mut self, text: &str) -> Result<(), Failure> {
        if !self.root.join(RECORDER).is_dir() {
            return Ok(());
        }
        let started = Instant::now();
        let table = join_codegen::generate_recording(text).map_err(|error| in_document(&error))?;
        self.ensure(&format!("{RECORDER}/src/document/generated.rs"), table, started.elapsed())
    }

    fn docs(&mut self, document: &Document) -> Result<(), Failure> {
        for (path, table) in [
            ("docs/operations.md", doc_tables::operations as fn(&Document) -> String),
            ("docs/coverage.md", doc_tables::coverage),
        ] {
            let started = Instant::now();
            let text = table(document);
            self.ensure(path, text, started.elapsed())?;
        }
        let host = "CONTRIBUTING.md";
        if !self.root.join(host).is_file() {
            return Ok(());
        }
        let started = Instant::now();
        let (text, checklist) = (self.read(host)?, self.read(new_operation::FILE)?);
        let text = doc_tables::include(&text, new_operation::FILE, &checklist).map_err(|failure| {
            Failure::failed(format!("{host}: {}", failure.message().unwrap_or_default()))
        })?;
        self.ensure(host, text, started.elapsed())
    }

    fn read(&self, file: &str) -> Result<String, Failure> {
        fs::read_to_string(self.root.join(file))
            .map_err(|error| Failure::failed(format!("{file} can't be read: {error}")))
    }

    /// Updates the snapshots, which need a build. A workspace without a manifest has none.
    fn snapshots(&mut self, document: &Document) -> Result<(), Failure> {
        if !self.root.join("Cargo.toml").is_file() {
            return Ok(());
        }
        for output in surface::snapshots(self.root)? {
            self.ensure(&output.path, output.text, output.took)?;
        }
        if let Some(differed) = wire_snapshots::ensure(self.root, document, self.mode, self.out)? {
            self.count(differed);
        }
        Ok(())
    }

    fn conclude(&mut self, args: &Args, took: Duration) -> CommandResult {
        let (all, differed) = (self.all, self.differed);
        if args.check && differed > 0 {
            let only: String = args.only.iter().map(|part| format!(" --only {}", part.name())).collect();
            let message = format!("{differed} of {all} outputs are stale; run `{COMMAND}{only}` and commit");
            return Err(Failure::failed(message));
        }
        let state = if args.check { "stale" } else { "updated" };
        writeln!(self.out, "{differed} of {all} outputs {state}, in {:.2} s", took.as_secs_f64())?;
        Ok(Outcome::Clean)
    }
}

/// The document of the last run or of a revision. None if it can't be read.
fn old_document(root: &Path, revision: Option<&str>) -> Result<Option<Document>, Failure> {
    let text = match revision {
        None => fs::read_to_string(root.join(COPY)).ok(),
        Some(revision) => {
            let place = format!("{revision}:./{}", document::DOCUMENT);
            let mut git = Command::new("git");
            Some(process::printed(git.current_dir(root).args(["show", &place]))?)
        }
    };
    Ok(text.and_then(|text| join_codegen::parse(&text).ok()).map(Document::new))
}

fn report_api_diff(old: Option<&Document>, new: &Document, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(old) = old else {
        writeln!(out, "changes for users: unknown, no older document")?;
        return Ok(());
    };
    let moves = api_diff::moves(old, new);
    match moves.iter().filter(|moved| moved.breaks).count() {
        _ if moves.is_empty() => writeln!(out, "changes for users: none")?,
        0 => writeln!(out, "changes for users: {}, none breaking", moves.len())?,
        breaking => writeln!(out, "changes for users: {}, {breaking} breaking", moves.len())?,
    }
    for moved in moves {
        writeln!(out, "{moved}")?;
    }
    Ok(())
}
