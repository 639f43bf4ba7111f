//! `joinctl` as a person or a script runs it.

use std::process::{Child, Command, Output, Stdio};

use crate::canned::{Answer, Canned, SEEDS, TOKEN};
use crate::server::Server;

pub(crate) fn joinctl(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command.args(args).env_remove("JOIN_API_TOKEN").env_remove("JOIN_BASE_URL");
    // Nobody is signed in there.
    command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

impl Server {
    fn demo(&self, token: &str) -> Output {
        joinctl(&["demo", "--yes", "--base-url", &self.base_url])
            .env("JOIN_API_TOKEN", token)
            .output()
            .unwrap()
    }
}

#[test]
fn the_demo_shows_each_step_and_what_changed() {
    let output = joinctl(&["demo"]).output().unwrap();
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{shown}{}", text(&output.stderr));
    assert!(output.stderr.is_empty());
    for number in 1..=8 {
        assert!(shown.contains(&format!("\n{number}/8  ")), "{shown}");
    }
    let verdict = |line: &str| line.trim_end_matches('│').rsplit('┆').next().map(str::trim) == Some("yes");
    assert_eq!(shown.lines().filter(|line| verdict(line)).count(), 7, "{shown}");
    assert!(shown.contains("persona:status=verified"));
    assert!(shown.ends_with("Everything that was read back is what was meant.\n"));
}

#[test]
fn the_demo_runs_again_and_again_on_another_server() {
    let server = Server::start(&["--seed", "7", "--applications", "300"]);
    for _ in 0..2 {
        let output = server.demo(&server.token);
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        assert!(text(&output.stdout).contains("unreadable"), "notes can't be listed");
    }
}

/// As in a build that is shut off from its system.
#[cfg(target_os = "linux")]
#[test]
fn the_demo_runs_on_a_system_without_certificates() {
    let nowhere = |args: &[&str]| {
        let mut command = joinctl(args);
        command.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent");
        command
    };
    assert!(nowhere(&["demo"]).output().unwrap().status.success());
    let mut command = nowhere(&["demo", "--base-url", "https://127.0.0.1:9/v2"]);
    let output = command.env("JOIN_API_TOKEN", "4f7a9c").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("can't be set up: user agent or TLS") && stderr.contains("ca-certificates"),
        "{stderr}"
    );
}

#[test]
fn a_wrong_token_ends_the_demo_with_the_reason() {
    let server = Server::start(&["--token", "4f7a9c"]);
    assert_eq!(server.token, "4f7a9c");
    let output = server.demo("wrong-token");
    assert_eq!(output.status.code(), Some(4));
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with("error: listJobs: JOIN rejected the token"), "{stderr}");
    assert!(stderr.contains("Advanced or Enterprise"), "{stderr}");
    assert!(!stderr.contains("wrong-token"));
}

#[test]
fn a_demo_on_a_real_account_needs_a_token_and_a_yes() {
    let output = joinctl(&["demo", "--base-url", "https://api.join.com/v2"]).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let stderr = text(&output.stderr);
    assert!(
        stderr.contains("JOIN_API_TOKEN is not set") && stderr.contains("joinctl auth login"),
        "{stderr}"
    );
    let mut command = joinctl(&["demo", "--base-url", "https://api.join.com/v2"]);
    let output = command.env("JOIN_API_TOKEN", "4f7a9c").output().unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(text(&output.stderr).contains("--yes"));
}

