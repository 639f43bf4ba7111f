//! `joinctl applications export`: writes each application to a file once, across crashes.

use std::io::SeekFrom;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use join_sdk::types::Application;
use join_sdk::{
    Join, Raw,
    changes::{Change, ChangeFeed, Cursor, CursorStore},
};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::checkpoint::Checkpoint;
use super::files;
use super::filters::Filters;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::format::{Format, Sheet};
use crate::output::listing::all_readable;
use crate::output::odd;
use crate::output::out;
use crate::output::progress::Progress;

/// Minimum rows and maximum time between checkpoints.
const CHECKPOINT_ROWS: u64 = 100;
const CHECKPOINT_TIME: Duration = Duration::from_secs(5);

/// The target file, its format, and the attachments.
#[derive(Args)]
pub(crate) struct Options {
    /// File to write. It holds complete rows only. FILE.resume exists until the export ends.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Format of the file.
    #[arg(long, value_enum, default_value_t = Form::Ndjson)]
    format: Form,
    /// After the last page, read again until no row is missing.
    #[arg(long)]
    complete: bool,
    /// Download each application's files to DIR/APPLICATION_ID. Existing files are skipped.
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
    /// Maximum number of pages read concurrently, 1 to 32.
    #[arg(long, value_name = "PAGES", default_value_t = 4)]
    prefetch: u32,
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

pub(crate) async fn run(join: &Join, options: Options) -> Outcome {
    // From here on the process does not die of a signal by itself.
    let mut interrupts = Interrupts::listen()?;
    let checkpoint = Checkpoint::beside(&options.to);
    let mut export = Export::open(join, &options, checkpoint).await?;
    let done = tokio::select! {
        biased;
        () = interrupts.wait() => Err(interrupted(&options)),
        done = export.run(join, &options) => done,
    };
    // What was taken since the last checkpoint is good as well, unless a row stopped half-way.
    if !export.in_hand {
        export.checkpoint().await?;
    }
    let format = export.sheet.format();
    odd::warn_of_rows(export.feed.odd_fields(), format);
    done?;
    tokio::fs::remove_file(export.checkpoint.path()).await?;
    if out::is_watched() {
        out::report(&format!("{} applications", export.progress.done()));
    }
    match export.failed_files {
        0 => all_readable(export.unreadable),
        count => Err(Failure::new(format!(
            "{count} files could not be downloaded; `joinctl applications get ID --attachments DIR` tries again"
        ))),
    }
}

fn interrupted(options: &Options) -> Failure {
    let message = format!(
        "interrupted; {} holds complete rows, and the same command resumes after them",
        options.to.display()
    );
    Failure { message, code: ExitCode::Interrupted }
}

/// An export in progress.
struct Export {
    feed: ChangeFeed<Raw<Application>>,
    file: File,
    sheet: Sheet,
    checkpoint: Checkpoint,
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
        let unusable = |error: &dyn std::fmt::Display| {
            Failure::new(format!("{} can't be read: {error}", checkpoint.path().display()))
        };
        let resumed = checkpoint.load().await.map_err(|error| unusable(&error))?.is_some();
        let mut sheet = Sheet::new(match options.format {
            Form::Ndjson => Format::Ndjson,
            Form::Csv => Format::Csv,
        });
        let mut buffer = sheet.head::<Application>()?;
        if !resumed {
            if tokio::fs::try_exists(&options.to).await? {
                let message =
                    format!("{} already exists; remove it or name another file", options.to.display());
                return Err(Failure { message, code: ExitCode::Refused });
            }
            let saved = checkpoint.save(&Cursor::default()).await;
            saved.map_err(|error| Failure::new(format!("the checkpoint can't be written: {error}")))?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&options.to).await?;
        if checkpoint.length() > 0 {
            buffer.clear();
        }
        file.set_len(checkpoint.length()).await?;
        let list = options.filters.list(join).prefetch(options.prefetch).with_text();
        Ok(Self {
            feed: list.changes(checkpoint.clone()),
            file,
            sheet,
            checkpoint,
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
        loop {
            let before = self.progress.done();
            self.run_once(join, options).await?;
            if !options.complete || self.progress.done() == before {
                return Ok(());
            }
        }
    }

    /// Polls the feed once. An exported application is not updated.
    async fn run_once(&mut self, join: &Join, options: &Options) -> Outcome {
        while let Some(change) = self.feed.next().await {
            match change {
                Ok(Change::Created(application)) => self.take(join, &application, options).await?,
                Ok(_) => {}
                Err(error) if error.row().is_some() => {
                    self.unreadable += 1;
                    out::report(&format!("skipped: {error}"));
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
            self.failed_files += files::download_all(join, &application.value, folder).await;
        }
        self.in_hand = false;
        self.buffer += &self.sheet.row(application)?;
        self.rows_since += 1;
        self.progress.add(1);
        Ok(())
    }

    /// Checkpoints hold all applications so far, so their interval grows with them.
    fn rows_of_a_checkpoint(&self) -> u64 {
        let known = self.feed.cursor().map_or(0, Cursor::applications) as u64;
        CHECKPOINT_ROWS.max(known / 10)
    }

    /// Writes the buffer, syncs the file, then acknowledges the rows. Safe to repeat after a cancel: the same rows go to
    /// the same place.
    async fn checkpoint(&mut self) -> Outcome {
        let end = self.checkpoint.length() + self.buffer.len() as u64;
        self.file.seek(SeekFrom::Start(self.checkpoint.length())).await?;
        self.file.write_all(self.buffer.as_bytes()).await?;
        self.file.flush().await?;
        self.file.set_len(end).await?;
        self.file.sync_data().await?;
        self.checkpoint.set_length(end);
        self.buffer.clear();
        self.feed.ack().await?;
        self.rows_since = 0;
        self.checked = Instant::now();
        Ok(())
    }
}
