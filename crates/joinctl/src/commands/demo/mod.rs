//! `joinctl demo`: an identity check reads a hiring context, decides, writes the outcome back and reads it again.

mod report;
mod steps;

use std::time::Duration;

use clap::Args;
use join_sandbox::JoinSandbox;
use join_sdk::Join;
use secrecy::SecretString;

use crate::account;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::out::Out;

/// How long the demo looks for an application whose response was lost. Nobody waits two minutes for a demo.
const CREATE_SETTLE: Duration = Duration::from_secs(5);

const USER_AGENT: &str = "joinctl-demo";

/// Where the demo runs: in this process, unless --base-url or --profile names an account.
#[derive(Args)]
pub(crate) struct Options {
    /// Allow writes to an account that is not on this machine. The demo creates an application, changes tags and adds a
    /// note.
    #[arg(long)]
    yes: bool,
}

/// Runs the demo. It succeeds only if every value reads back as written.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let (join, sandbox) = match runs_on_account() {
        true => (account_of(options.yes).await?, None),
        false if options.yes => {
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
        failures => Err(Failure::new(format!("{failures} of the changes were not read back as meant"))),
    }
}

/// The environment alone does not send the demo to an account: it may be set for other commands.
fn runs_on_account() -> bool {
    let flags = account::flags();
    flags.base_url.is_some() || flags.profile.is_some()
}

async fn account_of(yes: bool) -> Result<Join, Failure> {
    account::check_writes()?;
    let join = account::builder().await?.user_agent(USER_AGENT).settle(CREATE_SETTLE).build()?;
    if !join.is_local() && !yes {
        let message = "the demo writes: it creates an application, changes a candidate's tags and adds a note; \
                     add --yes to let it do so in this account";
        return Err(Failure { message: message.to_owned(), code: ExitCode::Refused });
    }
    Ok(join)
}
