//! `joinctl decide`: a decision on a candidate, tags and a note.

use clap::{Args, ValueHint};
use join_sdk::decisions::Decision;
use join_sdk::tags::{PlanWarning, TagPlan};
use serde_json::json;

use crate::account::Location;
use crate::commands::tags::{ApplyArgs, CandidateArgs, Edit, warn_of_null};
use crate::consent::Consent;
use crate::exit::{Failure, Outcome};
use crate::output::out::Out;
use crate::{account, interrupt};

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    target: CandidateArgs,
    /// Decision id, such as an inquiry's. A repeated run with the same id does only the missing steps.
    #[arg(long)]
    id: String,
    #[command(flatten)]
    edit: Edit,
    /// A note of plain text to add once the tags are written.
    #[arg(long)]
    note: Option<String>,
    /// A note of HTML to add once the tags are written. It is sent as it is.
    #[arg(long, value_name = "HTML", conflicts_with = "note")]
    note_html: Option<String>,
    /// Add a note with the tag changes, the reason and the author.
    #[arg(long, conflicts_with_all = ["note", "note_html"])]
    note_from_receipt: bool,
    /// Journal, used to resume: a file, or db:NAME in the shared state.
    #[arg(long, value_name = "JOURNAL", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    journal: Location,
    #[command(flatten)]
    apply: ApplyArgs,
    #[command(flatten)]
    consent: Consent,
}

impl Options {
    /// Such as `+ persona:status=ok`, `= 2 kept` and the note.
    fn plan(&self, tags: &TagPlan) -> String {
        let note = match (&self.note, &self.note_html) {
            (Some(text), _) => format!("\nnote, once: {text}"),
            (None, Some(html)) => format!("\nnote of HTML, once: {html}"),
            (None, None) if self.note_from_receipt => {
                "\nnote, once: the changes of tags, the reason and the author".to_owned()
            }
            (None, None) => String::new(),
        };
        format!("{tags}{note}")
    }
}

pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let edit = options.edit.made()?;
    let how = options.apply.apply()?;
    if !options.consent.is_yes() {
        let join = account::connect().await?;
        let candidate = options.target.find(&join).await?;
        let plan = join.tags(&candidate).plan(&edit).await?;
        warn_of_null(plan.warnings.contains(&PlanWarning::TagsWereNull), candidate.candidate());
        let plan = options.plan(&plan);
        if !options.consent.given(&plan).await? {
            writeln!(out, "{plan}")?;
            return options.consent.withheld();
        }
    }
    let join = account::connect_with(options.journal.journal().await?).await?;
    let join = options.apply.attribution.writes(&join);
    let candidate = options.target.find(&join).await?;
    let mut decision = Decision::new(&options.id, edit).apply(how);
    if let Some(note) = &options.note {
        decision = decision.note(note);
    }
    if let Some(html) = &options.note_html {
        decision = decision.note_html(html);
    }
    if options.note_from_receipt {
        decision = decision.note_from_receipt();
    }
    let journal = options.journal.quoted();
    let look = format!(
        "joinctl audit show {journal}; joinctl tags show {}; a note shows in JOIN only",
        candidate.application()
    );
    let recorded = interrupt::or_unknown(join.decisions().record(&candidate, decision), &look).await?;
    let seen = recorded.as_ref().map_or_else(join_sdk::Error::receipt, |recorded| recorded.tags.as_ref());
    warn_of_null(seen.is_some_and(|receipt| receipt.was_null), candidate.candidate());
    let recorded = recorded.map_err(|error| Failure::from(error).find_out_by(look))?;
    let shown = json!({
        "id": recorded.id,
        "tags": recorded.tags.as_ref().and_then(|receipt| receipt.outcome).map(|outcome| outcome.as_str()),
        "tags_written_earlier": recorded.tags.is_none(),
        "note": recorded.note.map(|note| if note.was_written() { "written" } else { "written earlier" }),
    });
    out.written_json(&shown)
}
