//! `joinctl sandbox` with its flags: what a client of it sees, and what a wrong flag says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

use crate::server::Server;

fn joinctl(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.arg("sandbox").args(args);
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Runs a sandbox that must not start. Returns its exit code and its message.
fn refused(args: &[&str]) -> (i32, String) {
    let output = joinctl(args).output().unwrap();
    assert!(output.stdout.is_empty(), "{args:?}: {}", text(&output.stdout));
    (output.status.code().unwrap(), text(&output.stderr).to_owned())
}

/// The head and the body of an answer to a request by hand, with a host of its own.
fn asked(server: &Server, host: &str, method: &str, target: &str, body: &str) -> (String, String) {
    let address = server.base_url.trim_start_matches("http://").trim_end_matches("/v2");
    let mut stream = TcpStream::connect(address.replace("0.0.0.0", "127.0.0.1")).unwrap();
    let head = format!("{method} /v2{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    let length = format!("content-length: {}\r\nauthorization: {}\r\n\r\n{body}", body.len(), server.token);
    stream.write_all(format!("{head}{length}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

fn rows(server: &Server, target: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(&asked(server, "localhost", "GET", target, "").1).unwrap()
}

#[test]
fn variants_change_what_a_client_sees() {
    let server =
        Server::start(&["--variant", "page-cap=7", "--variant", "past-end=404", "--variant", "trim-tags"]);
    assert_eq!(rows(&server, "/applications").len(), 7);
    assert!(asked(&server, "localhost", "GET", "/jobs?page=99", "").0.starts_with("http/1.1 404"));
    let candidate = &rows(&server, "/applications")[0]["candidate"]["id"];
    let write =
        asked(&server, "localhost", "PATCH", &format!("/candidates/{candidate}"), r#"{"tags":[" a "]}"#);
    assert!(write.1.contains(r#""tags":["a"]"#), "{}", write.1);
}

#[test]
fn the_list_of_variants_names_each_with_its_values() {
    for args in [&["--variant", "help"][..], &["--variant", "trim-tags", "--variant", "help"]] {
        let output = joinctl(args).output().unwrap();
        let shown = text(&output.stdout);
        assert!(output.status.success() && output.stderr.is_empty());
        for line in
            ["page-cap=ROWS", "past-end=empty|404|204|null", "trim-tags", "retry-after=seconds|date|none"]
        {
            assert!(shown.lines().any(|other| other == line), "{line}: {shown}");
        }
        assert!(shown.lines().all(|line| line.len() <= 80), "{shown}");
    }
}

#[test]
fn the_quota_is_that_of_the_flag() {
    for (quota, limit) in [("2/1h", "2"), ("bucket:1/1h+2", "2")] {
        let server = Server::start(&["--quota", quota]);
        let statuses: Vec<String> = (0..3)
            .map(|_| {
                let head = asked(&server, "localhost", "GET", "/jobs", "").0;
                assert!(head.contains(&format!("x-ratelimit-limit: {limit}\r\n")), "{head}");
                head[9..12].to_owned()
            })
            .collect();
        assert_eq!(statuses, ["200", "200", "429"], "{quota}");
    }
}

#[test]
fn a_recruiter_and_a_rival_edit_beside_the_client() {
    let server = Server::start(&[
        "--recruiter",
        "add 'hr: called' after write 1",
        "--rival",
        "set sync:{number} before write 2",
    ]);
    let row = &rows(&server, "/applications")[0];
    let (application, candidate) = (&row["id"], &row["candidate"]["id"]);
    let mut seen = Vec::new();
    for _ in 0..2 {
        asked(&server, "localhost", "PATCH", &format!("/candidates/{candidate}"), r#"{"tags":["ours"]}"#);
        let read = asked(&server, "localhost", "GET", &format!("/applications/{application}"), "").1;
        let read: serde_json::Value = serde_json::from_str(&read).unwrap();
        seen.push(read["candidate"]["tags"].to_string());
    }
    assert_eq!(seen, [r#"["ours","hr: called"]"#, r#"["sync:1"]"#]);
}

#[test]
fn the_real_clock_is_that_of_the_machine() {
    let newest = |args: &[&str]| rows(&Server::start(args), "/applications")[0]["createdAt"].to_string();
    assert!(newest(&[]).as_str() < "\"2026-03-02T08");
    let real = newest(&["--clock", "real", "--applications", "100000"]);
    let now = jiff::Timestamp::now();
    let age = now.duration_since(real.trim_matches('"').parse().unwrap());
    assert!(!age.is_negative() && age.as_hours() < 1, "{real} {now}");
}

#[test]
fn only_hosts_that_are_allowed_are_served() {
    let server = Server::start(&["--allow-host", "sandbox.internal", "--allow-host", "Other.Internal"]);
    for (host, status) in [
        ("sandbox.internal:80", "200"),
        ("other.internal.", "200"),
        ("127.0.0.1", "200"),
        ("rebound.example", "403"),
    ] {
        let (head, body) = asked(&server, host, "GET", "/jobs", "");
        assert_eq!(&head[9..12], status, "{host}: {body}");
    }
}

#[test]
fn an_address_that_other_machines_reach_is_reported() {
    let mut child =
        joinctl(&["--bind", "0.0.0.0"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut line, mut warning) = (String::new(), String::new());
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut warning).unwrap();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(warning.starts_with("warning: other machines reach the sandbox at 0.0.0.0:"), "{warning}");
    // The base URL is one that this machine reaches.
    assert!(line.starts_with(r#"{"base_url":"http://127.0.0.1:"#), "{line}");
}

#[test]
fn the_line_of_a_pipe_has_the_address_of_the_inspector() {
    let mut child = joinctl(&[]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let page = line["inspector"].as_str().unwrap();
    assert_eq!(line["base_url"], format!("{page}v2"));
}

#[test]
fn a_wrong_text_is_one_message_with_the_nearest_name() {
    for (args, message) in [
        (["--variant", "page-cpa=25"], "there is no variant \"page-cpa\"; did you mean page-cap?"),
        (["--variant", "past-end=405"], "there is no past-end \"405\"; did you mean 404?"),
        (["--variant", "trim-tags=1"], "trim-tags takes no value, not \"1\""),
        (["--quota", "fast"], "\"fast\" is no quota; write 100/10s for a window"),
        (["--recruiter", "add a befor write 3"], "there is no moment \"befor\"; did you mean before?"),
        (["--rival", "add a"], "the writer ends where before, after, every or once must follow after \"a\""),
        (["--recruiter", "add a every 1s holding 1s"], "a recruiter holds nothing"),
        (["--clock", "reel"], "there is no clock \"reel\"; did you mean real?"),
        (["--bind", "localhost"], "an address such as 0.0.0.0 or ::1 is needed"),
    ] {
        let (code, stderr) = refused(&args);
        assert!(code == 2 && stderr.contains(message), "{args:?}: {code} {stderr}");
        assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
    }
}

#[test]
fn a_contradiction_and_a_wrong_host_are_usage_errors() {
    let (code, stderr) = refused(&["--variant", "page-cap=25", "--variant", "page-cap=10"]);
    let message = "error: page-cap=25 and page-cap=10 contradict each other; give one of them\n";
    assert_eq!((code, stderr.as_str()), (2, message));
    let (code, stderr) = refused(&["--allow-host", "http://x"]);
    let message = "error: \"http://x\" is no host name; write a name such as sandbox.internal, without scheme and port\n";
    assert_eq!((code, stderr.as_str()), (2, message));
}

#[test]
fn a_taken_port_and_an_address_of_another_machine_are_one_message_each() {
    let server = Server::start(&[]);
    let port = server.base_url.rsplit(':').next().unwrap().trim_end_matches("/v2").to_owned();
    let (code, stderr) = refused(&["--port", &port]);
    let message =
        format!("error: the sandbox can't listen on port {port} of 127.0.0.1: another program does");
    assert!(code == 1 && stderr.starts_with(&message) && stderr.lines().count() == 1, "{stderr}");
    // From the addresses that are kept for documents.
    let (code, stderr) = refused(&["--bind", "192.0.2.1"]);
    assert!(
        code == 1 && stderr.starts_with("error: the sandbox can't listen on port 0 of 192.0.2.1: "),
        "{stderr}"
    );
}

/// On a terminal, a person gets lines to copy. `script` is the terminal.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_prints_lines_for_a_shell() {
    let joinctl = env!("CARGO_BIN_EXE_joinctl");
    // Without `exec`, a shell that waits for the sandbox ends by the same Ctrl-C.
    let command = format!("exec '{joinctl}' sandbox --token 4f7a9c --variant page-cap=25 --quota 100/10s");
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.as_mut().unwrap()).lines() {
        lines.push(line.unwrap().trim_end().to_owned());
        if lines.last().unwrap().starts_with("Quota: ") {
            break;
        }
    }
    let url = lines[0].split(' ').find(|word| word.starts_with("http://")).unwrap().trim_end_matches(',');
    let shell: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("  ")).collect();
    let exported = format!("export JOIN_BASE_URL={url}");
    assert_eq!(shell, [exported.as_str(), "export JOIN_API_TOKEN=4f7a9c", "joinctl jobs list"], "{lines:?}");
    assert!(lines.contains(&"Variants: page-cap=25".to_owned()), "{lines:?}");
    assert!(lines.last().unwrap().ends_with("Quota: 100/10s"), "{lines:?}");
    let listed = first_command(url, "4f7a9c");
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    // Ctrl-C, as the terminal passes it on.
    child.stdin.take().unwrap().write_all(b"\x03").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// The command that the sandbox proposes, as a shell runs it after the exports.
#[cfg(target_os = "linux")]
fn first_command(url: &str, token: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.args(["jobs", "list"]).env("JOIN_BASE_URL", url).env("JOIN_API_TOKEN", token).output().unwrap()
}
