//! Connects to the account. This room alone decides the token, the base URL, and what may be written.

mod attribution;
pub(crate) mod config_folder;
pub(crate) mod flags;
mod os_keyring;
pub(crate) mod profiles;
pub(crate) mod settings;
pub(crate) mod tokens;
mod writing;

use std::path::PathBuf;
use std::sync::OnceLock;

use join_sdk::audit::FileSink;
use join_sdk::journal::Journal;
use join_sdk::{ApiToken, Join, JoinBuilder};
use secrecy::{ExposeSecret, SecretString};

pub(crate) use attribution::AttributionArgs;
pub(crate) use writing::check as check_command;

use crate::exit::{ExitCode, Failure, Outcome};
use crate::text::hidden;
use config_folder::ConfigFolder;
use flags::{Environment, Flags};
use profiles::Profiles;
use settings::{Settings, Token};

/// The name of this program in requests.
const USER_AGENT: &str = concat!("joinctl/", env!("CARGO_PKG_VERSION"));

/// The options of this process.
static FLAGS: OnceLock<Flags> = OnceLock::new();

/// Sets the options of this process, once.
pub(crate) fn choose(flags: Flags) {
    FLAGS.get_or_init(|| flags);
}

/// Returns the options of this process.
pub(crate) fn flags() -> Flags {
    FLAGS.get().cloned().unwrap_or_default()
}

/// Reads the environment. Its token is kept out of all texts from now on.
pub(crate) fn environment() -> Environment {
    let environment = Environment::read(|name| std::env::var_os(name));
    environment.token.iter().for_each(hidden::hide);
    environment
}

/// Builds a client for the account, with the audit file if one is set. Sends nothing.
pub(crate) async fn connect() -> Result<Join, Failure> {
    Ok(builder().await?.build()?)
}

/// Builds the same client with a journal.
pub(crate) async fn connect_with(journal: Journal) -> Result<Join, Failure> {
    Ok(builder().await?.journal(journal).build()?)
}

/// Fails if the account is read-only. Commands that write call it before they send anything.
pub(crate) fn check_writes() -> Outcome {
    settings()?.check_writes()
}

/// Resolves the settings of this process. Reads the profiles where one can have a say.
pub(crate) fn settings() -> Result<Settings, Failure> {
    let (flags, environment) = (flags(), environment());
    let profiles = match settings::need_profiles(&flags, &environment) {
        true => ConfigFolder::find()?.profiles()?,
        false => Profiles::default(),
    };
    settings::resolve(&flags, &environment, &profiles)
}

/// Begins a client for the account.
pub(crate) async fn builder() -> Result<JoinBuilder, Failure> {
    let settings = settings()?;
    settings.check_host()?;
    let builder = client(&token(&settings).await?, &settings.base_url.value)?;
    recorded(if settings.read_only.value { builder.refuse_writes() } else { builder }).await
}

/// Builds a client for completions, if a token is at hand. It asks no keyring, which may ask a person, and records nothing.
pub(crate) async fn connect_to_complete() -> Option<Join> {
    let settings = settings().ok()?;
    settings.check_host().ok()?;
    let asks = matches!(settings.token, Token::Kept { place: profiles::Place::Keyring, .. });
    let token = if asks { None } else { token(&settings).await.ok() };
    client(&token?, &settings.base_url.value).ok()?.refuse_writes().build().ok()
}

/// Begins a client with this token.
pub(crate) fn client(token: &SecretString, base_url: &str) -> Result<JoinBuilder, Failure> {
    hidden::hide(token);
    let token = ApiToken::new(token.expose_secret())?;
    Ok(Join::builder(token).base_url(base_url).user_agent(USER_AGENT))
}

async fn token(settings: &Settings) -> Result<SecretString, Failure> {
    match &settings.token {
        Token::Environment(token) => Ok(token.clone()),
        Token::Kept { profile, base_url, place } => {
            let kept = tokens::read(&ConfigFolder::find()?, (profile, base_url), *place).await?;
            kept.ok_or_else(|| {
                let message = format!(
                    "no token of the profile {profile} is in the {}; run `joinctl auth login --profile {profile}`",
                    place.shown()
                );
                Failure::with(ExitCode::Auth, message)
            })
        }
        Token::Missing => {
            let message = "no profile is in use and JOIN_API_TOKEN is not set; run `joinctl auth login`, or \
                           `joinctl auth use NAME` for a profile of `joinctl auth list`";
            Err(Failure::with(ExitCode::Auth, message))
        }
    }
}

/// Adds the audit file, if one is set.
pub(crate) async fn recorded(builder: JoinBuilder) -> Result<JoinBuilder, Failure> {
    let audit: Option<PathBuf> = settings::audit(&flags(), &environment()).map(|audit| audit.value);
    match audit {
        Some(path) => Ok(builder.audit(FileSink::open(path).await?)),
        None => Ok(builder),
    }
}
