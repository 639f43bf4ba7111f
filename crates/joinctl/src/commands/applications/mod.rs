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

/// What to do with applications.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List applications, newest first.
    List(ListOptions),
    /// Show one application.
    Get(GetOptions),
    /// Show the application of a job that was created with an external id. All of the job's are looked at.
    Find(create::FindOptions),
    /// Create an application; with an external id once, although answers get lost. Nothing is sent unless --yes is given.
    Create(create::CreateOptions),
    /// Write all applications to a file. Interrupted or killed, it goes on where it was when it is run again.
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
    /// Number of the application.
    id: i64,
    /// Download its files into a folder of its number under this one, unless they are there.
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
    let application = join.applications().get(ApplicationId(options.id)).await?;
    listing::write_one(&application, options.output.format(), out)?;
    let Some(folder) = options.attachments else { return Ok(()) };
    match files::download_all(join, &application, &folder).await {
        0 => Ok(()),
        failed => Err(Failure::new(format!("{failed} files could not be downloaded"))),
    }
}
