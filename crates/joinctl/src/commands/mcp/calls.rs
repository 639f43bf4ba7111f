//! Answers the calls of tools.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use join_actions::{Action, ActionError, Actions, ErrorKind};
use rmcp::ErrorData;
use rmcp::model::{Resource, ResourceContents};
use serde_json::{Value, json};
use tokio::sync::RwLock;

use super::attachments;
use super::plans::{LIFE, Planned, Plans};
use super::privacy::{self, ABOUT, ARGUMENT, PersonalData};
use super::tools::{APPLY, Call, REPLACEMENT};
use crate::account::Served;
use crate::loopback::{problem, stateless};

/// What the calls share.
pub(super) struct Calls {
    account: Arc<Served>,
    plans: Mutex<Plans>,
    /// Held by each call, for reading.
    under_way: RwLock<()>,
    pub(super) may_write: bool,
    pub(super) personal: PersonalData,
    /// Bytes of a file.
    pub(super) most_bytes: u64,
}

/// What a tool answers.
pub(super) enum Reply {
    Done { value: Value, files: Vec<Resource> },
    Failed(Value),
}

impl Reply {
    fn done(value: Value) -> Self {
        Self::Done { value, files: Vec::new() }
    }

    fn of(error: &ActionError) -> Self {
        let whole = serde_json::to_value(error);
        Self::Failed(
            whole.unwrap_or_else(|_| problem(&error.action, "other", &error.message, &error.what_to_do)),
        )
    }

    /// The error of an input with fields that a tool does not take, in the form of the actions' errors.
    fn of_fields(action: Action, fields: Vec<Value>) -> Self {
        let message = "fields of the input are wrong; nothing was sent";
        let mut error =
            problem(action.name(), "invalid_input", message, "Fix the fields, then call the tool again.");
        if let Some(all) = error.get_mut("fields") {
            *all = Value::Array(fields);
        }
        Self::Failed(error)
    }
}

fn field(name: &str, code: &str, message: &str) -> Value {
    json!({ "pointer": format!("/{name}"), "code": code, "message": message, "mapping": null })
}

impl Calls {
    pub(super) fn new(
        account: Arc<Served>,
        may_write: bool,
        personal: PersonalData,
        most_bytes: u64,
    ) -> Self {
        Self {
            account,
            plans: Mutex::default(),
            under_way: RwLock::default(),
            may_write,
            personal,
            most_bytes,
        }
    }

    fn actions(&self) -> Actions {
        Actions::new(self.account.join())
    }

    /// Waits for the calls that have begun.
    pub(super) async fn ended(&self) {
        drop(self.under_way.write().await);
    }

    pub(super) async fn answer(&self, call: Call, input: Value) -> Reply {
        let _under_way = self.under_way.read().await;
        match call {
            Call::Read(action) => self.read(action, input).await,
            Call::Plan(action) => self.plan(action, input).await,
            Call::Apply => self.apply(&input).await,
        }
    }

    /// Reads the file of an application.
    pub(super) async fn read_file(&self, uri: &str) -> Result<ResourceContents, ErrorData> {
        if self.personal == PersonalData::Never {
            let message = "this server gives no personal data, and so no files of applications";
            return Err(ErrorData::invalid_params(message, None));
        }
        attachments::read(&self.account.join(), uri, self.most_bytes).await
    }

    async fn read(&self, action: Action, mut input: Value) -> Reply {
        let asked = match (self.personal, input.as_object_mut().and_then(|fields| fields.remove(ARGUMENT))) {
            (PersonalData::Always, None | Some(Value::Bool(true)))
            | (PersonalData::Asked, Some(Value::Bool(true))) => true,
            (_, None | Some(Value::Bool(false) | Value::Null)) => false,
            (PersonalData::Never, Some(Value::Bool(true))) => {
                let message = "this server gives no personal data; leave the field out";
                return Reply::of_fields(action, vec![field(ARGUMENT, "refused", message)]);
            }
            (_, Some(_)) => {
                return Reply::of_fields(action, vec![field(ARGUMENT, "type", "needs true or false")]);
            }
        };
        let mut result = match self.actions().run(action.name(), &input).await {
            Ok(result) => result,
            Err(error) => return Reply::of(&error),
        };
        let files = match (action, self.personal) {
            (Action::RetrieveApplication, PersonalData::Asked | PersonalData::Always) => {
                attachments::links(&result)
            }
            _ => Vec::new(),
        };
        let withheld = privacy::treat(&mut result, &action.output_schema(), !asked);
        Reply::Done { value: privacy::wrapped(result, withheld), files }
    }

