//! The shell lines of `docs/sandbox.md` do what the guide says, and wrong faults say what is wrong.

use std::path::Path;
use std::process::{Command, Output};

use crate::server::Server;

/// The shell lines of the guide, with their numbers.
fn lines() -> Vec<(usize, String)> {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sandbox.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let mut in_block = false;
    let mut lines = Vec::new();
    for (index, line) in guide.lines().enumerate() {
        match line {
            "```sh" => in_block = true,
            "```" => in_block = false,
            line if in_block && !line.is_empty() => lines.push((index + 1, line.to_owned())),
            _ => {}
        }
    }
    lines
}

fn joinctl(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_joinctl")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The arguments of a line that starts a sandbox, on a free port.
fn arguments(line: &str) -> Option<Vec<String>> {
    let arguments = line.strip_prefix("joinctl sandbox")?;
    let output = Command::new("sh").args(["-c", &format!("printf '%s\\n' {arguments}")]).output().unwrap();
    let words = text(&output.stdout).lines().filter(|word| !word.is_empty());
    Some(words.map(|word| if word == "4010" { "0" } else { word }.to_owned()).collect())
}

/// Runs a line in a shell, as a reader does who exported the sandbox's values.
fn run(server: &Server, line: &str, curl_home: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_joinctl"));
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.parent().unwrap().to_owned()).chain(std::env::split_paths(&paths));
    Command::new("sh")
        .args(["-c", line])
        .env("PATH", std::env::join_paths(paths).unwrap())
        .env("CURL_HOME", curl_home)
        .env("JOIN_BASE_URL", &server.base_url)
        .env("JOIN_API_TOKEN", &server.token)
        .env("CONTROL", server.base_url.replace("/v2", "/_sandbox"))
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap()
}

#[test]
fn each_line_of_the_guide_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".curlrc"), "silent\nshow-error\nfail-with-body\n").unwrap();
    let has_curl = Command::new("curl").arg("--version").output().is_ok();
    if !has_curl {
        eprintln!("curl is not installed: its lines are not run");
    }
    let (mut server, mut ran) = (None, 0);
    for (number, line) in lines() {
        if let Some(arguments) = arguments(&line) {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            if arguments.iter().any(|word| ["help", "--data-schema"].contains(word)) {
                let output = joinctl(&[&["sandbox"], &arguments[..]].concat());
                assert!(output.status.success() && !output.stdout.is_empty(), "line {number}: {line}");
            } else {
                server = Some(Server::start(&arguments));
            }
            continue;
        }
        let is_curl = line.starts_with("curl ");
        if line.starts_with("export ") || is_curl && !has_curl {
            continue;
        }
        let server = server.as_ref().unwrap_or_else(|| panic!("line {number} has no sandbox: {line}"));
        let output = run(server, &line, folder.path());
        let (_, comment) = line.split_once(" # ").unwrap_or_default();
        let shown = format!("line {number}: {line}\n{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.success(), !comment.starts_with("fails"), "{shown}");
        if let Some(words) = comment.strip_prefix("fails: ").filter(|_| output.status.code() == Some(22)) {
            assert!(shown.matches(words).count() > 1, "{shown}");
        }
        ran += 1;
    }
    assert!(ran > if has_curl { 20 } else { 1 }, "{ran} lines ran");
}

#[test]
fn the_exported_values_are_those_of_the_first_sandbox() {
    let exported: Vec<String> =
        lines().into_iter().filter_map(|(_, line)| Some(line.strip_prefix("export ")?.to_owned())).collect();
    let server = Server::start(&[]);
    let port = server.base_url.trim_end_matches("/v2").rsplit(':').next().unwrap();
    let control = server.base_url.replace("/v2", "/_sandbox");
    let expected = [
        format!("JOIN_BASE_URL={}", server.base_url),
        format!("JOIN_API_TOKEN={}", server.token),
        format!("CONTROL={control}"),
    ];
    assert_eq!(exported, expected.map(|line| line.replace(&format!(":{port}/"), ":4010/")));
}

#[test]
fn a_fault_by_rule_strikes_the_requests_of_a_client() {
    let server = Server::start(&[
        "--fault",
        "list-jobs:page=502",
        "--fault",
        "list-offices:none",
        "--fault",
        "all:status=418",
    ]);
    for (args, words) in
        [(&["jobs", "list"][..], "502"), (&["offices", "list"], ""), (&["catalog", "categories"], "418")]
    {
        let output = server.joinctl(args).output().unwrap();
        assert_eq!(output.status.success(), words.is_empty(), "{args:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(words), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn a_wrong_rule_says_what_is_wrong_and_nothing_starts() {
    for (rule, words) in [
        ("lose-anser", "there is no fault \"lose-anser\"; did you mean lose-answer?"),
        (
            "create-aplication:empty",
            "there is no operation \"create-aplication\"; did you mean create-application?",
        ),
        ("writes:status", "status needs a status from 200 to 999, such as status=503"),
        ("writes:status=503@300%", "a share of the requests is more than 0 and at most 100 percent"),
        ("writes:empty#0", "the requests are counted from 1"),
    ] {
        let output = joinctl(&["sandbox", "--fault", rule]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{rule}");
        let message = text(&output.stderr);
        assert!(message.contains(words) && message.contains("--fault"), "{rule}: {message}");
    }
}
