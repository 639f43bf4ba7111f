//! `joinctl mcp`: an MCP server for agents, and its installation into their programs.

mod attachments;
mod calls;
mod install;
mod plans;
mod privacy;
mod server;
mod tools;

use std::sync::Arc;

use axum::Router;
use clap::{Args, Subcommand, ValueHint};
use rmcp::ServiceExt;
use rmcp::transport::stdio_pipes;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::json;

use self::calls::Calls;
use self::privacy::PersonalData;
use self::server::Server;
use crate::account::config_folder::ConfigFolder;
use crate::account::{Location, Served};
use crate::exit::{ExitCode, Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::loopback::{self, MOST_BYTES};
use crate::output::out::{self, Out};

/// The port of the server over HTTP, unless one is named.
const PORT: u16 = 8788;

const EXAMPLES: &str = "Examples:
  joinctl mcp
  joinctl --profile acme mcp --allow-writes --journal agent.jsonl
  joinctl mcp --http --port 9100";

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Write this server into the settings of a program for agents. Shows the change and asks first.
    #[command(after_help = install::EXAMPLES)]
    Install(install::Options),
}

#[derive(Args)]
struct ServeOptions {
    /// Offer writes. Each needs a plan first, and its id.
    #[arg(long)]
    allow_writes: bool,
    /// When results hold personal data: where a call asks for it, or never, or always.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = PersonalData::Asked)]
    personal_data: PersonalData,
    /// Largest file of an application that is passed on, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=25))]
    attachment_limit: u64,
    /// Journal, a file or db:NAME in the shared state: a note with a key is written once by all runs with the same journal.
    #[arg(long, value_name = "JOURNAL", value_parser = Location::parser(), value_hint = ValueHint::AnyPath)]
    journal: Option<Location>,
    /// Serve over HTTP on this machine, at /mcp, in place of standard input and output. Requests need the secret of the
    /// server.
    #[arg(long)]
    http: bool,
    #[command(flatten)]
    server: loopback::ServerOptions,
}

pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    match options.command {
        Some(Command::Install(options)) => install::run(options, out).await,
        None if options.serve.http => over_http(&options.serve, out).await,
        None if options.serve.server.are_given() => {
            Err(Failure::usage("--port and --secret-file belong to --http; add it, or leave them out"))
        }
        None => on_standard_io(&options.serve).await,
    }
}

async fn server(options: &ServeOptions) -> Result<Server, Failure> {
    let account = Served::open(options.allow_writes, options.journal.clone()).await?;
    let most_bytes = options.attachment_limit * 1024 * 1024;
    Ok(Server::new(Calls::new(account, options.allow_writes, options.personal_data, most_bytes)))
}

/// Serves the program that started this one, until it closes standard input.
async fn on_standard_io(options: &ServeOptions) -> Outcome {
    let mut interrupts = Interrupts::listen()?;
    let server = server(options).await?;
    let calls = server.clone();
    let served = async {
        let running = match server.serve(stdio_pipes()).await {
            Ok(running) => running,
            // Whoever closes the input before a word has no use for an error.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(error) => {
                return Err(Failure::new(format!("the client does not speak the protocol: {error}")));
            }
        };
        running.waiting().await.map(drop).map_err(|error| Failure::new(error.to_string()))
    };
    tokio::select! {
        biased;
        done = served => {
            calls.ended().await;
            done
        }
        () = interrupts.wait() => {
            calls.ended().await;
            // A read of standard input may never end, and the runtime would wait for it.
            std::process::exit(ExitCode::Interrupted as i32)
        }
    }
}

async fn over_http(options: &ServeOptions, out: &mut Out) -> Outcome {
    let interrupts = Interrupts::listen()?;
    let server = server(options).await?;
    let listening =
        loopback::Server::listen(&options.server, PORT, || Ok(ConfigFolder::find()?.secret_file())).await?;
    let url = format!("{}/mcp", listening.url());
    out.json(&json!({ "url": url, "secret_file": listening.secret_file, "writes": options.allow_writes }))?;
    out.flush()?;
    out::report("Serves agents on this machine. Ctrl-C ends it.");
    // Without sessions: the plans are in the server, and nothing else has to be kept between two requests.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MOST_BYTES);
    let calls = server.clone();
    let service = StreamableHttpService::new(
        move || Ok(server.clone()),
        Arc::new(NeverSessionManager::default()),
        config,
    );
    let served = listening.serve(Router::new().route_service("/mcp", service), interrupts).await;
    calls.ended().await;
    served
}
