//! Machines that share their state on a real PostgreSQL server, which the tests start in a temporary folder.
//!
//! Where PostgreSQL is not installed each test is counted as ignored, and the command that installs it is printed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a failing step fails the test"
)]

#[allow(dead_code, reason = "the tests without a database use all of it")]
#[path = "joinctl/agent.rs"]
mod agent;
#[path = "joinctl/fixture.rs"]
mod fixture;
#[allow(dead_code, reason = "the tests without a database use all of it")]
#[path = "joinctl/served.rs"]
mod served;
#[allow(dead_code, reason = "the tests of join-postgres use all of it")]
#[path = "../../join-postgres/tests/postgres/server.rs"]
mod server;

use std::future::Future;
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use agent::Agent;
use fixture::{Fixture, text, theirs_and};
use join_sandbox::Operation;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use served::{SECRET, Served};
use server::Server;

/// More than any test takes on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // They wait more than they compute.
    arguments.test_threads = arguments.test_threads.or(Some(8));
    let programs = server::find().filter(|_| !arguments.list);
    if programs.is_none() && !arguments.list {
        eprintln!(
            "PostgreSQL is not installed, so these tests are ignored. Install it with:\n  {}",
            server::INSTALL
        );
    }
    let server = match programs.as_deref().map(|programs| Server::start(programs, false)).transpose() {
        Ok(server) => server.map(Arc::new),
        Err(error) => {
            eprintln!("PostgreSQL is installed and does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials = Vec::new();
    macro_rules! trial {
        ($name:ident) => {{
            let of_test = server.clone();
            let trial = Trial::test(stringify!($name), move || {
                run($name(&*of_test.ok_or_else(|| Failed::from(server::INSTALL))?));
                Ok(())
            });
            trials.push(trial.with_ignored_flag(server.is_none()));
        }};
    }
    trial!(a_database_is_migrated_by_consent);
    trial!(a_bulk_run_that_is_killed_on_one_machine_goes_on_on_another);
    trial!(a_note_with_a_key_is_written_once_by_two_machines_at_once);
    trial!(a_feed_goes_on_on_another_machine_and_has_one_follower);
    trial!(a_decision_is_found_by_every_machine_and_undone_by_another);
    trial!(a_candidate_and_old_records_are_purged_by_consent);
    trial!(the_audit_of_a_candidate_is_purged_alone);
    trial!(servers_begun_without_the_database_take_it_once_it_is_there);
    trial!(without_the_database_reads_go_on_and_writes_are_refused);
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(server);
    conclusion.exit_code()
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await }).unwrap();
}

/// An account whose machines share a database. Each machine has a folder of its own.
struct Shared {
    fixture: Fixture,
    url: String,
    machines: [tempfile::TempDir; 2],
}

impl Shared {
    /// A database with the schema.
    async fn open(server: &Server) -> Self {
        let shared = Self::empty(server).await;
        assert_eq!(shared.json(0, &["state", "migrate", "--yes"]).await["migrated"], true);
        shared
    }

    async fn empty(server: &Server) -> Self {
        let machines = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        Self { fixture: Fixture::open().await, url: server.database(), machines }
    }

    /// The database is named by the option on the one, and by the variable on the other.
    fn command(&self, machine: usize, args: &[&str]) -> Command {
        let mut command = match machine {
            0 => self.fixture.command(&[&["--state", &self.url], args].concat()),
            _ => self.fixture.command(args),
        };
        if machine > 0 {
            command.env("JOIN_STATE", &self.url);
        }
        command.current_dir(self.machines[machine].path());
        command
    }

