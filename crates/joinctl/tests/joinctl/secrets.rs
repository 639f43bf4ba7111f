//! A token is in its own file and nowhere else: no argument, no variable of a child, no log, no other file, no documented
//! command.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::home::{self, Home, text};
use crate::replies::{Replies, Reply};

const TOKEN: &str = "kept-t0ken-of-the-test-51d2";

/// The processes in whose arguments or variables the token is.
#[cfg(target_os = "linux")]
fn processes_with_the_token() -> Vec<String> {
    let processes = std::fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    let files = processes.flat_map(|process| [process.join("cmdline"), process.join("environ")]);
    // A process may end meanwhile, or be somebody else's.
    let read = files.filter_map(|file| Some((file.clone(), std::fs::read(file).ok()?)));
    let shown = read.filter(|(_, content)| String::from_utf8_lossy(content).contains(TOKEN));
    shown.map(|(file, _)| file.display().to_string()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_process_shows_the_token_while_commands_run() {
    let seen = Arc::new(Mutex::new((0, Vec::new())));
    let noted = Arc::clone(&seen);
    let server = Replies::start(move |_| {
        let mut noted = noted.lock().unwrap();
        noted.0 += 1;
        noted.1.extend(processes_with_the_token());
        Some(Reply::json(200, &json!([])))
    });
    let home = Home::new();
    home.signed_in(TOKEN, &["--base-url", &server.base_url]);
    for args in [&["jobs", "list"][..], &["auth", "status"], &["applications", "list", "--all"]] {
        home.done(args);
    }
    let seen = seen.lock().unwrap();
    assert!(seen.0 >= 4 && seen.1.is_empty(), "{seen:?}");
}

#[test]
fn no_output_no_log_and_no_other_file_holds_the_token() {
    let server = Replies::start(|line| {
        let reply = match line.starts_with("GET /v2/jobs") {
            true => Reply::json(200, &json!([])),
            false => Reply::json(403, &json!({"error": {"type": TOKEN, "message": TOKEN}})),
        };
        Some(reply.header(&format!("x-request-id: {TOKEN}")))
    });
    let home = Home::new();
    let at = ["--base-url", server.base_url.as_str()];
    let loud = |args: &[&str], input: &str| {
        let mut command = home.command(args);
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1").env("JOIN_AUDIT_FILE", "audit.jsonl");
        let output = home::with_input(command, input);
        for shown in [&output.stdout, &output.stderr] {
            assert!(!text(shown).contains(TOKEN), "{args:?}: {}", text(shown));
        }
        for (name, content) in home.files() {
            assert!(name == "tokens.json" || !text(&content).contains(TOKEN), "{args:?}: {name}");
        }
    };
    let login = [&["auth", "login", "--stdin", "--no-keyring"], &at[..]].concat();
    loud(&login, TOKEN);
    loud(&[&login[..], &["--profile", "other", "--read-only"]].concat(), &format!("bearer {TOKEN}"));
    loud(&[&login[..], &["--profile", "odd"]].concat(), &format!("{TOKEN} {TOKEN}"));
    for args in [
        &["auth", "status", "--verbose"][..],
        &["auth", "status", "--output", "table", "--profile", "other"],
        &["auth", "list"],
        &["auth", "use", "other"],
        &["jobs", "list"],
        &["offices", "list"],
        &["notes", "add", "5", "--text", "x", "--yes", "--profile", "default"],
        &["auth", "status", "--base-url", "https://other.invalid"],
        &["auth", "logout", "--profile", "other"],
    ] {
        loud(args, "");
    }
    let names: Vec<_> = home.files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["lock", "profiles.json", "tokens.json"], "no copy stays behind");
    let refused = Replies::start(|_| {
        let reply = Reply::json(401, &json!({"error": {"message": TOKEN}}));
        Some(reply.header(&format!("x-request-id: {TOKEN}")))
    });
    loud(&["auth", "login", "--no-keyring", "--base-url", &refused.base_url], TOKEN);
    loud(&["auth", "logout", "--all"], "");
    assert!(!home.files().iter().any(|(_, content)| text(content).contains(TOKEN)));
}

#[test]
fn no_argument_takes_the_token() {
    // Another one, since a test beside this looks for the first in all processes.
    let token = "argument-t0ken-of-the-test-51d2";
    for args in [
        &["auth", "login", token][..],
        &["auth", "login", "--token", token],
        &["--token", token, "jobs", "list"],
    ] {
        assert_eq!(Home::new().failed(args).0, 2, "{args:?}");
    }
}

/// The texts of the repository that show commands, as far as they are there: a package holds its own only.
fn documents() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = ["", "docs", "crates/joinctl", "crates/join-sdk", "crates/join-sandbox", "skills/joinctl"];
    let entries =
        folders.iter().flat_map(|folder| std::fs::read_dir(root.join(folder)).into_iter().flatten());
    let paths = entries.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Whether a line of a shell has a token in it. That of the sandbox is no secret: it is the same for everybody.
fn has_a_token(line: &str) -> bool {
    let literal = |after: &str| {
        let value = after.trim_start_matches(['"', '\'']);
        !value.starts_with(['$', '`', ' ']) && !value.is_empty() && !value.starts_with("sandbox-token-")
    };
    let set = line.split("JOIN_API_TOKEN=").skip(1).any(literal);
    let header = line.split("Authorization:").skip(1).any(|after| literal(after.trim_start()));
    let argument = line.contains("joinctl") && !line.contains("joinctl sandbox") && line.contains("--token");
    set || header || argument
}

#[test]
fn no_documented_command_has_a_token_in_it() {
    let documents = documents();
    let shown = documents.iter().flat_map(|document| document.lines()).filter(|line| has_a_token(line));
    assert_eq!(shown.collect::<Vec<_>>(), [""; 0]);
    assert!(documents.iter().any(|document| document.contains("joinctl auth login")));
    for line in [
        "JOIN_API_TOKEN=4f7a9c joinctl jobs list",
        "joinctl --token 4f7a9c",
        "curl -H 'Authorization: 4f7a9c'",
    ] {
        assert!(has_a_token(line), "{line}");
    }
}
