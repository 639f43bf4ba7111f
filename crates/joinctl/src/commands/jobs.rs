//! `joinctl jobs`: list, get, create, status.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use join_sdk::types::{
    CategoryId, Currency, CvRequirement, EmploymentTypeId, Job, JobId, JobStatus, NewSalary, OfficeId,
    RemoteType, SalaryFrequency, SeniorityLevelId, WorkplaceType,
};
use join_sdk::{Join, NewJob, resources::CatalogCache};
use serde_json::json;

use super::completions::ids;
use crate::arguments::{two_letters, word, words};
use crate::consent::Consent;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::listing;
use crate::output::out::{self, Out};
use crate::{account, interrupt};

/// The commands for jobs.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List jobs.
    #[command(after_help = "Example:\n  joinctl jobs list --status ONLINE --all")]
    List(ListOptions),
    /// Show one job.
    #[command(after_help = "Example:\n  joinctl jobs get 7 --output json")]
    Get {
        /// Job id.
        #[arg(add = ids::jobs())]
        id: i64,
        #[command(flatten)]
        output: listing::Output<Job>,
    },
    /// Create a job, offline unless --publish is given. Offline and online jobs both use a slot of the plan.
    #[command(
        override_usage = "joinctl jobs create [OPTIONS] --title <TITLE> --description <FILE>\n           --category <CATEGORY> --employment-type <EMPLOYMENT_TYPE>\n           --office <OFFICE> --language <CODE>"
    )]
    #[command(
        after_help = "Example:\n  joinctl jobs create --title Welder --description ad.html --language de \\\n        --category 12 --employment-type full-time --office CH/Zürich --yes"
    )]
    Create(Box<CreateOptions>),
    /// Change the status of a job. ONLINE and OFFLINE both use a slot of the plan; only ARCHIVED frees it.
    /// Leaving ONLINE cancels paid ads at once. ARCHIVED makes the job's applications view-only.
    #[command(after_help = "Example:\n  joinctl jobs status 7 OFFLINE --yes")]
    Status {
        /// Job id.
        #[arg(add = ids::jobs())]
        id: i64,
        /// ONLINE, OFFLINE or ARCHIVED.
        #[arg(value_parser = ["ONLINE", "OFFLINE", "ARCHIVED"], ignore_case = true)]
        status: String,
        #[command(flatten)]
        consent: Consent,
    },
}

#[derive(Args)]
pub(crate) struct ListOptions {
    /// Only jobs with this status. Defaults to JOIN's choice.
    #[arg(long, value_parser = word(JobStatus::KNOWN), add = words(JobStatus::KNOWN))]
    status: Option<String>,
    /// Include the descriptions.
    #[arg(long)]
    descriptions: bool,
    #[command(flatten)]
    list: listing::Options<Job>,
}

#[derive(Args)]
pub(crate) struct CreateOptions {
    /// Title of the job.
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
    #[arg(long, value_name = "CODE", value_parser = two_letters)]
    language: String,
    /// Publish the job at once, also to the job boards.
    #[arg(long)]
    publish: bool,
    /// Your own key for the job.
    #[arg(long, value_name = "KEY")]
    external_id: Option<String>,
    /// Where the work is done: ONSITE, HYBRID or REMOTE.
    #[arg(long, value_name = "TYPE", value_parser = word(WorkplaceType::KNOWN), add = words(WorkplaceType::KNOWN))]
    workplace: Option<String>,
    /// From where a remote job may be done: COUNTRY or ANYWHERE.
    #[arg(long, value_name = "TYPE", value_parser = word(RemoteType::KNOWN), add = words(RemoteType::KNOWN))]
    remote: Option<String>,
    /// Seniority level: id, short name or name.
    #[arg(long)]
    seniority: Option<String>,
    /// Whether applicants have to send a CV: REQUIRED, OPTIONAL or OFF.
    #[arg(long, value_parser = word(CvRequirement::KNOWN), add = words(CvRequirement::KNOWN))]
    cv: Option<String>,
    #[command(flatten)]
    salary: SalaryOptions,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Args)]
