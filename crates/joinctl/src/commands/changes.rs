//! `joinctl changes`: prints changes in applications, one JSON object per line.

use std::time::Duration;

use clap::{Args, ValueHint};
use futures_util::FutureExt;
use join_sdk::Raw;
use join_sdk::changes::{Change, ChangeFeed};
use join_sdk::types::Application;

use crate::account::{self, Location};
use crate::commands::applications::Filters;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::format::{self, Format};
use crate::output::listing::all_readable;
use crate::output::odd;
use crate::output::out::{self, Out};
use crate::text::explained::explained;

/// Maximum number of changes between two saves of the cursor.
const ACK_EVERY: u64 = 500;

/// The applications to follow, and the cursor file.
#[derive(Args)]
pub(crate) struct Options {
    /// Cursor, used to resume: a file, or db:NAME in the shared state, which one process at a time follows. Delivery is at least once: a change that was printed before the cursor was saved is
    /// printed again.
    #[arg(long, value_name = "CURSOR", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    cursor: Location,
    /// Keep polling, with this many seconds between polls.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=604_800))]
    watch: Option<u64>,
    /// Hours between full reads, which find changes that JOIN's filter missed. 0
    /// makes every read a full one.
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u64).range(0..=8760))]
    sweep_hours: u64,
    #[command(flatten)]
    filters: Filters,
}

pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let mut interrupts = Interrupts::listen()?;
    let join = account::connect().await?;
    let sweep = Duration::from_secs(options.sweep_hours.saturating_mul(3600));
    let cursor = options.cursor.cursor().await?;
    let feed = options.filters.list(&join).with_text().changes(cursor).sweep_every(sweep);
    let feed = match options.watch {
        Some(seconds) => feed.watch(Duration::from_secs(seconds)),
        None => feed,
    };
    let mut printer = Printer { feed, unacknowledged: 0, unreadable: 0 };
    let done = tokio::select! {
        biased;
        () = interrupts.wait() => Err(Failure {
            message: "interrupted; the same command resumes at the next change".to_owned(),
            code: ExitCode::Interrupted,
        }),
        done = printer.run(options.watch.is_some(), out) => done,
    };
    odd::warn_of_rows(printer.feed.odd_fields(), Format::Ndjson);
    match (done, printer.settle(out).await) {
        // The interrupt decides the exit code: the cursor is the old one or the new one.
        (Err(mut done), Err(saved)) if done.code == ExitCode::Interrupted => {
            done.message = format!("{}; {}", done.message, saved.message);
            Err(done)
        }
        (done, saved) => {
            saved?;
            done.and(all_readable(printer.unreadable))
        }
    }
}

struct Printer {
    feed: ChangeFeed<Raw<Application>>,
    unacknowledged: u64,
    unreadable: u64,
}

impl Printer {
    async fn run(&mut self, watching: bool, out: &mut Out) -> Outcome {
        loop {
            // Without a look ahead, which drops what it began: the first call may become the one follower.
            let ready = if self.unacknowledged == 0 { None } else { self.feed.next().now_or_never() };
            let change = match ready {
                Some(change) => change,
                None => {
                    // Before a wait, so that whoever reads along has everything.
                    self.settle(out).await?;
                    self.feed.next().await
                }
            };
            match change {
                Some(Ok(change)) => {
                    out.exact(&(line(&change)? + "\n"))?;
                    self.unacknowledged += 1;
                }
                Some(Err(error)) if error.row().is_some() => {
                    self.unreadable += 1;
                    out::report(&format!("skipped: {}", explained(&error)));
                }
                Some(Err(error)) if watching && error.is_retryable() => out::report(&explained(&error)),
                Some(Err(error)) => return Err(error.into()),
                None if self.feed.gaps() > 0 => {
                    return Err(Failure::new(
                        "changes may be missing: the list changed faster than it could be read; \
                         the same command reads them again",
                    ));
                }
                None => return Ok(()),
            }
            if self.unacknowledged >= ACK_EVERY {
                self.settle(out).await?;
            }
        }
    }

    /// Flushes the output, then acknowledges it.
    async fn settle(&mut self, out: &mut Out) -> Outcome {
        out.flush()?;
        self.feed.ack().await?;
        self.unacknowledged = 0;
        Ok(())
    }
}

fn line(change: &Change<Raw<Application>>) -> Result<String, Failure> {
    let what: Option<Vec<&str>> = match change {
        Change::Updated { what, .. } => Some(what.iter().map(|aspect| aspect.as_str()).collect()),
        _ => None,
    };
    #[derive(serde::Serialize)]
    struct Line<'a> {
        change: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        what: Option<Vec<&'a str>>,
        application: &'a Raw<Application>,
    }
    let kind = if what.is_some() { "updated" } else { "created" };
    format::json(&Line { change: kind, what, application: change.application() })
}
