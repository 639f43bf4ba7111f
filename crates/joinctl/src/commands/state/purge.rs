//! `joinctl state purge`: removes a candidate's data, or old records of the audit.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use join_postgres::{Forgotten, Postgres};
use join_sdk::types::CandidateId;
use serde_json::{Value, json};

use crate::account::{self, Unreached};
use crate::consent::{Consent, DATABASE};
use crate::exit::{Failure, Outcome};
use crate::output::out::{self, Out};
use crate::text::counted;

#[derive(Args)]
pub(crate) struct Options {
    /// Remove the audit, the journals' entries and the registered edits of this candidate. Without the entries a later run can
    /// write what an earlier one wrote: a note again.
    #[arg(
        long,
        value_name = "ID",
        required_unless_present = "audit_before",
        conflicts_with = "audit_before"
    )]
    candidate: Option<i64>,
    /// Remove the audit from before this time: a date, which begins at midnight UTC, or RFC 3339 with a time zone.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    audit_before: Option<Timestamp>,
    #[command(flatten)]
    consent: Consent,
}

/// Parses `2026-01-31` or `2026-01-31T08:00:00Z`.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    let midnight = |date: Date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok();
    // A date alone: a time without a zone could be any moment.
    let date = || text.parse().ok().filter(|date: &Date| date.to_string() == text).and_then(midnight);
    let words = || "a date such as 2026-01-31, or RFC 3339 with a time zone".to_owned();
    text.parse().ok().or_else(date).ok_or_else(words)
}

/// What is to go.
pub(crate) enum Purge {
    Candidate(CandidateId),
    AuditOf(CandidateId),
    AuditBefore(Timestamp),
}

impl Purge {
    /// Counts what there is of it.
    async fn known(&self, state: &Postgres) -> Result<Forgotten, join_postgres::Error> {
        match self {
            Self::Candidate(id) => state.known_of(*id).await,
            Self::AuditOf(id) => state.known_of(*id).await.map(|known| records(known.records)),
            Self::AuditBefore(moment) => state.audit_before(*moment).await.map(records),
        }
    }

    async fn done(&self, state: &Postgres) -> Result<Forgotten, join_postgres::Error> {
        match self {
            Self::Candidate(id) => state.forget(*id).await,
            Self::AuditOf(id) => state.forget_audit(*id).await.map(records),
            Self::AuditBefore(moment) => state.purge_audit(*moment).await.map(records),
        }
    }

    fn shown(&self, rows: Forgotten, removed: bool) -> Value {
        let Forgotten { records, entries, edits, .. } = rows;
        match self {
            Self::Candidate(id) => json!({
                "candidate": id, "records": records, "entries": entries, "edits": edits, "removed": removed,
            }),
            Self::AuditOf(id) => json!({ "candidate": id, "records": records, "removed": removed }),
            Self::AuditBefore(moment) => {
                json!({ "audit_before": moment, "records": records, "removed": removed })
            }
        }
    }

    fn plan(&self, rows: Forgotten) -> String {
        let records = counted(rows.records, "record", "records");
        match self {
            Self::Candidate(id) => format!(
                "Remove candidate {id} from the shared state: {records} of the audit, {} of journals, {}.\n\
                 Without the entries a later run can write a note again.",
                counted(rows.entries, "entry", "entries"),
                counted(rows.edits, "registered edit", "registered edits"),
            ),
            Self::AuditOf(id) => format!("Remove {records} of the audit about candidate {id}."),
            Self::AuditBefore(moment) => format!("Remove {records} of the audit from before {moment}."),
        }
    }
}

fn records(records: u64) -> Forgotten {
    let mut rows = Forgotten::default();
    rows.records = records;
    rows
}

pub(super) async fn run(options: &Options, out: &mut Out) -> Outcome {
    let purge = match (options.candidate, options.audit_before) {
        (Some(id), _) => Purge::Candidate(CandidateId(id)),
        (None, Some(moment)) => Purge::AuditBefore(moment),
        (None, None) => return Err(Failure::usage("--candidate or --audit-before is required")),
    };
    carry_out(&purge, &options.consent, out).await
}

/// Shows what is to go, and removes it by consent.
pub(crate) async fn carry_out(purge: &Purge, consent: &Consent, out: &mut Out) -> Outcome {
    let state = account::state().await?.postgres();
    let known = purge.known(state).await.map_err(Unreached::from)?;
    if known == Forgotten::default() {
        out::report("nothing to remove");
        return out.json(&purge.shown(known, false));
    }
    if !consent.agreed_to(DATABASE, &purge.plan(known), &purge.shown(known, false), out).await? {
        return consent.withheld_from(DATABASE);
    }
    let gone = purge.done(state).await.map_err(Unreached::from)?;
    out.json(&purge.shown(gone, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_begins_at_midnight_utc() {
        let midnight: Timestamp = "2026-01-31T00:00:00Z".parse().unwrap();
        assert_eq!(moment("2026-01-31"), Ok(midnight));
        assert_eq!(moment("2026-01-31T01:00:00+01:00"), Ok(midnight));
        for odd in ["", "31.01.2026", "2026-02-30", "2026-01-31T08:00:00"] {
            assert!(moment(odd).is_err(), "{odd}");
        }
    }
}