struct SalaryOptions {
    /// Lower end of the salary, in major units, such as 15.50.
    #[arg(long, value_name = "AMOUNT", requires = "salary_currency")]
    salary_from: Option<String>,
    /// Upper end of the salary, in major units.
    #[arg(long, value_name = "AMOUNT", requires = "salary_currency")]
    salary_to: Option<String>,
    /// Currency of the salary: EUR, CHF, USD or GBP.
    #[arg(long, value_name = "CODE", requires = "salary_frequency", value_parser = word(Currency::KNOWN), add = words(Currency::KNOWN))]
    salary_currency: Option<String>,
    /// Period of the salary: PER_HOUR, PER_DAY, PER_WEEK, PER_MONTH or PER_YEAR.
    #[arg(long, value_name = "PERIOD", requires = "salary_currency", value_parser = word(SalaryFrequency::KNOWN), add = words(SalaryFrequency::KNOWN))]
    salary_frequency: Option<String>,
    /// Print the salary on the public job ad.
    #[arg(long, requires = "salary_currency")]
    show_salary: bool,
}

impl SalaryOptions {
    fn salary(&self) -> Result<Option<NewSalary>, Failure> {
        let (Some(currency), Some(frequency)) = (&self.salary_currency, &self.salary_frequency) else {
            return Ok(None);
        };
        let unreadable = |_| Failure::usage("an amount of the salary must be a number, such as 15.50");
        Ok(Some(NewSalary {
            from: self.salary_from.as_deref().map(str::parse).transpose().map_err(unreadable)?,
            to: self.salary_to.as_deref().map(str::parse).transpose().map_err(unreadable)?,
            currency: Currency::from(currency.as_str()),
            frequency: SalaryFrequency::from(frequency.as_str()),
            is_shown_on_job_ad: self.show_salary,
        }))
    }
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
            let read = join.jobs().get(JobId(id)).with_text().response().await;
            let read = or_known(&join, id, read).await?;
            listing::write_read(read, &output, out).map(drop)
        }
        Command::Create(options) => create(&join, *options, out).await,
        Command::Status { id, status, consent } => {
            change_status(&join, (id, &status.to_uppercase()), consent, out).await
        }
    }
}

async fn change_status(join: &Join, wanted: (i64, &str), consent: Consent, out: &mut Out) -> Outcome {
    let (id, status) = wanted;
    if !consent.is_yes() {
        let job = or_known(join, id, join.jobs().get(JobId(id)).await).await?;
        let now = job.status.as_ref().map(ToString::to_string);
        let from = now.as_deref().unwrap_or("unknown");
        let effect = effect_of(from, status);
        let title = job.title.as_deref().unwrap_or("(no title)");
        let plan = format!("Job {id} “{title}”: {from} → {status}. {effect}");
        let shown = json!({ "id": id, "from": now, "status": status, "effect": effect, "changed": false });
        if from == status {
            out::report("nothing to change");
            return out.json(&shown);
        }
        if !consent.agreed(&plan, &shown, out).await? {
            return consent.withheld();
        }
    }
    let changed = join.jobs().change_status(JobId(id), JobStatus::from(status));
    interrupt::written(changed, format_args!("joinctl jobs get {id}")).await?;
    out.written_json(&json!({ "id": id, "status": status }))
}

/// Adds to an unknown id the ones that resemble it, of the first page of jobs.
async fn or_known<T>(join: &Join, id: i64, read: join_sdk::Result<T>) -> Result<T, Failure> {
    let mut failure = match read {
        Ok(read) => return Ok(read),
        Err(error) => Failure::from(error),
    };
    if failure.code == ExitCode::NotFound {
        let page = join.jobs().list().page(1).await.ok();
        let ids =
            page.into_iter().flat_map(|page| page.rows).filter_map(|row| Some(row.ok()?.id.to_string()));
        let wanted = id.to_string();
        let near: Vec<String> =
            ids.filter(|id| strsim::damerau_levenshtein(id, &wanted) == 1).take(3).collect();
        failure.message += &match near.is_empty() {
            true => "; joinctl jobs list --all shows the ids".to_owned(),
            false => format!("; did you mean {}?", near.join(" or ")),
        };
    }
    Err(failure)
}

