//! `joinctl auth status`.

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::finding::Finding;
use super::login::patient;
use crate::account;
use crate::account::flags::{AUDIT_FILE, BASE_URL, PROFILE, READ_ONLY, STATE, TOKEN};
use crate::account::settings::{Settings, Source, Token};
use crate::account::state_url;
use crate::exit::Outcome;
use crate::output::listing::{self, Output};
use crate::output::out::Out;
use crate::output::row::Row;
use crate::text::shown;

/// How to show the status.
#[derive(Args)]
pub(crate) struct Options {
    /// Show where each setting comes from.
    #[arg(long)]
    verbose: bool,
    #[command(flatten)]
    output: Output<Setting>,
}

/// A setting, as a row.
#[derive(Serialize)]
struct Setting {
    setting: &'static str,
    value: Value,
    source: String,
}

impl Row for Setting {
    const COLUMNS: &'static [&'static str] = &["setting", "value", "source"];
    const FIELDS: &'static [&'static str] =
        &["profile", "base_url", "token", "read_only", "audit", "state", "check", "sources"];

    fn cells(&self) -> Vec<String> {
        vec![self.setting.to_owned(), words(&self.value).to_owned(), self.source.clone()]
    }
}

fn words(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        _ => "none",
    }
}

/// A setting, as it is shown: its name, its value and its source.
type Line = (&'static str, Value, String);

pub(super) async fn run(options: &Options, out: &mut Out) -> Outcome {
    let settings = account::settings()?;
    let checked = checked().await;
    let (finding, message) = match &checked {
        Ok(finding) => (*finding, finding.sentence()),
        Err((Finding::Unchecked, failure)) => (Finding::Unchecked, failure.message.as_str()),
        Err((finding, _)) => (*finding, finding.sentence()),
    };
    let lines = lines(&settings);
    let mut object: serde_json::Map<String, Value> =
        lines.iter().map(|(name, value, _)| ((*name).to_owned(), value.clone())).collect();
    object.insert("check".to_owned(), json!({"finding": finding.name(), "message": message}));
    if options.verbose {
        let sources = lines.iter().map(|(name, _, source)| ((*name).to_owned(), json!(source)));
        object.insert("sources".to_owned(), Value::Object(sources.collect()));
    }
    let text = || {
        let lines = lines.iter().map(|(name, value, source)| {
            let source = if options.verbose { format!("  ({source})") } else { String::new() };
            format!("{:<10} {}{source}\n", name.replace('_', " "), words(value))
        });
        shown::lines(&format!("{}{:<10} {message}\n", lines.collect::<String>(), "check"))
    };
    let row =
        |(setting, value, source): &Line| Setting { setting, value: value.clone(), source: source.clone() };
    let mut rows: Vec<Setting> = lines.iter().map(row).collect();
    rows.push(Setting { setting: "check", value: json!(message), source: finding.name().to_owned() });
    out.exact(&listing::document(&object, &rows, text, &options.output)?)?;
    checked.map(|_| ()).map_err(|(_, failure)| failure)
}

/// Asks JOIN for one job, which is the cheapest answer that needs the token.
async fn checked() -> Result<Finding, (Finding, crate::exit::Failure)> {
    let unchecked = |failure| (Finding::Unchecked, failure);
    let builder = account::builder().await.map_err(unchecked)?;
    let join = patient(builder).build().map_err(|error| unchecked(error.into()))?;
    match join.jobs().list().page_size(1).page(1).await {
        Ok(_) => Ok(Finding::Works),
        Err(error) => {
            let finding = Finding::of(Err(&error));
            Err((finding, finding.failure(error)))
        }
    }
}

fn lines(settings: &Settings) -> Vec<Line> {
    let profile = settings.profile.as_ref();
    let source = |source: Source, flag: &str, variable: &str| match source {
        Source::Flag => flag.to_owned(),
        Source::Environment => variable.to_owned(),
        Source::Profile => {
            format!("profile {}", profile.map(|named| named.value.as_str()).unwrap_or_default())
        }
        Source::Default => "default".to_owned(),
    };
    let (token, token_source) = match &settings.token {
        Token::Environment(_) => ("environment", TOKEN.to_owned()),
        Token::Kept { profile, place, .. } => (place.shown(), format!("profile {profile}")),
        Token::Missing => ("none", "default".to_owned()),
    };
    let by = profile.map_or("default".to_owned(), |named| match named.source {
        Source::Default => "joinctl auth use".to_owned(),
        other => source(other, "--profile", PROFILE),
    });
    let (audit, state) = (settings.audit.as_ref(), settings.state.as_ref());
    vec![
        ("profile", json!(profile.map(|named| &named.value)), by),
        (
            "base_url",
            json!(settings.base_url.value),
            source(settings.base_url.source, "--base-url", BASE_URL),
        ),
        ("token", json!(token), token_source),
        (
            "read_only",
            json!(settings.read_only.value),
            source(settings.read_only.source, "--read-only", READ_ONLY),
        ),
        (
            "audit",
            json!(audit.map(|file| file.value.to_string_lossy())),
            source(audit.map_or(Source::Default, |file| file.source), "--audit", AUDIT_FILE),
        ),
        (
            "state",
            json!(state.map(|url| state_url::shown(&url.value))),
            source(state.map_or(Source::Default, |url| url.source), "--state", STATE),
        ),
    ]
}
