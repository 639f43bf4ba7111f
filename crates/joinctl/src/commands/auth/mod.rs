//! `joinctl auth`: login, status, list, use, logout.

pub(crate) mod finding;
mod list;
mod login;
mod logout;
mod prompt;
mod status;

use clap::Subcommand;

use crate::account::config_folder::ConfigFolder;
use crate::account::flags::names;
use crate::exit::Outcome;
use crate::output::listing;
use crate::output::out::Out;

/// The commands around profiles.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Sign in: check a token and keep it as a profile. --base-url, --read-only and --state become part of the profile.
    #[command(
        after_help = "Examples:\n  joinctl auth login\n  joinctl auth login --profile audits --read-only\n  joinctl auth login --profile ci --stdin --no-keyring"
    )]
    Login(login::Options),
    /// Check the token against JOIN, and show the settings in effect.
    #[command(
        after_help = "Examples:\n  joinctl auth status\n  joinctl auth status --verbose\n  joinctl auth status --profile audits --output json"
    )]
    Status(status::Options),
    /// List the profiles.
    #[command(after_help = "Example:\n  joinctl auth list")]
    List(listing::Output<list::Shown>),
    /// Choose the profile for commands that name none.
    #[command(after_help = "Example:\n  joinctl auth use audits")]
    Use {
        /// Name of the profile.
        #[arg(add = names())]
        name: String,
    },
    /// Sign out: remove a profile and its token from this machine. In JOIN the token stays valid.
    #[command(after_help = "Examples:\n  joinctl auth logout --profile audits\n  joinctl auth logout --all")]
    Logout(logout::Options),
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    match command {
        Command::Login(options) => login::run(&options, out).await,
        Command::Status(options) => status::run(&options, out).await,
        Command::List(output) => list::run(&output, out),
        Command::Use { name } => choose(&name, out),
        Command::Logout(options) => logout::run(&options, out).await,
    }
}

fn choose(name: &str, out: &mut Out) -> Outcome {
    let folder = ConfigFolder::find()?;
    folder.profiles()?.find(name)?;
    folder.change_profiles(|profiles| profiles.default = Some(name.to_owned()))?;
    writeln!(
        out,
        "Commands now use the profile {name}, unless --profile, JOIN_PROFILE or JOIN_API_TOKEN is set."
    )
}
