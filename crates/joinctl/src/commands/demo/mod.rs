//! `joinctl demo`: an identity check reads a hiring context, decides, writes the outcome back and reads it again.

mod report;
mod steps;

use std::time::Duration;

use clap::Args;
use join_sandbox::JoinSandbox;
use join_sdk::Join;
use secrecy::SecretString;

use crate::account;
use crate::consent::Consent;
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;
use crate::text::counted;

/// How long the demo looks for an application whose response was lost. Nobody waits two minutes for a demo.
const CREATE_SETTLE: Duration = Duration::from_secs(5);

const USER_AGENT: &str = "joinctl-demo";

/// What the demo does.
const PLAN: &str = "The demo creates an application (JOIN may then e-mail the candidate), changes the tags of a \
                    candidate, and adds a note.";

/// Where the demo runs: in this process, unless --base-url or --profile names an account.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    consent: Consent,
}

/// Runs the demo. It succeeds only if every value reads back as written.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let (join, sandbox) = match runs_on_account() {
        true => {
            let join = account_of(options.consent).await?;
            if !options.consent.given(PLAN).await? {
                writeln!(out, "{PLAN}")?;
                return options.consent.withheld();
            }
            (join, None)
        }
        false if options.consent.is_dry_run() => {
            writeln!(out, "{PLAN}")?;
            return options.consent.withheld();
        }
        false if options.consent.is_yes() => {
            return Err(Failure::usage("--yes is for an account: name one with --profile or --base-url"));
        }
        false => {
            let sandbox = JoinSandbox::start().await?;
            let builder = account::client(&SecretString::from(sandbox.token()), sandbox.base_url())?;
            let join =
                account::recorded(builder).await?.user_agent(USER_AGENT).settle(CREATE_SETTLE).build()?;
            let url = sandbox.base_url();
            writeln!(out, "A sandbox that stands in for JOIN runs in this process, at {url}.")?;
            (join, Some(sandbox))
        }
    };
    let context = steps::read_context(&join, out).await?;
    let written = steps::write_outcome(&join, out, &context).await?;
    let report = steps::read_back(&join, out, sandbox.as_ref(), &context, &written).await?;
    writeln!(out, "\nWhat changed in JOIN, as read back:\n{}", report.table())?;
    match report.failures() {
        0 => writeln!(out, "\nEverything that was read back is what was meant."),
        failures => Err(Failure::new(format!(
            "{} not read back as meant",
            counted(failures as u64, "change was", "changes were")
        ))),
    }
}

/// The environment alone does not send the demo to an account: it may be set for other commands.
fn runs_on_account() -> bool {
    let flags = account::flags();
    flags.base_url.is_some() || flags.profile.is_some()
}

async fn account_of(consent: Consent) -> Result<Join, Failure> {
    if !consent.is_dry_run() {
        account::check_writes().await?;
    }
    Ok(account::builder().await?.user_agent(USER_AGENT).settle(CREATE_SETTLE).build()?)
}
