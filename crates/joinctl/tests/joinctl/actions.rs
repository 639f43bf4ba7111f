//! `joinctl actions` as a user runs it, and its server over real sockets.

use std::process::{Command, Output};

use join_sandbox::{JoinSandbox, Operation};
use serde_json::{Value, json};

use crate::home::{Home, text, with_input};
use crate::served::{SECRET, Served, send};

struct Fixture {
    sandbox: JoinSandbox,
    home: Home,
    folder: tempfile::TempDir,
}

impl Fixture {
    async fn open() -> Self {
        let sandbox = JoinSandbox::builder().applications(20).start().await.unwrap();
        Self { sandbox, home: Home::new(), folder: tempfile::tempdir().unwrap() }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.home.command(args);
        command.env("JOIN_BASE_URL", self.sandbox.base_url()).env("JOIN_API_TOKEN", self.sandbox.token());
        command.env("JOINCTL_SECRET", SECRET);
        command
    }

    fn run(&self, args: &[&str], input: &Value) -> Output {
        with_input(self.command(args), &input.to_string())
    }

    fn file(&self, name: &str, content: &Value) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn note(&self) -> Value {
        json!({ "candidate_id": self.sandbox.candidates()[0], "content": "Identity verified" })
    }

    fn notes(&self) -> usize {
        self.sandbox.notes(self.sandbox.candidates()[0]).len()
    }

