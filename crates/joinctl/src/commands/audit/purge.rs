//! `joinctl audit purge`: removes records of the audit in the shared state.

use clap::Args;
use jiff::Timestamp;
use join_sdk::types::CandidateId;

use crate::commands::state::purge::{Purge, carry_out, moment};
use crate::consent::Consent;
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;

#[derive(Args)]
pub(crate) struct Options {
    /// Remove the records about this candidate. Journals and registered edits stay; `joinctl state purge` removes them, too.
    #[arg(long, value_name = "ID", required_unless_present = "before", conflicts_with = "before")]
    candidate: Option<i64>,
    /// Remove the records from before this time: a date, which begins at midnight UTC, or RFC 3339 with a time zone.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    before: Option<Timestamp>,
    #[command(flatten)]
    consent: Consent,
}

pub(super) async fn run(options: &Options, out: &mut Out) -> Outcome {
    let purge = match (options.candidate, options.before) {
        (Some(id), _) => Purge::AuditOf(CandidateId(id)),
        (None, Some(moment)) => Purge::AuditBefore(moment),
        (None, None) => return Err(Failure::usage("--candidate or --before is required")),
    };
    carry_out(&purge, &options.consent, out).await
}
