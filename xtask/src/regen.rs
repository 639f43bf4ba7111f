//! `cargo xtask regen`: everything that is derived from the document.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::{Args as Arguments, ValueEnum};
use join_codegen::document::Document;
use join_codegen::lint as rules;

use crate::outcome::{Done, Failure, Outcome};
use crate::output::{Mode, Output};
use crate::{lint, moved, new_operation, process, surface, tables, wire};

const COMMAND: &str = "cargo xtask regen";
/// The document as it lies in a crate that is built from it.
const COPY: &str = "crates/join-client/join-api.json";

/// Arguments of `regen`.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Write nothing; show what differs, and fail if anything does.
    #[arg(long)]
    check: bool,
    /// Only this part; may be given several times.
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Say what moved since this git revision, instead of since the last run.
    #[arg(long, value_name = "REVISION")]
    since: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// join-client: its copy of the document and the generated code.
    Client,
    /// join-httpmock, if the workspace has it.
    Mocks,
    /// The snapshots of the wire and of the public Rust API.
    Surface,
    /// The tables in docs/, and the checklist in CONTRIBUTING.md.
    Docs,
}

impl Part {
    const ALL: &[Part] = &[Part::Client, Part::Mocks, Part::Docs, Part::Surface];

    fn name(self) -> &'static str {
        match self {
            Part::Client => "client",
            Part::Mocks => "mocks",
            Part::Surface => "surface",
            Part::Docs => "docs",
        }
    }
}

/// Regenerates, or with `--check` only compares.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> Done {
    let started = Instant::now();
    let text = lint::read(root)?;
    let value = join_codegen::parse(&text).map_err(|error| in_document(&error))?;
    let findings = rules::lint(&value);
    lint::show(&text, &findings, out)?;
    if !findings.is_empty() {
        return Ok(Outcome::Found);
    }
    let document = Document::new(value);
    let old = old_document(root, args.since.as_deref())?;
    let mode = if args.check { Mode::Check } else { Mode::Write };
    let mut tally = Tally::default();
    for part in Part::ALL.iter().filter(|part| args.only.is_empty() || args.only.contains(part)) {
        match part {
            Part::Client => client(root, &text, mode, &mut tally, out)?,
            Part::Mocks => mocks(root, &text, mode, &mut tally, out)?,
            Part::Docs => docs(root, &document, mode, &mut tally, out)?,
            Part::Surface => snapshots(root, &document, mode, &mut tally, out)?,
        }
    }
    tell_moves(old.as_ref(), &document, out)?;
    conclude(args, &tally, started.elapsed(), out)
}

/// Outputs so far.
#[derive(Default)]
struct Tally {
    all: usize,
    differed: usize,
}

impl Tally {
    fn count(&mut self, differed: bool) {
        self.all += 1;
        self.differed += usize::from(differed);
    }
}

fn in_document(error: &join_codegen::Error) -> Failure {
    Failure::failed(format!("{}: {error}", lint::DOCUMENT))
}

fn client(
    root: &Path,
    text: &str,
    mode: Mode,
    tally: &mut Tally,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let copy = Output { path: COPY.to_owned(), text: text.to_owned(), took: Duration::ZERO };
    tally.count(copy.ensure(root, mode, out)?);
    let started = Instant::now();
    let generated = join_codegen::generate(text).map_err(|error| in_document(&error))?;
    let path = "crates/join-client/src/generated.rs".to_owned();
    let generated = Output { path, text: generated, took: started.elapsed() };
    tally.count(generated.ensure(root, mode, out)?);
    Ok(())
}

/// The mocks generate themselves from their copy of the document when they are built.
fn mocks(root: &Path, text: &str, mode: Mode, tally: &mut Tally, out: &mut dyn Write) -> Result<(), Failure> {
    let folder = "crates/join-httpmock";
    if root.join(folder).join("Cargo.toml").is_file() {
        let path = format!("{folder}/join-api.json");
        let copy = Output { path, text: text.to_owned(), took: Duration::ZERO };
        tally.count(copy.ensure(root, mode, out)?);
    }
    Ok(())
}

fn docs(
    root: &Path,
    document: &Document,
    mode: Mode,
    tally: &mut Tally,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (path, table) in [
        ("docs/operations.md", tables::operations as fn(&Document) -> String),
        ("docs/coverage.md", tables::coverage),
    ] {
        let started = Instant::now();
        let output = Output { path: path.to_owned(), text: table(document), took: started.elapsed() };
        tally.count(output.ensure(root, mode, out)?);
    }
    let host = "CONTRIBUTING.md";
    if root.join(host).is_file() {
        let started = Instant::now();
        let read = |file: &str| {
            fs::read_to_string(root.join(file))
                .map_err(|error| Failure::failed(format!("{file} can't be read: {error}")))
        };
        let text = tables::include(&read(host)?, new_operation::FILE, &read(new_operation::FILE)?)
            .map_err(|failure| Failure::failed(format!("{host}: {}", failure.words().unwrap_or_default())))?;
        let output = Output { path: host.to_owned(), text, took: started.elapsed() };
        tally.count(output.ensure(root, mode, out)?);
    }
    Ok(())
}

fn snapshots(
    root: &Path,
    document: &Document,
    mode: Mode,
    tally: &mut Tally,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if !root.join("Cargo.toml").is_file() {
        return Ok(());
    }
    for output in surface::snapshots(root)? {
        tally.count(output.ensure(root, mode, out)?);
    }
    if let Some(differed) = wire::ensure(root, document, mode, out)? {
        tally.count(differed);
    }
    Ok(())
}

/// The document of the last run, or of a revision. None where there is none that can be read.
fn old_document(root: &Path, revision: Option<&str>) -> Result<Option<Document>, Failure> {
    let text = match revision {
        None => fs::read_to_string(root.join(COPY)).ok(),
        Some(revision) => {
            let place = format!("{revision}:./{}", lint::DOCUMENT);
            let mut git = Command::new("git");
            Some(process::printed(git.current_dir(root).args(["show", &place]))?)
        }
    };
    Ok(text.and_then(|text| join_codegen::parse(&text).ok()).map(Document::new))
}

fn tell_moves(old: Option<&Document>, new: &Document, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(old) = old else {
        writeln!(out, "moved for users: unknown, there is no older document")?;
        return Ok(());
    };
    let moves = moved::moves(old, new);
    match moves.iter().filter(|moved| moved.breaks).count() {
        _ if moves.is_empty() => writeln!(out, "moved for users: nothing")?,
        0 => writeln!(out, "moved for users: {}, none breaks them", moves.len())?,
        breaking => writeln!(out, "moved for users: {}, {breaking} of them breaking", moves.len())?,
    }
    for moved in moves {
        writeln!(out, "{moved}")?;
    }
    Ok(())
}

fn conclude(args: &Args, tally: &Tally, took: Duration, out: &mut dyn Write) -> Done {
    let (all, differed) = (tally.all, tally.differed);
    if args.check && differed > 0 {
        let only: String = args.only.iter().map(|part| format!(" --only {}", part.name())).collect();
        let words = format!("{differed} of {all} outputs are stale; run `{COMMAND}{only}` and commit");
        return Err(Failure::failed(words));
    }
    let state = if args.check { "stale" } else { "updated" };
    writeln!(out, "{differed} of {all} outputs {state}, in {:.2} s", took.as_secs_f64())?;
    Ok(Outcome::Fine)
}
