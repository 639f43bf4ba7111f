//! The action that changes a candidate's tags.

use icu_normalizer::ComposingNormalizerBorrowed;
use join_sdk::tags::{
    ApplyOptions, CandidateRef, ClearAll, EditOutcome, Owner, PlanWarning, Receipt, ReplaceAll, TagEdit,
};
use join_sdk::types::{CandidateId, Tag};
use join_sdk::{Error, ErrorKind as Kind, Join};

use super::{Actions, failed};
use crate::action::Action;
use crate::error::{ActionError, FieldCode, FieldError};
use crate::input::UpdateCandidate;
use crate::output::{CandidateOutcome, Effect, Plan, SCHEMA_VERSION, UpdatedCandidate};
use crate::personal::Personal;

const ACTION: Action = Action::UpdateCandidate;
/// Reads of a replacement without a check, when others write in between.
const MOST_READS: u32 = 3;

/// What an input asks for.
enum Request {
    /// Nothing to do.
    Nothing,
    /// An edit that is merged with the current tags.
    Edit(CandidateRef, Box<TagEdit>),
    /// A new set, if the current one is the expected one.
    Replace { candidate: CandidateRef, expected: Vec<Tag>, new: Vec<Tag> },
    /// A new set in place of any other, read first.
    ReplaceAny { candidate: CandidateRef, new: Vec<Tag> },
    /// A new set over tags that can't be read.
    ReplaceUnseen(Vec<Tag>),
}

impl Request {
    fn of(input: &UpdateCandidate) -> Result<Self, ActionError> {
        let candidate =
            input.application_id.map(|application| CandidateRef::new(input.candidate_id, application));
        let new = input.tags.clone();
        let has_edit = !input.add_tags.is_empty() || !input.remove_tags.is_empty();
        match (candidate, new, &input.expected) {
            (None, Some(new), _) => Ok(Request::ReplaceUnseen(new)),
            (Some(candidate), Some(new), Some(expected)) => {
                Ok(Request::Replace { candidate, expected: expected.clone(), new })
            }
            (Some(candidate), Some(new), None) => Ok(Request::ReplaceAny { candidate, new }),
            (Some(candidate), None, _) if has_edit => Ok(Request::Edit(candidate, Box::new(edit(input)?))),
            (_, None, _) => Ok(Request::Nothing),
        }
    }
}

impl Actions {
    /// Changes a candidate's tags: an edit that keeps the others, or a replacement of the whole set.
    ///
    /// An edit that may have been written is the outcome `unknown`; run it again, since it writes only what is missing.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use join_actions::input::UpdateCandidate;
    /// use join_sdk::types::{ApplicationId, CandidateId};
    ///
    /// let mut edit = UpdateCandidate::new(CandidateId(70001));
    /// edit.application_id = Some(ApplicationId(90210));
    /// edit.add_tags = vec!["persona:verified".into()];
    /// println!("{:?}", actions.update_candidate(edit).await?.outcome);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the fields break a rule of the schema,
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) for safety,
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) when the tags are not the expected ones; otherwise the call's
    /// error. Nothing was written.
    pub async fn update_candidate(&self, input: UpdateCandidate) -> Result<UpdatedCandidate, ActionError> {
        ACTION.check_typed(&input)?;
        self.update(input).await
    }

    pub(super) async fn update(&self, input: UpdateCandidate) -> Result<UpdatedCandidate, ActionError> {
        let request = Request::of(&input)?;
        let write = self.begin(input.actor.as_ref(), input.reason.as_ref());
        let join = write.join;
        let mut output = UpdatedCandidate {
            schema_version: SCHEMA_VERSION,
            outcome: CandidateOutcome::NoChange,
            candidate_id: input.candidate_id,
            application_id: input.application_id,
            candidate_url: input.candidate_id.page(),
            tags_before: None,
            tags_after: None,
            added: None,
            removed: None,
            changed_by_others: false,
            audit: write.audit,
            error: None,
        };
        let written = match request {
            Request::Nothing => return Ok(output),
            Request::ReplaceUnseen(new) => {
                replace_unseen(&join, input.candidate_id, new, &mut output).await.map(|()| None)
            }
            Request::Edit(candidate, edit) => {
                join.tags(&candidate).edit(&edit, ApplyOptions::default()).await.map(Some)
            }
            Request::Replace { candidate, expected, new } => {
                replace(&join, candidate, expected, new).await.map(Some)
            }
            Request::ReplaceAny { candidate, new } => replace_any(&join, candidate, new).await.map(Some),
        };
        output.audit.request_ids = write.ids.list();
        match written {
            Ok(receipt) => {
                if let Some(receipt) = &receipt {
                    output.outcome = outcome(receipt);
                    record(&mut output, receipt);
                }
                Ok(output)
            }
            Err(error) => {
                if let Some(receipt) = error.receipt() {
                    record(&mut output, receipt);
                }
                let error = ActionError::of(ACTION.name(), &error);
                if !error.is_unknown_outcome() {
                    return Err(error);
                }
                output.outcome = CandidateOutcome::Unknown;
                output.error = Some(error);
                Ok(output)
            }
        }
    }

    pub(super) async fn plan_candidate(&self, input: UpdateCandidate) -> Result<Plan, ActionError> {
        let path = format!("/candidates/{}", input.candidate_id);
        let reader = self.join.read_only();
        let (candidate, new) = match Request::of(&input)? {
            Request::Nothing => {
                return Ok(Plan::new(ACTION.name(), Effect::Nothing, "The input asks for no change."));
            }
            Request::ReplaceUnseen(new) => {
                let summary = format!("Replaces all tags by {}, without a look at those there.", new.len());
                let message = "the tags of recruiters and other integrations are lost, and nobody sees which";
                let mut plan = Plan::new(ACTION.name(), Effect::WritesBlindly, summary)
                    .request("PATCH", path)
                    .warning("replaces_unseen", message);
                plan.tags_after = Some(texts(&new));
                return Ok(plan);
            }
            Request::Edit(candidate, edit) => {
                let planned = reader.tags(&candidate).plan(&edit).await.map_err(failed(ACTION))?;
                let mut plan = tag_plan(&path, &planned.base, &planned.result);
                for warning in &planned.warnings {
                    let (code, message) = in_words(*warning);
                    plan = plan.warning(code, message);
                }
                return Ok(plan);
            }
            Request::Replace { candidate, expected, new } => {
                let current = reader.tags(&candidate).read().await.map_err(failed(ACTION))?;
                if !same_set(&expected, &current) && !same_set(&new, &current) {
                    let message = "the tags are not the expected ones; nothing would be written";
                    return Err(ActionError::new(ACTION.name(), crate::ErrorKind::Conflict, message));
                }
                return Ok(replacement_plan(&path, &current, &new));
            }
            Request::ReplaceAny { candidate, new } => (candidate, new),
        };
        let current = reader.tags(&candidate).read().await.map_err(failed(ACTION))?;
        Ok(replacement_plan(&path, &current, &new))
    }
}

