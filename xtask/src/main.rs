//! The maintainers' commands: `cargo xtask <command>`.

mod commands;
mod support;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{bench, dist, drift, lint, new_operation, regen, rooms, semver, surface};
use support::outcome;

/// The maintainers' commands. Exit code: 0 all is well, 1 findings, differences or a failure, 2 a wrong call.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    /// The workspace to work on, if not the one that this command was built in.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lint join-api.json and bring everything that derives from it up to date.
    Regen(regen::Args),
    /// Check join-api.json against the rules of the generator.
    Lint(lint::Args),
    /// Compare the vendor's OpenAPI files with join-api.json.
    Drift(drift::Args),
    /// Print the public Rust API of the crates.
    Surface(surface::Args),
    /// Say which version the changes since the last release ask for.
    Semver(semver::Args),
    /// Print what to do for a new operation.
    NewOperation,
    /// Check imports and crate dependencies against the floors of ARCHITECTURE.md.
    Rooms(rooms::Args),
    /// Run a measurement, in a release build.
    Bench(bench::Args),
    /// Package the publishable crates and build the packages outside the workspace.
    Dist(dist::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let root = cli.root.unwrap_or_else(own_root);
    let mut out = io::stdout().lock();
    let mut done = match cli.command {
        Command::Regen(args) => regen::run(&root, &args, &mut out),
        Command::Lint(args) => lint::run(&root, &args, &mut out),
        Command::Drift(args) => drift::run(&root, &args, &mut out),
        Command::Surface(args) => surface::run(&root, &args, &mut out),
        Command::Semver(args) => semver::run(&root, &args, &mut out),
        Command::NewOperation => new_operation::run(&mut out),
        Command::Rooms(args) => rooms::run(&root, &args, &mut out),
        Command::Bench(args) => bench::run(&root, &args),
        Command::Dist(args) => dist::run(&root, &args, &mut out),
    };
    if let Err(error) = out.flush() {
        done = done.and(Err(error.into()));
    }
    if let Some(words) = done.as_ref().err().and_then(outcome::Failure::words) {
        // Where not even this can be written, the exit code has to do.
        let _ = writeln!(io::stderr(), "error: {words}");
    }
    outcome::exit_code(&done)
}

/// The folder above this crate's.
fn own_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
