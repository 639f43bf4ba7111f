//! The shared state of a client: connection, pacer, journal, settings. Rooms take `&Handle` where users hold a `Join`.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::call::in_flight::InFlight;
use crate::call::observer::Observer;
use crate::call::options::RequestOptions;
use crate::call::retry::Budget;
use crate::call::settings::Settings;
use crate::pacer::Pacer;
use crate::records::audit::{HashKey, Sink};
use crate::records::journal::Journal;
use crate::tags::{Queues, TagLimits, TagLock};
use crate::transport::connection::Connection;

/// Shared client state with the settings of its calls. Clones are cheap.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
}

/// The state that all clones share.
pub(crate) struct Shared {
    pub(crate) connection: Arc<Connection>,
    pub(crate) read_timeout: Duration,
    pub(crate) pacer: Arc<Pacer>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) journal: Option<Journal>,
    pub(crate) audit: Option<Arc<dyn Sink>>,
    /// Hashes values that must not be stored in clear.
    pub(crate) audit_key: HashKey,
    pub(crate) in_flight: InFlight,
    pub(crate) tag_queues: Queues,
    pub(crate) tag_lock: Option<Arc<dyn TagLock>>,
    pub(crate) tag_limits: TagLimits,
    pub(crate) refuse_writes: bool,
    pub(crate) budget: Mutex<Budget>,
}

impl Shared {
    pub(crate) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handle {
    pub(crate) fn new(shared: Shared, settings: Settings) -> Self {
        Self { shared: Arc::new(shared), settings: Arc::new(settings) }
    }

    /// Returns this handle with other settings. Connections, quota and retry budget stay shared.
    pub(crate) fn with_options(&self, options: RequestOptions) -> Self {
        Self { shared: Arc::clone(&self.shared), settings: Arc::new(options.over(&self.settings)) }
    }

    /// The journal set in the builder.
    pub(crate) fn journal(&self) -> Option<&Journal> {
        self.shared.journal.as_ref()
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle")
            .field("base_url", &self.shared.connection.base_url.as_str())
            .finish_non_exhaustive()
    }
}
