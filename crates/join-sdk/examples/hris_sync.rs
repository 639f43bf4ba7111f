//! Keeps a table of applications up to date for an HR system: the feed of changes, into a file, with a cursor.
//! A run reads what changed since the last one. Killed between the table and the cursor, the next run writes the same rows again.
//! Its argument is the folder of both, which should be its owner's only; without one it is a folder that goes.
//! Without JOIN_API_TOKEN it starts a sandbox.

mod account;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use join_sdk::Join;
use join_sdk::changes::FileStore;
use join_sdk::types::Application;
use serde::{Deserialize, Serialize};

/// A row of the table. Names are left out until somebody is hired.
#[derive(Serialize, Deserialize)]
struct Row {
    candidate: Option<i64>,
    state: Option<String>,
    stage: Option<String>,
    changed: Option<String>,
    hired: Option<String>,
}

/// The table, by application.
type Table = BTreeMap<i64, Row>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (builder, _sandbox) = account::open().await?;
    let join = builder.build()?;
    let temporary = tempfile::tempdir()?;
    let folder = std::env::args_os().nth(1).map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    for run in 1..=2 {
        let (changed, rows) = sync(&join, &folder).await?;
        println!("run {run}: {changed} changes, {rows} rows in the table");
    }
    Ok(())
}

async fn sync(join: &Join, folder: &Path) -> Result<(usize, usize), Box<dyn Error>> {
    let (path, part) = (folder.join("applications.json"), folder.join("applications.json.part"));
    let mut table: Table =
        if path.exists() { serde_json::from_slice(&fs::read(&path)?)? } else { Table::new() };
    let mut feed = join.applications().changes(FileStore::new(folder.join("join.cursor")));
    let mut changed = 0;
    while let Some(change) = feed.next().await {
        match change {
            // A change can come twice. Its row has the application's id as its key, so that does no harm.
            Ok(change) => {
                let application = change.into_application();
                table.insert(application.id.0, row(&application));
                changed += 1;
            }
            Err(error) if error.row().is_some() => eprintln!("skipped: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    // First the table, then the cursor: a crash in between repeats rows and loses none.
    fs::write(&part, serde_json::to_vec(&table)?)?;
    fs::rename(&part, &path)?;
    feed.ack().await?;
    Ok((changed, table.len()))
}

fn row(application: &Application) -> Row {
    let state = application.current_state();
    let hired = state.filter(|state| state.is_hired()).and_then(|_| application.candidate_name());
    Row {
        candidate: application.candidate_id().map(|id| id.0),
        state: state.map(|state| state.to_string()),
        stage: application.stage_name().map(str::to_owned),
        changed: application.changed_at().map(|time| time.to_string()),
        hired: hired.map(|name| name.as_str().to_owned()),
    }
}
