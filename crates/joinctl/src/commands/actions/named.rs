//! Actions and what each is, by name.

use clap::builder::PossibleValuesParser;
use join_actions::Action;
use serde::Serialize;

use super::shown;
use crate::exit::Failure;
use crate::output::row::Row;

/// The port of a server of actions, unless one is named.
pub(super) const PORT: u16 = 8787;

/// The names of the actions, for an argument.
pub(super) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(Action::every().map(Action::name))
}

pub(super) fn action(name: &str) -> Result<Action, Failure> {
    name.parse().map_err(|error| shown::failure(&error))
}

/// An action as a row.
#[derive(Serialize)]
pub(crate) struct Listed {
    name: &'static str,
    title: &'static str,
    writes: bool,
    description: &'static str,
}

impl Listed {
    pub(super) fn of(action: Action) -> Self {
        Self {
            name: action.name(),
            title: action.title(),
            writes: action.is_write(),
            description: action.description(),
        }
    }
}

impl Row for Listed {
    const COLUMNS: &'static [&'static str] = &["name", "title", "writes"];
    const FIELDS: &'static [&'static str] = &["name", "title", "writes", "description"];

    fn cells(&self) -> Vec<String> {
        vec![self.name.to_owned(), self.title.to_owned(), if self.writes { "yes" } else { "no" }.to_owned()]
    }
}
