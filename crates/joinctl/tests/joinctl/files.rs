//! Files that commands leave: exports, cursors and attachments. They are private, whole, and never mixed up.

#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};

use crate::fixture::{Fixture, text};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A fixture with many applications, a little away.
async fn far_and_large() -> Fixture {
    let sandbox = JoinSandbox::builder().applications(1_500).latency(Duration::from_millis(2));
    let sandbox = sandbox.recorded(0).start().await.unwrap();
    let candidate = sandbox.candidates()[0];
    let application = sandbox.applications_of(candidate)[0].to_string();
    Fixture { sandbox, folder: tempfile::tempdir().unwrap(), candidate, application }
}

const EXPORT: [&str; 6] = ["applications", "export", "--prefetch", "1", "--to", "all"];

/// An export that was interrupted after some rows.
async fn interrupted_export() -> Fixture {
    let fixture = far_and_large().await;
    let lists = || fixture.sandbox.received(Operation::ListApplications);
    let output = fixture.interrupted(&EXPORT, "", || lists() >= 6).await;
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let rows = std::fs::read_to_string(fixture.folder.path().join("all")).unwrap();
    assert!(!rows.is_empty() && rows.ends_with('\n'));
    fixture
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_does_not_resume_into_a_file_that_differs() {
    let fixture = interrupted_export().await;
    let path = fixture.folder.path().join("all");
    let checkpoint = std::fs::read(fixture.folder.path().join("all.resume")).unwrap();
    let rows = std::fs::read(&path).unwrap();
    let cut = rows[..rows.len() - 10].to_vec();
    let mut changed = rows.clone();
    changed[20] ^= 1;
    let contents = [(Some(&cut), "shorter"), (Some(&changed), "changed"), (None, "missing")];
    for (content, word) in contents {
        match content {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        let (code, words) = fixture.failed(&EXPORT).await;
        assert!(code == 5 && words.contains(word) && words.contains("--restart"), "{code} {words}");
        assert_eq!(std::fs::read(&path).ok().as_ref(), content, "nothing was written");
    }
    std::fs::write(&path, &rows).unwrap();
    let with = |more: &[&'static str]| [&EXPORT[..], more].concat();
    for (more, word) in [(&["--format", "csv"][..], "--format ndjson"), (&["--state", "HIRED"], "no filter")]
    {
        let (code, words) = fixture.failed(&with(more)).await;
        assert!(code == 5 && words.contains(word), "{code} {words}");
    }
    assert_eq!(std::fs::read(&path).unwrap(), rows);
    assert_eq!(std::fs::read(fixture.folder.path().join("all.resume")).unwrap(), checkpoint);

    // A killed run's last rows, which no checkpoint names, are cut off.
    std::fs::write(&path, [&rows[..], b"{\"id\": 1, \"ha"].concat()).unwrap();
    fixture.done(&EXPORT).await;
    let ids: std::collections::HashSet<i64> = std::fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids.len(), 1_500);
    assert_eq!(names(fixture.folder.path()), ["all"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_begins_again_where_it_is_asked_to() {
    let fixture = interrupted_export().await;
    let path = fixture.folder.path().join("all");
    std::fs::remove_file(&path).unwrap();
    let again = [&EXPORT[..], &["--restart", "--format", "csv"]].concat();
    fixture.done(&again).await;
    let rows = std::fs::read_to_string(&path).unwrap();
    assert!(rows.starts_with("id,") && rows.lines().count() > 1_500 && !rows.contains('\0'));
    assert_eq!(fixture.failed(&EXPORT).await.0, 5, "it exists");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    fixture.done(&[&EXPORT[..], &["--restart", "--state", "HIRED"]].concat()).await;
    let hired = std::fs::read_to_string(&path).unwrap();
    assert!(hired.lines().count() < 1_500 && hired.starts_with('{') && hired.ends_with("}\n"));
    assert_eq!(mode(&path), 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_personal_data_is_its_owners_only() {
    let fixture = Fixture::open().await;
    let folder = fixture.folder.path();
    let (id, target) = (fixture.application.as_str(), folder.join("target"));
    fixture.done(&["changes", "--cursor", "cursor"]).await;
    for wide in ["cursor", "audit"] {
        std::fs::OpenOptions::new().create(true).append(true).open(folder.join(wide)).unwrap();
        std::fs::set_permissions(folder.join(wide), PermissionsExt::from_mode(0o644)).unwrap();
    }
    fixture.sandbox.add_tag(fixture.candidate, "news");
    fixture.done(&["changes", "--cursor", "cursor", "--sweep-hours", "0"]).await;
    fixture.done(&["applications", "export", "--to", "all", "--attachments", "files"]).await;
    fixture.done(&["tags", "plan", id, "--owner", "p:", "--add", "p:a", "--save", "plan"]).await;
    let apply = [
        "--audit", "audit", "tags", "apply", id, "--owner", "p:", "--add", "p:a", "--settle", "0.02", "--yes",
    ];
    fixture.done(&[&apply[..], &["--receipt", "receipt"]].concat()).await;
    for name in ["cursor", "all", "plan", "receipt", "audit"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    let files = folder.join("files").join(id);
    assert_eq!((mode(&folder.join("files")), mode(&files)), (0o700, 0o700));
    for name in names(&files) {
        assert_eq!(mode(&files.join(&name)), 0o600, "{name}");
    }

    symlink(&target, folder.join("link")).unwrap();
    let commands = [
        &["changes", "--cursor", "link"][..],
        &["applications", "export", "--to", "link", "--restart"],
        &["tags", "plan", id, "--owner", "p:", "--add", "p:b", "--save", "link"],
        &[
            "--audit", "link", "tags", "apply", id, "--owner", "p:", "--add", "p:b", "--settle", "0.02",
            "--yes",
        ],
        &[
            "tags",
            "apply",
            id,
            "--owner",
            "p:",
            "--add",
            "p:b",
            "--settle",
            "0.02",
            "--receipt",
            "link",
            "--yes",
        ],
    ];
    for command in commands {
        let (code, words) = fixture.failed(command).await;
        assert!(code != 0 && (words.contains("symlink") || words.contains("not a regular")), "{words}");
        assert!(!target.exists(), "{command:?}");
    }
    assert!(!fixture.tags().contains(&"p:b".to_owned()), "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_to_standard_output_too() {
    let fixture = Fixture::open().await;
    let rows = fixture.done(&["applications", "export", "--to", "/dev/stdout", "--format", "csv"]).await;
    assert_eq!(rows.lines().count(), 61);
    fixture.done(&["applications", "export", "--to", "/dev/null"]).await;
    assert!(names(fixture.folder.path()).is_empty());
    let plan = ["tags", "plan", &fixture.application, "--owner", "p:", "--add", "p:a", "--output", "json"];
    let printed = fixture.done(&[&plan[..], &["--save", "/dev/stdout"]].concat()).await;
    assert_eq!(printed.lines().count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_of_changes_ends_with_130_and_leaves_a_whole_cursor() {
    let fixture = far_and_large().await;
    let cursor = fixture.folder.path().join("cursor");
    let args = ["changes", "--cursor", "cursor", "--sweep-hours", "0"];
    let mut random = fastrand::Rng::with_seed(13);
    let mut interrupted = 0;
    for round in 0..30 {
        let before = fixture.sandbox.received(Operation::ListApplications);
        let mut child = fixture.command(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        while fixture.sandbox.received(Operation::ListApplications) == before {
            assert!(child.try_wait().unwrap().is_none(), "it ends before its first request");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(random.u64(0..150))).await;
        let running = child.try_wait().unwrap().is_none();
        let _ =
            Command::new("kill").args(["-s", "INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
        let (code, words) = (output.status.code(), text(&output.stderr).to_owned());
        // It may come to its end at the same moment.
        assert!(code == Some(130) || code == Some(0), "round {round}: {code:?} {words}");
        assert!(running || code == Some(0));
        assert!(!words.contains("failed"), "{words}");
        interrupted += u32::from(code == Some(130));
        if let Ok(text) = std::fs::read(&cursor) {
            join_sdk::changes::Cursor::decode(&text).unwrap();
        }
        if round % 3 == 0 {
            let _ = std::fs::remove_file(&cursor);
        }
    }
    assert!(interrupted >= 15, "{interrupted}");
    fixture.done(&args).await;
    assert_eq!(names(fixture.folder.path()), ["cursor"]);
}

/// The folder of the application's files.
fn at(fixture: &Fixture) -> std::path::PathBuf {
    fixture.folder.path().join("at").join(&fixture.application)
}

/// Gives the application one file, and the command that downloads it.
async fn with_cv(fixture: &Fixture) -> [&str; 5] {
    let id = fixture.application.parse().unwrap();
    let shown = fixture.json(&["applications", "get", &fixture.application, "--output", "json"]).await;
    let recruiter = fixture.sandbox.recruiter();
    for file in shown["attachments"].as_array().unwrap() {
        recruiter.remove_file(id, file["name"].as_str().unwrap());
    }
    recruiter.add_file(id, "CV", "cv.pdf", "%PDF-old");
    ["applications", "get", &fixture.application, "--attachments", "at"]
}

fn contents(folder: &Path) -> Vec<(String, String)> {
    let content = |name: &String| std::fs::read_to_string(folder.join(name)).unwrap();
    names(folder).into_iter().map(|name| (name.clone(), content(&name))).collect()
}

fn held(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_address_is_renewed_while_new_files_come_first() {
    let fixture = Fixture::open().await;
    let get = with_cv(&fixture).await;
    let id: i64 = fixture.application.parse().unwrap();
    fixture.sandbox.before({
        let mut reads = 0;
        move |request, recruiter| {
            // Between the read of the application and the download of its file.
            if request.operation == Operation::DownloadAttachment && reads == 0 {
                reads += 1;
                recruiter.add_file(id, "COVER_LETTER", "letter.pdf", "%PDF-letter");
                recruiter.add_file(id, "CV", "cv.pdf", "%PDF-new");
                return Fault::Status(410);
            }
            Fault::None
        }
    });
    let (code, words) = fixture.failed(&get).await;
    assert!(code != 0, "the same address would do no better: {words}");
    fixture.sandbox.clear_hooks();
    fixture.done(&get).await;
    let files = [("cv (2).pdf", "%PDF-old"), ("cv.pdf", "%PDF-new"), ("letter.pdf", "%PDF-letter")];
    assert_eq!(contents(&at(&fixture)), held(&files));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_of_the_same_name_neither_hides_nor_replaces_the_old_one() {
    let fixture = Fixture::open().await;
    let get = with_cv(&fixture).await;
    let id = fixture.application.parse().unwrap();
    fixture.done(&get).await;
    assert_eq!(contents(&at(&fixture)), held(&[("cv.pdf", "%PDF-old")]));
    fixture.sandbox.recruiter().add_file(id, "CV", "cv.pdf", "%PDF-new");
    fixture.sandbox.recruiter().add_file(id, "OTHER", "CV.PDF ", "%PDF-third");
    let files = [("CV (2).PDF", "%PDF-third"), ("cv (2).pdf", "%PDF-new"), ("cv.pdf", "%PDF-old")];
    let has = |content: &str| contents(&at(&fixture)).iter().filter(|(_, held)| held == content).count();
    for _ in 0..2 {
        fixture.done(&get).await;
        assert_eq!(contents(&at(&fixture)).len(), 3);
        assert!(files.iter().all(|(_, content)| has(content) == 1), "{:?}", contents(&at(&fixture)));
        assert_eq!(std::fs::read_to_string(at(&fixture).join("cv.pdf")).unwrap(), "%PDF-old");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_is_not_saved_and_a_redirect_is_followed_by_option() {
    let fixture = Fixture::open().await;
    let get = with_cv(&fixture).await;
    let elsewhere = format!("{}/file", fixture.sandbox.base_url());
    for (fault, word) in [
        (Fault::Page, "web page"),
        (Fault::Empty, "no bytes"),
        (Fault::Redirect(elsewhere), "--follow-redirects"),
    ] {
        fixture.sandbox.clear_hooks();
        fixture.sandbox.before(move |request, _| match request.operation {
            Operation::DownloadAttachment => fault.clone(),
            _ => Fault::None,
        });
        let (code, words) = fixture.failed(&get).await;
        assert!(code == 1 && words.contains(word) && !words.contains("redirects()"), "{words}");
        assert!(names(&at(&fixture)).is_empty(), "{word}");
    }
    fixture.sandbox.clear_hooks();
    let there = tiny_server("%PDF-there");
    fixture.sandbox.before(move |request, _| match request.operation {
        Operation::DownloadAttachment => Fault::Redirect(there.clone()),
        _ => Fault::None,
    });
    fixture.done(&[&get[..], &["--follow-redirects"]].concat()).await;
    assert_eq!(contents(&at(&fixture)), held(&[("cv.pdf", "%PDF-there")]));
}

/// The address of a server that sends this body once, if the request has no token.
fn tiny_server(body: &'static str) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/file", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        let has_token = text(&request[..length]).to_ascii_lowercase().contains("authorization");
        let body = if has_token { "a token" } else { body };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).unwrap();
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_killed_downloads_are_removed_by_the_next_run() {
    let fixture = Fixture::open().await;
    let get = with_cv(&fixture).await;
    let id = fixture.application.parse().unwrap();
    // More than the connection's buffers hold, so that the kill meets a part that is being written.
    fixture.sandbox.recruiter().add_file(id, "OTHER", "large.bin", vec![b'x'; 64 << 20]);
    let mut child = fixture.command(&get).stdout(Stdio::null()).spawn().unwrap();
    let left = || names(&at(&fixture)).iter().any(|name| name.ends_with(".part"));
    while !left() && child.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    fixture.done(&get).await;
    assert_eq!(names(&at(&fixture)), ["cv.pdf", "large.bin"]);
    std::fs::write(at(&fixture).join(".join-0123456789abcdef.part"), "personal").unwrap();
    fixture.done(&get).await;
    assert_eq!(names(&at(&fixture)), ["cv.pdf", "large.bin"], "also where nothing is missing");
}
