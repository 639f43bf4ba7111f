//! Goes back to the start.

use crate::faults::rate::Limiter;
use crate::http::app::{App, Beginning};
use crate::http::operation::Counts;

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
