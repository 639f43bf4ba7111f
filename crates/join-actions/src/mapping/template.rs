//! Templates over the source, in Jinja's language.

use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use serde_json::Value as Json;

/// Steps that a template may take, so that a loop over a large source ends.
const FUEL: u64 = 1_000_000;

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment
}

/// Whether a template can be read.
pub(super) fn check(text: &str) -> Result<(), String> {
    environment().template_from_str(text).map(drop).map_err(|error| in_words(&error))
}

/// The text of a template; none where it needs a value that the source lacks.
pub(super) fn render(text: &str, source: &Json) -> Result<Option<String>, String> {
    let environment = environment();
    let fields = Value::from(Serde(source));
    let whole = context! { source => fields.clone() };
    let variables = if source.is_object() {
        context! { ..whole, ..fields }
    } else {
        whole
    };
    match environment.template_from_str(text).and_then(|template| template.render(variables)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::UndefinedError => Ok(None),
        Err(error) => Err(in_words(&error)),
    }
}

/// The failure without the engine's detail, which can quote values.
fn in_words(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::SyntaxError => "the template can't be read",
        ErrorKind::UnknownFilter => "the template names an unknown filter",
        ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => "the template names an unknown function",
        ErrorKind::UnknownTest => "the template names an unknown test",
        ErrorKind::OutOfFuel => "the template takes too many steps",
        _ => "the template fails on this source",
    };
    match error.line() {
        Some(line) => format!("{what} (line {line})"),
        None => what.to_owned(),
    }
}
