//! What no argument may hold, whatever the command: checked in one place, so that no new option can forget it.

use clap::ArgMatches;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};

use crate::exit::{Failure, Outcome};

/// Where the shared state is named.
pub(crate) const STATE_FIRST: &str =
    "a database is named before the command, as in: joinctl --state URL changes";

/// Fails if an argument is blank, an id is below 1, or an option of CSV comes without CSV.
pub(crate) fn check(matches: &ArgMatches) -> Outcome {
    let mut leaf = matches;
    while let Some((_, inner)) = leaf.subcommand() {
        leaf = inner;
    }
    for id in leaf.ids() {
        let id = id.as_str();
        let mut given = leaf.try_get_raw(id).ok().flatten().into_iter().flatten();
        if given.any(|value| value.to_str().is_some_and(|value| value.trim().is_empty())) {
            return Err(Failure::usage(format!("{} is blank", shown(id))));
        }
        // Whole numbers with a sign are ids of JOIN.
        let mut ids = leaf.try_get_many::<i64>(id).ok().flatten().into_iter().flatten();
        if ids.any(|number| *number < 1) {
            return Err(Failure::usage(format!("{} is no id: ids count from 1", shown(id))));
        }
    }
    no_address(leaf)?;
    csv_only(leaf)?;
    jq_of_json(leaf)
}

/// Fails if the hiring state is the address of a database.
fn no_address(leaf: &ArgMatches) -> Outcome {
    let is_address = |text: &String| text.contains("://");
    match leaf.try_get_one::<String>("state").ok().flatten().is_some_and(is_address) {
        true => Err(Failure::usage(format!("--state is a hiring state here; {STATE_FIRST}"))),
        false => Ok(()),
    }
}

fn jq_of_json(leaf: &ArgMatches) -> Outcome {
    let given = |id: &str| leaf.try_get_raw(id).ok().flatten().and_then(|mut values| values.next());
    match (given("jq"), given("output")) {
        (Some(_), Some(form)) if form == "table" || form == "csv" => {
            Err(Failure::usage("--jq filters JSON; add --output json or ndjson, or leave --output out"))
        }
        _ => Ok(()),
    }
}

fn csv_only(leaf: &ArgMatches) -> Outcome {
    let is = |id: &str| leaf.try_get_one::<bool>(id).ok().flatten() == Some(&true);
    let form = ["output", "format"].into_iter().find_map(|id| leaf.try_get_raw(id).ok()??.next());
    match ["bom", "no_formula_guard"].into_iter().find(|id| is(id)) {
        Some(id) if form.is_none_or(|form| form != "csv") => {
            let message = "is for CSV only; add --output csv, or --format csv to an export";
            Err(Failure::usage(format!("{} {message}", shown(id))))
        }
        _ => Ok(()),
    }
}

/// The argument as it is written.
fn shown(id: &str) -> String {
    format!("--{}", id.replace('_', "-"))
}

/// Parses the code of a language or a country: two letters.
pub(crate) fn two_letters(text: &str) -> Result<String, String> {
    match text.len() == 2 && text.chars().all(|letter| letter.is_ascii_alphabetic()) {
        true => Ok(text.to_owned()),
        false => Err("a code of two letters".to_owned()),
    }
}

/// Parses seconds, up to an hour.
pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.0..=3600.0).contains(seconds));
    seconds.ok_or_else(|| "a number of seconds from 0 to 3600".to_owned())
}

/// Parses a word of JOIN in any case. A misspelled one is refused; one that is unlike all known ones passes, since JOIN may
/// have new ones.
pub(crate) fn word(
    known: &'static [&'static str],
) -> impl Fn(&str) -> Result<String, String> + Clone + Send + Sync + 'static {
    move |text| {
        let upper = text.trim().to_uppercase();
        if let Some(same) = known.iter().find(|known| **known == upper) {
            return Ok((*same).to_owned());
        }
        let near = |known: &&&str| strsim::damerau_levenshtein(known, &upper) <= known.len() / 4;
        match known.iter().find(near) {
            Some(near) => Err(format!("did you mean {near}? Known are {}", known.join(", "))),
            None => Ok(text.to_owned()),
        }
    }
}

/// Completes the known words of JOIN.
pub(crate) fn words(known: &'static [&'static str]) -> ArgValueCandidates {
    ArgValueCandidates::new(|| known.iter().map(CompletionCandidate::new).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_passes_in_any_case_a_misspelled_one_gets_a_proposal_and_a_new_one_passes() {
        let parse = word(&["ONLINE", "OFFLINE", "ARCHIVED", "EUR"]);
        assert_eq!(parse("online").as_deref(), Ok("ONLINE"));
        assert!(parse("ONLIEN").unwrap_err().starts_with("did you mean ONLINE? Known are ONLINE, OFFLINE"));
        for new in ["Paused", "DRAFT", "SEK", "EUX"] {
            assert_eq!(parse(new).as_deref(), Ok(new));
        }
    }
}
