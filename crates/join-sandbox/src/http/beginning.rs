//! What a reset goes back to: the sandbox as it started.

use crate::company::store::Store;
use crate::faults::quota::Quota;
use crate::faults::random::Faults;
use crate::faults::rate::Limiter;
use crate::faults::rule::FaultRule;
use crate::http::app::App;
use crate::http::operation::Counts;
use crate::writers::writer::Writer;

/// How the sandbox started.
pub(crate) struct Beginning {
    /// Makes the company, the same each time.
    pub(crate) company: Box<dyn Fn() -> Store + Send + Sync>,
    pub(crate) quota: Quota,
    pub(crate) faults: Faults,
    pub(crate) rules: Vec<FaultRule>,
    pub(crate) writers: Vec<Writer>,
}

impl App {
    /// Goes back to the start. Deliveries to come are cancelled, and hooks stay: they are a test's own code.
    pub(crate) fn reset(&self) {
        let Beginning { company, quota, faults, rules, .. } = &self.beginning;
        // Made before anything is locked, since a large company takes its time.
        let store = company();
        self.stop_writers();
        self.late.cancel();
        self.rules.replace(rules.clone());
        *self.faults() = faults.clone();
        // The locks are taken in the order in which a request takes them.
        let mut traffic = self.traffic();
        traffic.door = store.settings.door;
        self.shared.world().store = store;
        traffic.recording.clear();
        traffic.limiter = Limiter::new(*quota);
        traffic.served = 0;
        traffic.counts = Counts::default();
        drop(traffic);
        self.log.reset();
        self.start_writers();
    }

    /// Starts the writers of the start.
    pub(crate) fn start_writers(&self) {
        for writer in &self.beginning.writers {
            self.start_writer(writer.clone());
        }
    }
}
