//! Converts a record of an audit file to a row.

use join_sdk::audit::{Record, RecordOutcome, StoredTag, Subject, TagsRecord};
use join_sdk::types::Tag;

use super::row::{HistoryRow, changes, with_error};

pub(super) fn row_of(record: Record) -> HistoryRow {
    let what = match (&record.tags, &record.note) {
        (Some(tags), _) => edited(tags),
        (None, Some(note)) => format!("a note of {} characters", note.length),
        (None, None) => operation_words(&record.operation).to_owned(),
    };
    let message = match record.outcome {
        RecordOutcome::Applied => "written",
        RecordOutcome::Nothing => "nothing to change",
        RecordOutcome::Failed => "not written",
        RecordOutcome::Unknown => "may have been written",
        _ => "unsupported by this version",
    };
    HistoryRow {
        at: record.at,
        who: record.actor,
        why: record.reason,
        whom: whom(&record.subject),
        candidate: record.subject.candidate,
        what,
        outcome: with_error(message, record.error),
        key: record.subject.external_id,
    }
}

fn edited(tags: &TagsRecord) -> String {
    let own = |tags: &[StoredTag]| -> Vec<Tag> {
        let own = |tag: &StoredTag| match tag {
            StoredTag::Own(tag) => Some(tag.clone()),
            StoredTag::Hashed { .. } => None,
        };
        tags.iter().filter_map(own).collect()
    };
    let removed = own(&tags.removed);
    changes(&own(&tags.added), &removed, tags.removed.len() - removed.len())
}

/// Returns the most specific subject: candidate, application, job or office.
fn whom(subject: &Subject) -> String {
    let named = [
        subject.candidate.map(|id| format!("candidate {id}")),
        subject.application.map(|id| format!("application {id}")),
        subject.job.map(|id| format!("job {id}")),
        subject.office.map(|id| format!("office {id}")),
    ];
    named.into_iter().flatten().next().unwrap_or_default()
}

fn operation_words(operation: &str) -> &str {
    match operation {
        "createApplication" => "a new application",
        "createJob" => "a new job",
        "changeJobStatus" => "a job's status",
        "createOffice" => "a new office",
        "createCandidateNote" => "a note",
        other => other,
    }
}
