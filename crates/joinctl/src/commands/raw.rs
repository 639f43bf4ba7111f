//! `joinctl raw`: a request to any path of the API.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use join_sdk::types::CandidateId;
use join_sdk::{Join, Method, RequestOptions, RetryPolicy};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use url::Url;

use super::standard_input;
use crate::account::{self, AttributionArgs};
use crate::consent::Consent;
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt;
use crate::output::format;
use crate::output::out::{self, Out};

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

#[derive(Args)]
pub(crate) struct Options {
    /// Method of the request. GET and HEAD need no consent.
    #[arg(value_parser = PossibleValuesParser::new(METHODS), ignore_case = true)]
    method: String,
    /// Path below the base URL, such as /jobs/7. It may hold a query.
    path: String,
    /// Parameter of the query, such as page=2. Repeat it for more.
    #[arg(long, value_name = "NAME=VALUE")]
    query: Vec<String>,
    /// File with the body in JSON; - for standard input.
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// Allow a PATCH of a candidate's tags. It replaces all of them, also those of others.
    #[arg(long)]
    replace_tags_unchecked: bool,
    #[command(flatten)]
    attribution: AttributionArgs,
    #[command(flatten)]
    consent: Consent,
}

/// A checked request.
struct Request {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Box<RawValue>>,
}

/// Prints the status to standard error, and the body to standard output.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let request = request(&options).await?;
    let tags = tags_of(&request, options.replace_tags_unchecked)?;
    if request.reads() {
        let answer = request.sent(&account::connect().await?).await?;
        return show(&answer, out);
    }
    if !options.consent.is_dry_run() {
        account::check_writes().await?;
    }
    if !options.consent.agreed(&request.plan(), &request.shown(), out).await? {
        return options.consent.withheld();
    }
    let once = RequestOptions::new().retry(RetryPolicy::never());
    let join = options.attribution.writes(&account::connect().await?).with_options(once);
    let look = format!("in JOIN, or by a GET such as joinctl raw GET {}", interrupt::quoted(&request.path));
    let answer = match tags {
        Some((candidate, tags)) => {
            let replaced = join.candidates().replace_tags_unchecked(candidate, tags).response();
            let replaced = interrupt::or_unknown(replaced, &look).await?;
            let replaced = replaced.map_err(|error| Failure::from(error).find_out_by(&look))?;
            (replaced.status().to_string(), (format::json(replaced.get_ref())? + "\n").into_bytes())
        }
        None => {
            let sent = interrupt::or_unknown(request.sent(&join), &look).await?;
            sent.map_err(|failure| failure.find_out_by(&look))?
        }
    };
    let done = format!("{} {}", request.method, request.path);
    show(&answer, out).and_then(|()| out.flush()).map_err(|failure| failure.although_written(&done))
}

/// The status, and the body as it came.
type Answer = (String, Vec<u8>);

fn show((status, body): &Answer, out: &mut Out) -> Outcome {
    out::report(status);
    out.body(body)
}

impl Request {
    fn reads(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }

    async fn sent(&self, join: &Join) -> Result<Answer, Failure> {
        let mut request = join.raw().request(self.method.clone(), &self.path);
        for (name, value) in &self.query {
            request = request.query(name, value);
        }
        if let Some(body) = &self.body {
            request = request.json(body);
        }
        let response = request.send_bytes().await?;
        Ok((response.status().to_string(), response.into_inner().to_vec()))
    }

    fn plan(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let body = self.body.as_ref().map(|body| format!("\n{}", body.get())).unwrap_or_default();
        format!("{} {}{query}{body}", self.method, self.path)
    }

    fn shown(&self) -> serde_json::Value {
        json!({
            "method": self.method.as_str(), "path": self.path, "query": self.query, "body": self.body, "sent": false,
        })
    }
}

