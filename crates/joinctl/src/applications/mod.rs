//! `joinctl applications`: list, get, find, export, create.

mod checkpoint;
mod create;
mod export;
mod files;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use join_sdk::types::{ApplicationId, HiringState, JobId};
use join_sdk::{ApplicationFilter, Join, List};

use crate::interrupt::{NOTHING_WRITTEN, or_interrupted};
use crate::out::Out;
use crate::{Failure, Outcome, account, listing};

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

/// What applications are narrowed to.
#[derive(Args)]
pub(crate) struct Filters {
    /// Only applications to the job with this number.
    #[arg(long, value_name = "ID")]
    job: Option<i64>,
    /// Only applications to the job with this key of the company.
    #[arg(long, value_name = "KEY")]
    job_external_id: Option<String>,
    /// Only applications in this hiring state, such as HIRED.
    #[arg(long)]
    state: Option<String>,
    /// Only applications changed at this time or later, RFC 3339 with zone.
    #[arg(long, value_name = "TIME")]
    updated_since: Option<Timestamp>,
}

impl Filters {
    pub(crate) fn list(&self, join: &Join) -> List<ApplicationFilter> {
        let mut list = join.applications().list();
        if let Some(id) = self.job {
            list = list.job(JobId(id));
        }
        if let Some(key) = &self.job_external_id {
            list = list.job_external_id(key);
        }
        if let Some(state) = &self.state {
            list = list.hiring_state(HiringState::from(state.as_str()));
        }
        if let Some(time) = self.updated_since {
            list = list.updated_since(time);
        }
        list
    }
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
