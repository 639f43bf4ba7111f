//! `joinctl state status`.

use join_postgres::Status;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::account::{self, Unreached};
use crate::exit::Outcome;
use crate::output::listing::{self, Output};
use crate::output::out::Out;
use crate::output::row::Row;

/// A number, as a row.
#[derive(Serialize)]
pub(crate) struct Count {
    name: &'static str,
    count: Value,
}

impl Row for Count {
    const COLUMNS: &'static [&'static str] = &["name", "count"];
    const FIELDS: &'static [&'static str] = &[
        "version",
        "newest",
        "quotas",
        "leases",
        "followers",
        "edits",
        "entries",
        "cursors",
        "records",
        "months",
        "journal_bytes",
        "audit_bytes",
        "bytes",
    ];

    fn cells(&self) -> Vec<String> {
        vec![self.name.to_owned(), self.count.to_string()]
    }
}

pub(super) async fn run(output: &Output<Count>, out: &mut Out) -> Outcome {
    let status = account::state().await?.postgres().status().await.map_err(Unreached::from)?;
    let counts = counts(&status);
    let object: Map<String, Value> =
        counts.iter().map(|(name, _, count)| ((*name).to_owned(), count.clone())).collect();
    let text = || counts.iter().map(|(_, words, count)| format!("{words:<36} {count}\n")).collect();
    let rows: Vec<Count> =
        counts.iter().map(|(name, _, count)| Count { name, count: count.clone() }).collect();
    out.exact(&listing::document(&object, &rows, text, output)?)
}

/// Names in JSON, words, numbers.
fn counts(status: &Status) -> [(&'static str, &'static str, Value); 13] {
    [
        ("version", "version of the schema", json!(status.version)),
        ("newest", "version of this program", json!(status.newest)),
        ("quotas", "tokens with a quota", json!(status.quotas)),
        ("leases", "leases held now", json!(status.leases)),
        ("followers", "followers of change feeds now", json!(status.followers)),
        ("edits", "registered edits", json!(status.edits)),
        ("entries", "entries of journals", json!(status.entries)),
        ("cursors", "cursors", json!(status.cursors)),
        ("records", "records of the audit", json!(status.records)),
        ("months", "months of the audit", json!(status.months)),
        ("journal_bytes", "bytes of journals", json!(status.journal_bytes)),
        ("audit_bytes", "bytes of the audit", json!(status.audit_bytes)),
        ("bytes", "bytes of all", json!(status.bytes)),
    ]
}