    fn started(&self, machine: usize, args: &[&str]) -> Child {
        let mut command = self.command(machine, args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    async fn run(&self, machine: usize, args: &[&str]) -> Output {
        self.fixture.output(self.command(machine, args)).await
    }

    async fn done(&self, machine: usize, args: &[&str]) -> String {
        let output = self.run(machine, args).await;
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }

    async fn json(&self, machine: usize, args: &[&str]) -> Value {
        serde_json::from_str(&self.done(machine, args).await).unwrap()
    }

    /// The exit code and the words of a command that fails.
    async fn failed(&self, machine: usize, args: &[&str]) -> (i32, String) {
        let output = self.run(machine, args).await;
        (output.status.code().unwrap(), text(&output.stderr).to_owned())
    }

    async fn status(&self) -> Value {
        self.json(1, &["state", "status"]).await
    }
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..2_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

async fn a_database_is_migrated_by_consent(server: &Server) {
    let shared = Shared::empty(server).await;
    for args in [&["jobs", "list"][..], &["state", "status"], &["notes", "add", "5", "--text", "x", "--yes"]]
    {
        let (code, message) = shared.failed(0, args).await;
        assert!(code == 1 && message.contains("joinctl state migrate"), "{message}");
    }
    let (code, message) = shared.failed(0, &["state", "migrate"]).await;
    assert!(code == 5 && message.contains("nothing was changed in the database"), "{message}");
    let planned = shared.json(1, &["state", "migrate", "--dry-run"]).await;
    assert_eq!((&planned["version"], &planned["migrated"]), (&0.into(), &false.into()));
    // Whoever migrates needs no token.
    let mut migrate = shared.command(1, &["state", "migrate", "--yes"]);
    migrate.env_remove("JOIN_API_TOKEN").env("XDG_CONFIG_HOME", shared.machines[1].path());
    assert!(shared.fixture.output(migrate).await.status.success());
    assert_eq!(shared.json(0, &["state", "migrate", "--yes"]).await["migrated"], false, "done already");
    shared.done(0, &["jobs", "list"]).await;
    let status = shared.status().await;
    assert_eq!((&status["version"], &status["quotas"]), (&status["newest"], &1.into()), "{status}");
    assert!(status["bytes"].as_u64() > status["audit_bytes"].as_u64(), "{status}");
}

async fn a_bulk_run_that_is_killed_on_one_machine_goes_on_on_another(server: &Server) {
    let shared = Shared::open(server).await;
    let count = shared.fixture.rows("rows.jsonl", "p:a");
    let rows = shared.fixture.folder.path().join("rows.jsonl");
    let rows = rows.to_str().unwrap();
    let bulk = [
        "tags",
        "bulk",
        "--input",
        rows,
        "--journal",
        "db:run",
        "--settle",
        "0",
        "--concurrency",
        "4",
        "--yes",
    ];
    let mut killed = shared.started(0, &bulk);
    until("a third is written", async || shared.fixture.writes() > count as u64 / 3).await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    // The leases of the dead end by themselves after ten seconds, which the tests of join-postgres wait for.
    let name = shared.url.split('/').nth(3).unwrap().split('?').next().unwrap();
    let ended = server.psql(name, r#"update "join".lease set until = clock_timestamp()"#);
    assert!(ended.unwrap().is_some());
    let summary = shared.json(1, &bulk).await;
    let (done, skipped) = (summary["done"].as_u64().unwrap(), summary["skipped"].as_u64().unwrap());
    assert!(done == count as u64 && skipped >= count as u64 / 3 - 4, "{summary}");
    assert_eq!(summary["journal"], "db:run");
    for id in shared.fixture.sandbox.candidates() {
        let tags = shared.fixture.sandbox.tags(id).unwrap();
        assert_eq!(tags.as_slice(), theirs_and(&["p:a"]), "{id}");
    }
    assert!(shared.fixture.writes() <= count as u64 + 4, "only those under way were written twice");
    // The third machine sees the run, and takes it back.
    let shown = shared.json(0, &["audit", "show", "db:run"]).await;
    assert!(shown.as_array().unwrap().len() >= count, "{shown}");
    let undo = ["tags", "bulk", "--undo", "db:run", "--journal", "db:undo", "--settle", "0", "--yes"];
    // An edit that was under way when its machine died is looked at twice.
    assert!(shared.json(0, &undo).await["done"].as_u64().unwrap() >= count as u64);
    for id in shared.fixture.sandbox.candidates() {
        assert_eq!(shared.fixture.sandbox.tags(id).unwrap().as_slice(), theirs_and(&[]), "{id}");
    }
    let unknown = ["tags", "bulk", "--undo", "db:other", "--journal", "db:undo", "--yes"];
    assert_eq!(shared.failed(0, &unknown).await.0, 2);
}

async fn a_note_with_a_key_is_written_once_by_two_machines_at_once(server: &Server) {
    let shared = Shared::open(server).await;
    let candidate = shared.fixture.candidate.to_string();
    let add = [
        "notes",
        "add",
        &candidate,
        "--text",
        "Verified",
        "--key",
        "inq_1",
        "--journal",
        "db:notes",
        "--yes",
    ];
    let (one, other) = tokio::join!(shared.json(0, &add), shared.json(1, &add));
    let mut written = [&one["written"], &other["written"]].map(|is| is.as_bool().unwrap());
    written.sort_unstable();
    assert_eq!(written, [false, true]);
    assert_eq!(shared.fixture.sandbox.received(Operation::CreateCandidateNote), 1);
    let status = shared.status().await;
    assert_eq!(status["leases"], 0, "what ended holds nothing: {status}");
}

async fn a_feed_goes_on_on_another_machine_and_has_one_follower(server: &Server) {
    let shared = Shared::open(server).await;
    let changes = ["changes", "--cursor", "db:sync"];
    assert!(shared.done(0, &changes).await.lines().count() > 50);
    assert_eq!(shared.done(1, &changes).await, "", "the other machine knows what was printed");
    shared.fixture.sandbox.set_tags(shared.fixture.candidate, vec!["new".to_owned()]);
    assert!(shared.done(1, &changes).await.contains(r#""new""#));
    let mut following = shared.started(0, &[&changes[..], &["--watch", "600"]].concat());
    until("it follows", async || shared.status().await["followers"] == 1).await;
    let (code, message) = shared.failed(1, &changes).await;
    assert!(code == 5 && message.contains("another process follows"), "{message}");
    // Interrupted, it frees the feed at once.
    assert!(
        Command::new("kill").args(["-s", "INT", &following.id().to_string()]).status().unwrap().success()
    );
    tokio::task::spawn_blocking(move || following.wait().unwrap()).await.unwrap();
    assert_eq!(shared.done(1, &changes).await, "");
}

async fn a_decision_is_found_by_every_machine_and_undone_by_another(server: &Server) {
    let shared = Shared::open(server).await;
    let application = shared.fixture.application.as_str();
    let decide = |id: &'static str| {
        let what = ["--owner", "p:", "--set", "p:status=ok", "--note", "Verified", "--settle", "0"];
        [&["decide", application, "--id", id, "--journal", "db:decisions", "--yes"], &what[..]].concat()
    };
    assert_eq!(shared.json(0, &decide("inq_1")).await["note"], "written");
    let again = shared.json(1, &decide("inq_1")).await;
    assert_eq!((&again["note"], &again["tags_written_earlier"]), (&"written earlier".into(), &true.into()));
    assert_eq!(shared.fixture.sandbox.received(Operation::CreateCandidateNote), 1);
    // Without a file the audit is the database's, and with one it is the file's.
    let edit = ["tags", "apply", application, "--owner", "p:", "--add", "p:b", "--settle", "0", "--yes"];
    shared.done(1, &[&["--audit", "audit.jsonl"], &edit[..]].concat()).await;
    let shared_records = shared.json(0, &["audit", "show"]).await;
    assert_eq!(shared_records.as_array().unwrap().len(), 2, "{shared_records}");
    let own_records = shared.json(1, &["audit", "show", "audit.jsonl"]).await;
    assert_eq!(own_records.as_array().unwrap().len(), 1, "{own_records}");
}

async fn a_candidate_and_old_records_are_purged_by_consent(server: &Server) {
    let shared = Shared::open(server).await;
    let candidates = shared.fixture.sandbox.candidates();
    let ids = [candidates[0].to_string(), candidates[1].to_string()];
    for id in &ids {
        let add = ["notes", "add", id, "--text", "x", "--key", id, "--journal", "db:notes", "--yes"];
        shared.done(0, &add).await;
    }
    let purge = ["state", "purge", "--candidate", &ids[0]];
    let (code, message) = shared.failed(1, &purge).await;
    assert!(code == 5 && message.contains("nothing was changed in the database"), "{message}");
    let with = |more: &'static str| [&purge[..], &[more]].concat();
    for (more, removed) in [("--dry-run", false), ("--yes", true)] {
        let shown = shared.json(1, &with(more)).await;
        assert_eq!((&shown["records"], &shown["entries"]), (&1.into(), &2.into()), "{shown}");
        assert_eq!(shown["removed"], removed);
    }
    // What refuses writes in JOIN says nothing of the database.
    let again = [&["--read-only"], &with("--yes")[..]].concat();
    assert_eq!(shared.json(0, &again).await["removed"], false, "nothing is left");
    let of = async |id: &str| {
        shared.json(0, &["audit", "show", "--candidate", id]).await.as_array().unwrap().len()
    };
    assert_eq!((of(&ids[0]).await, of(&ids[1]).await), (0, 1));
    let old = ["state", "purge", "--audit-before", "2020-01-01", "--yes"];
    assert_eq!(shared.json(0, &old).await["records"], 0);
    let of_audit = ["audit", "purge", "--before", "2999-01-01", "--dry-run"];
    let planned = shared.json(1, &of_audit).await;
    assert_eq!((&planned["records"], &planned["removed"]), (&1.into(), &false.into()), "{planned}");
    let all = ["state", "purge", "--audit-before", "2999-01-01", "--yes"];
    assert_eq!(shared.json(0, &all).await["records"], 1);
    assert_eq!(of(&ids[1]).await, 0);
    assert_eq!(shared.fixture.sandbox.received(Operation::CreateCandidateNote), 2, "JOIN is left alone");
}

async fn the_audit_of_a_candidate_is_purged_alone(server: &Server) {
    let shared = Shared::open(server).await;
    let id = shared.fixture.candidate.to_string();
    let add = ["notes", "add", &id, "--text", "x", "--key", "inq_1", "--journal", "db:notes", "--yes"];
    shared.done(0, &add).await;
    let purge = ["audit", "purge", "--candidate", &id];
    let (code, message) = shared.failed(1, &purge).await;
    assert!(code == 5 && message.contains("nothing was changed in the database"), "{message}");
    let gone = shared.json(1, &[&purge[..], &["--yes"]].concat()).await;
    assert_eq!((&gone["records"], &gone["removed"]), (&1.into(), &true.into()), "{gone}");
    assert_eq!(shared.json(0, &["audit", "show"]).await.as_array().unwrap().len(), 0);
    let journal = shared.json(0, &["audit", "show", "db:notes"]).await;
    assert_eq!(journal.as_array().unwrap().len(), 1, "the journal stays: {journal}");
    assert_eq!(shared.failed(0, &["audit", "purge"]).await.0, 2);
}

async fn servers_begun_without_the_database_take_it_once_it_is_there(server: &Server) {
    let shared = Shared::open(server).await;
    let id = shared.fixture.candidate;
    // A socket that is not there yet.
    let folder = tempfile::tempdir().unwrap();
    let name = shared.url.split('?').next().unwrap();
    let url = format!("{name}?host={}", folder.path().display());
    let started = |args: &[&str]| {
        let mut command = shared.fixture.command(&[&["--state", &url], args].concat());
        command.env("JOINCTL_SECRET", SECRET);
        command
    };
    let with = ["--allow-writes", "--journal", "db:agent"];
    let serve = started(&[&["actions", "serve", "--port", "0"], &with[..]].concat());
    let mcp = started(&[&["mcp"], &with[..]].concat());
    let mut agent = tokio::task::spawn_blocking(|| Agent::start(mcp)).await.unwrap();
    let served = tokio::task::spawn_blocking(|| Served::start(serve)).await.unwrap();
    let note = json!({ "candidate_id": id, "content": "Verified", "key": "inq_1" });
    let (status, refused) = served.post("/actions/create_candidate_note", &note);
    let message = refused["message"].as_str().unwrap();
    assert!(status == 409 && refused["retryable"] == true, "{refused}");
    assert!(
        message.contains("shared state can't be used") && message.contains("nothing was sent"),
        "{message}"
    );
    assert_eq!(served.post("/actions/list_jobs", &json!({})).0, 200, "reads go on");
    for refused in [
        served.post("/actions/create_candidate_note/plan", &note).1,
        agent.failed("plan_create_candidate_note", note.clone()),
    ] {
        assert_eq!(refused["kind"], "refused", "the journal is away, too: {refused}");
    }
    let own = json!({ "candidate_id": id, "content": "Verified" });
    let apply = json!({ "plan_id": agent.done("plan_create_candidate_note", own)["plan_id"] });
    let refused = agent.failed("apply_plan", apply.clone());
    assert!(refused["kind"] == "refused" && refused["retryable"] == true, "{refused}");
    assert_eq!(shared.fixture.sandbox.received(Operation::CreateCandidateNote), 0);

    std::os::unix::fs::symlink(server.socket(), folder.path().join(".s.PGSQL.5432")).unwrap();
    until("the server writes", async || served.post("/actions/create_candidate_note", &note).0 == 200).await;
    until("the agent's server writes", async || agent.call("apply_plan", apply.clone())["isError"] == false)
        .await;
    assert_eq!(shared.fixture.sandbox.received(Operation::CreateCandidateNote), 2);
    let again = agent.done("plan_create_candidate_note", note);
    assert_eq!(again["plan_id"], Value::Null, "the journal is shared: {again}");
}

async fn without_the_database_reads_go_on_and_writes_are_refused(_: &Server) {
    let fixture = Fixture::open().await;
    let command = |args: &[&str]| {
        let mut command = fixture.command(args);
        // Nobody listens there.
        command.env("JOIN_STATE", "postgres://join:4f7a9c@127.0.0.1:9/join");
        command
    };
    let edit = fixture.edit("apply", &["--add", "p:a"]);
    let note = ["notes", "add", "5", "--text", "x", "--yes"];
    std::fs::write(fixture.folder.path().join("office.json"), "{}").unwrap();
    let raw = ["raw", "POST", "/offices", "--input", "office.json", "--yes"];
    let changes = ["changes", "--cursor", "db:sync"];
    // Each waits for the database as long as a restart may take.
    let output = |args: &[&str]| fixture.output(command(args));
    let (read, edit, note, raw, status, changes) = tokio::join!(
        output(&["jobs", "list"]),
        output(&edit),
        output(&note),
        output(&raw),
        output(&["state", "status"]),
        output(&changes),
    );
    assert!(read.status.success() && read.stdout.len() > 10, "{}", text(&read.stderr));
    assert!(text(&read.stderr).contains("the shared state can't be used"), "{}", text(&read.stderr));
    for refused in [&edit, &note, &raw] {
        let message = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(5), "{message}");
        assert!(
            message.contains("shared state can't be used") && message.contains("nothing was sent"),
            "{message}"
        );
    }
    for failed in [&status, &changes] {
        assert_eq!(failed.status.code(), Some(1), "{}", text(&failed.stderr));
    }
    for output in [&read, &edit, &note, &raw, &status, &changes] {
        assert!(!format!("{}{}", text(&output.stdout), text(&output.stderr)).contains("4f7a9c"));
    }
    let writes = [Operation::UpdateCandidate, Operation::CreateCandidateNote, Operation::CreateOffice];
    assert_eq!(writes.map(|operation| fixture.sandbox.received(operation)), [0, 0, 0]);
}
