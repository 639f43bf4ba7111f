//! `joinctl applications export`: writes each application to a file once, across crashes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use join_sdk::types::Application;
use join_sdk::{
    Join, Raw,
    changes::{Change, ChangeFeed, Cursor, CursorStore, CursorVersion},
    private_files,
};

use super::checkpoint::{Asked, Checkpoint, Stored};
use super::files::{self, Redirected};
use super::filters::Filters;
use super::output_file::{OutputFile, Unfit};
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::format::{Format, Sheet, Style};
use crate::output::listing::all_readable;
use crate::output::odd;
use crate::output::out;
use crate::output::progress::Progress;
use crate::output::row::Row;
use crate::output::spreadsheet::Dialect;
use crate::text::counted;
use crate::text::explained::explained;

/// Most polls of a complete export. A list that never rests would otherwise be read without end.
const MOST_POLLS: u32 = 8;

/// Minimum rows and maximum time between checkpoints.
const CHECKPOINT_ROWS: u64 = 100;
const CHECKPOINT_TIME: Duration = Duration::from_secs(5);

/// The target file, its format, and the attachments.
#[derive(Args)]
pub(crate) struct Options {
    /// File to write, for its owner only. It holds complete rows only. FILE.resume exists until the export ends. A stream
    /// such as /dev/stdout can't be resumed.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Format of the file.
    #[arg(long, value_enum, default_value_t = Form::Ndjson)]
    format: Form,
    /// Begin again: replace FILE, and forget where an earlier export stopped.
    #[arg(long)]
    restart: bool,
    /// After the last page, read again until no row is missing.
    #[arg(long)]
    complete: bool,
    /// Download each application's files to DIR/APPLICATION_ID. Existing files are skipped.
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
    #[command(flatten)]
    redirected: Redirected,
    /// Maximum number of pages read concurrently, 1 to 32.
    #[arg(long, value_name = "PAGES", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=32))]
    prefetch: u32,
    #[command(flatten)]
    csv: Dialect,
    #[command(flatten)]
    filters: Filters,
}

/// The formats that can grow row by row.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Form {
    /// One JSON object per line with all fields.
    Ndjson,
    /// Columns for spreadsheets.
    Csv,
}

impl Options {
    fn format(&self) -> Format {
        match self.format {
            Form::Ndjson => Format::Ndjson,
            Form::Csv => Format::Csv,
        }
    }

