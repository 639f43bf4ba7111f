//! The account of a server: begun while the database of the shared state is away, it takes the state once that is back.

use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use join_sdk::Join;

use super::unreached::Unreached;
use super::{Location, builder, reached, settings};
use crate::exit::Failure;
use crate::output::out;

/// Time between two attempts to reach the database.
const AGAIN: Duration = Duration::from_secs(2);

/// The client of a server, which may be another one later.
pub(crate) struct Served {
    writes: bool,
    journal: Option<Location>,
    current: RwLock<Current>,
}

struct Current {
    join: Join,
    /// Why the shared state is missing.
    missing: Option<Unreached>,
}

impl Served {
    /// Connects. `writes`: whether the server writes, with this journal.
    pub(crate) async fn open(writes: bool, journal: Option<Location>) -> Result<Arc<Self>, Failure> {
        let settings = settings()?;
        if writes {
            settings.check_writes()?;
        }
        let missing = reached(&settings).await?.and_then(Result::err);
        if let Some(unreached) = missing.as_ref().filter(|unreached| !unreached.is_away) {
            return Err(if writes { unreached.refused() } else { unreached.clone().into() });
        }
        let is_missing = missing.is_some();
        let join = client(writes, journal.as_ref().filter(|_| !is_missing)).await?;
        let served = Arc::new(Self { writes, journal, current: RwLock::new(Current { join, missing }) });
        if is_missing {
            tokio::spawn(reconnect(Arc::downgrade(&served)));
        }
        Ok(served)
    }

    /// The client as it is now.
    pub(crate) fn join(&self) -> Join {
        self.current.read().unwrap_or_else(PoisonError::into_inner).join.clone()
    }

    /// Why a write is refused now; nothing is sent then.
    pub(crate) fn refused(&self) -> Option<String> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.missing.as_ref().map(|missing| format!("{}; nothing was sent to JOIN", missing.message))
    }

    /// Tries to reach the database. True once there is nothing left to try.
    async fn is_complete(&self) -> Result<bool, Failure> {
        let missing = reached(&settings()?).await?.and_then(Result::err);
        let is_complete = missing.is_none();
        let join = match is_complete {
            true => client(self.writes, self.journal.as_ref()).await?,
            false => self.join(),
        };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Current { join, missing };
        Ok(is_complete)
    }
}

async fn client(writes: bool, journal: Option<&Location>) -> Result<Join, Failure> {
    let mut builder = builder().await?;
    if let Some(journal) = journal {
        builder = builder.journal(journal.journal().await?);
    }
    Ok(if writes { builder } else { builder.refuse_writes() }.build()?)
}

/// Tries to reach the database until it is there, or the server ends.
async fn reconnect(served: Weak<Served>) {
    loop {
        tokio::time::sleep(AGAIN).await;
        let Some(served) = served.upgrade() else { return };
        if let Ok(true) = served.is_complete().await {
            return out::report("The shared state is there again.");
        }
    }
}
