//! Exports the applications as CSV for a spreadsheet, and says whether the export is complete.
//! It names no candidate, so that the file can be passed on.
//! Its argument is the file; without one it prints the first lines. Without JOIN_API_TOKEN it starts a sandbox.

mod account;

use std::error::Error;

use join_sdk::types::Application;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (builder, _sandbox) = account::open().await?;
    let join = builder.build()?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["application", "job", "title", "state", "stage", "applied", "changed", "has_cv"])?;

    let mut rows = join.applications().list().complete();
    while let Some(row) = rows.next().await {
        match row {
            Ok(application) => csv.write_record(cells(&application))?,
            Err(error) if error.row().is_some() => eprintln!("skipped: {error}"), // one bad row
            Err(error) => return Err(error.into()),
        }
    }
    let (summary, text) = (rows.summary(), String::from_utf8(csv.into_inner()?)?);
    match std::env::args_os().nth(1) {
        Some(path) => std::fs::write(path, text)?,
        None => text.lines().take(4).for_each(|line| println!("{line}")),
    }
    println!(
        "{} rows, {} of them unreadable, in {} requests",
        summary.rows, summary.unreadable, summary.requests
    );
    match summary.reason {
        None => println!("complete: every application that was there all along is in it"),
        Some(reason) => println!("not complete: {reason}"),
    }
    Ok(())
}

fn cells(application: &Application) -> [String; 8] {
    let job = application.job.as_ref();
    [
        application.id.to_string(),
        job.map(|job| job.id.to_string()).unwrap_or_default(),
        text(job.and_then(|job| job.title.as_deref())),
        text(application.current_state().map(|state| state.as_str())),
        text(application.stage_name()),
        application.created_at.map(|time| time.to_string()).unwrap_or_default(),
        application.changed_at().map(|time| time.to_string()).unwrap_or_default(),
        application.cv().is_some().to_string(),
    ]
}

/// The text of a cell. A spreadsheet runs a cell that begins like a formula, so such a one gets an apostrophe in front.
fn text(cell: Option<&str>) -> String {
    let cell = cell.unwrap_or_default();
    let formula = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}
