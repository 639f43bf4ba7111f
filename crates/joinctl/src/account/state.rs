//! The shared state of an account on PostgreSQL: quota, locks, journals, cursors, audit.

use std::sync::Arc;

use join_postgres::{Error, Postgres};
use join_sdk::audit::Record;
use join_sdk::changes::CursorStore;
use join_sdk::journal::{Entry, Journal};
use join_sdk::{ApiToken, JoinBuilder};
use secrecy::{ExposeSecret, SecretString};

use super::unreached::Unreached;
use crate::exit::{Failure, Outcome};

/// A connection to the shared state.
pub(crate) struct State(Postgres);

impl State {
    /// Connects. The schema stays as it is: `joinctl state migrate` asks before it changes a database.
    pub(crate) async fn connect(url: &SecretString, token: &ApiToken) -> Result<Self, Unreached> {
        let connected = Postgres::builder(url.expose_secret().trim()).migrates(false).connect(token).await;
        Ok(Self(connected?))
    }

    /// A client whose quota and candidates' turns are shared, and whose writes are recorded unless a file records them.
    pub(crate) fn share(&self, builder: JoinBuilder, records: bool) -> JoinBuilder {
        let builder = builder.quota_store(self.0.quota()).tag_lock(self.0.tag_lock());
        match records {
            true => builder.audit(self.0.audit()).audit_key(self.0.hash_key()),
            false => builder,
        }
    }

    pub(crate) fn journal(&self, name: &str) -> Journal {
        Journal::on(self.0.journal(name))
    }

    /// Whether the journal has an entry.
    pub(crate) async fn is_begun(&self, name: &str) -> Result<bool, Failure> {
        Ok(!self.0.journal(name).page(0).await.map_err(Unreached::from)?.is_empty())
    }

    pub(crate) fn cursor(&self, name: &str) -> Arc<dyn CursorStore> {
        Arc::new(self.0.cursor(name))
    }

    /// Hands over the entries of a journal, the oldest first.
    pub(crate) async fn each_entry(&self, name: &str, mut to: impl FnMut(Entry) -> Outcome) -> Outcome {
        let (journal, mut after) = (self.0.journal(name), 0);
        loop {
            let page = journal.page(after).await.map_err(Unreached::from)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = *last;
            page.into_iter().try_for_each(|(_, entry)| to(entry))?;
        }
    }

    /// Hands over the records of the audit, the oldest first.
    pub(crate) async fn each_record(&self, mut to: impl FnMut(Record) -> Outcome) -> Outcome {
        let (audit, mut after) = (self.0.audit(), None);
        loop {
            let page = audit.page(after).await.map_err(Unreached::from)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(*last);
            page.into_iter().try_for_each(|(_, record)| to(record))?;
        }
    }

    /// Frees at once for others what this process held.
    pub(crate) async fn give_back(&self) {
        self.0.give_back().await;
    }

    pub(crate) fn postgres(&self) -> &Postgres {
        &self.0
    }
}

impl From<Error> for Unreached {
    fn from(error: Error) -> Self {
        let what = match (error.needs_migration(), error.is_away()) {
            (true, _) => "run `joinctl state migrate` first",
            (_, true) => "start the database, or look at its address with `joinctl auth status --verbose`",
            _ => {
                "look at its address with `joinctl auth status --verbose`, and at the user's rights and password"
            }
        };
        Self { message: format!("the shared state can't be used: {error}; {what}"), is_away: error.is_away() }
    }
}
