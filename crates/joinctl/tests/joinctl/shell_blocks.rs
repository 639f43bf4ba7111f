//! The shell lines of the README and of the guides run as they stand, against a sandbox.
//!
//! A line that can't is in [`NOT_RUN`], with the reason. A line that is new runs, or its author adds it there.

#![cfg(unix)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::server::Server;

const TERMINAL: &str = "asks at a terminal: tests/joinctl/prompt.rs";
const CHECKOUT: &str = "changes the repository itself";
const SERVES: &str = "serves at a fixed port until it is stopped: tests/joinctl/everywhere.rs";
const INSTALL: &str = "asks at a terminal: tests/joinctl/mcp_install.rs";
const DATABASE: &str = "needs a server of PostgreSQL: tests/state.rs";
const DOWNSTREAM: &str = "adds to a crate of the reader's: .ci/downstream";

/// Commands that are not run here: the file, the command, and why.
const NOT_RUN: &[(&str, &str, &str)] = &[
    ("README.md", "cargo test --workspace", "is the run that this test is part of"),
    (
        "README.md",
        "cargo add --path ../join-sdk-rust/crates/join-sdk && cargo add --dev tokio --features macros,rt",
        DOWNSTREAM,
    ),
    ("README.md", "cargo add --dev --path ../join-sdk-rust/crates/join-httpmock", DOWNSTREAM),
    ("docs/actions.md", "joinctl actions serve", SERVES),
    ("docs/actions.md", "joinctl actions serve --port 9000 --allow-writes --journal actions.jsonl", SERVES),
    (
        "docs/actions.md",
        "curl --header @secret-header --json @new.json http://127.0.0.1:8787/actions/create_application/plan",
        SERVES,
    ),
    ("docs/doctor.md", "git apply join-api.patch", CHECKOUT),
    ("docs/doctor.md", "cargo xtask lint", CHECKOUT),
    ("docs/doctor.md", "cargo xtask regen", CHECKOUT),
    (
        "docs/inspector.md",
        "INSPECTOR_IMAGES=$PWD/docs/images cargo test -p join-sandbox --test browser",
        "draws with a browser, into the repository",
    ),
    ("docs/joinctl.md", "joinctl auth login", TERMINAL),
    ("docs/joinctl.md", "joinctl auth login --profile work", TERMINAL),
    ("docs/joinctl.md", "joinctl auth login --profile audits --read-only", TERMINAL),
    ("docs/joinctl.md", "joinctl auth login --profile local --base-url http://127.0.0.1:4010/v2", TERMINAL),
    ("docs/joinctl-commands.md", "joinctl jobs status 7 OFFLINE", TERMINAL),
    (
        "docs/joinctl-commands.md",
        "joinctl --state postgres://owner@db.internal/join state migrate --yes",
        DATABASE,
    ),
    (
        "docs/joinctl-commands.md",
        "joinctl --state postgres://join@db.internal/join auth login --profile work",
        TERMINAL,
    ),
    (
        "docs/joinctl-commands.md",
        "joinctl notes add 5 --text Verified --key inq_1 --journal db:notes --yes",
        DATABASE,
    ),
    ("docs/joinctl-commands.md", "joinctl tags bulk --input rows.jsonl --journal db:run --yes", DATABASE),
    ("docs/joinctl-commands.md", "joinctl changes --cursor db:sync --watch 60", DATABASE),
    ("docs/joinctl-commands.md", "joinctl audit show db:run", DATABASE),
    ("docs/joinctl-commands.md", "joinctl state status", DATABASE),
    ("docs/joinctl-commands.md", "joinctl state purge --candidate 5 --dry-run", DATABASE),
    ("docs/joinctl-commands.md", "joinctl audit purge --before 2026-01-31 --dry-run", DATABASE),
    ("docs/joinctl-commands.md", "joinctl actions serve --allow-writes", SERVES),
    ("docs/joinctl-commands.md", "joinctl mcp install --client claude-desktop", INSTALL),
    ("docs/mcp.md", "joinctl auth login", TERMINAL),
    ("docs/mcp.md", "joinctl mcp install --client claude-desktop", INSTALL),
    ("docs/mcp.md", "joinctl mcp --http --port 8788", SERVES),
    (
        "docs/joinctl-commands.md",
        "joinctl attachments get 'https://files.join.com/cv.pdf?signature=abc' -o cv.pdf --force",
        "needs a file on a host of JOIN: tests/joinctl/verbs.rs",
    ),
];

