//! Where a journal or a cursor is: in a file, or as `db:NAME` in the shared state.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::{OsStringValueParser, TypedValueParser};
use join_sdk::changes::{CursorStore, FileStore};
use join_sdk::journal::Journal;

use crate::exit::Failure;
use crate::interrupt;

/// What a name in the shared state begins with. A file of such a name is `./db:NAME`.
const SHARED: &str = "db:";

/// Where a journal or a cursor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    File(PathBuf),
    /// Its name in the shared state.
    Shared(String),
}

impl Location {
    /// Parses an argument.
    pub(crate) fn parser() -> impl TypedValueParser<Value = Self> {
        OsStringValueParser::new().try_map(Self::parse)
    }

    fn parse(text: OsString) -> Result<Self, &'static str> {
        match text.to_str().and_then(|text| text.strip_prefix(SHARED)) {
            Some("") => Err("a name follows db:, such as db:decisions"),
            Some(name) => Ok(Self::Shared(name.to_owned())),
            None => Ok(Self::File(text.into())),
        }
    }

    /// Opens the journal, or begins it.
    pub(crate) async fn journal(&self) -> Result<Journal, Failure> {
        match self {
            Self::File(path) => Ok(Journal::open(path).await?),
            Self::Shared(name) => Ok(super::state().await?.journal(name)),
        }
    }

    pub(crate) async fn cursor(&self) -> Result<Arc<dyn CursorStore>, Failure> {
        match self {
            Self::File(path) => Ok(Arc::new(FileStore::new(path))),
            Self::Shared(name) => Ok(super::state().await?.cursor(name)),
        }
    }

    /// Whether there is a journal.
    pub(crate) async fn is_begun(&self) -> Result<bool, Failure> {
        match self {
            Self::File(path) => Ok(path.is_file()),
            Self::Shared(name) => super::state().await?.is_begun(name).await,
        }
    }

    /// The place beside it for the plan of a run.
    pub(crate) fn plan(&self) -> Self {
        match self {
            Self::File(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".plan");
                Self::File(name.into())
            }
            Self::Shared(name) => Self::Shared(format!("{name}.plan")),
        }
    }

    /// The location as a word of a command line.
    pub(crate) fn quoted(&self) -> String {
        interrupt::quoted(&self.to_string())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Shared(name) => write!(f, "{SHARED}{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_after_db_is_in_the_shared_state_and_all_else_is_a_file() {
        let parse = |text: &str| Location::parse(text.into());
        assert_eq!(parse("db:inq 1"), Ok(Location::Shared("inq 1".to_owned())));
        for file in ["run.jsonl", "./db:run", "db", "/a/db:b"] {
            assert_eq!(parse(file), Ok(Location::File(file.into())));
        }
        assert!(parse("db:").is_err());
    }

    #[test]
    fn a_plan_has_a_place_beside_it_and_each_is_shown_as_it_is_typed() {
        for (text, plan) in [("db:run", "db:run.plan"), ("a b.jsonl", "'a b.jsonl.plan'")] {
            let location = Location::parse(text.into()).unwrap();
            assert_eq!((location.to_string(), location.plan().quoted()), (text.to_owned(), plan.to_owned()));
        }
    }
}
