//! One candidate of a company: a virtual object, so that its writes take turns in the whole cluster.

use join_actions::{ActionError, Actions, ErrorKind};
use join_sdk::decisions::Decision;
use join_sdk::tags::CandidateRef;
use join_sdk::types::CandidateId;
use join_sdk::{BoxFuture, Join};
use restate_sdk::prelude::*;
use serde_json::{Map, Value, json};

use crate::clients::Clients;
use crate::decision::{self, DecisionInput, NoteStep};
use crate::failure::{Repeat, of_call, terminal};
use crate::input::Input;
use crate::step::step;

#[derive(Debug)]
pub(crate) struct Candidate(pub(crate) Clients);

#[restate_sdk::object(
    name = "JoinCandidate",
    client_visibility = "pub(crate)",
    inactivity_timeout = "5m",
    abort_timeout = "10m",
    invocation_retry_policy(initial_interval = "200ms", factor = 2.0, max_interval = "20s")
)]
impl Candidate {
    /// Records a decision once: tags, then a note. Each is a step of its own.
    #[handler]
    async fn decide(&self, context: ObjectContext<'_>, input: Input) -> HandlerResult<Json<Value>> {
        let (join, candidate) = self.candidate(context.key()).await?;
        let input: DecisionInput = input.read()?;
        let (id, has_note) = (input.id().to_owned(), input.has_note());
        let (place, decision) = input.of(candidate).map_err(|error| of_call(error, Repeat::Never))?;
        let tags = record_tags(join.clone(), place, decision.clone());
        let tags: Value = step(&context, "tags", Repeat::Looks, tags).await?;
        let note = record_note(join, place, decision, has_note);
        let note: NoteStep = step(&context, "note", Repeat::Never, note).await?;
        Ok(Json(decision::output(&id, candidate, &tags, &note)))
    }

    /// Runs the action of the same name. A whole set of tags needs the expected one.
    #[handler]
    async fn update_candidate(&self, context: ObjectContext<'_>, input: Input) -> HandlerResult<Json<Value>> {
        let (join, candidate) = self.candidate(context.key()).await?;
        let fields = of_candidate(input, candidate)?;
        if fields.get("replace_without_check").is_some_and(|blind| *blind != json!(false)) {
            let message = "a set is not replaced without a check here, since a step may run twice; give expected, or \
                           add_tags and remove_tags; nothing was sent";
            return Err(terminal(422, message));
        }
        act(&context, join, "update_candidate", fields).await
    }

    /// Runs the action of the same name. Without a key, the request is the key.
    #[handler]
    async fn create_candidate_note(
        &self,
        context: ObjectContext<'_>,
        input: Input,
    ) -> HandlerResult<Json<Value>> {
        let (join, candidate) = self.candidate(context.key()).await?;
        let mut fields = of_candidate(input, candidate)?;
        let is_free = fields.get("key").is_none_or(Value::is_null);
        if is_free {
            fields.insert("key".to_owned(), json!(format!("restate/{}", context.invocation_id())));
        }
        act(&context, join, "create_candidate_note", fields).await
    }
}

impl Candidate {
    async fn candidate(&self, key: &str) -> Result<(Join, CandidateId), HandlerError> {
        let (join, key) = self.0.to_write(key).await?;
        let Some(candidate) = key.candidate() else {
            return Err(terminal(422, "the key names no candidate: write company:70001; nothing was sent"));
        };
        Ok((join, candidate))
    }
}

fn record_tags(
    join: Join,
    place: CandidateRef,
    decision: Decision,
) -> BoxFuture<'static, Result<Value, ActionError>> {
    Box::pin(async move {
        let receipt = join.decisions().record_tags(&place, decision).await.map_err(failed)?;
        Ok(decision::tags(receipt.as_ref()))
    })
}

fn record_note(
    join: Join,
    place: CandidateRef,
    decision: Decision,
    has_note: bool,
) -> BoxFuture<'static, Result<NoteStep, ActionError>> {
    Box::pin(async move {
        match join.decisions().record(&place, decision).await.map_err(failed) {
            Ok(receipt) => Ok(NoteStep::of(&receipt)),
            Err(error) if has_note && is_unknown(&error) => Ok(NoteStep::unknown(error)),
            Err(error) => Err(error),
        }
    })
}

fn failed(error: join_sdk::Error) -> ActionError {
    ActionError::of(decision::NAME, &error)
}

/// The fields of an action on the candidate of the key.
fn of_candidate(input: Input, candidate: CandidateId) -> Result<Map<String, Value>, HandlerError> {
    let mut fields = input.object()?;
    let named = fields.insert("candidate_id".to_owned(), json!(candidate));
    match named {
        Some(named) if !named.is_null() && named != json!(candidate) => {
            Err(terminal(422, "candidate_id is not the candidate of the key; nothing was sent"))
        }
        _ => Ok(fields),
    }
}

/// Runs an action as one step.
pub(crate) async fn act(
    context: &ObjectContext<'_>,
    join: Join,
    action: &'static str,
    fields: Map<String, Value>,
) -> HandlerResult<Json<Value>> {
    let run = Box::pin(async move { Actions::new(join).run(action, &Value::Object(fields)).await });
    Ok(Json(step(context, action, Repeat::Never, run).await?))
}

fn is_unknown(error: &ActionError) -> bool {
    error.may_have_been_applied || error.kind == ErrorKind::UnknownOutcome
}
