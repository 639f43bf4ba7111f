//! What a run measured, as a row of a table.

use std::time::Duration;

pub(super) const HEAD: &str = "\
| workers | tokens | calls/s | of the ideal | without headers | 429 per 1,000 calls | own tags lost | others' tags lost per 1,000 edits | trips for quota per call | trips for locks per call | edits, repeated, failed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

/// Calls that JOIN served in the measured time, and those that the quotas allow.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) served: u64,
    pub(super) ideal: f64,
}

impl Part {
    pub(super) fn share(&self) -> f64 {
        self.served as f64 / self.ideal
    }
}

#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) tokens: usize,
    pub(super) measured: Duration,
    /// Of the tokens whose answers have quota headers, and of the others.
    pub(super) with_headers: Part,
    pub(super) without_headers: Part,
    /// Over the whole time.
    pub(super) calls: u64,
    pub(super) refused: u64,
    pub(super) quota_trips: u64,
    pub(super) lock_trips: u64,
    pub(super) edits: u64,
    pub(super) repeated: u64,
    pub(super) failed: u64,
    pub(super) own_lost: u64,
    pub(super) others_lost: u64,
}

impl Report {
    pub(super) fn trips_per_call(&self) -> f64 {
        (self.quota_trips + self.lock_trips) as f64 / self.calls as f64
    }

    pub(super) fn row(&self, name: &str) -> String {
        let of_calls = |count: u64| count as f64 / self.calls as f64;
        format!(
            "| {name} | {} | {:.0} | {:.0} % | {:.0} % | {:.1} | {} | {:.2} | {:.3} | {:.2} | {}, {}, {} |",
            self.tokens,
            (self.with_headers.served + self.without_headers.served) as f64 / self.measured.as_secs_f64(),
            self.with_headers.share() * 100.0,
            self.without_headers.share() * 100.0,
            of_calls(self.refused) * 1_000.0,
            self.own_lost,
            self.others_lost as f64 / self.edits as f64 * 1_000.0,
            of_calls(self.quota_trips),
            of_calls(self.lock_trips),
            self.edits,
            self.repeated,
            self.failed,
        )
    }
}