    fn serve(&self, args: &[&str]) -> Served {
        Served::start(self.command(&[&["actions", "serve", "--port", "0"], args].concat()))
    }
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

const NOTE: &[&str] = &["actions", "run", "create_candidate_note", "--input", "-"];

#[tokio::test(flavor = "multi_thread")]
async fn a_write_needs_consent_and_shows_its_plan() {
    let fixture = Fixture::open().await;
    let note = fixture.note();
    let withheld = fixture.run(NOTE, &note);
    assert_eq!((withheld.status.code(), &json_of(&withheld)["effect"]), (Some(5), &json!("writes")));
    let planned = fixture.run(&[NOTE, &["--dry-run"]].concat(), &note);
    assert_eq!((planned.status.code(), &json_of(&planned)["effect"]), (Some(0), &json!("writes")));
    assert_eq!(fixture.notes(), 0);
    for args in [&["--yes", "--read-only"][..], &["--read-only"]] {
        assert_eq!(fixture.run(&[NOTE, args].concat(), &note).status.code(), Some(5), "{args:?}");
    }
    let planned = fixture.run(&[NOTE, &["--dry-run", "--read-only"]].concat(), &note);
    assert_eq!((planned.status.code(), fixture.notes()), (Some(0), 0));
    let done = fixture.run(&[NOTE, &["--yes"]].concat(), &note);
    assert_eq!((done.status.code(), &json_of(&done)["outcome"]), (Some(0), &json!("written")));
    assert_eq!(fixture.notes(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_fills_the_input_and_its_errors_name_both_places() {
    let fixture = Fixture::open().await;
    let data: Value = serde_json::from_str(&fixture.sandbox.data().to_json()).unwrap();
    let online = data["jobs"].as_array().unwrap().iter().find(|job| job["status"] == "ONLINE").unwrap();
    let map = fixture.file(
        "map.json",
        &json!({ "action": "create_application", "fields": {
            "job_id": { "value": online["id"] },
            "first_name": { "from": "/name", "transform": [{ "name_part": "first" }] },
            "last_name": { "from": "/name", "transform": [{ "name_part": "last" }] },
            "email": { "from": "/mail", "transform": ["trim", "lower"] },
            "integration_external_id": { "template": "inq_{{ id }}" },
        } }),
    );
    let run = ["actions", "run", "create_application", "--input", "-", "--map", &map, "--yes"];
    let made = fixture.run(&run, &json!({ "id": 7, "name": "Ada Lovelace", "mail": " Ada@example.com" }));
    assert_eq!((made.status.code(), &json_of(&made)["outcome"]), (Some(0), &json!("created")));
    let made = fixture.sandbox.external_ids();
    assert_eq!(made.last().map(String::as_str), Some("inq_7"));
    let wrong = fixture.run(&run, &json!({ "id": 8, "name": "Ada", "mail": "ada" }));
    assert_eq!(wrong.status.code(), Some(2));
    let words = text(&wrong.stderr);
    assert!(words.contains("/email") && words.contains("/fields/email"), "{words}");
    let other = ["actions", "run", "create_candidate_note", "--input", "-", "--map", &map, "--yes"];
    let other = fixture.run(&other, &json!({}));
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("the mapping is for create_application"), "{}", text(&other.stderr));
    assert_eq!(fixture.sandbox.external_ids(), made);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_write_is_the_outcome_unknown_and_exit_7() {
    let fixture = Fixture::open().await;
    fixture.sandbox.after(|request, _| match request.operation {
        Operation::CreateCandidateNote => join_sandbox::Fault::LoseAnswer,
        _ => join_sandbox::Fault::None,
    });
    let lost = fixture.run(&[NOTE, &["--yes"]].concat(), &fixture.note());
    let output = json_of(&lost);
    assert_eq!((lost.status.code(), &output["outcome"]), (Some(7), &json!("unknown")));
    assert_eq!(output["error"]["may_have_been_applied"], true);
    assert_eq!(fixture.notes(), 1);
}

#[test]
fn schemas_and_documents_are_printed_without_an_account() {
    let home = Home::new();
    let listed: Value = serde_json::from_str(&home.done(&["actions", "list"])).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 8);
    for (of, title) in [("input", "Create Application"), ("output", "Created Application"), ("plan", "Plan")]
    {
        let schema = home.done(&["actions", "schema", "create_application", "--of", of]);
        let schema: Value = serde_json::from_str(&schema).unwrap();
        assert_eq!(schema["title"], title);
    }
    let document: Value =
        serde_json::from_str(&home.done(&["actions", "openapi", "--url", "http://127.0.0.1:9/"])).unwrap();
    assert_eq!(document["servers"][0]["url"], "http://127.0.0.1:9");
    let (code, words) = home.failed(&["actions", "schema", "create_aplication"]);
    assert!(code == 2 && words.contains("create_application"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_has_the_secret_and_no_page_gets_an_answer() {
    let fixture = Fixture::open().await;
    let server = fixture.serve(&[]);
    let url = format!("{}/actions/list_jobs", server.url());
    let right = format!("Authorization: Bearer {SECRET}");
    let host = server.url().strip_prefix("http://").unwrap().to_owned();
    let own_page = format!("Origin: http://{host}");
    for (headers, status) in [
        (&[right.as_str()][..], 200),
        (&[&right, "Host: localhost:1"], 200),
        (&[&right, &own_page], 200),
        (&[], 401),
        (&["Authorization: Bearer wrong-secret-of-the-test"], 401),
        (&[&right[..right.len() - 1]], 401),
        (&["Authorization: Basic c2VjcmV0"], 401),
        (&[&right, &right], 401),
        (&[&right, "Host: evil.example"], 403),
        (&[&right, "Host: 127.0.0.1.evil.example"], 403),
        (&[&right, "Origin: https://evil.example"], 403),
        (&[&right, "Origin: null"], 403),
        (&[&right, &own_page, "Origin: http://evil.example"], 403),
    ] {
        let (answered, head, body) = send("POST", &url, headers, b"{}");
        assert_eq!(answered, status, "{headers:?}");
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(status == 200, body["jobs"].is_array(), "{body}");
        assert!(status == 200 || body["what_to_do"].is_string(), "{body}");
        assert_eq!(head.contains("www-authenticate: bearer"), status == 401, "{head}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_requests_get_errors_in_the_form_of_the_actions() {
    let fixture = Fixture::open().await;
    let server = fixture.serve(&[]);
    let right = format!("Authorization: Bearer {SECRET}");
    let ask = |method: &str, path: &str, body: &[u8]| {
        let (status, _, body) = send(method, &format!("{}{path}", server.url()), &[&right], body);
        (status, serde_json::from_slice::<Value>(&body).unwrap())
    };
    for (method, path, body, status, kind) in [
        ("POST", "/actions/list_jobs", &b"{"[..], 422, "invalid_input"),
        ("POST", "/actions/list_jobs", b"[]", 422, "invalid_input"),
        ("POST", "/actions/list_jobs", b"\xff", 422, "invalid_input"),
        ("POST", "/actions/no_such", b"{}", 404, "unknown_action"),
        ("POST", "/actions/no_such/plan", b"{}", 404, "unknown_action"),
        ("POST", "/nothing", b"{}", 404, "not_found"),
        ("GET", "/actions/list_jobs", b"", 405, "refused"),
        ("POST", "/actions/retrieve_job", b"{\"job_id\": 1}", 404, "not_found"),
    ] {
        let (answered, error) = ask(method, path, body);
        assert_eq!((answered, error["kind"].as_str()), (status, Some(kind)), "{method} {path}: {error}");
        assert!(error["what_to_do"].is_string() && error["fields"].is_array(), "{error}");
    }
    assert_eq!(ask("POST", "/actions/list_jobs", b"").0, 200, "no body is an empty input");
    let (status, document) = ask("GET", "/openapi.json", b"");
    assert_eq!((status, &document["servers"][0]["url"]), (200, &json!(server.url())));
    let large = vec![b' '; 33 * 1024 * 1024];
    let (status, error) = ask("POST", "/actions/list_jobs", &large);
    assert_eq!((status, &error["kind"]), (413, &json!("too_large")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_allow_writes_plans_and_writes_nothing() {
    let fixture = Fixture::open().await;
    let (server, note) = (fixture.serve(&[]), fixture.note());
    let (status, plan) = server.post("/actions/create_candidate_note/plan", &note);
    assert_eq!((status, &plan["effect"]), (200, &json!("writes")));
    let (status, error) = server.post("/actions/create_candidate_note", &note);
    assert_eq!((status, &error["kind"]), (403, &json!("read_only")));
    assert_eq!(fixture.notes(), 0);
    let refused = fixture.run(&["actions", "serve", "--allow-writes", "--read-only"], &json!({}));
    assert_eq!(refused.status.code(), Some(5));
    let writing = fixture.serve(&["--allow-writes"]);
    assert_eq!(writing.post("/actions/create_candidate_note", &note).0, 200);
    assert_eq!(fixture.notes(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_made_for_its_owner_only_and_neither_it_nor_the_token_is_shown() {
    let fixture = Fixture::open().await;
    let mut command = fixture.command(&["actions", "serve", "--port", "0"]);
    command.env_remove("JOINCTL_SECRET").env("RUST_LOG", "trace");
    let server = Served::start(command);
    let file = server.said["secret_file"].as_str().unwrap().to_owned();
    let secret = std::fs::read_to_string(&file).unwrap().trim().to_owned();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let right = format!("Authorization: Bearer {secret}");
    let mut shown = server.said.to_string();
    for path in ["/actions/list_jobs", "/actions/retrieve_job", "/nothing"] {
        let (_, head, body) = send("POST", &format!("{}{path}", server.url()), &[&right], b"{}");
        shown += &format!("{head}{}", String::from_utf8_lossy(&body));
    }
    let (code, words) = server.interrupted();
    assert_eq!(code, Some(0), "{words}");
    shown += &words;
    assert!(!shown.contains(&secret) && !shown.contains(fixture.sandbox.token()), "{shown}");
}
