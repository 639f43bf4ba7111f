//! `cargo xtask rooms`: imports run down the floors of ARCHITECTURE.md, no files import each other in a circle, and each
//! file is compiled.

mod circles;
mod imports;
pub(crate) mod plan;
mod rules;
pub(crate) mod workspace;

use std::io::Write;
use std::path::Path;

use clap::Args as Arguments;

use crate::support::outcome::{CommandResult, Outcome};
use plan::{DOCUMENT, Plan};
use workspace::Package;

/// Arguments of `rooms`.
#[derive(Arguments)]
pub(crate) struct Args {
    /// Print the rooms of each crate with their floor, files and lines of code.
    #[arg(long)]
    list: bool,
}

/// Checks the workspace, or lists its rooms.
pub(crate) fn run(root: &Path, args: &Args, out: &mut dyn Write) -> CommandResult {
    let plan = Plan::read(root)?;
    let packages = workspace::packages(root)?;
    if args.list {
        list(&plan, &packages, out)?;
        return Ok(Outcome::Clean);
    }
    let mut findings = rules::dependencies(&plan, &packages);
    let mut files = 0;
    for package in &packages {
        files += package.files.len();
        findings.extend(rules::lengths(package));
        findings.extend(rules::modules(package));
        let imports = imports::read(package)?;
        findings.extend(rules::floors(&plan, package, &imports));
        findings.extend(rules::circles(package, &imports));
    }
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let crates = packages.len();
    if findings.is_empty() {
        writeln!(out, "ok: {files} files of {crates} crates, 0 arrows up, 0 circles")?;
        return Ok(Outcome::Clean);
    }
    let found = match findings.len() {
        1 => "1 finding".to_owned(),
        some => format!("{some} findings"),
    };
    writeln!(out, "{found} in {files} files of {crates} crates; the floors are in {DOCUMENT}")?;
    Ok(Outcome::Findings)
}

fn list(plan: &Plan, packages: &[Package], out: &mut dyn Write) -> std::io::Result<()> {
    for package in packages {
        writeln!(out, "{}", package.name)?;
        let mut rooms = package.rooms();
        let floor = |room: &str| plan.floor(&package.name, room);
        rooms.sort_by_key(|room| (std::cmp::Reverse(floor(&room.name)), room.name.clone()));
        for room in rooms {
            let floor = floor(&room.name).map_or_else(|| "-".to_owned(), |floor| floor.to_string());
            writeln!(out, "  {floor:>2}  {:<16} {:>3} files {:>6} lines", room.name, room.files, room.lines)?;
        }
    }
    Ok(())
}
