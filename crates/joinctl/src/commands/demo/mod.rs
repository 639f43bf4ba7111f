//! `joinctl demo`: an identity check reads a hiring context, decides, writes the outcome back and reads it again.

mod report;
mod steps;

use std::time::Duration;

use clap::Args;
use join_sandbox::JoinSandbox;
use join_sdk::{ApiToken, Config, Join};

use crate::account;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::out::Out;

/// How long the demo looks for an application whose response was lost. Nobody waits two minutes for a demo.
const CREATE_SETTLE: Duration = Duration::from_secs(5);

/// Where the demo runs.
#[derive(Args)]
pub(crate) struct Options {
    /// Server to use instead of a sandbox in this process. The token comes from JOIN_API_TOKEN.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Allow writes to an account that is not on this machine. The demo creates an application, changes tags and adds a
    /// note.
    #[arg(long, requires = "base_url")]
    yes: bool,
}

/// Runs the demo. It succeeds only if every value reads back as written.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let (join, sandbox) = match options.base_url {
        Some(url) => (account_at(url, options.yes).await?, None),
        None => {
            let sandbox = JoinSandbox::start().await?;
            let token = ApiToken::new(sandbox.token())?;
            let builder = Join::builder(token).base_url(sandbox.base_url()).user_agent("joinctl-demo");
            let join = account::recorded(builder).await?.settle(CREATE_SETTLE).build()?;
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

async fn account_at(url: String, yes: bool) -> Result<Join, Failure> {
    let mut config = Config::from_env()?;
    config.base_url = url;
    let builder = account::recorded(config.builder().user_agent("joinctl-demo")).await?;
    let join = builder.settle(CREATE_SETTLE).build()?;
    if !join.is_local() && !yes {
        let message = "the demo writes: it creates an application, changes a candidate's tags and adds a note; \
                     add --yes to let it do so in this account";
        return Err(Failure { message: message.to_owned(), code: ExitCode::Refused });
    }
    Ok(join)
}
