//! `joinctl actions serve`: the actions over HTTP on this machine.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::{Args, ValueHint};
use join_actions::{Action, ActionError, Actions, ErrorKind, openapi};
use serde_json::{Value, json};
use tokio::sync::RwLock;

use super::named::{Listed, PORT};
use crate::account::config_folder::ConfigFolder;
use crate::account::{Location, Served};
use crate::exit::Outcome;
use crate::interrupt::Interrupts;
use crate::loopback::{self, MOST_BYTES, Server, problem, refusal, stateless};
use crate::output::out::{self, Out};

pub(super) const EXAMPLES: &str = "Examples:
  joinctl actions serve
  joinctl actions serve --port 9000 --allow-writes --journal actions.jsonl
  joinctl actions serve --secret-file engine.secret";

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    server: loopback::ServerOptions,
    /// Run the actions that write. Without it they are planned only.
    #[arg(long)]
    allow_writes: bool,
    /// Journal, a file or db:NAME in the shared state: a note with a key is written once by all runs with the same journal.
    #[arg(long, value_name = "JOURNAL", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    journal: Option<Location>,
}

/// What the routes share.
struct Shared {
    account: Arc<Served>,
    url: String,
    may_write: bool,
    /// Held by each run, for reading.
    under_way: RwLock<()>,
}

/// Serves until interrupted. Prints the address and the file of the secret first.
pub(super) async fn run(options: Options, out: &mut Out) -> Outcome {
    // Listened for before anything is printed: whoever reads the line may signal at once.
    let interrupts = Interrupts::listen()?;
    let account = Served::open(options.allow_writes, options.journal).await?;
    let server = Server::listen(&options.server, PORT, || Ok(ConfigFolder::find()?.secret_file())).await?;
    let (url, may_write) = (server.url(), options.allow_writes);
    let shared = Arc::new(Shared { account, url, may_write, under_way: RwLock::default() });
    out.json(&json!({
        "url": server.url(), "openapi": format!("{}/openapi.json", server.url()),
        "secret_file": server.secret_file, "writes": options.allow_writes,
    }))?;
    out.flush()?;
    let writes = if options.allow_writes { "runs all actions" } else { "runs reads, and plans writes" };
    out::report(&format!("Serves on this machine, and {writes}. Ctrl-C ends it."));
    let served = server.serve(routes(Arc::clone(&shared)), interrupts).await;
    drop(shared.under_way.write().await);
    served
}

fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/actions", get(list))
        .route("/actions/{name}", post(act))
        .route("/actions/{name}/plan", post(plan))
        .route("/openapi.json", get(document))
        .fallback(async || {
            let to_do = "See /openapi.json for the paths.";
            refusal(StatusCode::NOT_FOUND, "not_found", "there is no such path", to_do)
        })
        .method_not_allowed_fallback(async || {
            let to_do = "Send a POST to an action, and a GET to all else.";
            refusal(StatusCode::METHOD_NOT_ALLOWED, "refused", "the path has no such method", to_do)
        })
        .with_state(shared)
}

async fn list() -> Response {
    Json(Action::every().map(Listed::of).collect::<Vec<_>>()).into_response()
}

async fn document(State(shared): State<Arc<Shared>>) -> Response {
    Json(openapi(&shared.url)).into_response()
}

async fn act(State(shared): State<Arc<Shared>>, Path(name): Path<String>, request: Request) -> Response {
    let input = match input(&name, request).await {
        Ok(input) => input,
        Err(refused) => return refused,
    };
    let checked = name.parse().and_then(|action: Action| action.check(&input).map(|()| action));
    match checked {
        Ok(action) if action.is_write() && !shared.may_write => {
            let to_do = "Plan it, or start the server again with --allow-writes.";
            let message = "this server only reads; nothing was sent";
            return (StatusCode::FORBIDDEN, Json(problem(&name, "read_only", message, to_do)))
                .into_response();
        }
        Ok(action) if action.is_write() => {
            if let Some(message) = shared.account.refused() {
                return (StatusCode::CONFLICT, Json(stateless(&name, &message))).into_response();
            }
        }
        Ok(_) => {}
        Err(error) => return failed(&error),
    }
    // A write that has begun comes to its end, also when the client has gone.
    let running = tokio::spawn(async move {
        let _under_way = shared.under_way.read().await;
        Actions::new(shared.account.join()).run(&name, &input).await
    });
    match running.await {
        Ok(done) => answer(done),
        Err(_) => {
            let to_do = "After a write, check in JOIN whether it was written.";
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "other", "the action broke off", to_do)
        }
    }
}

async fn plan(State(shared): State<Arc<Shared>>, Path(name): Path<String>, request: Request) -> Response {
    let input = match input(&name, request).await {
        Ok(input) => input,
        Err(refused) => return refused,
    };
    match (Actions::new(shared.account.join()).plan(&name, &input).await, shared.account.refused()) {
        // The journal is away, too.
        (Err(error), Some(message)) if error.kind == ErrorKind::Config => {
            (StatusCode::CONFLICT, Json(stateless(&name, &message))).into_response()
        }
        (planned, _) => answer(planned),
    }
}

fn answer(done: Result<Value, ActionError>) -> Response {
    match done {
        Ok(output) => Json(output).into_response(),
        Err(error) => failed(&error),
    }
}

fn failed(error: &ActionError) -> Response {
    let status = StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(error)).into_response()
}

/// Reads the input of an action. Without a body it is an empty one.
async fn input(action: &str, request: Request) -> Result<Value, Response> {
    let Ok(body) = to_bytes(request.into_body(), MOST_BYTES).await else {
        let message = format!("the body is larger than {MOST_BYTES} bytes, or broke off; nothing was sent");
        let error = problem(action, loopback::TOO_LARGE, &message, "Send smaller documents.");
        return Err((StatusCode::PAYLOAD_TOO_LARGE, Json(error)).into_response());
    };
    if body.trim_ascii().is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&body).map_err(|_| {
        let mut error = problem(
            action,
            "invalid_input",
            "the body is not JSON; nothing was sent",
            "Send one JSON object.",
        );
        if let Some(fields) = error.get_mut("fields") {
            *fields = json!([
                { "pointer": "", "code": "format", "message": "needs one JSON object", "mapping": null }
            ]);
        }
        (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response()
    })
}
