//! The options of every command, and the variables of the environment that stand in for them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use secrecy::SecretString;

use super::config_folder::ConfigFolder;
use super::profiles;

/// Variable with the token, for scripts and containers.
pub(crate) const TOKEN: &str = "JOIN_API_TOKEN";
/// Variable with the base URL.
pub(crate) const BASE_URL: &str = "JOIN_BASE_URL";
/// Variable with the name of the profile.
pub(crate) const PROFILE: &str = "JOIN_PROFILE";
/// Variable that refuses writes.
pub(crate) const READ_ONLY: &str = "JOIN_READ_ONLY";
/// Variable with the audit file.
pub(crate) const AUDIT_FILE: &str = "JOIN_AUDIT_FILE";

/// Variable with the address of the shared state.
pub(crate) const STATE: &str = "JOIN_STATE";

/// The options of every command.
#[derive(Args, Debug, Clone, Default)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Flags {
    /// Profile whose token and base URL to use. Defaults to JOIN_PROFILE, then to the one of `joinctl auth use`.
    #[arg(long, global = true, value_name = "NAME", value_parser = profiles::checked_name, add = names())]
    pub(crate) profile: Option<String>,
    /// Refuse every write before anything is sent. JOIN_READ_ONLY=1 and a read-only profile do the same.
    #[arg(long, global = true)]
    pub(crate) read_only: bool,
    /// Base URL of the API: https, or on this machine. Defaults to JOIN_BASE_URL, then to the profile's.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Audit file: records the author, reason, time and outcome of each write. Defaults to JOIN_AUDIT_FILE.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) audit: Option<PathBuf>,
    /// Database that machines share: postgres://user@host/database. Stands before the command. Defaults to JOIN_STATE, then
    /// to the profile's. A password belongs in PGPASSWORD, ~/.pgpass or JOIN_STATE.
    #[arg(long, value_name = "URL", value_hint = clap::ValueHint::Url)]
    pub(crate) state: Option<SecretString>,
}

/// Completes the names of profiles.
pub(crate) fn names() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let profiles = ConfigFolder::find().and_then(|folder| folder.profiles());
        let names = profiles.map(|profiles| profiles.profiles.into_keys()).into_iter().flatten();
        names.map(CompletionCandidate::new).collect()
    })
}

/// What the environment sets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment {
    /// Set even if blank: a script whose secret is missing must not use the token of a profile instead.
    pub(crate) token: Option<SecretString>,
    pub(crate) base_url: Option<String>,
    pub(crate) profile: Option<String>,
    pub(crate) read_only: Option<String>,
    pub(crate) audit: Option<PathBuf>,
    pub(crate) state: Option<SecretString>,
}

impl Environment {
    /// Reads the variables.
    pub(crate) fn read(var: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| {
            let text = var(name)?.to_string_lossy().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        Self {
            token: var(TOKEN).map(|token| SecretString::from(token.to_string_lossy().into_owned())),
            base_url: text(BASE_URL),
            profile: text(PROFILE),
            read_only: text(READ_ONLY),
            audit: var(AUDIT_FILE).filter(|path| !path.is_empty()).map(PathBuf::from),
            state: text(STATE).map(SecretString::from),
        }
    }
}
