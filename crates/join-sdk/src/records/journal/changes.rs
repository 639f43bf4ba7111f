//! Collects the tag changes of a run from its lines, those of killed edits included. Pure.

use std::collections::HashMap;

use super::index::{KeyHash, LineMeta, hash};

/// The lines that list the tag changes of one run: outcomes, and writes whose outcome nobody knows.
#[derive(Debug)]
pub(crate) struct Changes {
    run: KeyHash,
    places: Vec<u64>,
    /// The last write of each key since its intent. It lists the changes of the writes before it, too.
    sending: HashMap<KeyHash, u64>,
}

impl Changes {
    pub(crate) fn of(run: &str) -> Self {
        Self { run: hash(run), places: Vec::new(), sending: HashMap::new() }
    }

    pub(crate) fn mark(&mut self, offset: u64, mark: &LineMeta) {
        match mark {
            LineMeta::Sending { key, run, .. } if *run == Some(self.run) => {
                self.sending.insert(*key, offset);
            }
            // Another process tries again: the edit of the one before was killed.
            LineMeta::Intent { key, .. } => self.places.extend(self.sending.remove(key)),
            LineMeta::Outcome { key, run, changed, .. } => {
                self.sending.remove(key);
                if *changed && *run == Some(self.run) {
                    self.places.push(offset);
                }
            }
            _ => {}
        }
    }

    /// The offsets, the last one first.
    pub(crate) fn backwards(self) -> Vec<u64> {
        let mut places = self.places;
        places.extend(self.sending.into_values());
        places.sort_unstable();
        places.reverse();
        places
    }
}

#[cfg(test)]
#[cfg(feature = "files")]
mod tests {
    use super::*;

    fn backwards(lines: &[&str]) -> Vec<u64> {
        let mut changes = Changes::of("r");
        for (offset, line) in lines.iter().enumerate() {
            let line = format!(r#"{{"candidate":5,"run":"r",{line}}}"#);
            changes.mark(offset as u64, &LineMeta::of_line(line.as_bytes()).unwrap());
        }
        changes.backwards()
    }

    const INTENT: &str = r#""entry":"intent","key":"k""#;
    const SENDING: &str = r#""entry":"sending","key":"k","outcome":"unknown","added":["a"]"#;
    const NO_CHANGE: &str = r#""entry":"outcome","key":"k","outcome":"no_change""#;
    const APPLIED: &str = r#""entry":"outcome","key":"k","outcome":"applied","added":["a"]"#;
    const UNKNOWN: &str = r#""entry":"outcome","key":"k","outcome":"unknown","added":["a"]"#;
    const FAILED: &str = r#""entry":"outcome","key":"k","outcome":"failed","added":["a"]"#;

    #[test]
    fn an_outcome_stands_for_the_writes_before_it() {
        assert_eq!(backwards(&[INTENT, SENDING, SENDING, APPLIED]), [3]);
        assert_eq!(backwards(&[INTENT, SENDING, UNKNOWN]), [2]);
        assert!(backwards(&[INTENT, SENDING, FAILED]).is_empty(), "nothing was written");
    }

    #[test]
    fn the_last_write_of_a_killed_edit_is_a_change_whatever_a_later_process_found() {
        assert_eq!(backwards(&[INTENT, SENDING, SENDING]), [2]);
        assert_eq!(backwards(&[INTENT, SENDING, INTENT, NO_CHANGE]), [1]);
        assert_eq!(backwards(&[INTENT, SENDING, INTENT, SENDING, APPLIED]), [4, 1]);
        let other = r#""entry":"sending","key":"k2","outcome":"unknown","added":["a"]"#;
        assert_eq!(backwards(&[INTENT, SENDING, other, NO_CHANGE]), [2]);
    }

    #[test]
    fn writes_of_another_run_are_not_its_changes() {
        let mut changes = Changes::of("another");
        let line = format!(r#"{{"candidate":5,"run":"r",{SENDING}}}"#);
        changes.mark(1, &LineMeta::of_line(line.as_bytes()).unwrap());
        assert!(changes.backwards().is_empty());
    }
}