/// Checks the arguments. Sends nothing.
async fn request(options: &Options) -> Result<Request, Failure> {
    let method = Method::from_bytes(options.method.to_uppercase().as_bytes())
        .map_err(|_| Failure::usage("the method is unknown"))?;
    if options.path.contains("://") || options.path.starts_with("//") {
        return Err(Failure::usage(
            "the path must be below the base URL, such as /jobs/7; --base-url names another server",
        ));
    }
    let (path, in_path) = options.path.split_once('?').unwrap_or((&options.path, ""));
    let path = format!("/{}", path.strip_prefix('/').unwrap_or(path));
    let mut query: Vec<(String, String)> =
        url::form_urlencoded::parse(in_path.as_bytes()).into_owned().collect();
    for pair in &options.query {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| Failure::usage("--query is NAME=VALUE, such as page=2"))?;
        query.push((name.to_owned(), value.to_owned()));
    }
    let request = Request { method, path, query, body: body(options).await? };
    if request.reads() && request.body.is_some() {
        return Err(Failure::usage(format!("a {} has no body; leave --input out", request.method)));
    }
    Ok(request)
}

async fn body(options: &Options) -> Result<Option<Box<RawValue>>, Failure> {
    let Some(path) = &options.input else { return Ok(None) };
    let text = standard_input::text_of(path).await;
    let text = text.map_err(|error| Failure::usage(format!("the body can't be read: {error}")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let body = serde_json::from_str(text.trim());
    body.map(Some).map_err(|error| Failure::usage(format!("the body is not JSON: {error}")))
}

/// The only body with which a candidate can be changed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagsOnly {
    tags: Vec<String>,
}

/// Returns the candidate and the tags if the request replaces them. It takes an option of its own.
fn tags_of(request: &Request, is_allowed: bool) -> Result<Option<(CandidateId, Vec<String>)>, Failure> {
    let candidate =
        candidate_of(&request.path).filter(|_| [Method::PATCH, Method::PUT].contains(&request.method));
    let Some(candidate) = candidate else {
        return match is_allowed {
            true => Err(Failure::usage("--replace-tags-unchecked is for PATCH /candidates/ID only")),
            false => Ok(None),
        };
    };
    if !is_allowed {
        let message = "it would replace all tags of the candidate, also those of others; nothing was written to JOIN. \
                       Use joinctl tags apply, or add --replace-tags-unchecked";
        return Err(Failure::with(ExitCode::Refused, message));
    }
    let refused = || {
        let message =
            r#"with --replace-tags-unchecked it must be PATCH /candidates/ID with the body {"tags": ["…"]}"#;
        Failure::usage(message)
    };
    let id = candidate.parse().ok().filter(|id| *id > 0).filter(|_| request.method == Method::PATCH);
    let body = request.body.as_ref().filter(|_| request.query.is_empty()).ok_or_else(refused)?;
    let body: TagsOnly = serde_json::from_str(body.get()).map_err(|_| refused())?;
    Ok(Some((CandidateId(id.ok_or_else(refused)?), body.tags)))
}

/// Returns the id in a path such as `/candidates/5`, however it is written.
fn candidate_of(path: &str) -> Option<String> {
    let url = Url::parse("http://localhost").and_then(|base| base.join(path)).ok()?;
    let decoded: String = url::form_urlencoded::parse(url.path().replace('+', "%2B").as_bytes())
        .map(|(name, value)| format!("{name}{value}"))
        .collect();
    let mut segments = decoded.split('/').filter(|segment| !segment.is_empty());
    let is_candidate = segments.next()?.eq_ignore_ascii_case("candidates");
    let id = segments.next().filter(|_| is_candidate && segments.next().is_none())?;
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_is_known_however_its_path_is_written() {
        for path in [
            "/candidates/5",
            "/candidates/5/",
            "/%63andidates/5",
            "/candidates//5",
            "/x/../candidates/5",
            "/Candidates/5",
        ] {
            assert_eq!(candidate_of(path).as_deref(), Some("5"), "{path}");
        }
        for path in ["/candidates", "/candidates/5/notes", "/jobs/5", "/x/candidates/5"] {
            assert_eq!(candidate_of(path), None, "{path}");
        }
    }
}