    fn asked(&self) -> Asked {
        let (format, columns) = match self.format {
            Form::Ndjson => ("ndjson", &[][..]),
            Form::Csv => ("csv", <Application as Row>::COLUMNS),
        };
        Asked {
            format: format.to_owned() + &self.csv.options(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            filter: self.filters.described(),
        }
    }
}

pub(crate) async fn run(join: &Join, options: Options) -> Outcome {
    // From here on the process does not die of a signal by itself.
    let mut interrupts = Interrupts::listen()?;
    let checkpoint = match private_files::is_stream(&options.to) {
        true => Checkpoint::of_stream(options.asked()),
        false => Checkpoint::beside(&options.to, options.asked()),
    };
    let mut export = Export::open(join, &options, checkpoint).await?;
    let done = tokio::select! {
        biased;
        () = interrupts.wait() => Err(interrupted(&options)),
        done = export.run(join, &options) => done,
    };
    export.progress.finish();
    // What was taken since the last checkpoint is good as well, unless a row stopped half-way.
    let saved = if export.in_hand { Ok(()) } else { export.checkpoint().await };
    odd::warn_of_rows(export.feed.odd_fields(), export.sheet.format());
    ended(done, saved)?;
    if let Some(path) = export.checkpoint.path() {
        tokio::fs::remove_file(path).await?;
    }
    if out::is_watched() {
        out::report(&counted(export.progress.done(), "application", "applications"));
    }
    match export.failed_files {
        0 => all_readable(export.unreadable),
        count => Err(Failure::new(format!(
            "{} could not be downloaded; `joinctl applications get ID --attachments DIR` tries again",
            counted(count, "file", "files")
        ))),
    }
}

fn interrupted(options: &Options) -> Failure {
    if private_files::is_stream(&options.to) {
        return Failure::with(ExitCode::Interrupted, "interrupted; the rows so far are complete");
    }
    let message = format!(
        "interrupted; {} holds complete rows, and the same command resumes after them",
        options.to.display()
    );
    Failure { message, code: ExitCode::Interrupted }
}

/// An export in progress.
struct Export {
    feed: ChangeFeed<Raw<Application>>,
    file: OutputFile,
    sheet: Sheet,
    checkpoint: Checkpoint,
    /// Rows in the file and the buffer.
    rows: u64,
    /// Complete rows that are not in the file yet.
    buffer: String,
    /// Whether a row was received but is not buffered yet, while its files download.
    in_hand: bool,
    rows_since: u64,
    checked: Instant,
    unreadable: u64,
    failed_files: u64,
    progress: Progress,
}

impl Export {
    /// Starts an export, or resumes it from its checkpoint.
    async fn open(join: &Join, options: &Options, checkpoint: Checkpoint) -> Result<Self, Failure> {
        let stored = if options.restart { None } else { readable(&checkpoint, &options.to)? };
        let mut sheet = Sheet::new(Style::plain(options.format(), options.csv));
        let mut buffer = sheet.head::<Application>()?;
        let (file, rows) = match stored {
            Some(stored) => {
                let file = resumed(&stored, &checkpoint, &options.to)?;
                checkpoint.set_written(stored.written.clone());
                (file, stored.written.rows)
            }
            None => (begun(&checkpoint, options).await?, 0),
        };
        file.cut()?;
        if checkpoint.written().length > 0 {
            buffer.clear();
        }
        let list = options.filters.list(join).prefetch(options.prefetch).with_text();
        Ok(Self {
            feed: list.changes(checkpoint.clone()),
            file,
            sheet,
            checkpoint,
            rows,
            buffer,
            in_hand: false,
            rows_since: 0,
            checked: Instant::now(),
            unreadable: 0,
            failed_files: 0,
            progress: Progress::new("applications"),
        })
    }

    async fn run(&mut self, join: &Join, options: &Options) -> Outcome {
        let polls = if options.complete { MOST_POLLS } else { 1 };
        for _ in 0..polls {
            let before = self.progress.done();
            self.run_once(join, options).await?;
            if self.feed.gaps() == 0 && (!options.complete || self.progress.done() == before) {
                return Ok(());
            }
        }
        Err(Failure::new(
            "applications may be missing: the list changed faster than it could be read; the same command goes on",
        ))
    }

    /// Polls the feed once. An exported application is not updated.
    async fn run_once(&mut self, join: &Join, options: &Options) -> Outcome {
        while let Some(change) = self.feed.next().await {
            match change {
                Ok(Change::Created(application)) => self.take(join, &application, options).await?,
                Ok(_) => {}
                Err(error) if error.row().is_some() => {
                    self.unreadable += 1;
                    out::report(&format!("skipped: {}", explained(&error)));
                }
                Err(error) => return Err(error.into()),
            }
            if self.rows_since >= self.rows_of_a_checkpoint() || self.checked.elapsed() >= CHECKPOINT_TIME {
                self.checkpoint().await?;
            }
        }
        self.checkpoint().await
    }

    async fn take(&mut self, join: &Join, application: &Raw<Application>, options: &Options) -> Outcome {
        if let Some(folder) = &options.attachments {
            self.in_hand = true;
            self.failed_files +=
                files::download_all(join, &application.value, folder, options.redirected).await;
        }
        self.in_hand = false;
        self.buffer += &self.sheet.row(application)?;
        self.rows_since += 1;
        self.rows += 1;
        self.progress.add(1);
        Ok(())
    }

    /// Checkpoints hold all applications so far, so their interval grows with them.
    fn rows_of_a_checkpoint(&self) -> u64 {
        let known = self.feed.cursor().map_or(0, Cursor::applications) as u64;
        CHECKPOINT_ROWS.max(known / 10)
    }

