//! Shows results, plans and errors of actions.

use join_actions::{ActionError, ErrorKind};
use serde_json::Value;

use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::format::Format;
use crate::output::out::Out;

/// Writes a result: one line of JSON in a pipe, an indented one on a terminal.
pub(super) fn result(value: &Value, out: &mut Out) -> Outcome {
    match Format::or_usual(None) {
        Format::Table => writeln!(out, "{value:#}"),
        _ => out.json(value),
    }
}

/// Ends with an error. In a pipe it comes as JSON too.
pub(super) fn failed(error: &ActionError, out: &mut Out) -> Outcome {
    if Format::or_usual(None) != Format::Table
        && let Ok(json) = serde_json::to_value(error)
    {
        out.json(&json)?;
    }
    Err(failure(error))
}

/// The error as the end of this program.
pub(super) fn failure(error: &ActionError) -> Failure {
    use ErrorKind as Kind;
    let code = match error.kind {
        _ if error.may_have_been_applied => ExitCode::Unknown,
        Kind::UnknownOutcome | Kind::Unverified => ExitCode::Unknown,
        Kind::UnknownAction | Kind::InvalidInput | Kind::InvalidMapping | Kind::Config => ExitCode::Usage,
        Kind::NotFound => ExitCode::NotFound,
        Kind::Unauthorized | Kind::Forbidden | Kind::PlanRequired => ExitCode::Auth,
        Kind::Refused | Kind::ReadOnly | Kind::Conflict | Kind::TagsUnknown => ExitCode::Refused,
        Kind::RateLimited => ExitCode::RateLimited,
        _ => ExitCode::Failed,
    };
    Failure::with(code, error.to_string())
}

/// A plan for people.
pub(super) fn plan(plan: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |key: &str| plan.get(key).and_then(Value::as_array).into_iter().flatten();
    let field = |value: &Value, key: &str| value.get(key).map(text).unwrap_or_default();
    let mut lines = vec![field(plan, "summary")];
    lines.extend(
        list("requests")
            .map(|request| format!("  request: {} {}", field(request, "method"), field(request, "path"))),
    );
    lines.extend(list("added").map(|tag| format!("  adds: {}", text(tag))));
    lines.extend(list("removed").map(|tag| format!("  removes: {}", text(tag))));
    lines.extend(list("warnings").map(|warning| format!("  warning: {}", field(warning, "message"))));
    lines.join("\n")
}