/// What a change of the status does in JOIN.
fn effect_of(from: &str, status: &str) -> &'static str {
    match (from, status) {
        ("ONLINE", "ARCHIVED") => {
            "Takes the ad off, cancels paid ads at once, frees the slot of the plan, and makes the applications view-only."
        }
        ("ONLINE", _) => "Takes the ad off and cancels paid ads at once. The job keeps its slot of the plan.",
        (_, "ARCHIVED") => "Frees the slot of the plan, and makes the applications view-only.",
        (_, "ONLINE") => "Publishes the ad, also on job boards. The job uses a slot of the plan.",
        _ => "The job uses a slot of the plan.",
    }
}

async fn create(join: &Join, options: CreateOptions, out: &mut Out) -> Outcome {
    let description = tokio::fs::read_to_string(&options.description).await.map_err(|error| Failure {
        message: format!("the description can't be read: {error}"),
        code: ExitCode::Usage,
    })?;
    let catalog = join.catalog().cached(Duration::from_secs(60));
    let salary = options.salary.salary()?;
    let category = category(&catalog, &options.category).await?;
    let employment_type = employment_type(&catalog, &options.employment_type).await?;
    let office = office(&catalog, &options.office).await?;
    let shown = json!({
        "title": options.title, "category": category, "employment_type": employment_type, "office": office,
        "language": options.language, "external_id": options.external_id, "published": options.publish,
        "uses_a_slot_of_the_plan": true, "created": false,
    });
    let plan = format!(
        "Create the job “{}”, {}. It uses a slot of the plan.",
        options.title,
        if options.publish { "and publish it at once, also on job boards" } else { "offline" }
    );
    let mut job = NewJob::builder(options.title, description)?
        .category(category)
        .employment_type(employment_type)
        .office(office)
        .language(options.language)?;
    if let Some(key) = options.external_id {
        job = job.external_id(key)?;
    }
    if let Some(kind) = options.workplace {
        job = job.workplace(WorkplaceType::from(kind.as_str()));
    }
    if let Some(kind) = options.remote {
        job = job.remote(RemoteType::from(kind.as_str()));
    }
    if let Some(wanted) = options.seniority {
        job = job.seniority(seniority(&catalog, &wanted).await?);
    }
    if let Some(requirement) = options.cv {
        job = job.cv(CvRequirement::from(requirement.as_str()));
    }
    if let Some(salary) = salary {
        job = job.salary(salary)?;
    }
    let job = if options.publish { job.publish() } else { job }.build()?;
    if !options.consent.agreed(&plan, &shown, out).await? {
        return options.consent.withheld();
    }
    let status = if options.publish { "ONLINE" } else { "OFFLINE" };
    let look = format_args!("joinctl jobs list --status {status} --all").to_string();
    let created = interrupt::written(join.jobs().create(&job), look).await?;
    out.written_json(&json!({ "id": created.id, "published": options.publish }))
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

async fn seniority(catalog: &CatalogCache, wanted: &str) -> Result<SeniorityLevelId, Failure> {
    if let Ok(id) = wanted.parse() {
        return Ok(SeniorityLevelId(id));
    }
    let found = catalog.seniority_level(wanted).await?;
    found
        .map(|one| one.id)
        .ok_or_else(|| unknown("seniority level", wanted, "joinctl catalog seniority-levels"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plan_of_a_status_names_what_it_costs() {
        for (from, status, effect) in [
            ("ONLINE", "OFFLINE", "cancels paid ads at once. The job keeps its slot"),
            ("ONLINE", "ARCHIVED", "cancels paid ads at once, frees the slot"),
            ("OFFLINE", "ARCHIVED", "applications view-only"),
            ("ARCHIVED", "ONLINE", "Publishes the ad, also on job boards. The job uses a slot"),
            ("ARCHIVED", "OFFLINE", "uses a slot"),
        ] {
            assert!(effect_of(from, status).contains(effect), "{from} {status}");
        }
    }
}
