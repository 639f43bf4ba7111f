//! A bulk run: a workflow that edits many candidates, each through its own object.

use std::collections::BTreeMap;

use restate_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::candidate::CandidateClient;
use crate::failure::terminal;
use crate::input::Input;
use crate::key::{self, Key};

/// The most edits of a run: Restate keeps two entries for each.
const MOST_EDITS: usize = 10_000;
const PROGRESS: &str = "progress";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BulkInput {
    edits: Vec<Map<String, Value>>,
    #[serde(default = "usual_concurrency")]
    concurrency: usize,
}

fn usual_concurrency() -> usize {
    16
}

/// How far a run is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Progress {
    edits: usize,
    done: usize,
    outcomes: BTreeMap<String, usize>,
    failures: Vec<Failure>,
}

/// An edit that failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Failure {
    index: usize,
    status: u16,
    message: String,
}

#[derive(Debug)]
pub(crate) struct Bulk;

#[restate_sdk::workflow(name = "JoinBulk", client_visibility = "pub(crate)")]
impl Bulk {
    /// Edits the tags of many candidates. A failed edit does not stop the others; a cancelled run starts no more.
    #[handler]
    async fn run(&self, context: WorkflowContext<'_>, input: Input) -> HandlerResult<Json<Value>> {
        let Some(key) = Key::of(context.key()) else {
            return Err(terminal(422, "the key has no company: write company:run; nothing was sent"));
        };
        let input: BulkInput = input.read()?;
        if input.edits.len() > MOST_EDITS {
            return Err(terminal(422, "a run has at most 10,000 edits; split it; nothing was sent"));
        }
        let mut objects = Vec::with_capacity(input.edits.len());
        for (index, edit) in input.edits.iter().enumerate() {
            let Some(candidate) = edit.get("candidate_id").and_then(Value::as_i64) else {
                return Err(terminal(422, format!("edit {index} has no candidate_id; nothing was sent")));
            };
            objects.push(key::of_candidate(key.company, candidate));
        }
        let mut progress = Progress { edits: input.edits.len(), ..Progress::default() };
        let mut calls = DurableFuturesUnordered::new();
        let mut edits = objects.into_iter().zip(input.edits);
        loop {
            while calls.len() < input.concurrency.clamp(1, 256) {
                let Some((object, edit)) = edits.next() else { break };
                let client = context.object_client::<CandidateClient>(object);
                calls.push(client.update_candidate(Input::new(Value::Object(edit))).call());
            }
            let Some((index, ended)) = calls.next().await? else { break };
            progress.done += 1;
            match ended {
                Ok(Json(output)) => {
                    let outcome = output.get("outcome").and_then(Value::as_str).unwrap_or("done");
                    *progress.outcomes.entry(outcome.to_owned()).or_default() += 1;
                }
                Err(error) => {
                    let (status, message) = (error.code(), error.message().to_owned());
                    progress.failures.push(Failure { index, status, message });
                }
            }
            if progress.done.is_multiple_of(100) {
                context.set(PROGRESS, Json(progress.clone()));
            }
        }
        context.set(PROGRESS, Json(progress.clone()));
        Ok(Json(json!(progress)))
    }

    /// Returns the progress of the run, to the last hundred edits.
    #[handler]
    async fn progress(&self, context: SharedWorkflowContext<'_>) -> HandlerResult<Json<Value>> {
        let progress: Option<Json<Progress>> = context.get(PROGRESS).await?;
        Ok(Json(json!(progress.map(Json::into_inner))))
    }
}