/// Guides whose lines a test of their own runs.
const RUN_ELSEWHERE: &[(&str, &str)] = &[("docs/sandbox.md", "joinctl/sandbox_guide.rs")];

/// An application to create, by the action's fields and by an event with its mapping.
const EVENT: &str =
    r#"{ "inquiry": { "id": "inq_2", "name": "Grace Hopper", "email": "grace@example.com" } }"#;
const MAP: &str = r#"{
  "action": "create_application",
  "fields": {
    "job_id": { "value": 7 },
    "first_name": { "from": "/inquiry/name", "transform": [{ "name_part": "first" }] },
    "last_name": { "from": "/inquiry/name", "transform": [{ "name_part": "last" }] },
    "email": { "from": "/inquiry/email" },
    "integration_external_id": { "from": "/inquiry/id" }
  }
}"#;
/// What the lines name: a job 7, a candidate 5 with an application 9, and its CV.
const COMPANY: &str = r#"{
  "jobs": [{ "id": 7, "title": "Engineer", "status": "ONLINE" }],
  "candidates": [{ "id": 5, "email": "ada@example.com", "firstName": "Ada", "tags": ["hr:called"] }],
  "applications": [{ "id": 9, "job": 7, "candidate": 5, "attachments": [{ "type": "CV", "name": "cv.pdf" }] }]
}"#;
const FILES: &[(&str, &str)] = &[
    ("company.json", COMPANY),
    ("event.json", EVENT),
    ("map.json", MAP),
    (
        "new.json",
        r#"{ "job_id": 7, "first_name": "Ada", "last_name": "Byron", "email": "byron@example.com" }"#,
    ),
    ("office.json", r#"{ "countryIso": "CH", "city": "Bern" }"#),
    ("tags.json", r#"{ "tags": ["hr:called"] }"#),
    (
        "rows.jsonl",
        r#"{"candidate": 5, "application": 9, "edit": {"owner": {"prefix": "persona:"}, "add": ["persona:row"]}}"#,
    ),
];

/// Folders that a reader has.
const HOME_FOLDERS: &[&str] = &[
    ".local/share/bash-completion/completions",
    ".local/share/man/man1",
    ".config/fish/completions",
    ".zfunc",
];

/// A file with shell lines, by its path below the workspace.
struct Guide {
    name: String,
    lines: Vec<(usize, String)>,
}

fn guides() -> Vec<Guide> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let docs = docs.map(|name| format!("docs/{}", name.to_string_lossy()));
    let mut names: Vec<String> = docs.filter(|name| name.ends_with(".md")).collect();
    names.push("README.md".to_owned());
    names.sort();
    let read =
        |name: String| Guide { lines: shell_lines(&fs::read_to_string(root.join(&name)).unwrap()), name };
    names.into_iter().map(read).collect()
}

/// The lines of the blocks marked `sh`, with their numbers. A line that ends with a backslash goes on in the next one.
fn shell_lines(text: &str) -> Vec<(usize, String)> {
    let (mut lines, mut in_block, mut goes_on) = (Vec::<(usize, String)>::new(), false, false);
    for (index, line) in text.lines().enumerate() {
        match line {
            "```sh" => in_block = true,
            _ if line.starts_with("```") => in_block = false,
            _ if !in_block || line.trim().is_empty() || line.starts_with('#') => {}
            _ if goes_on => lines.last_mut().unwrap().1 += &format!("\n{line}"),
            _ => lines.push((index + 1, line.to_owned())),
        }
        goes_on = in_block && line.ends_with('\\');
    }
    lines
}

/// A reader: a sandbox as the account, the files that the lines name, and two profiles.
struct Reader {
    server: Server,
    folder: tempfile::TempDir,
}

impl Reader {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        FILES.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
        HOME_FOLDERS
            .iter()
            .for_each(|name| fs::create_dir_all(folder.path().join("home").join(name)).unwrap());
        let data = folder.path().join("company.json");
        let server = Server::start(&["--data", data.to_str().unwrap()]);
        fs::write(folder.path().join("token.txt"), &server.token).unwrap();
        let reader = Self { server, folder };
        for profile in ["work", "audits"] {
            let line = format!("joinctl auth login --profile {profile} --stdin --no-keyring < token.txt");
            let output = reader.run(&line);
            assert!(output.status.success(), "{line}: {}", shown(&output));
        }
        reader
    }

    /// Runs a line as the reader does. What is piped into it is an office.
    fn run(&self, line: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_joinctl"));
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths =
            std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&paths));
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(self.folder.path()).env_clear();
        command.env("PATH", std::env::join_paths(paths).unwrap());
        command.env("HOME", self.folder.path().join("home"));
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        command.env("JOIN_BASE_URL", &self.server.base_url).env("JOIN_API_TOKEN", &self.server.token);
        command.stdin(File::open(self.folder.path().join("office.json")).unwrap());
        command.output().unwrap()
    }

    /// Starts a sandbox on a free port, as a line asks for it, and ends it once it serves.
    fn serves(&self, arguments: &str) {
        let (arguments, _) = arguments.split_once(" # ").unwrap_or((arguments, ""));
        let arguments = arguments.trim().trim_end_matches("| cat");
        let words = self.run(&format!("printf '%s\\n' {arguments}"));
        let words = String::from_utf8(words.stdout).unwrap();
        let word = |word: &str| if word == "4010" { "0".to_owned() } else { self.path_of(word) };
        let words: Vec<String> = words.lines().filter(|line| !line.is_empty()).map(word).collect();
        drop(Server::start(&words.iter().map(String::as_str).collect::<Vec<_>>()));
    }

    /// The path of a file that the reader has, or else the word.
    fn path_of(&self, word: &str) -> String {
        let path: PathBuf = self.folder.path().join(word);
        if path.is_file() { path.to_str().unwrap().to_owned() } else { word.to_owned() }
    }
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The place of a line in the list.
fn listed(guide: &str, line: &str) -> Option<usize> {
    let (command, _) = line.split_once(" # ").unwrap_or((line, ""));
    NOT_RUN.iter().position(|(file, listed, _)| *file == guide && *listed == command.trim())
}

