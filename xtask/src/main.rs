//! The maintainers' commands: `cargo xtask <command>`.

mod commands;
mod support;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    bench, compat, conform, dist, drift, lint, new_operation, regen, rooms, scale, semver, surface,
};
use support::outcome;

/// The maintainers' commands. Exit code: 0 clean, 1 findings, differences or a failure, 2 wrong arguments.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    /// The workspace to work on. Default: the one that this command was built in.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lint join-api.json and regenerate everything that derives from it.
    Regen(regen::Args),
    /// Check join-api.json against the rules of the generator.
    Lint(lint::Args),
    /// Compare the vendor's OpenAPI files with join-api.json.
    Drift(drift::Args),
    /// Print the public Rust API of the crates.
    Surface(surface::Args),
    /// Print the version that the changes since the last release require.
    Semver(semver::Args),
    /// Print the checklist for a new operation.
    NewOperation,
    /// Check imports and crate dependencies against the floors of ARCHITECTURE.md.
    Rooms(rooms::Args),
    /// Run a benchmark in a release build, or all of them.
    Bench(bench::Args),
    /// Simulate a fleet of workers, and print what it reaches and costs.
    Scale(scale::Args),
    /// Check features, Rust versions, minimal dependencies, wasm and the public dependencies.
    Compat(compat::Args),
    /// Let tools by others judge the document, the sandbox and the SDK.
    Conform(conform::Args),
    /// Package the publishable crates and build the packages outside the workspace.
    Dist(dist::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let root = cli.root.unwrap_or_else(default_root);
    let mut out = io::stdout().lock();
    let mut result = match cli.command {
        Command::Regen(args) => regen::run(&root, &args, &mut out),
        Command::Lint(args) => lint::run(&root, &args, &mut out),
        Command::Drift(args) => drift::run(&root, &args, &mut out),
        Command::Surface(args) => surface::run(&root, &args, &mut out),
        Command::Semver(args) => semver::run(&root, &args, &mut out),
        Command::NewOperation => new_operation::run(&mut out),
        Command::Rooms(args) => rooms::run(&root, &args, &mut out),
        Command::Bench(args) => bench::run(&root, &args, &mut out),
        Command::Scale(args) => scale::run(&root, &args),
        Command::Compat(args) => compat::run(&root, &args, &mut out),
        Command::Conform(args) => conform::run(&root, &args, &mut out),
        Command::Dist(args) => dist::run(&root, &args, &mut out),
    };
    if let Err(error) = out.flush() {
        result = result.and(Err(error.into()));
    }
    if let Some(message) = result.as_ref().err().and_then(outcome::Failure::message) {
        // Without standard error only the exit code is left.
        let _ = writeln!(io::stderr(), "error: {message}");
    }
    outcome::exit_code(&result)
}

/// The folder above this crate's.
fn default_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