#[test]
fn a_typo_is_a_usage_error() {
    for args in [&["demmo"][..], &["demo", "--bas-url", "x"], &["sandbox", "--port", "70000"], &[]] {
        assert_eq!(joinctl(args).output().unwrap().status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let server = Server::start(&[]);
    let port = server.base_url.rsplit(':').next().unwrap().trim_end_matches("/v2").to_owned();
    let output = joinctl(&["sandbox", "--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains(&format!("can't listen on port {port}")));
}

#[cfg(unix)]
fn signal(name: &str, child: &Child) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn the_sandbox_ends_well_when_it_is_interrupted_or_terminated() {
    for name in ["INT", "TERM"] {
        let mut server = Server::start(&[]);
        signal(name, &server.child);
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{name}");
    }
}

/// A request that is still running holds the sandbox up for some seconds, and no longer than a second signal.
#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_process_at_once() {
    use std::io::{Read, Write};

    let mut server = Server::start(&[]);
    let host = server.base_url.trim_start_matches("http://").trim_end_matches("/v2");
    let mut running = std::net::TcpStream::connect(host).unwrap();
    let head = "POST /v2/offices HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n";
    running.write_all(head.as_bytes()).unwrap();
    running.read_exact(&mut [0; 25]).unwrap();
    let status = loop {
        // Signals that come in one after the other at once count as one.
        signal("INT", &server.child);
        if let Some(status) = server.child.try_wait().unwrap() {
            break status;
        }
    };
    assert_eq!(status.code(), Some(130));
}

#[cfg(unix)]
#[test]
fn an_interrupted_demo_leaves_no_file_behind_and_says_what_stays() {
    for name in ["INT", "TERM"] {
        let canned = Canned::start(|request| match request.is("GET /v2/files/") {
            true => Some(Answer::begun("%PDF-1.4")),
            false => None,
        });
        let folder = tempfile::tempdir().unwrap();
        let left = || std::fs::read_dir(folder.path()).unwrap().count();
        let child = canned.demo().env("TMPDIR", folder.path()).stderr(Stdio::piped()).spawn().unwrap();
        canned.wait_for("GET /v2/files/");
        assert_eq!(left(), 1, "the download goes into a folder of its own");
        signal(name, &child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{name}");
        assert_eq!(text(&output.stderr), "error: interrupted; what was written so far stays in JOIN\n");
        assert_eq!(left(), 0, "{name}");
    }
}

#[test]
fn a_refusal_for_the_quota_says_when_to_come_again() {
    for (status, header, words) in [
        (429, "retry-after: 3600", "too many requests (status 429) on page 1; try again in 60 minutes"),
        (403, "retry-after: 90000", "too many requests (status 403) on page 1; try again in 25 hours"),
    ] {
        let canned = Canned::start(move |_| Some(Answer::new(status, "{}").header(header)));
        let output = canned.demo().output().unwrap();
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(6), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    }
}

#[test]
fn the_errors_of_the_demo_quote_what_join_refuses_and_nothing_else_of_it() {
    let said = r#"{"error": {"type": "X", "message": "SEEDS"}}"#;
    let answers = [
        Answer::new(302, said).header("location: https://person.example/SEEDS"),
        Answer::new(401, said),
        Answer::new(403, said),
        Answer::new(404, said),
        Answer::new(409, said),
        Answer::new(422, said),
        Answer::new(422, r#"{"error": {"type": "SEEDS", "message": "SEEDS already exists"}}"#),
        Answer::new(429, said).header("retry-after: 3600"),
        Answer::new(200, "<html>SEEDS</html>"),
        Answer::new(200, r#""SEEDS"#),
        Answer::new(200, r#"["SEEDS"]"#),
        Answer::new(200, r#"{"SEEDS": "SEEDS"}"#),
        Answer::new(200, r#"{"id": "SEEDS", "candidateId": "SEEDS"}"#),
        Answer::new(200, r#"{"id": 9, "candidate": {"id": 5, "tags": "SEEDS"}}"#),
    ];
    let calls = [
        "GET /v2/jobs",
        "GET /v2/applications?",
        "GET /v2/applications/9",
        "GET /v2/files/",
        "POST /v2/applications",
        "PATCH /v2/candidates/5",
        "POST /v2/candidates/5/notes",
    ];
    let cell = |call: &str, answer: &Answer| {
        let (planted, wanted) = (answer.clone(), call.to_owned());
        let canned = Canned::start(move |request| request.is(&wanted).then(|| planted.clone()));
        let output = canned.demo().output().unwrap();
        let (shown, stderr) = (text(&output.stdout), text(&output.stderr));
        canned.wait_for(call);
        // The words of a refusal are shown, since they say what to change; the token never is.
        let words = answer.status >= 400 && stderr.contains("; JOIN says: ");
        let seed = SEEDS.iter().find(|seed| stderr.contains(*seed) && (!words || **seed == TOKEN));
        assert!(seed.is_none() && !shown.contains(TOKEN), "{call} {}: {stderr}", answer.status);
        if answer.status != 200 {
            assert!(!output.status.success(), "{call} {}", answer.status);
        }
        assert_eq!(stderr.starts_with("error: "), !output.status.success(), "{stderr}");
    };
    for calls in calls.chunks(4) {
        // Side by side, since a demo waits for tags that do not show.
        std::thread::scope(|scope| {
            for (call, answer) in
                calls.iter().flat_map(|call| answers.iter().map(move |answer| (call, answer)))
            {
                let cell = &cell;
                scope.spawn(move || cell(call, answer));
            }
        });
    }
}

#[test]
fn the_canned_server_is_good_for_a_whole_demo() {
    let output = Canned::start(|_| None).demo().output().unwrap();
    assert!(text(&output.stdout).contains("\n8/8  "), "{}", text(&output.stderr));
}

#[test]
fn a_reader_that_is_gone_ends_the_demo_quietly() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = joinctl(&["demo"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(141), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_an_error() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for args in [&["demo"][..], &["sandbox"], &["--help"], &["sandbox", "--help"], &["--version"]] {
        let output = joinctl(args).stdout(full()).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let stderr = text(&output.stderr);
        assert!(stderr.starts_with("error: standard output can't be written: "), "{args:?} {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_exit_code_stays_when_standard_error_is_full() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for (args, code) in [(&["demo", "--base-url", "x"][..], 2), (&["demmo"], 2), (&["sandbox"], 1)] {
        let output = joinctl(args).stdout(full()).stderr(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}");
    }
}
