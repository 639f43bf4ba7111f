//! `joinctl auth logout`.

use clap::Args;

use crate::account;
use crate::account::config_folder::ConfigFolder;
use crate::account::profiles::Profile;
use crate::account::tokens;
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;

/// What to sign out of: the profile in use, unless said otherwise.
#[derive(Args)]
pub(crate) struct Options {
    /// Sign out of all profiles.
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(options: &Options, out: &mut Out) -> Outcome {
    let folder = ConfigFolder::find()?;
    let known = folder.profiles()?;
    let named = account::flags().profile;
    if options.all && named.is_some() {
        return Err(Failure::usage("--all and --profile exclude each other; leave one of them out"));
    }
    if options.all {
        for (name, profile) in &known.profiles {
            remove(&folder, name, profile, out).await?;
        }
        return match known.profiles.len() {
            0 => writeln!(out, "There is no profile to sign out of."),
            _ => writeln!(out, "{STAYS}"),
        };
    }
    let name = named.or_else(|| account::environment().profile).or_else(|| known.default.clone());
    let Some(name) = name else {
        return Err(Failure::usage("no profile is in use; name one with --profile, or all with --all"));
    };
    remove(&folder, &name, known.find(&name)?, out).await?;
    writeln!(out, "{STAYS}")
}

const STAYS: &str = "In JOIN a token stays valid until it is deleted in User Settings, API Credentials.";

/// Removes the token first, so that no token stays behind that no profile names.
async fn remove(folder: &ConfigFolder, name: &str, profile: &Profile, out: &mut Out) -> Outcome {
    tokens::forget(folder, (name, &profile.base_url), profile.token_in).await?;
    folder.change_profiles(|profiles| profiles.remove(name))?;
    writeln!(
        out,
        "Signed out of the profile {name}: its token is no longer in the {}.",
        profile.token_in.shown()
    )
}
