//! `joinctl applications`: list, get, find, export, create.

mod checkpoint;
mod create;
mod export;
mod files;
mod filters;
mod output_file;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use join_sdk::Join;
use join_sdk::types::{Application, ApplicationId};

pub(crate) use filters::Filters;

use crate::account;
use crate::exit::{Failure, Outcome};
use crate::interrupt::{NOTHING_WRITTEN, or_interrupted};
use crate::output::listing;
use crate::output::out::Out;
use crate::text::counted;

/// The commands for applications.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List applications, newest first.
    #[command(after_help = "Example:\n  joinctl applications list --job 7 --all --output csv --bom")]
    List(ListOptions),
    /// Show one application.
    #[command(after_help = "Example:\n  joinctl applications get 9 --attachments files")]
    Get(GetOptions),
    /// Show the application of a job with an external id. Reads all applications of the job.
    #[command(after_help = "Example:\n  joinctl applications find --job 7 --external-id inq_1")]
    Find(create::FindOptions),
    /// Create an application; an external id prevents duplicates. JOIN may e-mail the candidate.
    #[command(
        override_usage = "joinctl applications create [OPTIONS] --job <ID> --email <EMAIL>\n           --first-name <FIRST_NAME> --last-name <LAST_NAME>"
    )]
    #[command(
        after_help = "Example:\n  joinctl applications create --job 7 --first-name Ada --last-name Byron \\\n        --email ada@example.com --external-id inq_1 --document CV=cv.pdf --yes"
    )]
    Create(create::CreateOptions),
    /// Write all applications to a file. A repeated run resumes after an interrupt or a crash.
    #[command(
        after_help = "Example:\n  joinctl applications export --to applications.csv --format csv --bom"
    )]
    Export(export::Options),
}

#[derive(Args)]
pub(crate) struct ListOptions {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    list: listing::Options<Application>,
}

#[derive(Args)]
pub(crate) struct GetOptions {
    /// Application id.
    id: i64,
    /// Download the files to DIR/APPLICATION_ID. Existing files are skipped.
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
    #[command(flatten)]
    redirected: files::Redirected,
    #[command(flatten)]
    output: listing::Output<Application>,
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
    let application = listing::write_read(read, &options.output, out)?;
    let Some(folder) = options.attachments else { return Ok(()) };
    match files::download_all(join, &application.value, &folder, options.redirected).await {
        0 => Ok(()),
        failed => Err(Failure::new(format!("{} could not be downloaded", counted(failed, "file", "files")))),
    }
}
