//! Connects to the account. This room alone decides the token, the base URL, and what may be written.

mod attribution;
pub(crate) mod config_folder;
pub(crate) mod flags;
mod location;
mod os_keyring;
pub(crate) mod profiles;
mod served;
pub(crate) mod settings;
#[cfg_attr(not(feature = "postgres"), path = "no_state.rs")]
mod state;
pub(crate) mod state_url;
pub(crate) mod tokens;
mod unreached;
mod writing;

use std::path::PathBuf;
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use join_sdk::audit::FileSink;
use join_sdk::journal::Journal;
use join_sdk::{ApiToken, Join, JoinBuilder};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OnceCell;

pub(crate) use attribution::AttributionArgs;
pub(crate) use location::Location;
pub(crate) use served::Served;
#[cfg(feature = "postgres")]
pub(crate) use unreached::Unreached;
pub(crate) use writing::check as check_command;

use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::out;
use crate::text::hidden;
use config_folder::ConfigFolder;
use flags::{Environment, Flags};
use profiles::Profiles;
use settings::{Settings, Token};
use state::State;
#[cfg(not(feature = "postgres"))]
use unreached::Unreached;

/// The name of this program in requests.
const USER_AGENT: &str = concat!("joinctl/", env!("CARGO_PKG_VERSION"));

/// The options of this process.
static FLAGS: OnceLock<Flags> = OnceLock::new();

/// The shared state of this process, once it was reached.
static STATE: OnceCell<State> = OnceCell::const_new();

/// When and why it was not.
static MISSED: Mutex<Option<(Instant, Unreached)>> = Mutex::new(None);

/// Time for which a failure counts: the parts of a command ask one after the other.
const MISSED_FOR: Duration = Duration::from_secs(1);

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

/// Fails if the account is read-only, or shares a state that can't be used. Commands that write call it before they send
/// anything.
pub(crate) async fn check_writes() -> Outcome {
    let settings = settings()?;
    settings.check_writes()?;
    match reached(&settings).await? {
        Some(Err(unreached)) => Err(unreached.refused()),
        _ => Ok(()),
    }
}

/// Connects to the shared state.
pub(crate) async fn state() -> Result<&'static State, Failure> {
    match reached(&settings()?).await? {
        Some(Ok(state)) => Ok(state),
        Some(Err(unreached)) => Err(unreached.into()),
        None => Err(no_state()),
    }
}

/// The failure of a command that needs a shared state where none is set.
pub(crate) fn no_state() -> Failure {
    let message = "no shared state is set; name a database before the command: joinctl --state \
                   postgres://user@host/database, by JOIN_STATE, or at `joinctl auth login`";
    Failure::usage(message)
}

/// Frees for others what this process held in the shared state. The last call of the process.
pub(crate) async fn leave() {
    if let Some(state) = STATE.get() {
        state.give_back().await;
    }
}

/// Connects to the shared state, if one is set; once for each process.
async fn reached(settings: &Settings) -> Result<Option<Result<&'static State, Unreached>>, Failure> {
    let Some(url) = &settings.state else { return Ok(None) };
    if let Some(state) = STATE.get() {
        return Ok(Some(Ok(state)));
    }
    let missed = || MISSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, unreached)) = missed().as_ref().filter(|(at, _)| at.elapsed() < MISSED_FOR) {
        return Ok(Some(Err(unreached.clone())));
    }
    let token = ApiToken::new(token(settings).await?.expose_secret())?;
    let state = STATE.get_or_try_init(async || State::connect(&url.value, &token).await).await;
    if let Err(unreached) = &state {
        *missed() = Some((Instant::now(), unreached.clone()));
    }
    Ok(Some(state))
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
    let builder = shared(builder, &settings).await?;
    recorded(if settings.read_only.value { builder.refuse_writes() } else { builder }).await
}

/// Shares what the account shares. While the database is away reads go on without it, and writes are refused.
async fn shared(builder: JoinBuilder, settings: &Settings) -> Result<JoinBuilder, Failure> {
    static REPORTED: Once = Once::new();
    match reached(settings).await? {
        None => Ok(builder),
        Some(Ok(state)) => Ok(state.share(builder, settings.audit.is_none())),
        Some(Err(unreached)) if unreached.is_away => {
            REPORTED.call_once(|| {
                out::report(&format!("{}; reads go on at a pace of their own", unreached.message));
            });
            Ok(builder.refuse_writes())
        }
        Some(Err(unreached)) => Err(unreached.into()),
    }
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
