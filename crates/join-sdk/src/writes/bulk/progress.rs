//! How far a run has come, and when it has to stop. Pure.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::error::ErrorKind;
use crate::records::journal::EntryEnd;

/// Edits before a share of conflicts says anything.
const ENOUGH: u64 = 50;

/// How many edits of a run ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Edits that have ended, those done by an earlier run included.
    pub done: u64,
    /// Written as expected.
    pub applied: u64,
    /// Written on what others had left in between.
    pub merged: u64,
    /// Written again, after others had overwritten them.
    pub healed: u64,
    /// There was nothing to change.
    pub unchanged: u64,
    /// An earlier run with this journal had done them; nothing was sent.
    pub skipped: u64,
    /// Would have been written: the run only looked.
    pub planned: u64,
    /// Not written, or not seen afterwards, since others wrote.
    pub conflicts: u64,
    /// Not written.
    pub failed: u64,
    /// May have been written.
    pub unknown: u64,
    /// From the beginning of the run to the last edit that ended.
    pub elapsed: Duration,
}

/// Why a run ended before its input did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BulkStop {
    /// JOIN did not say which tags a candidate has.
    TagsUnknown,
    /// JOIN did not take the token, or the plan or the user's rights do not allow it.
    Access,
    /// The journal, or the record of a write, could not be written.
    Journal,
    /// The input could not be read.
    Input,
    /// More edits met others than [`BulkTags::max_conflict_rate`](super::BulkTags::max_conflict_rate) allows.
    Conflicts,
    /// [`BulkRun::stop`](super::BulkRun::stop) was called.
    Asked,
}

impl BulkProgress {
    /// Counts an edit that has ended.
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

    /// Whether a run has to stop over an edit that ended so.
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

    /// For the journal's last line.
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
