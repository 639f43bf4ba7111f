//! What holds for all commands: helps, examples, limits, consent.

use super::*;

/// The commands without commands of their own.
fn leaves(command: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
    let inner: Vec<_> = command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    if inner.is_empty() {
        return vec![(path.to_owned(), command.clone())];
    }
    inner.into_iter().flat_map(|inner| leaves(inner, &format!("{path} {}", inner.get_name()))).collect()
}

fn built() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// The command lines of the examples, split as a shell does.
fn examples(command: &clap::Command) -> Vec<Vec<String>> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    command_lines(&text)
}

/// The command lines of a text, without pipes, redirections and comments.
fn command_lines(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\\\n", " ");
    let lines = text.lines().filter(|line| line.trim_start().starts_with("joinctl "));
    let split = |line: &str| -> Vec<String> {
        let line =
            [" | ", " > ", " < ", " #"].iter().fold(line, |line, end| line.split(end).next().unwrap_or(line));
        let quoted = line.split(['"', '\'']).enumerate();
        quoted
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect()
    };
    lines.map(split).collect()
}

#[test]
fn every_argument_has_a_help_text() {
    for (path, command) in leaves(&built(), "joinctl") {
        assert!(command.get_about().is_some(), "{path}");
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.trim().is_empty(), "{path}: {}", argument.get_id());
        }
    }
}

#[test]
fn every_command_has_an_example_that_parses() {
    for (path, command) in leaves(&built(), "joinctl") {
        let examples = examples(&command);
        assert!(!examples.is_empty(), "{path} has no example");
        for example in examples {
            assert!(example.join(" ").starts_with(&path), "{path}: {example:?}");
            let matches = Cli::command().try_get_matches_from(&example);
            let matches = matches.unwrap_or_else(|error| panic!("{example:?}: {error}"));
            assert!(arguments::check(&matches).is_ok(), "{example:?}");
        }
    }
}

