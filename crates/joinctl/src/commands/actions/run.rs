//! `joinctl actions run`: one action, JSON in and JSON out.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use join_actions::{Action, ActionError, Actions};
use serde_json::Value;

use super::input::{self, MapError};
use super::named::{action, names};
use super::shown;
use crate::account::{self, Location};
use crate::consent::Consent;
use crate::exit::{Failure, Outcome};
use crate::interrupt;
use crate::output::out::Out;

pub(super) const EXAMPLES: &str = "Examples:
  joinctl actions run list_jobs --input jobs.json
  joinctl actions run create_application --input new.json --dry-run
  joinctl actions run create_application --input event.json --map map.json --yes
  echo '{\"job_id\": 7}' | joinctl actions run retrieve_job --input -";

#[derive(Args)]
pub(crate) struct Options {
    /// Name of the action.
    #[arg(value_parser = names())]
    name: String,
    /// JSON file with the input, or with the source of the mapping; - for standard input.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Field mapping, which fills the input from the source.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Journal, a file or db:NAME in the shared state: a note with a key is written once by all runs with the same journal.
    #[arg(long, value_name = "JOURNAL", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    journal: Option<Location>,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(options: Options, out: &mut Out) -> Outcome {
    let action = action(&options.name)?;
    let input = match read(action, &options).await? {
        Ok(input) => input,
        Err(error) => return shown::failed(&error, out),
    };
    if let Err(error) = action.check(&input) {
        return shown::failed(&error, out);
    }
    if action.is_write() && !options.consent.is_dry_run() {
        account::check_writes().await?;
    }
    let join = match &options.journal {
        Some(journal) => account::connect_with(journal.journal().await?).await?,
        None => account::connect().await?,
    };
    let actions = Actions::new(join);
    match action.is_write() {
        true => write(&actions, action, &input, options.consent, out).await,
        false if options.consent.is_dry_run() => finished(actions.plan(action.name(), &input).await, out),
        false => finished(actions.run(action.name(), &input).await, out),
    }
}

fn finished(done: Result<Value, ActionError>, out: &mut Out) -> Outcome {
    match done {
        Ok(value) => shown::result(&value, out),
        Err(error) => shown::failed(&error, out),
    }
}

async fn read(action: Action, options: &Options) -> Result<Result<Value, Box<ActionError>>, Failure> {
    let read = input::json(&options.input, "the input").await?;
    let Some(map) = &options.map else { return Ok(Ok(read)) };
    match input::mapped(action, &input::json(map, "the mapping").await?, &read) {
        Ok(input) => Ok(Ok(input)),
        Err(MapError::Fields(error)) => Ok(Err(error)),
        Err(MapError::Other(failure)) => Err(failure),
    }
}

async fn write(actions: &Actions, action: Action, input: &Value, consent: Consent, out: &mut Out) -> Outcome {
    if !consent.is_yes() {
        let plan = match actions.plan(action.name(), input).await {
            Ok(plan) => plan,
            Err(error) => return shown::failed(&error, out),
        };
        if !consent.agreed(&format!("{}: {}", action.title(), shown::plan(&plan)), &plan, out).await? {
            return consent.withheld();
        }
    }
    let look = "in JOIN, at the job or the candidate of the input";
    match interrupt::or_unknown(actions.run(action.name(), input), look).await? {
        Ok(done) => {
            let error = done.get("error").filter(|error| !error.is_null());
            let error: Option<ActionError> =
                error.and_then(|error| serde_json::from_value(error.clone()).ok());
            let shown = shown::result(&done, out).and_then(|()| out.flush());
            shown.map_err(|failure| failure.although_written(&done.to_string()))?;
            error.map_or(Ok(()), |error| Err(shown::failure(&error).find_out_by(look)))
        }
        Err(error) => shown::failed(&error, out),
    }
}
