//! The client of a request: that of its company.

use std::sync::Arc;

use join_sdk::Join;
use restate_sdk::prelude::HandlerError;

use crate::companies::Companies;
use crate::failure::terminal;
use crate::key::Key;

/// The clients of all companies.
#[derive(Debug, Clone)]
pub(crate) struct Clients(pub(crate) Arc<dyn Companies>);

impl Clients {
    /// The company's client.
    pub(crate) async fn of(&self, company: &str) -> Result<Join, HandlerError> {
        match self.0.client(company).await {
            Ok(Some(join)) => Ok(join),
            Ok(None) => Err(terminal(404, "the company of this key is unknown; nothing was sent")),
            // The store's own text may name anything, so it goes nowhere.
            Err(_) => Err("the company's client can't be found now; nothing was sent".into()),
        }
    }

    /// The client for writes, and the parts of the key. Without a journal a second try could write twice.
    pub(crate) async fn to_write<'a>(&self, key: &'a str) -> Result<(Join, Key<'a>), HandlerError> {
        let Some(key) = Key::of(key) else {
            return Err(terminal(422, "the key has no company: write company:id; nothing was sent"));
        };
        let join = self.of(key.company).await?;
        if join.journal().is_none() {
            let message = "the company's client has no journal, which writes need here; nothing was sent";
            return Err(terminal(500, message));
        }
        Ok((join, key))
    }
}