    /// Writes the buffer, syncs the file, then acknowledges the rows. Safe to repeat after a cancel: the file has them by then,
    /// and the buffer is empty.
    async fn checkpoint(&mut self) -> Outcome {
        if !self.buffer.is_empty() {
            self.file.append(self.buffer.as_bytes()).map_err(|error| {
                Failure::new(format!("the file can't be written: {error}; the same command resumes"))
            })?;
            self.checkpoint.set_written(self.file.written(self.rows));
            self.buffer.clear();
        }
        self.feed.ack().await?;
        self.rows_since = 0;
        self.checked = Instant::now();
        Ok(())
    }
}

/// Reads the checkpoint of an earlier export.
fn readable(checkpoint: &Checkpoint, to: &Path) -> Result<Option<Stored>, Failure> {
    checkpoint.read().map_err(|error| {
        refused(to, &format!("the export can't resume: its checkpoint can't be used: {error}"))
    })
}

/// Creates the file of a new export. The checkpoint comes first, so that a killed run leaves no file without one.
async fn begun(checkpoint: &Checkpoint, options: &Options) -> Result<OutputFile, Failure> {
    let to = &options.to;
    let unwritable =
        |error: &dyn std::fmt::Display| Failure::new(format!("{} can't be written: {error}", to.display()));
    let there = std::fs::symlink_metadata(to).ok().filter(|_| !private_files::is_stream(to));
    match there {
        Some(_) if !options.restart => {
            let message = format!(
                "{} already exists; remove it, name another file, or replace it with --restart",
                to.display()
            );
            return Err(Failure::with(ExitCode::Refused, message));
        }
        Some(there) if !there.is_file() => {
            let message = format!("{} is not a regular file; nothing was written", to.display());
            return Err(Failure::with(ExitCode::Refused, message));
        }
        _ => {}
    }
    let saved = checkpoint.save(&Cursor::default(), CursorVersion::default()).await;
    saved.map_err(|error| Failure::new(format!("the checkpoint can't be written: {error}")))?;
    OutputFile::create(to).map_err(|error| unwritable(&error))
}

/// Opens the file of an earlier export. Refuses one that differs from its checkpoint, before anything is written.
fn resumed(stored: &Stored, checkpoint: &Checkpoint, to: &Path) -> Result<OutputFile, Failure> {
    let (before, now) = (&stored.asked, checkpoint.asked());
    if before.format != now.format {
        let message = format!("the export was begun with --format {}, not {}", before.format, now.format);
        return Err(refused(to, &message));
    }
    if before.filter != now.filter {
        let named = |filter: &str| if filter.is_empty() { "no filter".to_owned() } else { filter.to_owned() };
        let message =
            format!("the export was begun with {}, not {}", named(&before.filter), named(&now.filter));
        return Err(refused(to, &message));
    }
    if before.columns != now.columns {
        return Err(refused(to, "the export was begun with other columns"));
    }
    let file = OutputFile::resume(to, &stored.written)
        .map_err(|error| refused(to, &format!("the export can't resume: {error}")))?;
    let rows = counted(stored.written.rows, "row", "rows");
    file.map_err(|unfit| {
        let message = match unfit {
            Unfit::Missing => format!("the file, with {rows}, is missing"),
            Unfit::Shorter => format!("the file is shorter than it was with {rows}"),
            Unfit::Changed => format!("the file was changed in the part that was written, {rows}"),
        };
        refused(to, &message)
    })
}

fn refused(to: &Path, what: &str) -> Failure {
    let message = format!(
        "{what}; nothing was written; restore it or use the earlier options, or begin again with --restart, which replaces \
         {}",
        to.display()
    );
    Failure::with(ExitCode::Refused, message)
}

/// How the export ended. An interrupt keeps its exit code, whatever the last checkpoint brought.
fn ended(done: Outcome, saved: Outcome) -> Outcome {
    match (done, saved) {
        (Err(mut done), Err(saved)) if done.code == ExitCode::Interrupted => {
            done.message = format!("interrupted; {}", saved.message);
            Err(done)
        }
        (done, saved) => done.and(saved),
    }
}
