//! What a reset goes back to: the sandbox as it started.

use crate::company::store::Store;
use crate::faults::random::Faults;
use crate::faults::rate::{RateLimit, RateWindow};
use crate::faults::rule::FaultRule;
use crate::http::app::App;
use crate::http::operation::Counts;

/// How the sandbox started.
pub(crate) struct Beginning {
    /// Makes the company, the same each time.
    pub(crate) company: Box<dyn Fn() -> Store + Send + Sync>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) faults: Faults,
    pub(crate) rules: Vec<FaultRule>,
}

impl App {
    /// Goes back to the start. Deliveries to come are cancelled, and hooks stay: they are a test's own code.
    pub(crate) fn reset(&self) {
        let Beginning { company, rate_limit, faults, rules } = &self.beginning;
        // Made before anything is locked, since a large company takes its time.
        let store = company();
        self.late.cancel();
        self.rules.replace(rules.clone());
        *self.faults() = faults.clone();
        // The locks are taken in the order in which a request takes them.
        let mut traffic = self.traffic();
        self.shared.world().store = store;
        traffic.recording.clear();
        traffic.window = RateWindow::new(*rate_limit);
        traffic.served = 0;
        traffic.counts = Counts::default();
    }
}
