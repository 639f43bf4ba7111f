//! The commands beside lists and writes: raw requests, single files, candidates, completions, manual pages.

use std::process::{Command, Stdio};

use join_sandbox::{Fault, Operation};
use serde_json::{Value, json};

use crate::fixture::{Fixture, text, theirs_and};
use crate::replies::{Replies, Reply};

fn file(fixture: &Fixture, name: &str, text: &str) {
    std::fs::write(fixture.folder.path().join(name), text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_get_prints_the_body_as_it_came_and_the_status_apart() {
    let fixture = Fixture::open().await;
    let one = fixture.run(&["raw", "GET", &format!("/applications/{}", fixture.application)]).await;
    assert_eq!(text(&one.stderr), "200 OK\n");
    let read: Value = serde_json::from_slice(&one.stdout).unwrap();
    assert_eq!(read["id"].to_string(), fixture.application);
    let page = ["raw", "get", "jobs?pageSize=50", "--query", "status=ONLINE", "--query", "page=1"];
    let jobs = fixture.json(&page).await;
    assert!(
        !jobs.as_array().unwrap().is_empty()
            && jobs.as_array().unwrap().iter().all(|job| job["status"] == "ONLINE")
    );
    assert_eq!(fixture.done(&["raw", "HEAD", "/jobs"]).await, "");
    let (code, words) = fixture.failed(&["raw", "GET", "/applications/1"]).await;
    assert!(code == 3 && words.starts_with("error: "), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_write_checks_its_body_and_is_never_sent_twice() {
    let fixture = Fixture::open().await;
    file(&fixture, "office.json", r#"{"countryIso": "PT", "city": "Porto"}"#);
    file(&fixture, "broken.json", r#"{"countryIso": "#);
    let post = |input| ["raw", "POST", "/offices", "--yes", "--input", input];
    let (code, words) = fixture.failed(&post("broken.json")).await;
    assert!(code == 2 && words.contains("the body is not JSON"), "{words}");
    assert_eq!(fixture.failed(&post("nowhere.json")).await.0, 2);
    assert_eq!(fixture.sandbox.received(Operation::CreateOffice), 0);
    assert!(fixture.json(&post("office.json")).await["id"].is_number());
    let mut piped = fixture.command(&post("-"));
    file(&fixture, "other.json", r#"{"countryIso": "PT", "city": "Faro"}"#);
    piped.stdin(std::fs::File::open(fixture.folder.path().join("other.json")).unwrap());
    assert!(fixture.output(piped).await.status.success());
    assert_eq!(fixture.sandbox.received(Operation::CreateOffice), 2);
    for (status, code) in [(429, 6), (503, 7)] {
        let before = fixture.sandbox.received(Operation::CreateOffice);
        fixture.sandbox.before(move |arrival, _| match arrival.operation {
            Operation::CreateOffice => Fault::Status(status),
            _ => Fault::None,
        });
        let (ended, words) = fixture.failed(&post("office.json")).await;
        assert_eq!(ended, code, "{words}");
        assert_eq!(fixture.sandbox.received(Operation::CreateOffice), before + 1, "{status}");
        fixture.sandbox.clear_hooks();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_path_stays_at_the_api() {
    let fixture = Fixture::open().await;
    for path in ["https://evil.example/jobs", "//evil.example/jobs", "/../v1/jobs", "/jobs#x"] {
        let (code, words) = fixture.failed(&["raw", "GET", path]).await;
        assert!(code == 2 && !words.contains("panicked"), "{path}: {code} {words}");
    }
    for args in
        [&["GET", "/jobs", "--input", "x"][..], &["GET", "/jobs", "--query", "page"], &["TRACE", "/jobs"]]
    {
        file(&fixture, "x", "{}");
        assert_eq!(fixture.failed(&[&["raw"], args].concat()).await.0, 2, "{args:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_patch_replaces_tags_only_with_the_long_option() {
    let fixture = Fixture::open().await;
    file(&fixture, "tags.json", r#"{"tags": ["p:only"]}"#);
    file(&fixture, "more.json", r#"{"tags": ["p:only"], "firstName": "A"}"#);
    let path = format!("/candidates/{}", fixture.candidate);
    let encoded = format!("/%63andidates/{}/", fixture.candidate);
    for path in [&path, &encoded] {
        let (code, words) = fixture.failed(&["raw", "PATCH", path, "--input", "tags.json", "--yes"]).await;
        assert!(code == 5 && words.contains("--replace-tags-unchecked"), "{words}");
    }
    let patch = ["raw", "PATCH", &path, "--replace-tags-unchecked", "--yes", "--input"];
    assert_eq!(fixture.failed(&[&patch[..], &["more.json"]].concat()).await.0, 2);
    assert_eq!((fixture.tags(), fixture.writes()), (theirs_and(&[]), 0));
    fixture.done(&[&patch[..], &["tags.json"]].concat()).await;
    assert_eq!((fixture.tags(), fixture.writes()), (vec!["p:only".to_owned()], 1));
    let on_jobs = ["raw", "PATCH", "/jobs/7", "--replace-tags-unchecked", "--yes"];
    assert_eq!(fixture.failed(&on_jobs).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_account_takes_no_raw_write() {
    let fixture = Fixture::open().await;
    fixture.done(&["--read-only", "raw", "GET", "/jobs"]).await;
    file(&fixture, "office.json", r#"{"countryIso": "PT", "city": "Porto"}"#);
    let post = ["--read-only", "raw", "POST", "/offices", "--input", "office.json", "--yes"];
    assert_eq!(fixture.failed(&post).await.0, 5);
    assert_eq!(fixture.sandbox.received(Operation::CreateOffice), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_is_saved_by_its_number_name_type_or_url() {
    let fixture = Fixture::open().await;
    let application = fixture.application.as_str();
    let files = fixture.json(&["attachments", "list", application]).await;
    let first = files.as_array().unwrap()[0].clone();
    assert_eq!(first["number"], 1);
    let whole = fixture.run(&["attachments", "get", application, "1", "-o", "-"]).await;
    assert!(whole.status.success() && !whole.stdout.is_empty(), "{}", text(&whole.stderr));
    let (kind, url) = (first["type"].as_str().unwrap(), first["url"].as_str().unwrap());
    for (index, source) in
        [vec![application, "1"], vec![application, kind], vec![application, url], vec![url]]
            .iter()
            .enumerate()
    {
        let to = format!("cv-{index}");
        let args = [&["attachments", "get"], &source[..], &["-o", &to]].concat();
        assert_eq!(fixture.json(&args).await["bytes"], whole.stdout.len());
        let path = fixture.folder.path().join(&to);
        assert_eq!(std::fs::read(&path).unwrap(), whole.stdout);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    file(&fixture, "mine", "mine");
    let get = ["attachments", "get", application, "1", "-o", "mine"];
    let (code, words) = fixture.failed(&get).await;
    assert!(code == 5 && words.contains("--force"), "{words}");
    assert_eq!(std::fs::read(fixture.folder.path().join("mine")).unwrap(), b"mine");
    fixture.done(&[&get[..], &["--force"]].concat()).await;
    assert_eq!(std::fs::read(fixture.folder.path().join("mine")).unwrap(), whole.stdout);
    assert_eq!(fixture.failed(&["attachments", "get", application, "99", "-o", "x"]).await.0, 3);
    assert_eq!(fixture.failed(&["attachments", "get", "nine", "-o", "x"]).await.0, 2);
    assert!(!fixture.folder.path().join("x").exists());
}

#[test]
fn the_token_goes_to_no_other_host() {
    let (asked, asks) = std::sync::mpsc::channel();
    let asked = std::sync::Mutex::new(asked);
    let other = Replies::start(move |line| {
        asked.lock().unwrap().send(line.to_owned()).unwrap();
        Some(Reply::json(200, &json!({})))
    });
    let join = Replies::start(|_| None);
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinctl"));
    command
        .args(["attachments", "get", &format!("{}/file", other.base_url), "-o", "f"])
        .current_dir(folder.path());
    command.env("JOIN_BASE_URL", &join.base_url).env("JOIN_API_TOKEN", "s3cr3t-t0ken-4f7a9c");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{}", text(&output.stderr));
    assert!(!folder.path().join("f").exists());
    assert!(asks.try_recv().is_err(), "nothing was asked of the other host");
}

#[tokio::test(flavor = "multi_thread")]
async fn candidates_come_once_each_with_their_applications() {
    let fixture = Fixture::open().await;
    let all = fixture.json(&["candidates", "list"]).await;
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), fixture.sandbox.candidates().len());
    let applications: usize = all.iter().map(|one| one["applications"].as_array().unwrap().len()).sum();
    assert_eq!(applications, 60);
    let one = fixture.json(&["candidates", "get", &fixture.application]).await;
    assert_eq!(one["candidate"]["id"], fixture.candidate);
    assert_eq!(one["candidate"]["tags"], json!(crate::fixture::THEIRS));
    let table = fixture.done(&["candidates", "get", &fixture.application, "--output", "table"]).await;
    assert!(table.contains("vip; Hired by hand"), "{table}");
    assert_eq!(fixture.failed(&["candidates", "get", "1"]).await.0, 3);
}

fn completed(fixture: &Fixture, words: &[&str], token: bool) -> Command {
    let mut command = fixture.command(&[&["--"], words].concat());
    command.env("JOINCTL_COMPLETE", "bash").env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_SPACE", "false");
    command.env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string()).env("_CLAP_COMPLETE_COMP_TYPE", "9");
    command.env("XDG_CONFIG_HOME", fixture.folder.path());
    if !token {
        command.env_remove("JOIN_API_TOKEN");
    }
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_completes_commands_words_and_ids_of_jobs() {
    let fixture = Fixture::open().await;
    let ids: Vec<String> = {
        let jobs = fixture.json(&["jobs", "list"]).await;
        jobs.as_array().unwrap().iter().map(|job| job["id"].to_string()).collect()
    };
    for (words, expected) in [
        (&["joinctl", "jo"][..], vec!["jobs".to_owned()]),
        (&["joinctl", "jobs", "status", "7", "ARC"], vec!["ARCHIVED".to_owned()]),
        (&["joinctl", "jobs", "list", "--status", "OFF"], vec!["OFFLINE".to_owned()]),
        (&["joinctl", "applications", "list", "--state", "H"], vec!["HIRED".to_owned()]),
        (&["joinctl", "jobs", "get", ""], ids.clone()),
        (&["joinctl", "applications", "list", "--job", ""], ids.clone()),
    ] {
        let output = fixture.output(completed(&fixture, words, true)).await;
        let shown: Vec<&str> = text(&output.stdout).lines().collect();
        for word in expected {
            assert!(shown.contains(&word.as_str()), "{words:?}: {shown:?} {}", text(&output.stderr));
        }
        assert!(output.status.success() && output.stderr.is_empty());
    }
    let elsewhere = ["joinctl", "--base-url", "http://127.0.0.1:9/v2", "jobs", "get", ""];
    let output = fixture.output(completed(&fixture, &elsewhere, true)).await;
    assert!(!text(&output.stdout).contains(&ids[0]), "of another server: {}", text(&output.stdout));
    let before = fixture.sandbox.received(Operation::ListJobs);
    let output = fixture.output(completed(&fixture, &["joinctl", "jobs", "get", "1"], false)).await;
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
    assert_eq!(fixture.sandbox.received(Operation::ListJobs), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_completes_names_of_profiles() {
    let fixture = Fixture::open().await;
    let mut login = fixture.command(&["auth", "login", "--stdin", "--no-keyring", "--profile", "acme"]);
    login.env("XDG_CONFIG_HOME", fixture.folder.path()).stdin(Stdio::piped());
    login.env_remove("JOIN_API_TOKEN");
    let token = fixture.folder.path().join("token");
    std::fs::write(&token, fixture.sandbox.token()).unwrap();
    login.stdin(std::fs::File::open(&token).unwrap());
    let output = fixture.output(login).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let output =
        fixture.output(completed(&fixture, &["joinctl", "jobs", "list", "--profile", "a"], false)).await;
    assert_eq!(text(&output.stdout).trim(), "acme", "{}", text(&output.stderr));
    let output = fixture.output(completed(&fixture, &["joinctl", "auth", "use", ""], false)).await;
    assert!(text(&output.stdout).lines().any(|line| line == "acme"), "{}", text(&output.stdout));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn bash_completes_with_the_script() {
    let fixture = Fixture::open().await;
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_joinctl")).parent().unwrap();
    let script = "source <(joinctl completions bash) && COMP_CWORD=1 COMP_TYPE=9 COMP_WORDS=(joinctl jo) && \
                  _clap_complete_joinctl joinctl jo joinctl && echo \"${COMPREPLY[@]}\"";
    let mut bash = Command::new("bash");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&paths));
    bash.args(["--norc", "-c", script]).env("PATH", std::env::join_paths(paths).unwrap());
    if Command::new("bash").arg("--version").output().is_err() {
        eprintln!("bash is not installed: its script is not run");
        return;
    }
    bash.current_dir(fixture.folder.path());
    let output = fixture.output(bash).await;
    assert_eq!(text(&output.stdout).trim(), "jobs", "{}", text(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_shell_has_a_script_and_each_command_a_manual_page() {
    let fixture = Fixture::open().await;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = fixture.done(&["completions", shell]).await;
        assert!(script.contains("joinctl") && script.contains("JOINCTL_COMPLETE"), "{shell}: {script}");
    }
    fixture.done(&["man", "pages/man1"]).await;
    let pages = fixture.folder.path().join("pages/man1");
    for (page, words) in
        [("joinctl.1", "joinctl\\-jobs"), ("joinctl-jobs-status.1", "ARCHIVED"), ("joinctl-raw.1", "PATH")]
    {
        let page = std::fs::read_to_string(pages.join(page)).unwrap();
        assert!(page.contains(words), "{page}");
    }
    assert!(fixture.done(&["man"]).await.starts_with(".ie"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_id_of_a_job_gets_a_proposal() {
    let fixture = Fixture::open().await;
    let id = fixture.json(&["jobs", "list"]).await[0]["id"].to_string();
    let swapped = format!("{id}0");
    for command in [&["jobs", "get", &swapped][..], &["jobs", "status", &swapped, "ARCHIVED"]] {
        let (code, words) = fixture.failed(command).await;
        assert!(code == 3 && words.contains(&format!("did you mean {id}")), "{words}");
    }
    let (code, words) = fixture.failed(&["jobs", "get", "1"]).await;
    assert!(code == 3 && words.contains("joinctl jobs list --all shows the ids"), "{words}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn at_a_terminal_a_body_is_escaped_and_a_file_is_refused() {
    let fixture = Fixture::open().await;
    let evil = Replies::start(|_| Some(Reply::json(200, &json!("evil"))));
    let body = Replies::start(|_| Some(Reply::new(200, "\u{1b}]0;own\u{7}")));
    let at_a_terminal = |server: &Replies, args: &[&str]| {
        let mut command = fixture.command(args);
        command.env("JOIN_BASE_URL", &server.base_url);
        crate::pty::Terminal::start(command).end()
    };
    assert!(at_a_terminal(&evil, &["raw", "GET", "/x"]).1.contains("\"evil\""));
    let (code, shown) = at_a_terminal(&body, &["raw", "GET", "/x"]);
    assert!(code == 0 && shown.contains("\\u{1b}]0;own") && !shown.contains('\u{1b}'), "{shown:?}");
    for to in ["-", "/dev/stdout"] {
        let (code, shown) = at_a_terminal(&body, &["attachments", "get", "9", "1", "-o", to]);
        assert!(code == 2 && shown.contains("name a file"), "{to}: {shown}");
    }
}
