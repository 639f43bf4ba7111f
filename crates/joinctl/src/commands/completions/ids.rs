//! The ids of jobs, read while a shell completes: with a token at hand, in a moment, or not at all.

use std::ffi::OsStr;
use std::time::Duration;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use join_sdk::types::Job;

use crate::account;
use crate::text::shown::excerpt;

/// How long a shell waits for JOIN.
const MOMENT: Duration = Duration::from_millis(1_500);

/// Characters shown of a title.
const MOST_LETTERS: usize = 60;

/// Completes the id of a job, with its title as help.
pub(crate) fn jobs() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let begun = begun.to_string_lossy().into_owned();
        let mut found = read();
        found.retain(|job| job.id.to_string().starts_with(&begun));
        found.into_iter().map(candidate).collect()
    })
}

fn candidate(job: Job) -> CompletionCandidate {
    let title = job.title.map(|title| excerpt(&title, MOST_LETTERS).into());
    CompletionCandidate::new(job.id.to_string()).help(title)
}

/// Returns the first page of the jobs; none if anything is in the way.
fn read() -> Vec<Job> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let read = async {
        let join = account::connect_to_complete().await?;
        let page = join.jobs().list().page(1).await.ok()?;
        Some(page.rows.into_iter().filter_map(Result::ok).collect())
    };
    let within = |runtime: tokio::runtime::Runtime| {
        runtime.block_on(async { tokio::time::timeout(MOMENT, read).await.ok().flatten() })
    };
    runtime.ok().and_then(within).unwrap_or_default()
}