/// The edit that an input asks for. Without an owner it owns the tags that it names.
fn edit(input: &UpdateCandidate) -> Result<TagEdit, ActionError> {
    let added: Vec<Tag> = input.add_tags.iter().map(composed).collect();
    let mut edit = match &input.owner {
        Some(prefix) => {
            let prefix = composed(&prefix.as_str().into());
            let owner = Owner::with_prefix(prefix.as_str());
            let owner = owner.map_err(|error| refused("/owner", error.to_string()))?;
            refuse_foreign(&owner, &added, &input.remove_tags)?;
            TagEdit::owned_by(owner)
        }
        None => owned_by_names(&added, &input.remove_tags)?,
    };
    for (index, tag) in added.into_iter().enumerate() {
        edit = edit.add(tag).map_err(|error| refused(&format!("/add_tags/{index}"), error.to_string()))?;
    }
    for (index, tag) in input.remove_tags.iter().enumerate() {
        let place = format!("/remove_tags/{index}");
        if edit.wanted().any(|added| added == tag) {
            return Err(refused(&place, "is among the tags to add as well".to_owned()));
        }
        edit = edit.remove(tag.clone()).map_err(|error| refused(&place, error.to_string()))?;
    }
    if input.reuse_existing {
        edit = edit.reuse_existing();
    }
    Ok(if input.allow_large_removal { edit.allow_large_removal() } else { edit })
}

/// All tags that are not the owner's, at once.
fn refuse_foreign(owner: &Owner, added: &[Tag], removed: &[Tag]) -> Result<(), ActionError> {
    let fields: Vec<FieldError> = [("add_tags", added), ("remove_tags", removed)]
        .into_iter()
        .flat_map(|(field, tags)| tags.iter().enumerate().map(move |(index, tag)| (field, index, tag)))
        .filter(|(_, _, tag)| !owner.owns(tag.as_str()))
        .map(|(field, index, _)| {
            let message = "is not the owner's: it does not begin with the owner's prefix";
            FieldError::new(format!("/{field}/{index}"), FieldCode::Refused, message)
        })
        .collect();
    if fields.is_empty() { Ok(()) } else { Err(ActionError::refused(ACTION.name(), fields)) }
}

fn owned_by_names(added: &[Tag], removed: &[Tag]) -> Result<TagEdit, ActionError> {
    let names = || added.iter().chain(removed).cloned();
    if let Ok(owner) = Owner::with_tags(names()) {
        return Ok(TagEdit::owned_by(owner));
    }
    // A tag to remove may have a form that no tag to add may have, and an owner can't be made of it.
    let owner = Owner::with_prefix("join-actions:");
    owner
        .and_then(|owner| TagEdit::owned_by(owner).allow_foreign("the input names the tags"))
        .map_err(|error| refused("/remove_tags", error.to_string()))
}

fn refused(pointer: &str, message: String) -> ActionError {
    ActionError::refused(ACTION.name(), vec![FieldError::new(pointer, FieldCode::Refused, message)])
}

