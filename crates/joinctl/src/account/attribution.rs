//! Who writes, and why.

use clap::Args;
use join_sdk::{Join, RequestOptions};

/// Attribution of a write, for receipts and records.
#[derive(Args)]
pub(crate) struct AttributionArgs {
    /// Reason for the write, kept in receipts and records. Must not contain personal data.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Author of the write, kept in receipts and records.
    #[arg(long)]
    pub(crate) actor: Option<String>,
}

impl AttributionArgs {
    /// Returns a client whose records carry the attribution.
    pub(crate) fn writes(&self, join: &Join) -> Join {
        let mut options = RequestOptions::new();
        if let Some(reason) = &self.reason {
            options = options.reason(reason);
        }
        if let Some(actor) = &self.actor {
            options = options.actor(actor);
        }
        join.with_options(options)
    }
}
