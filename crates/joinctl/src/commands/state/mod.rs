//! `joinctl state`: cares for the database that machines share. Migrate, status, purge.

mod migrate;
pub(crate) mod purge;
mod status;

use clap::Subcommand;

use crate::exit::Outcome;
use crate::output::listing::Output;
use crate::output::out::Out;

/// The commands for the shared state.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Bring the schema of the database to the version of this program. It needs no token, and rights of the schema's owner.
    #[command(after_help = "Examples:\n  joinctl state migrate --dry-run\n  joinctl state migrate --yes")]
    Migrate(migrate::Options),
    /// Count what the database holds, for all companies: leases, journals, cursors, audit, and bytes.
    #[command(after_help = "Examples:\n  joinctl state status\n  joinctl state status --output json")]
    Status(Output<status::Count>),
    /// Remove the data of a candidate, or old records of the audit. Of this account's company only.
    #[command(
        after_help = "Examples:\n  joinctl state purge --candidate 5 --dry-run\n  joinctl state purge --candidate 5 --yes\n  joinctl state purge --audit-before 2026-01-31 --yes"
    )]
    Purge(purge::Options),
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    match command {
        Command::Migrate(options) => migrate::run(&options, out).await,
        Command::Status(output) => status::run(&output, out).await,
        Command::Purge(options) => purge::run(&options, out).await,
    }
}