async fn replace(
    join: &Join,
    candidate: CandidateRef,
    expected: Vec<Tag>,
    new: Vec<Tag>,
) -> Result<Receipt, Error> {
    let (tags, apply) = (join.tags(&candidate), ApplyOptions::default());
    match new.is_empty() {
        true => tags.clear_all(ClearAll { expected }, apply).await,
        false => tags.replace_all(ReplaceAll { expected, new }, apply).await,
    }
}

/// Replaces whatever is there. The read before it keeps a record of the tags that go.
async fn replace_any(join: &Join, candidate: CandidateRef, new: Vec<Tag>) -> Result<Receipt, Error> {
    let mut reads = 1;
    loop {
        let expected = join.tags(&candidate).read().await?;
        match replace(join, candidate, expected, new.clone()).await {
            Err(error) if error.kind() == Kind::Conflict && reads < MOST_READS => reads += 1,
            ended => return ended,
        }
    }
}

async fn replace_unseen(
    join: &Join,
    candidate: CandidateId,
    new: Vec<Tag>,
    output: &mut UpdatedCandidate,
) -> Result<(), Error> {
    let made = join.candidates().replace_tags_unchecked(candidate, new).await?;
    output.outcome = CandidateOutcome::ReplacedUnchecked;
    output.tags_after = made.tags.as_set().map(texts);
    Ok(())
}

fn outcome(receipt: &Receipt) -> CandidateOutcome {
    match receipt.outcome {
        Some(EditOutcome::NoChange) => CandidateOutcome::NoChange,
        Some(EditOutcome::AppliedAfterMerge) => CandidateOutcome::AppliedAfterMerge,
        Some(EditOutcome::Healed) => CandidateOutcome::Healed,
        Some(_) => CandidateOutcome::Applied,
        None => CandidateOutcome::Unknown,
    }
}

/// Copies the facts of a receipt into the output.
fn record(output: &mut UpdatedCandidate, receipt: &Receipt) {
    output.audit.edit_id = receipt.edit_id.to_string();
    output.audit.actor = receipt.actor.clone();
    output.audit.reason = receipt.reason.clone();
    output.audit.at = receipt.at;
    output.tags_before = Some(texts(&receipt.before));
    output.tags_after = Some(texts(&receipt.after));
    output.added = Some(texts(&receipt.added));
    output.removed = Some(texts(&receipt.removed));
    output.changed_by_others = !receipt.foreign_changes.is_empty();
}

fn replacement_plan(path: &str, current: &[Tag], new: &[Tag]) -> Plan {
    let plan = tag_plan(path, current, new);
    match (&plan.removed, new.is_empty()) {
        (Some(removed), true) if !removed.is_empty() => {
            plan.warning("leaves_none", "the candidate keeps no tag")
        }
        (Some(removed), false) if !removed.is_empty() => {
            plan.warning("replaces_all", "the tags to remove may belong to recruiters and other integrations")
        }
        _ => plan,
    }
}

fn tag_plan(path: &str, before: &[Tag], after: &[Tag]) -> Plan {
    let only_in = |one: &[Tag], other: &[Tag]| -> Vec<Personal> {
        one.iter().filter(|tag| !other.contains(tag)).map(|tag| tag.as_str().into()).collect()
    };
    let (added, removed) = (only_in(after, before), only_in(before, after));
    let mut plan = if added.is_empty() && removed.is_empty() {
        Plan::new(ACTION.name(), Effect::Nothing, "The tags are as desired.")
    } else {
        let kept = before.len().saturating_sub(removed.len());
        let summary = format!("Adds {} tags, removes {}, keeps {kept}.", added.len(), removed.len());
        Plan::new(ACTION.name(), Effect::Writes, summary).request("PATCH", path)
    };
    plan.tags_before = Some(texts(before));
    plan.tags_after = Some(texts(after));
    (plan.added, plan.removed) = (Some(added), Some(removed));
    plan
}

fn in_words(warning: PlanWarning) -> (&'static str, &'static str) {
    match warning {
        PlanWarning::TagsWereNull => ("tags_were_null", "JOIN returned null for the tags; taken for no tags"),
        PlanWarning::ReusesExisting => ("reuses_existing", "an existing look-alike replaces a tag to add"),
        PlanWarning::TouchesForeign => ("touches_foreign", "the edit touches tags of others"),
        PlanWarning::LeavesNone => ("leaves_none", "the candidate keeps no tag"),
        _ => ("other", "read the tags before and after"),
    }
}

fn same_set(one: &[Tag], other: &[Tag]) -> bool {
    one.iter().all(|tag| other.contains(tag)) && other.iter().all(|tag| one.contains(tag))
}

fn texts(tags: &[Tag]) -> Vec<Personal> {
    tags.iter().map(|tag| tag.as_str().into()).collect()
}

/// The tag in Unicode's NFC, the form in which tags are compared and written.
fn composed(tag: &Tag) -> Tag {
    ComposingNormalizerBorrowed::new_nfc().normalize(tag.as_str()).into_owned().into()
}
