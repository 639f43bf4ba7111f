//! `joinctl notes`: add.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};
use join_sdk::types::CandidateId;
use serde_json::json;

use super::standard_input;
use crate::account::{AttributionArgs, Location};
use crate::consent::Consent;
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;
use crate::{account, interrupt};

/// The commands for notes.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Add a note for the hiring team. Plain text is escaped, so that it reads as written: JOIN probably shows notes
    /// as HTML.
    #[command(
        after_help = "Examples:\n  joinctl notes add 5 --text \"Identity verified.\" --yes\n  joinctl notes add 5 --file note.txt --key inq_1 --journal notes.jsonl --yes"
    )]
    Add(AddOptions),
}

#[derive(Args)]
pub(crate) struct AddOptions {
    /// Candidate id.
    candidate: i64,
    /// The note; - for standard input.
    #[arg(long, required_unless_present = "file", allow_hyphen_values = true)]
    text: Option<String>,
    /// File with the note; - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// The note is HTML, to be sent as it is.
    #[arg(long)]
    html: bool,
    /// Idempotency key: repeated runs with the same journal write the note once.
    #[arg(long, requires = "journal")]
    key: Option<String>,
    /// Journal that records written notes, a file or db:NAME in the shared state.
    #[arg(long, value_name = "JOURNAL", requires = "key", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    journal: Option<Location>,
    #[command(flatten)]
    attribution: AttributionArgs,
    #[command(flatten)]
    consent: Consent,
}

impl AddOptions {
    async fn note(&self) -> Result<String, Failure> {
        let read = match (&self.text, &self.file) {
            (Some(text), _) if text == "-" => standard_input::text().await,
            (Some(text), _) => return Ok(text.clone()),
            (None, Some(path)) => standard_input::text_of(path).await,
            (None, None) => return Err(Failure::usage("--text or --file is required")),
        };
        let text = read.map_err(|error| Failure::usage(format!("the note can't be read: {error}")))?;
        match text.trim().is_empty() {
            true => Err(Failure::usage("the note is empty")),
            false => Ok(text.trim_end().to_owned()),
        }
    }
}

pub(crate) async fn run(command: Command, out: &mut Out) -> Outcome {
    let Command::Add(options) = command;
    let text = options.note().await?;
    let candidate = CandidateId(options.candidate);
    if !options
        .consent
        .given(format_args!("Note on candidate {candidate}, which the team sees in JOIN:\n{text}"))
        .await?
    {
        out.json(
            &json!({ "candidate": options.candidate, "text": text, "html": options.html, "written": false }),
        )?;
        return options.consent.withheld();
    }
    let look = format_args!("in JOIN, at candidate {candidate}: no way is known to read notes by the API")
        .to_string();
    let written = match (options.key, options.journal) {
        (Some(key), Some(journal)) => {
            let join = options.attribution.writes(&account::connect_with(journal.journal().await?).await?);
            let candidates = join.candidates();
            let note = match options.html {
                true => interrupt::written(candidates.add_note_html_once(candidate, key, text), look).await?,
                false => interrupt::written(candidates.add_note_once(candidate, key, text), look).await?,
            };
            note.was_written()
        }
        _ => {
            let join = options.attribution.writes(&account::connect().await?);
            let candidates = join.candidates();
            let note = match options.html {
                true => candidates.add_note_html(candidate, text),
                false => candidates.add_note(candidate, text),
            };
            interrupt::written(note, look).await?;
            true
        }
    };
    out.written_json(&json!({ "candidate": options.candidate, "written": written }))
}