    async fn plan(&self, action: Action, input: Value) -> Reply {
        if action == Action::UpdateCandidate {
            let message = "the whole set is never replaced here; use add_tags and remove_tags";
            let given = REPLACEMENT.iter().filter(|name| input.get(**name).is_some());
            let fields: Vec<Value> = given.map(|name| field(name, "unknown_field", message)).collect();
            if !fields.is_empty() {
                return Reply::of_fields(action, fields);
            }
        }
        let plan = match (self.actions().plan(action.name(), &input).await, self.account.refused()) {
            (Ok(plan), _) => plan,
            // The journal is away, too.
            (Err(error), Some(message)) if error.kind == ErrorKind::Config => {
                return Reply::Failed(stateless(action.name(), &message));
            }
            (Err(error), _) => return Reply::of(&error),
        };
        let is_empty = plan.get("effect").and_then(Value::as_str) != Some("writes");
        let (id, next) = match (is_empty, self.may_write) {
            (true, _) => (None, "Nothing: all is as the input asks.".to_owned()),
            (false, false) => {
                let next = "This server only reads. Its owner allows writes by --allow-writes.";
                (None, next.to_owned())
            }
            (false, true) => match drawn() {
                Some(id) => (Some(id), format!("Show the plan to the user; if they agree, call {APPLY}.")),
                None => (None, "The plan can't be kept: this machine gives no random numbers.".to_owned()),
            },
        };
        if let Some(id) = &id {
            let planned = Planned { action, input, plan: plan.clone() };
            self.plans().keep(id.clone(), planned, Instant::now());
        }
        let life = id.as_ref().map(|_| LIFE.as_secs());
        Reply::done(json!({
            "about": ABOUT, "plan_id": id, "expires_in_seconds": life, "next": next, "plan": plan,
        }))
    }

    async fn apply(&self, input: &Value) -> Reply {
        if !self.may_write {
            let to_do = "Start the server with --allow-writes, if you intend writes.";
            return Reply::Failed(problem(
                APPLY,
                "read_only",
                "this server only reads; nothing was sent",
                to_do,
            ));
        }
        let fields = input.as_object().map(serde_json::Map::len);
        let (Some(id), Some(1)) = (input.get("plan_id").and_then(Value::as_str), fields) else {
            let message = "the input is not one plan_id; nothing was sent";
            return Reply::Failed(problem(
                APPLY,
                "invalid_input",
                message,
                "Give the plan_id of a plan, and nothing else.",
            ));
        };
        if let Some(message) = self.account.refused() {
            return Reply::Failed(stateless(APPLY, &message));
        }
        let taken = self.plans().take(id, Instant::now());
        let Some(planned) = taken else {
            let message = "no such plan waits: it was applied, it expired, or newer plans took its place; this call wrote \
                           nothing";
            return Reply::Failed(problem(APPLY, "not_found", message, "Plan again."));
        };
        let name = planned.action.name();
        if planned.has_read_tags() {
            match self.actions().plan(name, &planned.input).await {
                Ok(now) if planned.is_still(&now) => {}
                Ok(_) => {
                    let message = "the candidate's tags have changed since the plan; nothing was written";
                    return Reply::Failed(problem(
                        name,
                        "conflict",
                        message,
                        "Plan again, and show the new plan.",
                    ));
                }
                Err(error) => return Reply::of(&error),
            }
        }
        match self.actions().run(name, &planned.input).await {
            // Its outcome is unknown: the error inside says what to do.
            Ok(output) if output.get("error").is_some_and(|error| !error.is_null()) => Reply::Failed(output),
            Ok(output) => Reply::done(privacy::wrapped(output, 0)),
            Err(error) => Reply::of(&error),
        }
    }

    fn plans(&self) -> MutexGuard<'_, Plans> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An id that nobody can guess.
fn drawn() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
