//! The tools: reads, plans of writes, and the application of a plan. Pure.

use std::sync::Arc;

use join_actions::Action;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};

use super::plans::LIFE;
use super::privacy::{self, ARGUMENT, PersonalData};

/// The tool that applies a plan.
pub(super) const APPLY: &str = "apply_plan";
/// Before the name of an action that is planned.
const PLAN: &str = "plan_";
/// The fields that replace a candidate's tags. No tool takes them.
pub(super) const REPLACEMENT: [&str; 3] = ["tags", "expected", "replace_without_check"];

/// What a tool does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Read(Action),
    Plan(Action),
    Apply,
}

/// Finds a tool by its name.
pub(super) fn find(name: &str) -> Option<Call> {
    if name == APPLY {
        return Some(Call::Apply);
    }
    let known = |wanted: &str, writes: bool| {
        Action::every().find(|action| action.name() == wanted && action.is_write() == writes)
    };
    match name.strip_prefix(PLAN) {
        Some(planned) => known(planned, true).map(Call::Plan),
        None => known(name, false).map(Call::Read),
    }
}

/// All tools that this server has.
pub(super) fn all(may_write: bool, personal: PersonalData) -> Vec<Tool> {
    let reads = Action::every().filter(|action| !action.is_write()).map(|action| read(action, personal));
    let plans = Action::every().filter(|action| action.is_write()).map(|action| plan(action, may_write));
    reads.chain(plans).chain(may_write.then(apply)).collect()
}

fn read(action: Action, personal: PersonalData) -> Tool {
    let mut input = input_of(action);
    let output = action.output_schema();
    if personal == PersonalData::Asked && privacy::is_in(&output) {
        let about = json!({
            "type": "boolean", "default": false, "title": "Include personal data",
            "description": "Whether the result holds names, addresses, answers and the like. Ask for them only where the \
                            task needs them; they are null otherwise.",
        });
        add_property(&mut input, ARGUMENT, about);
    }
    let description = action.description().to_owned();
    tool(
        action.name().to_owned(),
        action.title().to_owned(),
        description,
        input,
        privacy::wrapped_schema(output),
        reads(),
    )
}

fn plan(action: Action, may_write: bool) -> Tool {
    let mut input = input_of(action);
    if let Some(Value::Object(fields)) = input.get_mut("properties") {
        fields.retain(|name, _| action != Action::UpdateCandidate || !REPLACEMENT.contains(&name.as_str()));
    }
    let next = match may_write {
        true => format!("Show the plan to the user, then give its plan_id to {APPLY}."),
        false => "This server only reads, so the plan can't be applied here.".to_owned(),
    };
    let description = format!("Plans an action and writes nothing. {next} The action: {}", about(action));
    let output = json!({
        "type": "object",
        "properties": {
            "about": { "type": "string", "description": "How to read the result." },
            "plan_id": { "type": ["string", "null"], "description": "For apply_plan; null where there is nothing to apply." },
            "expires_in_seconds": { "type": ["integer", "null"], "description": "The life of the plan." },
            "next": { "type": "string", "description": "What to do next." },
            "plan": { "type": "object", "description": "What would happen." },
        },
        "required": ["about", "plan_id", "expires_in_seconds", "next", "plan"],
    });
    let title = format!("Plan {}", action.title());
    tool(format!("{PLAN}{action}"), title, description, input, output, reads())
}

/// The description of an action, without the fields that no tool takes.
fn about(action: Action) -> String {
    match action {
        Action::UpdateCandidate => {
            let merged = "adds tags to a candidate and removes tags from it. The other tags stay: they are read through \
                          application_id, merged, written and checked.";
            merged.to_owned()
        }
        _ => action.description().to_owned(),
    }
}

fn apply() -> Tool {
    let minutes = LIFE.as_secs() / 60;
    let description = format!(
        "Writes what a plan says, and nothing else. A plan is good for one use within {minutes} minutes; it is refused if \
         the candidate's tags have changed since. Call it only after the user has agreed to the plan."
    );
    let input = json!({
        "type": "object",
        "properties": {
            "plan_id": { "type": "string", "minLength": 1, "title": "Plan id", "description": "The plan_id of a plan." },
        },
        "required": ["plan_id"],
        "additionalProperties": false,
    });
    let Value::Object(input) = input else { return Tool::default() };
    let output = privacy::wrapped_schema(json!({ "type": "object", "description": "What was written." }));
    // A second call with the same id is refused, so it changes nothing more.
    let annotations =
        ToolAnnotations::new().read_only(false).destructive(true).idempotent(true).open_world(true);
    tool(APPLY.to_owned(), "Apply Plan".to_owned(), description, input, output, annotations)
}

fn reads() -> ToolAnnotations {
    ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(true)
}

fn tool(
    name: String,
    title: String,
    description: String,
    input: JsonObject,
    output: Value,
    annotations: ToolAnnotations,
) -> Tool {
    let mut tool = Tool::new(name, description, Arc::new(input));
    tool.title = Some(title);
    tool.annotations = Some(annotations);
    if let Value::Object(output) = output {
        tool.output_schema = Some(Arc::new(output));
    }
    tool
}

/// The schema of an input as models take it: without rules at its top, which some refuse. The action checks them anyway.
fn input_of(action: Action) -> JsonObject {
    let mut fields = action.input_schema().as_object().cloned().unwrap_or_default();
    for key in ["$schema", "$id", "title", "description", "allOf", "anyOf", "oneOf"] {
        fields.remove(key);
    }
    fields
}

fn add_property(schema: &mut JsonObject, name: &str, property: Value) {
    if let Value::Object(fields) = schema.entry("properties").or_insert_with(|| json!({})) {
        fields.insert(name.to_owned(), property);
    }
}
