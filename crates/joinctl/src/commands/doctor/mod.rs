//! `joinctl doctor`: compares the account with the API document. Reads only.

mod checks;
mod document;
mod finding;
mod hosts;
mod lines;
mod observation;
mod patch;
mod plan;
mod question;
mod report;
mod sample;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::{Args, ValueEnum};
use join_sdk::{Join, Method, RetryPolicy};

use crate::account;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::output::out::{self, Out};
use crate::private_file::PrivateFile;
use checks::Setting;
use document::Document;
use finding::{Finding, Verdict};
use observation::{Observations, Reply};
use report::Report;
use sample::Sample;

/// Shown below the help of the command.
pub(crate) const EXAMPLES: &str = "\
Examples:
  joinctl doctor
  joinctl doctor --output json
  joinctl doctor --patch join-api.patch

The report has no personal data and can be pasted into an issue. Only GET
requests are sent, at most 16, each at most twice.

Exit codes: 0 nothing failed, even where the account differs from the document;
1 no connection to the API; 2 usage; 4 token or plan; 6 too many requests.";

/// Attempts of a request. The second one is for a lost connection or a moment without quota.
const ATTEMPTS: u32 = 2;

/// The longest wait that a server may ask for before the second attempt.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Variables that may name a proxy.
const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"];

/// The settings of a run.
#[derive(Args)]
pub(crate) struct Options {
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    output: Format,
    /// File for a patch of join-api.json that marks what was seen as live evidence. `git apply` takes it.
    #[arg(long, value_name = "FILE")]
    patch: Option<PathBuf>,
    /// Seconds to wait for each response, 1 to 120.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=120))]
    timeout: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text to paste into an issue.
    Text,
    /// One JSON object.
    Json,
}

/// Asks, compares, and prints the report.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let document = Document::read()?;
    let file = options.patch.as_deref().map(PrivateFile::begin).transpose()?;
    let (report, failure, diff) = match client(&options).await {
        Ok((join, setting, server)) => {
            let seen = observe(&join).await;
            let sample = Sample::of(&seen, &document);
            let report = Report {
                date: today(),
                document: document.version().to_owned(),
                server,
                is_local: setting.is_local,
                requests: seen.requests,
                asked: seen.iter().map(|(question, _)| question.shown()).collect(),
                findings: checks::all(&setting, &seen, &sample),
            };
            let diff = patch::patch(&report, &document, &seen, &sample);
            (report, None, diff)
        }
        Err(failure) => {
            let findings = vec![checks::access::without_client(failure.code)];
            let document = document.version().to_owned();
            let report = Report {
                date: today(),
                document,
                server: "none".to_owned(),
                is_local: false,
                requests: 0,
                asked: Vec::new(),
                findings,
            };
            (report, Some(failure), None)
        }
    };
    match options.output {
        Format::Text => write!(out, "{}", report.text())?,
        Format::Json => out.json(&report.json())?,
    }
    match (file, diff, &options.patch) {
        (Some(file), Some(diff), Some(path)) => {
            out.flush()?;
            file.write(&diff)?;
            out::report(&format!("the patch is in {}", path.display()));
        }
        (Some(_), None, _) => out::report("no patch was written: nothing was seen that changes the document"),
        _ => {}
    }
    failure.map_or_else(|| ending(&report), Err)
}

/// The client, how its requests leave, and the name of its server.
async fn client(options: &Options) -> Result<(Join, Setting, String), Failure> {
    let base_url = account::settings()?.base_url.value;
    let builder = account::builder().await?.refuse_writes();
    let retry = RetryPolicy::default().max_attempts(ATTEMPTS).longest_wait(LONGEST_WAIT);
    let timeout = Duration::from_secs(options.timeout);
    let builder = builder.connect_timeout(timeout).attempt_timeout(timeout).retry(retry);
    let join = builder.call_timeout(timeout * ATTEMPTS + LONGEST_WAIT).build()?;
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let setting = Setting {
        proxy: join.proxy().clone(),
        unused: PROXIES.into_iter().filter(is_set).collect(),
        is_https: base_url.trim().starts_with("https:"),
        is_local: join.is_local(),
    };
    Ok((join, setting, hosts::shown_host(&base_url)))
}

/// Asks one thing after the other, at the pace of the quota.
async fn observe(join: &Join) -> Observations {
    let mut seen = Observations::default();
    while let Some(question) = plan::next(&seen) {
        let mut request = join.raw().request(Method::GET, &question.path());
        if let Some((page, size)) = question.page() {
            request = request.query("page", page).query("pageSize", size);
        }
        let result = request.send_bytes().await;
        let now = SystemTime::now();
        let requests = match &result {
            Ok(response) => response.attempts(),
            Err(error) => error.attempts(),
        };
        seen.add(question, requests, Reply::of(result.as_ref(), now));
    }
    seen
}

fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// A failed check ends with its code; the first one counts, since the others follow from it.
fn ending(report: &Report) -> Outcome {
    let failed: Vec<&Finding> =
        report.findings.iter().filter(|finding| finding.verdict == Verdict::Failed).collect();
    let Some(first) = failed.first() else { return Ok(()) };
    let names: Vec<_> = failed.iter().map(|finding| finding.check).collect();
    // A refused token or a used-up quota says more than the connection that carried it.
    let code = failed.iter().map(|finding| finding.code).find(|code| *code != ExitCode::Failed);
    Err(Failure::with(
        code.unwrap_or(first.code),
        format!("failed: {}; nothing was written to JOIN; the report says what to do", names.join(", ")),
    ))
}
