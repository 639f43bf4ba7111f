//! `joinctl notes`: add.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use join_sdk::journal::Journal;
use join_sdk::types::CandidateId;
use serde_json::json;

use crate::out::{self, Out};
use crate::{Failure, Outcome, account};

/// What to do with notes.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Add a note for the hiring team. Nothing is written unless --yes is given.
    Add(AddOptions),
}

#[derive(Args)]
pub(crate) struct AddOptions {
    /// Number of the candidate.
    candidate: i64,
    /// The note.
    #[arg(long, required_unless_present = "file")]
    text: Option<String>,
    /// File with the note.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// A key of your own: the note is written once, however often this is run with the same journal.
    #[arg(long, requires = "journal")]
    key: Option<String>,
    /// Where it is kept whether the note with the key was written.
    #[arg(long, value_name = "FILE", requires = "key")]
    journal: Option<PathBuf>,
    /// Write it.
    #[arg(long)]
    yes: bool,
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let Command::Add(options) = command;
    let text = match (&options.text, &options.file) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("the note can't be read: {error}")))?,
        (None, None) => return Err(Failure::usage("--text or --file holds the note")),
    };
    let candidate = CandidateId(options.candidate);
    if !options.yes {
        let (letters, id) = (text.chars().count(), options.candidate);
        writeln!(out, "{}", json!({ "candidate": id, "characters": letters, "written": false }))?;
        out::tell("nothing was written to JOIN; --yes does it");
        return Ok(());
    }
    let look = format_args!("in JOIN, at candidate {candidate}: notes can't be read by the API").to_string();
    let written = match (options.key, options.journal) {
        (Some(key), Some(journal)) => {
            let join = account::connect_with(Journal::open(journal).await?).await?;
            let note = join.candidates().add_note_once(candidate, key, text).await;
            note.map_err(|error| Failure::from(error).find_out_by(&look))?.was_written()
        }
        _ => {
            let join = account::connect().await?;
            let note = join.candidates().add_note(candidate, text).await;
            note.map_err(|error| Failure::from(error).find_out_by(&look))?;
            true
        }
    };
    writeln!(out, "{}", json!({ "candidate": options.candidate, "written": written }))
}
