//! The shared state of a build without PostgreSQL: there is none.

use std::sync::Arc;

use join_sdk::audit::Record;
use join_sdk::changes::CursorStore;
use join_sdk::journal::{Entry, Journal};
use join_sdk::{ApiToken, JoinBuilder};
use secrecy::SecretString;

use super::unreached::Unreached;
use crate::exit::{Failure, Outcome};

/// A connection to the shared state, which nobody has.
pub(crate) enum State {}

impl State {
    pub(crate) async fn connect(_: &SecretString, _: &ApiToken) -> Result<Self, Unreached> {
        let message = "this joinctl is built without its feature postgres, so it can't use a shared state; build it with its \
                       default features, or leave out --state, JOIN_STATE and the profile's";
        Err(Unreached { message: message.to_owned(), is_away: false })
    }

    pub(crate) fn share(&self, _: JoinBuilder, _: bool) -> JoinBuilder {
        match *self {}
    }

    pub(crate) fn journal(&self, _: &str) -> Journal {
        match *self {}
    }

    pub(crate) async fn is_begun(&self, _: &str) -> Result<bool, Failure> {
        match *self {}
    }

    pub(crate) fn cursor(&self, _: &str) -> Arc<dyn CursorStore> {
        match *self {}
    }

    pub(crate) async fn each_entry(&self, _: &str, _: impl FnMut(Entry) -> Outcome) -> Outcome {
        match *self {}
    }

    pub(crate) async fn each_record(&self, _: impl FnMut(Record) -> Outcome) -> Outcome {
        match *self {}
    }

    pub(crate) async fn give_back(&self) {
        match *self {}
    }
}