#[test]
fn the_help_fits_into_80_columns() {
    let mut wide = Vec::new();
    for (path, mut command) in leaves(&built(), "joinctl") {
        for help in [command.render_help(), command.render_long_help()] {
            let help = help.to_string();
            let lines = help.lines().filter(|line| line.chars().count() > 80);
            wide.extend(lines.map(|line| format!("{path}: {line}")));
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn whatever_the_command_blank_texts_and_ids_below_1_are_refused() {
    for args in [
        &["tags", "show", "0"][..],
        &["applications", "get", "-3"],
        &["decide", "9", "--id", " ", "--owner", "p:", "--journal", "j"],
        &["notes", "add", "5", "--text", ""],
        &["offices", "create", "--country", "CH", "--city", " "],
        &["applications", "list", "--bom"],
        &["jobs", "list", "--output", "json", "--no-formula-guard"],
        &["jobs", "list", "--output", "csv", "--jq", "."],
        &["tags", "show", "9", "--output", "table", "--jq", "."],
        &["jobs", "list", "--raw-output"],
        &["jobs", "list", "--jq", ".["],
        &["jobs", "list", "--jq", ""],
        &["jobs", "list", "--fields", "id,"],
        &["changes", "--cursor", "c", "--state", "postgres://join@db/join"],
        &["changes", "--cursor", "db:"],
    ] {
        let args = [&["joinctl"], args].concat();
        let refused = match Cli::command().try_get_matches_from(&args) {
            Ok(matches) => arguments::check(&matches).is_err(),
            Err(error) => error.exit_code() == 2,
        };
        assert!(refused, "{args:?}");
    }
}

#[test]
fn numbers_that_make_no_sense_are_refused() {
    for (args, wrong) in [
        (&["applications", "list", "--prefetch"][..], &["0", "33", "-1"][..]),
        (&["applications", "list", "--page-size"], &["0", "51"]),
        (&["applications", "list", "--page"], &["0", "-1"]),
        (&["applications", "export", "--to", "f", "--prefetch"], &["0", "33"]),
        (&["changes", "--cursor", "c", "--watch"], &["0", "99999999"]),
        (&["changes", "--cursor", "c", "--sweep-hours"], &["-1", "99999"]),
        (&["tags", "apply", "9", "--owner", "p:", "--settle"], &["-1", "nan", "inf", "1e9"]),
        (&["tags", "bulk", "--input", "f", "--journal", "j", "--concurrency"], &["0", "1000000"]),
        (&["sandbox", "--latency-ms"], &["-1", "99999999999"]),
        (&["sandbox", "--applications"], &["99999999999"]),
        (&["sandbox", "--quota"], &["0/1s", "5/0s", "5", "bucket:5/1s+0", "-1/s"]),
        (&["sandbox", "--variant"], &["page-cap=0", "stale-reads=-1", "late-answers=5", "late-answers=2d"]),
        (&["sandbox", "--bind"], &["localhost", "0.0.0.0:80", "256.0.0.1"]),
        (&["sandbox", "--recruiter"], &["add a before write 0", "add a every 0s", "add a"]),
        (&["catalog", "categories", "--language"], &["german", "1"]),
    ] {
        for value in wrong {
            let args = [&["joinctl"], args, &[*value]].concat();
            assert!(Cli::try_parse_from(&args).is_err(), "{args:?}");
        }
    }
}

#[test]
fn every_command_line_of_the_documentation_parses() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for file in ["README.md", "../../docs/joinctl-commands.md", "../../docs/actions.md", "../../docs/mcp.md"]
    {
        // A package holds its README only.
        let Ok(text) = std::fs::read_to_string(root.join(file)) else { continue };
        let code = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
        for line in code.flat_map(command_lines) {
            let parsed = Cli::command().try_get_matches_from(&line);
            match parsed {
                Ok(matches) => assert!(arguments::check(&matches).is_ok(), "{file}: {line:?}"),
                Err(error) => assert_eq!(error.exit_code(), 0, "{file}: {line:?}: {error}"),
            }
            count += 1;
        }
    }
    assert!(count > 10, "{count} lines");
}

/// `doctor` has a report, as text to paste or as JSON.
const OWN_FORMATS: &[&str] = &["joinctl doctor"];

#[test]
fn every_command_with_an_output_has_the_same_formats_fields_and_filters() {
    let mut count = 0;
    for (path, command) in leaves(&built(), "joinctl") {
        let argument = |id: &str| command.get_arguments().find(|argument| argument.get_id() == id);
        let Some(output) = argument("output").filter(|_| !OWN_FORMATS.contains(&path.as_str())) else {
            continue;
        };
        let formats: Vec<_> =
            output.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        assert_eq!(formats, ["table", "json", "ndjson", "csv"], "{path}");
        for id in ["fields", "jq", "raw_output", "bom", "no_formula_guard"] {
            assert!(argument(id).is_some(), "{path}: {id}");
        }
        count += 1;
    }
    assert!(count > 15, "{count} commands");
}

/// The commands that write in JOIN. `demo` and `raw` do so on some runs.
const WRITES: &[&str] = &[
    "joinctl actions run",
    "joinctl applications create",
    "joinctl decide",
    "joinctl demo",
    "joinctl jobs create",
    "joinctl jobs status",
    "joinctl notes add",
    "joinctl offices create",
    "joinctl raw",
    "joinctl tags apply",
    "joinctl tags bulk",
    "joinctl tags reconcile",
    "joinctl tags undo",
];

/// The commands that write on this machine or in the shared state only, and ask in the same way.
const WRITES_ELSEWHERE: &[&str] =
    &["joinctl audit purge", "joinctl mcp install", "joinctl state migrate", "joinctl state purge"];

#[test]
fn every_command_that_writes_has_both_options_of_consent_and_no_other_has_them() {
    let has =
        |command: &clap::Command, id: &str| command.get_arguments().any(|argument| argument.get_id() == id);
    for (path, command) in leaves(&built(), "joinctl") {
        let options = (has(&command, "yes"), has(&command, "dry_run"));
        let expected = WRITES.contains(&path.as_str()) || WRITES_ELSEWHERE.contains(&path.as_str());
        assert_eq!(options, (expected, expected), "{path}: --yes, --dry-run");
    }
}

/// The commands for the operations of the document.
const OPERATIONS: &[(&str, &str)] = &[
    ("listJobs", "joinctl jobs list"),
    ("createJob", "joinctl jobs create"),
    ("getJob", "joinctl jobs get"),
    ("changeJobStatus", "joinctl jobs status"),
    ("listApplications", "joinctl applications list"),
    ("createApplication", "joinctl applications create"),
    ("getApplication", "joinctl applications get"),
    ("updateCandidate", "joinctl tags apply"),
    ("createCandidateNote", "joinctl notes add"),
    ("listOffices", "joinctl offices list"),
    ("createOffice", "joinctl offices create"),
    ("listCategories", "joinctl catalog categories"),
    ("listEmploymentTypes", "joinctl catalog employment-types"),
    ("listSeniorityLevels", "joinctl catalog seniority-levels"),
];

#[test]
fn every_operation_of_the_document_has_a_command_and_those_that_write_ask() {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../join-api.json");
    // A package has no document.
    let Ok(document) = std::fs::read_to_string(document) else { return };
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let mut missing: Vec<&str> = OPERATIONS.iter().map(|(operation, _)| *operation).collect();
    let leaves = leaves(&built(), "joinctl");
    for methods in document["paths"].as_object().unwrap().values() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let command = OPERATIONS.iter().find(|(known, _)| *known == id);
            let (_, command) = command.unwrap_or_else(|| panic!("no command for {id}"));
            assert!(leaves.iter().any(|(path, _)| path == command), "{command} is not there");
            assert_eq!(WRITES.contains(command), method != "get", "{id}: {command}");
            missing.retain(|known| *known != id);
        }
    }
    assert!(missing.is_empty(), "not in the document: {missing:?}");
}

#[test]
fn a_misspelled_word_gets_a_proposal() {
    for (args, proposal) in [
        (&["jbos"][..], "'jobs'"),
        (&["jobs", "lst"], "'list'"),
        (&["jobs", "list", "--stauts", "ONLINE"], "'--status'"),
        (&["jobs", "list", "--status", "ONLIEN"], "did you mean ONLINE?"),
        (&["jobs", "status", "7", "ARCHIVD"], "'ARCHIVED'"),
        (&["applications", "list", "--state", "HIERD"], "did you mean HIRED?"),
        (&["jobs", "list", "--output", "jsn"], "'json'"),
        (&["raw", "GETT", "/jobs"], "'GET'"),
    ] {
        let error = Cli::try_parse_from([&["joinctl"], args].concat()).err().unwrap().to_string();
        assert!(error.contains(proposal), "{args:?}: {error}");
    }
}

/// The help texts, one snapshot for each command.
#[test]
fn the_help_of_each_command_is_as_it_was() {
    let mut commands = vec![("joinctl".to_owned(), built())];
    let mut at = 0;
    while let Some((path, command)) = commands.get(at).cloned() {
        let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
        commands.extend(inner.map(|inner| (format!("{path} {}", inner.get_name()), inner.clone())));
        at += 1;
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../tests/help");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (path, command) in commands {
            let help = command.term_width(80).render_long_help().to_string();
            insta::assert_snapshot!(path.replace(' ', "-"), help);
        }
    });
}
