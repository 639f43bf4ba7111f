//! `joinctl doctor` against sandboxes with each variant, and its patch.

use std::collections::HashMap;
use std::process::{Command, Output};

use join_sandbox::{JoinSandbox, Operation, Variant};
use serde_json::{Value, json};

use crate::home::{Home, text};
use crate::replies::{Replies, Reply};

const TOKEN: &str = "doctors-t0ken-77c1";

/// What a person could be known by.
const SEEDS: [&str; 8] = [
    "Adalberta",
    "Lovelacesson",
    "adalberta",
    "person.example",
    "4915799999",
    "tag-by-a-recruiter",
    "signature-of-a-file",
    TOKEN,
];

fn doctor(home: &Home, base_url: &str, token: &str, args: &[&str]) -> Command {
    let mut command = home.command(&[&["doctor"], args].concat());
    command.env("JOIN_BASE_URL", base_url).env("JOIN_API_TOKEN", token);
    command
}

/// On another thread, since the sandbox answers on this one.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn report(sandbox: &JoinSandbox) -> Value {
    let output = run(doctor(&Home::new(), sandbox.base_url(), sandbox.token(), &["--output", "json"])).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The verdict of a check, and all its words.
fn verdict(report: &Value, check: &str) -> (String, String) {
    let findings = report["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["check"] == check).unwrap();
    (finding["verdict"].as_str().unwrap().to_owned(), finding.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_variant_of_the_server_is_seen() {
    let mut reports: HashMap<&str, Value> = HashMap::new();
    for (variant, check, expected, part) in [
        ("", "page-cap", "ok", "full"),
        ("", "page-size", "ok", "422"),
        ("", "past-end", "ok", "an empty list"),
        ("", "order", "ok", "newest first"),
        ("", "clock", "ok", "less than"),
        ("", "quota", "ok", "x-ratelimit-limit"),
        ("", "attachments", "ok", "this machine"),
        ("", "fields", "differs", "Application.rating (integer"),
        ("", "values", "differs", "TALENT_POOL"),
        ("page-cap=25", "page-cap", "differs", "capped at 25 rows"),
        ("hide-every=3", "page-cap", "differs", "short"),
        ("large-pages=capped", "page-size", "differs", "50 rows"),
        ("past-end=404", "past-end", "differs", "404"),
        ("past-end=204", "past-end", "differs", "204"),
        ("past-end=null", "past-end", "differs", "null"),
        ("state-fields=both", "state", "ok", "hiringState is text"),
        ("state-fields=state", "state", "differs", "hiringState is absent"),
        ("state-fields=hiringState", "state", "differs", "; hiringState is text"),
        ("untagged=null", "tags", "ok", "null"),
        ("untagged=empty", "tags", "ok", "empty"),
        ("untagged=absent", "tags", "differs", "absent"),
        ("no-rate-limit-headers", "quota", "unknown", "no quota header"),
    ] {
        if !reports.contains_key(variant) {
            let builder = JoinSandbox::builder().applications(120);
            let builder = match variant {
                "" => builder,
                variant => builder.variant(variant.parse::<Variant>().unwrap()),
            };
            reports.insert(variant, report(&builder.start().await.unwrap()).await);
        }
        let (found, words) = verdict(&reports[variant], check);
        assert!(found == expected && words.contains(part), "{variant} {check}: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_sends_few_requests_and_writes_nothing() {
    let sandbox = JoinSandbox::builder().applications(120).start().await.unwrap();
    let report = report(&sandbox).await;
    let requests = report["requests"].as_u64().unwrap();
    assert_eq!(report["asked"].as_array().unwrap().len() as u64, requests);
    assert!((10..=16).contains(&requests), "{requests}");
    let writes = [
        Operation::CreateJob,
        Operation::ChangeJobStatus,
        Operation::CreateApplication,
        Operation::UpdateCandidate,
        Operation::CreateCandidateNote,
        Operation::CreateOffice,
    ];
    assert_eq!(writes.map(|write| sandbox.received(write)), [0; 6]);
}

/// The repository's document with a patch, as `git apply` leaves it.
fn applied(home: &Home, patch: &str) -> String {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/join-api.json");
    let folder = home.file("").join("repository");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(document, folder.join("join-api.json")).unwrap();
    std::fs::write(folder.join("a.patch"), patch).unwrap();
    for args in [&["init", "--quiet"][..], &["apply", "a.patch"]] {
        let output = Command::new("git").args(args).current_dir(&folder).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    std::fs::read_to_string(folder.join("join-api.json")).unwrap()
}

fn patch_of(home: &Home) -> String {
    std::fs::read_to_string(home.file("").join("join-api.patch")).unwrap()
}

fn patch_to(home: &Home) -> String {
    std::fs::create_dir_all(home.file("")).unwrap();
    home.file("").join("join-api.patch").to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_patch_marks_what_was_seen_and_the_document_stays_one_that_the_lint_accepts() {
    let sandbox = JoinSandbox::builder().applications(120);
    let sandbox = sandbox.variant("past-end=404".parse().unwrap()).start().await.unwrap();
    let home = Home::new();
    let to = patch_to(&home);
    let output = run(doctor(&home, sandbox.base_url(), sandbox.token(), &["--patch", &to])).await;
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let patch = patch_of(&home);
    assert!(patch.starts_with("Seen at a server on this machine: no evidence about JOIN."), "{patch}");
    let document = applied(&home, &patch);
    let findings = join_codegen::lint::lint(&join_codegen::parse(&document).unwrap());
    assert!(findings.is_empty(), "{findings:?}");
    join_codegen::generate(&document).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let schemas = &document["components"]["schemas"];
    let rating = &schemas["Application"]["properties"]["rating"];
    let date = rating["x-join-live"].as_str().unwrap();
    assert!(
        date.len() == 10 && rating["x-join-evidence"] == "live" && rating["type"] == "integer",
        "{rating}"
    );
    let hiring = &schemas["Application"]["properties"]["hiringState"];
    assert_eq!((&hiring["x-join-evidence"], hiring["x-join-live"].as_str()), (&json!("live"), Some(date)));
    assert!(schemas["HiringState"]["x-extensible-enum"].as_array().unwrap().contains(&json!("TALENT_POOL")));
    let list = &document["paths"]["/applications"]["get"];
    assert_eq!(list["x-join-evidence"], "seed", "better evidence stays");
    assert_eq!(list["x-join-observed"]["past the end"], "status 404");
    assert_eq!(list["x-join-observed"]["pageSize=51"], "status 422");
}

/// Every text is planted, in known fields, in unknown ones, in keys, in enums, in errors and in headers.
fn planted(line: &str) -> Reply {
    let all = SEEDS.join(" ");
    let application = json!({
        "id": 4915799999_i64, "createdAt": all, "lastUpdatedAt": all, "state": all, "hiringState": all, "qualified": all,
        "integrationExternalId": all, "adalberta@person.example": all, "Adalberta": 1, "note": all,
        "nested": {"Lovelacesson": all}, "list": [all],
        "job": {"id": 7, "title": all, "externalId": all}, "source": {"product": all, "isPremium": all},
        "currentStage": {"id": 3, "name": all, "index": all}, "consent": {"id": 1, "consentStatus": all},
        "candidate": {
            "id": 5, "firstName": "Adalberta", "lastName": all, "email": "adalberta@person.example", "phoneNumber": all,
            "tags": ["tag-by-a-recruiter"], "country": {"name": all, "iso3166": all},
            "professionalLinks": [{"type": all, "url": all}]
        },
        "attachments": [{"type": all, "name": all, "url": format!("https://{TOKEN}@adalberta.files.test/{TOKEN}?s=signature-of-a-file")}],
        "screeningQuestions": [{"question": all, "type": all, "answer": all, "file": all, "isSkipped": all}]
    });
    let job = json!({"id": 7, "title": all, "status": all, "contact": {"name": all, "email": all}, "office": {"city": all}});
    let reply = match line {
        line if line.contains("pageSize=51") => {
            Reply::json(422, &json!({"error": {"type": all, "message": all}}))
        }
        line if line.contains("page=1000000") => Reply::json(404, &json!([{"param": all, "msg": all}])),
        line if line.contains("/applications/") => Reply::json(200, &application),
        line if line.contains("/applications?") && !line.contains("page=1&") => Reply::json(200, &json!([])),
        line if line.contains("/applications?") => Reply::json(200, &json!([application])),
        line if line.contains("/jobs/") => Reply::json(200, &job),
        line if line.contains("/jobs") => Reply::json(200, &json!([job])),
        line if line.contains("/categories") => Reply::json(500, &json!({"message": all})),
        _ => Reply::json(200, &json!([{"id": 1, "name": all, "slug": all, "city": all}])),
    };
    let header = |reply: Reply, name: &str| reply.header(&format!("{name}: {all}"));
    ["x-request-id", "server", "x-ratelimit-limit", "retry-after", "set-cookie"]
        .into_iter()
        .fold(reply, header)
}

#[test]
fn neither_the_report_nor_the_patch_holds_personal_data() {
    let server = Replies::start(|line| Some(planted(line)));
    let home = Home::new();
    let to = patch_to(&home);
    for args in [&["--patch", &to][..], &["--output", "json", "--patch", &to]] {
        let output = doctor(&home, &server.base_url, TOKEN, args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let patch = patch_of(&home);
        let document = applied(&home, &patch);
        let findings = join_codegen::lint::lint(&join_codegen::parse(&document).unwrap());
        assert!(findings.is_empty(), "{findings:?}");
        assert!(text(&output.stdout).contains("*.files.test"), "{output:?}");
        for shown in [text(&output.stdout), text(&output.stderr), &patch] {
            for seed in SEEDS {
                assert!(!shown.contains(seed), "{seed}: {shown}");
            }
        }
    }
}
