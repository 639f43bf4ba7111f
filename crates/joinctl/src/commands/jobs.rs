//! `joinctl jobs`: list, get, create, status.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use join_sdk::types::{CategoryId, EmploymentTypeId, JobId, JobStatus, OfficeId};
use join_sdk::{Join, NewJob, resources::CatalogCache};

use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::listing;
use crate::output::out::Out;
use crate::{account, interrupt};

/// The commands for jobs.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List jobs.
    List(ListOptions),
    /// Show one job.
    Get {
        /// Job id.
        id: i64,
        #[command(flatten)]
        output: listing::Output,
    },
    /// Create a job, offline unless --publish is given.
    Create(CreateOptions),
    /// Change the status of a job. ONLINE uses a slot of the plan. Leaving ONLINE cancels paid ads at once.
    /// ARCHIVED makes the job's applications view-only.
    Status {
        /// Job id.
        id: i64,
        /// ONLINE, OFFLINE or ARCHIVED.
        #[arg(value_parser = ["ONLINE", "OFFLINE", "ARCHIVED"])]
        status: String,
    },
}

#[derive(Args)]
pub(crate) struct ListOptions {
    /// Only jobs with this status. Defaults to JOIN's choice.
    #[arg(long)]
    status: Option<String>,
    /// Include the descriptions.
    #[arg(long)]
    descriptions: bool,
    #[command(flatten)]
    list: listing::Options,
}

#[derive(Args)]
pub(crate) struct CreateOptions {
    #[arg(long)]
    title: String,
    /// File with the description in HTML.
    #[arg(long, value_name = "FILE")]
    description: PathBuf,
    /// Sub-category: id, short name or name.
    #[arg(long)]
    category: String,
    /// Employment type: id, short name or name.
    #[arg(long)]
    employment_type: String,
    /// Office: id, or country and city, such as CH/Zürich.
    #[arg(long)]
    office: String,
    /// Language of the ad, ISO 639-1.
    #[arg(long)]
    language: String,
    /// Publish the job at once, also to the job boards.
    #[arg(long)]
    publish: bool,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    match command {
        Command::List(options) => {
            let mut list = join.jobs().list();
            if let Some(status) = &options.status {
                list = list.status(JobStatus::from(status.as_str()));
            }
            if options.descriptions {
                list = list.with_description();
            }
            listing::list(list, &options.list, out).await
        }
        Command::Get { id, output } => {
            let read = join.jobs().get(JobId(id)).with_text().response().await?;
            listing::write_read(read, output.format(), out).map(drop)
        }
        Command::Create(options) => create(&join, options, out).await,
        Command::Status { id, status } => {
            let changed = join.jobs().change_status(JobId(id), JobStatus::from(status.as_str()));
            interrupt::written(changed, format_args!("joinctl jobs get {id}")).await?;
            writeln!(out, "{}", serde_json::json!({ "id": id, "status": status }))
        }
    }
}

async fn create(join: &Join, options: CreateOptions, out: &mut Out) -> Outcome {
    let description = tokio::fs::read_to_string(&options.description).await.map_err(|error| Failure {
        message: format!("the description can't be read: {error}"),
        code: ExitCode::Usage,
    })?;
    let catalog = join.catalog().cached(Duration::from_secs(60));
    let job = NewJob::builder(options.title, description)?
        .category(category(&catalog, &options.category).await?)
        .employment_type(employment_type(&catalog, &options.employment_type).await?)
        .office(office(&catalog, &options.office).await?)
        .language(options.language)?;
    let job = if options.publish { job.publish() } else { job }.build()?;
    let status = if options.publish { "ONLINE" } else { "OFFLINE" };
    let look = format_args!("joinctl jobs list --status {status} --all").to_string();
    let created = interrupt::written(join.jobs().create(&job), look).await?;
    writeln!(out, "{}", serde_json::json!({ "id": created.id, "published": options.publish }))
}

async fn category(catalog: &CatalogCache, wanted: &str) -> Result<CategoryId, Failure> {
    if let Ok(id) = wanted.parse() {
        return Ok(CategoryId(id));
    }
    match catalog.find_categories(wanted).await?.as_slice() {
        [only] => Ok(only.id),
        [first, ..] if first.is_called(wanted) => Ok(first.id),
        [] => Err(unknown("category", wanted, "joinctl catalog categories")),
        _ => Err(Failure {
            message: format!("{wanted} matches several categories; see joinctl catalog categories {wanted}"),
            code: ExitCode::Usage,
        }),
    }
}

async fn employment_type(catalog: &CatalogCache, wanted: &str) -> Result<EmploymentTypeId, Failure> {
    if let Ok(id) = wanted.parse() {
        return Ok(EmploymentTypeId(id));
    }
    let found = catalog.employment_type(wanted).await?;
    found
        .map(|one| one.id)
        .ok_or_else(|| unknown("employment type", wanted, "joinctl catalog employment-types"))
}

async fn office(catalog: &CatalogCache, wanted: &str) -> Result<OfficeId, Failure> {
    if let Ok(id) = wanted.parse() {
        return Ok(OfficeId(id));
    }
    let (country, city) = wanted.split_once('/').ok_or_else(|| Failure {
        message: "--office takes an id, or a country and a city such as CH/Zürich".to_owned(),
        code: ExitCode::Usage,
    })?;
    let found = catalog.office(country, city).await?;
    found.map(|one| one.id).ok_or_else(|| unknown("office", wanted, "joinctl offices list"))
}

fn unknown(what: &str, wanted: &str, look: &str) -> Failure {
    Failure { message: format!("{what} {wanted} not found; see {look}"), code: ExitCode::NotFound }
}
