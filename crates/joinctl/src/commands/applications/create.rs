//! `joinctl applications create` and `find`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use join_sdk::types::{Application, ApplicationSource, DocumentType, JobId};
use join_sdk::{Document, Join, NewApplication, RequestOptions};
use serde_json::json;

use crate::account::{self, AttributionArgs, Location};
use crate::arguments::{word, words};
use crate::commands::completions::ids;
use crate::consent::Consent;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt;
use crate::output::listing::{self, Output};
use crate::output::out::{self, Out};
use crate::text::counted;

#[derive(Args)]
pub(crate) struct CreateOptions {
    /// Job id.
    #[arg(long, value_name = "ID", add = ids::jobs())]
    job: i64,
    /// First name.
    #[arg(long)]
    first_name: String,
    /// Last name.
    #[arg(long)]
    last_name: String,
    /// E-mail address.
    #[arg(long)]
    email: String,
    /// Phone number, beginning with +
    #[arg(long)]
    phone: Option<String>,
    /// Source of the application, such as REFERRALS.
    #[arg(long, value_parser = word(ApplicationSource::KNOWN), add = words(ApplicationSource::KNOWN))]
    source: Option<String>,
    /// Idempotency key, also used by find. With it, a request whose response was lost is looked for and not sent again.
    #[arg(long, value_name = "KEY")]
    external_id: Option<String>,
    /// Document to attach, such as CV=cv.pdf
    #[arg(long, value_name = "TYPE=FILE")]
    document: Vec<String>,
    /// Check first whether an application with the external id exists.
    #[arg(long, requires = "external_id")]
    ensure: bool,
    /// Journal that records each attempt, a file or db:NAME in the shared state.
    /// A later run with it waits for a request of this run that may still arrive.
    #[arg(long, value_name = "JOURNAL", requires = "external_id", value_parser = Location::parser(),
        value_hint = ValueHint::AnyPath)]
    journal: Option<Location>,
    /// Seconds in which a request without a response may still arrive. The
    /// application is looked for meanwhile, and nothing is sent again.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, requires = "external_id",
        value_parser = clap::value_parser!(u64).range(0..=86_400))]
    settle: u64,
    /// Send again what was not found after these seconds. A request that arrives
    /// later still leaves two applications.
    #[arg(long, requires = "external_id")]
    resend: bool,
    #[command(flatten)]
    attribution: AttributionArgs,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Args)]
pub(crate) struct FindOptions {
    /// Job id.
    #[arg(long, value_name = "ID", add = ids::jobs())]
    job: i64,
    /// External id given at creation.
    #[arg(long, value_name = "KEY")]
    external_id: String,
    #[command(flatten)]
    output: Output<Application>,
}

pub(crate) async fn create(join: &Join, options: CreateOptions, out: &mut Out) -> Outcome {
    let new = made(&options).await?;
    if !options.consent.is_yes() {
        let plan = format!(
            "Create an application of {} {}, {}, for job {}{}.\nJOIN may then e-mail the candidate.",
            options.first_name,
            options.last_name,
            options.email,
            options.job,
            match options.document.len() {
                0 => String::new(),
                count => format!(", with {}", counted(count as u64, "document", "documents")),
            }
        );
        let shown = json!({
            "job": options.job,
            "first_name": options.first_name,
            "last_name": options.last_name,
            "email": options.email,
            "phone": options.phone,
            "source": options.source,
            "external_id": options.external_id,
            "documents": options.document,
            "may_email_candidate": true,
            "created": false,
        });
        if !options.consent.agreed(&plan, &shown, out).await? {
            out::report("JOIN may e-mail the candidate once the application is created");
            return options.consent.withheld();
        }
    }
    let journalled = match &options.journal {
        Some(journal) => Some(account::connect_with(journal.journal().await?).await?),
        None => None,
    };
    let settle = Duration::from_secs(options.settle);
    // The time to look comes on top of the usual time of a call.
    let patient = RequestOptions::new()
        .settle(settle)
        .call_timeout(settle + Duration::from_secs(120))
        .resend_after_settle(options.resend);
    let join = options.attribution.writes(journalled.as_ref().unwrap_or(join)).with_options(patient);
    let applications = join.applications();
    let made = async {
        if options.ensure { applications.ensure(&new).await } else { applications.create(&new).await }
    };
    let creation = interrupt::written(made, find_command(&options)).await?;
    let shown = json!({
        "candidate": creation.candidate(),
        "application": creation.application(),
        "created": creation.was_created(),
    });
    match creation.was_created() {
        true => out.written_json(&shown),
        false => out.json(&shown),
    }
}

/// Returns the command that shows whether the application exists.
fn find_command(options: &CreateOptions) -> String {
    let job = options.job;
    match &options.external_id {
        Some(key) => {
            format!("joinctl applications find --job {job} --external-id {}", interrupt::quoted(key))
        }
        None => format!("joinctl applications list --job {job} --all"),
    }
}

async fn made(options: &CreateOptions) -> Result<NewApplication, Failure> {
    let (first, last) = (options.first_name.as_str(), options.last_name.as_str());
    let mut new = NewApplication::new(JobId(options.job), first, last, options.email.as_str())?;
    if let Some(phone) = &options.phone {
        new = new.phone(phone)?;
    }
    if let Some(source) = &options.source {
        new = new.source(ApplicationSource::from(source.as_str()));
    }
    if let Some(key) = &options.external_id {
        new = new.external_id(key)?;
    }
    for document in &options.document {
        let (kind, path) = document
            .split_once('=')
            .ok_or_else(|| Failure::usage("--document is TYPE=FILE, such as CV=cv.pdf"))?;
        let kind =
            word(DocumentType::KNOWN)(kind).map_err(|why| Failure::usage(format!("--document: {why}")))?;
        let kind = DocumentType::from(kind.as_str());
        new = new.document(Document::from_path(kind, PathBuf::from(path)).await?);
    }
    Ok(new)
}

pub(crate) async fn find(join: &Join, options: FindOptions, out: &mut Out) -> Outcome {
    let found = join.applications().find_with_text(JobId(options.job), &options.external_id).await?;
    match found {
        Some(application) => listing::write_one(&application, &options.output, out),
        None => Err(Failure {
            message: "no application of the job has this external id; all were checked".to_owned(),
            code: ExitCode::NotFound,
        }),
    }
}
