//! `joinctl auth login`.

use std::time::Duration;

use clap::Args;
use join_sdk::{ApiToken, DEFAULT_BASE_URL, Join, JoinBuilder};
use secrecy::{ExposeSecret, SecretString};

use super::finding::Finding;
use super::prompt;
use crate::account::config_folder::ConfigFolder;
use crate::account::flags::{PROFILE, TOKEN};
use crate::account::profiles::{self, Place, Profile, Profiles};
use crate::account::{self, state_url, tokens};
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;

/// A person waits for the check.
const PATIENCE: Duration = Duration::from_secs(20);

/// The name of the profile of those who need only one.
const ONLY: &str = "default";

/// How to sign in.
#[derive(Args)]
pub(crate) struct Options {
    /// Read the token from standard input. Without it a terminal is asked, and shows nothing of what is typed.
    #[arg(long)]
    stdin: bool,
    /// Keep the token without checking it against JOIN.
    #[arg(long)]
    no_check: bool,
    /// Keep the token in a file that only you can read, even if there is a keyring.
    #[arg(long)]
    no_keyring: bool,
}

pub(super) async fn run(options: &Options, out: &mut Out) -> Outcome {
    let folder = ConfigFolder::find()?;
    let known = folder.profiles()?;
    let (name, mut profile) = asked(&known)?;
    check_base_url(&profile.base_url)?;
    let question = format!(
        "Token for {}, as the profile {name} (JOIN: User Settings, API Credentials).\n\
         Paste it and press Enter; it is not shown:",
        profile.base_url
    );
    let token = whole(&prompt::token(&question, options.stdin).await?)?;
    if !options.no_check {
        check(&token, &profile.base_url).await?;
    }
    let before = known.profiles.get(&name);
    let account = (name.as_str(), profile.base_url.as_str());
    let (place, unavailable) = tokens::keep(&folder, account, &token, !options.no_keyring).await?;
    profile.token_in = place;
    if let Err(failure) = folder.change_profiles(|profiles| profiles.put(&name, profile.clone())) {
        if before.is_none() {
            tokens::forget(&folder, (&name, &profile.base_url), place).await?;
        }
        return Err(failure.and("nobody was signed in"));
    }
    if let Some(before) = before.filter(|before| {
        before.token_in != place || !account::settings::is_same_host(&before.base_url, &profile.base_url)
    }) {
        // A keyring that has gone keeps a token that nothing names any longer.
        let _ = tokens::forget(&folder, (&name, &before.base_url), before.token_in).await;
    }
    let checked = if options.no_check { "It was not checked." } else { "JOIN accepts it." };
    writeln!(out, "Signed in to {} as the profile {name}. {checked}", profile.base_url)?;
    let why = unavailable.map(|unavailable| format!(", since {}", unavailable.0)).unwrap_or_default();
    match place {
        Place::Keyring => writeln!(out, "The token is in the keyring of this system.")?,
        Place::File => {
            let file = folder.tokens_file();
            writeln!(out, "The token is in {}, which only you can read{why}.", file.display())?;
        }
    }
    if profile.read_only {
        writeln!(out, "The profile is read-only: commands that write are refused.")?;
    }
    if let Some(state) = &profile.state {
        writeln!(out, "The profile shares its state with other machines at {state}.")?;
    }
    afterwards(&folder, &name, out)
}

/// Tells how the profile is used, where commands do not use it by themselves.
fn afterwards(folder: &ConfigFolder, name: &str, out: &mut Out) -> Outcome {
    if account::environment().token.is_some() {
        let message = "is set and comes before the profile in use; unset it, or add";
        return writeln!(out, "{TOKEN} {message} --profile {name} to commands.");
    }
    if folder.profiles()?.default.as_deref() == Some(name) {
        return Ok(());
    }
    writeln!(out, "Use it with --profile {name}, or make it the one in use: joinctl auth use {name}")
}

/// The profile to sign in to. What is not said stays as it was, so that a new token does not drop a protection.
fn asked(known: &Profiles) -> Result<(String, Profile), Failure> {
    let (flags, environment) = (account::flags(), account::environment());
    let named = match (&flags.profile, &environment.profile) {
        (Some(name), _) => Some(name.clone()),
        (None, Some(name)) => Some(
            profiles::checked_name(name).map_err(|why| Failure::usage(format!("{PROFILE} is not {why}")))?,
        ),
        (None, None) => known.default.clone(),
    };
    let name = named.unwrap_or_else(|| ONLY.to_owned());
    let before = known.profiles.get(&name);
    let own = before.map(|before| before.base_url.clone());
    let base_url = match flags.profile.is_some() {
        true => flags.base_url.or(own).or(environment.base_url),
        false => flags.base_url.or(environment.base_url).or(own),
    };
    let base_url = base_url.unwrap_or_else(|| DEFAULT_BASE_URL.to_owned());
    let base_url = base_url.trim().trim_end_matches('/').to_owned();
    let read_only = flags.read_only || before.is_some_and(|before| before.read_only);
    if let Some(url) = &flags.state {
        state_url::check(url, "--state", false)?;
    }
    let state = flags.state.map(|url| url.expose_secret().trim().to_owned());
    let state = state.or_else(|| before.and_then(|before| before.state.clone()));
    Ok((name, Profile { base_url, read_only, token_in: Place::File, state }))
}

/// Fails before the token is asked for, if it could go nowhere.
fn check_base_url(base_url: &str) -> Outcome {
    let any = ApiToken::new("x")?;
    Join::builder(any).base_url(base_url).build()?;
    Ok(())
}

/// Checks the form, and takes a pasted scheme word off: what is left is one word.
fn whole(typed: &SecretString) -> Result<SecretString, Failure> {
    ApiToken::new(typed.expose_secret())?;
    let word = typed.expose_secret().split_whitespace().next_back().unwrap_or_default();
    Ok(SecretString::from(word))
}

async fn check(token: &SecretString, base_url: &str) -> Outcome {
    let join = patient(account::client(token, base_url)?).build()?;
    let answer = join.jobs().list().page_size(1).page(1).await;
    match answer {
        Ok(_) => Ok(()),
        Err(error) => {
            let finding = Finding::of(Err(&error));
            Err(finding.failure(error).and("the token was not kept; --no-check keeps it all the same"))
        }
    }
}

/// A client that gives up while a person still looks.
pub(super) fn patient(builder: JoinBuilder) -> JoinBuilder {
    builder.call_timeout(PATIENCE).attempt_timeout(PATIENCE / 2).max_attempts(2)
}
