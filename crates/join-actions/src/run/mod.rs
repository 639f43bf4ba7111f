//! Runs and plans the actions: by name with JSON, or typed.

mod applications;
mod create;
mod jobs;
mod note;
mod tags;

use jiff::Timestamp;
use join_sdk::{Join, RequestIds, RequestOptions};
use serde::Serialize;
use serde_json::Value;

use crate::action::Action;
use crate::error::{ActionError, ErrorKind};
use crate::output::{Audit, Effect, Plan};

/// The actions on one JOIN company.
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> Result<(), join_actions::ActionError> {
/// use join_actions::Actions;
/// use serde_json::json;
///
/// let actions = Actions::new(join);
/// let edit = json!({ "candidate_id": 70001, "application_id": 90210, "add_tags": ["persona:verified"] });
/// let plan = actions.plan("update_candidate", &edit).await?;
/// println!("{}", plan["summary"]);
/// let done = actions.run("update_candidate", &edit).await?;
/// println!("{} {}", done["outcome"], done["edit_id"]);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Actions {
    join: Join,
}

impl Actions {
    /// Creates the actions on a client. A client that refuses writes makes them read-only; plans still work.
    pub fn new(join: Join) -> Self {
        Self { join }
    }

    /// Runs an action: JSON in, JSON out.
    ///
    /// A write whose outcome is unknown is no error: the output has the outcome `unknown`, with the error inside.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use serde_json::json;
    ///
    /// let page = actions.run("list_jobs", &json!({ "status": "ONLINE" })).await?;
    /// println!("{}", page["jobs"][0]["title"]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownAction`], [`ErrorKind::InvalidInput`] with all wrong fields at once, or the call's error.
    pub async fn run(&self, name: &str, input: &Value) -> Result<Value, ActionError> {
        let action: Action = name.parse()?;
        match action {
            Action::ListJobs => json(action, self.read_jobs(action.read(input)?).await?),
            Action::RetrieveJob => json(action, self.read_job(action.read(input)?).await?),
            Action::ListApplications => json(action, self.read_applications(action.read(input)?).await?),
            Action::RetrieveApplication => json(action, self.read_application(action.read(input)?).await?),
            Action::CreateApplication => json(action, self.create(action.read(input)?).await?),
            Action::UpdateCandidate => json(action, self.update(action.read(input)?).await?),
            Action::CreateCandidateNote => json(action, self.add_note(action.read(input)?).await?),
            Action::ChooseJob => json(action, self.offer_jobs(action.read(input)?).await?),
        }
    }

    /// Plans an action: what a run would do now. It reads where it must, and writes nothing.
    ///
    /// ```no_run
    /// # async fn example(actions: join_actions::Actions) -> Result<(), join_actions::ActionError> {
    /// use serde_json::json;
    ///
    /// let note = json!({ "candidate_id": 70001, "content": "Identity verified" });
    /// assert_eq!(actions.plan("create_candidate_note", &note).await?["effect"], "writes");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and the errors that a run would give before it writes.
    pub async fn plan(&self, name: &str, input: &Value) -> Result<Value, ActionError> {
        let action: Action = name.parse()?;
        let plan = match action {
            Action::CreateApplication => self.plan_application(action.read(input)?).await?,
            Action::UpdateCandidate => self.plan_candidate(action.read(input)?).await?,
            Action::CreateCandidateNote => self.plan_note(action.read(input)?).await?,
            _ => {
                action.check(input)?;
                Plan::new(action.name(), Effect::Reads, "Reads, and writes nothing.")
            }
        };
        json(action, plan)
    }

    /// Begins a write: the client to use, and its audit.
    fn begin(&self, actor: Option<&String>, reason: Option<&String>) -> Write {
        let ids = RequestIds::new();
        let mut options = RequestOptions::new().request_ids(&ids);
        if let Some(actor) = actor {
            options = options.actor(actor);
        }
        if let Some(reason) = reason {
            options = options.reason(reason);
        }
        let edit_id = format!("{:032x}", fastrand::u128(..));
        let audit = Audit::new(edit_id, actor.cloned(), reason.cloned(), Timestamp::now());
        Write { join: self.join.with_options(options), audit, ids }
    }
}

/// A write under way.
struct Write {
    join: Join,
    audit: Audit,
    ids: RequestIds,
}

fn json(action: Action, output: impl Serialize) -> Result<Value, ActionError> {
    serde_json::to_value(output)
        .map_err(|_| ActionError::new(action.name(), ErrorKind::Other, "the output can't be written as JSON"))
}

/// The error of an action.
fn failed(action: Action) -> impl Fn(join_sdk::Error) -> ActionError {
    move |error| ActionError::of(action.name(), &error)
}
