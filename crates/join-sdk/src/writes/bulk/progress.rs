//! Counts a run's outcomes and decides when it stops. Pure.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::error::ErrorKind;
use crate::records::journal::EntryEnd;

/// Edits before the share of conflicts counts.
const ENOUGH: u64 = 50;

/// The outcome counts of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Finished edits, those of an earlier run included.
    pub done: u64,
    /// Written as expected.
    pub applied: u64,
    /// Written after a merge with others' changes.
    pub merged: u64,
    /// Written again, after others overwrote them.
    pub healed: u64,
    /// Nothing to change.
    pub unchanged: u64,
    /// Done by an earlier run with this journal; nothing was sent.
    pub skipped: u64,
    /// Planned by a dry run; nothing was sent.
    pub planned: u64,
    /// Not written, or not seen afterwards, because others wrote.
    pub conflicts: u64,
    /// Not written.
    pub failed: u64,
    /// Possibly written.
    pub unknown: u64,
    /// Time from the start of the run to the last finished edit.
    pub elapsed: Duration,
}

/// The reason for an early stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BulkStop {
    /// JOIN did not return a candidate's tags.
    TagsUnknown,
    /// JOIN rejected the token, or the plan or the user's rights do not allow the call.
    Access,
    /// The journal, or the record of a write, could not be written.
    Journal,
    /// The input could not be read.
    Input,
    /// More edits conflicted than [`BulkTags::max_conflict_rate`](super::BulkTags::max_conflict_rate) allows.
    Conflicts,
    /// [`BulkRun::stop`](super::BulkRun::stop) was called.
    Asked,
}

impl BulkProgress {
    /// Counts a finished edit.
    pub(crate) fn count(&mut self, ending: EntryEnd, error: Option<ErrorKind>) {
        self.done += 1;
        let conflict = error.is_some_and(is_conflict);
        *match ending {
            EntryEnd::Applied | EntryEnd::Written => &mut self.applied,
            EntryEnd::AppliedAfterMerge => &mut self.merged,
            EntryEnd::Healed => &mut self.healed,
            EntryEnd::NoChange => &mut self.unchanged,
            EntryEnd::Planned => &mut self.planned,
            EntryEnd::Failed | EntryEnd::Unknown if conflict => &mut self.conflicts,
            EntryEnd::Failed => &mut self.failed,
            EntryEnd::Unknown => &mut self.unknown,
        } += 1;
    }

    pub(crate) fn skip(&mut self) {
        self.done += 1;
        self.skipped += 1;
    }

    /// Whether this ending stops the run.
    pub(crate) fn stop(&self, error: Option<ErrorKind>, max_conflict_rate: f64) -> Option<BulkStop> {
        match error? {
            ErrorKind::TagsUnknown => Some(BulkStop::TagsUnknown),
            ErrorKind::Unauthorized | ErrorKind::PlanRequired | ErrorKind::Forbidden => {
                Some(BulkStop::Access)
            }
            ErrorKind::Io => Some(BulkStop::Journal),
            _ => {
                let tried = self.done - self.skipped;
                let too_many = self.conflicts as f64 > max_conflict_rate * tried as f64;
                (tried >= ENOUGH && too_many).then_some(BulkStop::Conflicts)
            }
        }
    }

    /// The counts for the journal's last line.
    pub(crate) fn counts(&self) -> BTreeMap<EntryEnd, u64> {
        [
            (EntryEnd::Applied, self.applied),
            (EntryEnd::AppliedAfterMerge, self.merged),
            (EntryEnd::Healed, self.healed),
            (EntryEnd::NoChange, self.unchanged + self.skipped),
            (EntryEnd::Planned, self.planned),
            (EntryEnd::Failed, self.failed + self.conflicts),
            (EntryEnd::Unknown, self.unknown),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect()
    }
}

fn is_conflict(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Conflict | ErrorKind::Contended | ErrorKind::Unverified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_stops_at_what_will_not_pass_and_at_too_many_conflicts() {
        let mut progress = BulkProgress::default();
        assert_eq!(progress.stop(Some(ErrorKind::TagsUnknown), 0.2), Some(BulkStop::TagsUnknown));
        for kind in [ErrorKind::Unauthorized, ErrorKind::PlanRequired, ErrorKind::Forbidden] {
            assert_eq!(progress.stop(Some(kind), 0.2), Some(BulkStop::Access));
        }
        assert_eq!(progress.stop(Some(ErrorKind::Io), 0.2), Some(BulkStop::Journal));
        assert_eq!(progress.stop(Some(ErrorKind::NotFound), 0.2), None);
        (0..40).for_each(|_| progress.count(EntryEnd::Applied, None));
        (0..9).for_each(|_| progress.count(EntryEnd::Failed, Some(ErrorKind::Contended)));
        assert_eq!(progress.stop(Some(ErrorKind::Contended), 0.1), None, "49 edits say nothing");
        progress.count(EntryEnd::Unknown, Some(ErrorKind::Unverified));
        assert_eq!(progress.stop(Some(ErrorKind::Contended), 0.2), None, "a fifth is not over a fifth");
        progress.count(EntryEnd::Failed, Some(ErrorKind::Conflict));
        assert_eq!(progress.stop(Some(ErrorKind::Contended), 0.2), Some(BulkStop::Conflicts));
        assert_eq!((progress.conflicts, progress.failed, progress.unknown), (11, 0, 0));
    }

    #[test]
    fn what_was_skipped_makes_no_rate_smaller() {
        let mut progress = BulkProgress::default();
        (0..1_000).for_each(|_| progress.skip());
        (0..50).for_each(|_| progress.count(EntryEnd::Failed, Some(ErrorKind::Contended)));
        assert_eq!(progress.stop(Some(ErrorKind::Contended), 0.2), Some(BulkStop::Conflicts));
    }
}
