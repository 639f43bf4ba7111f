//! Refuses commands that write, where the account does not let them.

use clap::ArgMatches;

use crate::exit::Outcome;

/// Commands of which some runs write and others read, and those that write elsewhere than in JOIN. They ask themselves, once
/// they know.
const EITHER: &[&[&str]] = &[
    &["demo"],
    &["raw"],
    &["actions", "run"],
    &["mcp", "install"],
    &["state", "migrate"],
    &["state", "purge"],
];

/// Fails if the command writes and the account does not let it.
pub(crate) async fn check(matches: &ArgMatches) -> Outcome {
    match writes(matches) {
        true => super::check_writes().await,
        false => Ok(()),
    }
}

/// Whether the command is to write. Its options of consent say so: no other command has them.
fn writes(matches: &ArgMatches) -> bool {
    let (mut leaf, mut path) = (matches, Vec::new());
    while let Some((name, inner)) = leaf.subcommand() {
        path.push(name);
        leaf = inner;
    }
    let option = |id: &str| leaf.try_get_one::<bool>(id).ok().flatten().copied();
    match (option("dry_run"), option("yes")) {
        _ if EITHER.contains(&path.as_slice()) => false,
        (Some(dry_run), _) => !dry_run,
        (None, yes) => yes == Some(true),
    }
}
