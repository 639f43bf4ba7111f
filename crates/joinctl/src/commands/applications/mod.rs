//! `joinctl applications`: list, get, find, export, create.

mod checkpoint;
mod create;
mod export;
mod files;
mod filters;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use join_sdk::Join;
use join_sdk::types::ApplicationId;

pub(crate) use filters::Filters;

use crate::account;
use crate::exit::{Failure, Outcome};
use crate::interrupt::{NOTHING_WRITTEN, or_interrupted};
use crate::output::listing;
use crate::output::out::Out;

/// The commands for applications.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List applications, newest first.
    List(ListOptions),
    /// Show one application.
    Get(GetOptions),
    /// Show the application of a job with an external id. Reads all applications of the job.
    Find(create::FindOptions),
    /// Create an application; an external id prevents duplicates. Writes only with --yes.
    Create(create::CreateOptions),
    /// Write all applications to a file. A repeated run resumes after an interrupt or a crash.
    Export(export::Options),
}

#[derive(Args)]
pub(crate) struct ListOptions {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    list: listing::Options,
}

#[derive(Args)]
pub(crate) struct GetOptions {
    /// Application id.
    id: i64,
    /// Download the files to DIR/APPLICATION_ID. Existing files are skipped.
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
    #[command(flatten)]
    output: listing::Output,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    match command {
        Command::List(options) => {
            let listed = listing::list(options.filters.list(&join), &options.list, out);
            or_interrupted(listed, NOTHING_WRITTEN).await
        }
        Command::Get(options) => or_interrupted(get(&join, options, out), NOTHING_WRITTEN).await,
        Command::Find(options) => or_interrupted(create::find(&join, options, out), NOTHING_WRITTEN).await,
        Command::Create(options) => {
            or_interrupted(create::create(&join, options, out), NOTHING_WRITTEN).await
        }
        // It ends what it has begun when it is interrupted.
        Command::Export(options) => export::run(&join, options).await,
    }
}

async fn get(join: &Join, options: GetOptions, out: &mut Out) -> Outcome {
    let read = join.applications().get(ApplicationId(options.id)).with_text().response().await?;
    let application = listing::write_read(read, options.output.format(), out)?;
    let Some(folder) = options.attachments else { return Ok(()) };
    match files::download_all(join, &application.value, &folder).await {
        0 => Ok(()),
        failed => Err(Failure::new(format!("{failed} files could not be downloaded"))),
    }
}
