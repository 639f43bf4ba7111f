//! `joinctl candidates`: list, get. No way is known to read a candidate alone, so they come from applications.

use std::collections::BTreeMap;

use clap::Subcommand;
use join_sdk::types::{Application, ApplicationId, Candidate, CandidateId};
use join_sdk::{Join, Raw};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::applications::Filters;
use crate::account;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::listing::{self, Output};
use crate::output::out::{self, Out};
use crate::output::row::Row;
use crate::text::explained::explained;

/// The commands for candidates.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List each candidate once, with the applications. Reads all applications that match.
    #[command(after_help = "Example:\n  joinctl candidates list --job 7 --output csv")]
    List {
        #[command(flatten)]
        filters: Filters,
        #[command(flatten)]
        output: Output<Seen>,
    },
    /// Show the candidate of an application.
    #[command(after_help = "Example:\n  joinctl candidates get 9")]
    Get {
        /// Id of an application of the candidate: JOIN shows candidates only there.
        application: i64,
        #[command(flatten)]
        output: Output<Seen>,
    },
}

/// A candidate with JOIN's own text, and the applications that were read.
#[derive(Serialize)]
pub(crate) struct Seen {
    candidate: Box<RawValue>,
    applications: Vec<ApplicationId>,
    #[serde(skip)]
    value: Candidate,
}

impl Row for Seen {
    const COLUMNS: &'static [&'static str] =
        &["id", "first_name", "last_name", "email", "phone", "country", "tags", "applications", "page"];
    const DISPENSABLE: &'static [&'static str] =
        &["country", "phone", "page", "applications", "tags", "email"];
    const PATHS: &'static [(&'static str, &'static str)] = &[
        ("id", "candidate.id"),
        ("first_name", "candidate.firstName"),
        ("last_name", "candidate.lastName"),
        ("email", "candidate.email"),
        ("phone", "candidate.phoneNumber"),
        ("country", "candidate.country.iso3166"),
        ("tags", "candidate.tags"),
    ];
    const FIELDS: &'static [&'static str] = &["candidate"];

    fn cells(&self) -> Vec<String> {
        let person = &self.value;
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let tags = person.tags.as_set().unwrap_or_default();
        let tags: Vec<&str> = tags.iter().map(|tag| tag.as_str()).collect();
        let applications: Vec<String> = self.applications.iter().map(ToString::to_string).collect();
        vec![
            person.id.to_string(),
            text(person.first_name.as_ref().map(|name| name.as_str())),
            text(person.last_name.as_ref().map(|name| name.as_str())),
            text(person.email.as_ref().map(|email| email.as_str())),
            text(person.phone_number.as_ref().map(|phone| phone.as_str())),
            text(
                person
                    .country
                    .as_ref()
                    .and_then(|country| country.iso3166.as_ref())
                    .map(|code| code.as_str()),
            ),
            tags.join("; "),
            applications.join("; "),
            person.id.page(),
        ]
    }
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let join = account::connect().await?;
    match command {
        Command::List { filters, output } => list(&join, &filters, &output, out).await,
        Command::Get { application, output } => {
            let read = join.applications().get(ApplicationId(application)).with_text().await?;
            let missing = || Failure::with(ExitCode::NotFound, "JOIN shows no candidate in this application");
            listing::write_one(&seen(&read)?.ok_or_else(missing)?, &output, out)
        }
    }
}

async fn list(join: &Join, filters: &Filters, output: &Output<Seen>, out: &mut Out) -> Outcome {
    let mut rows = filters.list(join).with_text().rows();
    let (mut order, mut found, mut unreadable) = (Vec::new(), BTreeMap::<CandidateId, Seen>::new(), 0);
    while let Some(row) = rows.next().await {
        let row = match row {
            Ok(row) => row,
            Err(error) if error.row().is_some() => {
                unreadable += 1;
                out::report(&format!("skipped: {}", explained(&error)));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let Some(seen) = seen(&row)? else { continue };
        match found.get_mut(&seen.value.id) {
            Some(known) => known.applications.push(row.value.id),
            None => {
                order.push(seen.value.id);
                found.insert(seen.value.id, seen);
            }
        }
    }
    let rows: Vec<Seen> = order.iter().filter_map(|id| found.remove(id)).collect();
    listing::write_all(&rows, output, out)?;
    listing::all_readable(unreadable)
}

/// Takes the candidate out of the text of an application.
fn seen(application: &Raw<Application>) -> Result<Option<Seen>, Failure> {
    #[derive(Deserialize)]
    struct Shell {
        candidate: Option<Box<RawValue>>,
    }
    let shell: Shell = serde_json::from_str(&application.text)
        .map_err(|_| Failure::new("the candidate of an application can't be read"))?;
    let pair = shell.candidate.zip(application.value.candidate.clone());
    Ok(pair.map(|(candidate, value)| Seen { candidate, applications: vec![application.value.id], value }))
}