#[test]
fn each_shell_line_runs_or_is_listed_with_a_reason() {
    let (mut used, mut ran) = (vec![false; NOT_RUN.len()], 0);
    for guide in guides() {
        if guide.lines.is_empty() || RUN_ELSEWHERE.iter().any(|(file, _)| *file == guide.name) {
            continue;
        }
        let reader = Reader::new();
        for (number, line) in &guide.lines {
            let place = format!("{}:{number}: {line}", guide.name);
            // An example is run by .ci/examples, and that it is there by the tests of the guides.
            if line.contains("cargo run -p join-sdk --example ") {
                continue;
            }
            if let Some(place) = listed(&guide.name, line) {
                used[place] = true;
                continue;
            }
            let line = line.replace("cargo run -p joinctl -- ", "joinctl ");
            match line.strip_prefix("joinctl sandbox") {
                Some(arguments) if !arguments.contains("--data-schema") && !arguments.contains("help") => {
                    reader.serves(arguments);
                }
                _ => {
                    let output = reader.run(&line);
                    assert!(output.status.success(), "{place}\n{}", shown(&output));
                }
            }
            println!("{place}");
            ran += 1;
        }
    }
    let unused: Vec<_> = NOT_RUN.iter().zip(used).filter(|(_, used)| !used).map(|(entry, _)| entry).collect();
    assert!(unused.is_empty(), "no line is one of these: {unused:?}");
    assert!(ran > 20, "{ran} lines ran");
}

#[test]
fn what_is_run_elsewhere_is_run_there() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (guide, test) in RUN_ELSEWHERE {
        assert!(fs::read_to_string(tests.join(test)).unwrap().contains(guide), "{test} does not run {guide}");
    }
    for (_, _, reason) in NOT_RUN {
        let named = reason.split_once(": tests/").map(|(_, file)| tests.join(file));
        assert!(named.is_none_or(|file| file.exists()), "{reason}");
    }
}
