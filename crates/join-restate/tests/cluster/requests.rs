//! Requests of all services, wrong ones too.

use std::path::Path;
use std::time::Duration;

use join_sandbox::{JoinSandbox, Operation};
use serde_json::{Value, json};

use crate::server::Cluster;

pub(crate) async fn a_wrong_request_ends_and_a_right_one_is_done_once(program: &Path) {
    let cluster = Cluster::start(program, JoinSandbox::start().await.unwrap()).await;
    let candidate = cluster.sandbox.candidates()[0];
    let caller = cluster.caller();
    let of_candidate = |handler: &str| format!("JoinCandidate/acme:{candidate}/{handler}");
    let secret = "ada@example.com";
    for (handler, body, status) in [
        ("JoinCompany/nobody/list_jobs".to_owned(), "{}".to_owned(), 404),
        ("JoinCompany/acme/list_jobs".to_owned(), "[".to_owned(), 422),
        ("JoinCompany/acme/retrieve_job".to_owned(), json!({ "job_id": 1 }).to_string(), 404),
        ("JoinCandidate/acme/decide".to_owned(), "{}".to_owned(), 422),
        ("JoinCandidate/acme:07/decide".to_owned(), "{}".to_owned(), 422),
        (of_candidate("decide"), json!({ "id": 7, "note": secret }).to_string(), 422),
        (of_candidate("decide"), json!({ "id": "a", "application_id": 1, "owner": "" }).to_string(), 422),
        (of_candidate("update_candidate"), json!({ "candidate_id": 1 }).to_string(), 422),
        (
            of_candidate("update_candidate"),
            json!({ "tags": [], "replace_without_check": true }).to_string(),
            422,
        ),
        (of_candidate("create_candidate_note"), json!({ "text": secret }).to_string(), 422),
        ("JoinBulk/acme:run/run".to_owned(), json!({ "edits": [{}] }).to_string(), 422),
        ("JoinChanges/acme:feed/start".to_owned(), json!({ "every_seconds": 1 }).to_string(), 422),
        ("JoinChanges/acme:feed/start".to_owned(), follow_every(0), 422),
        ("JoinChanges/acme:feed/start".to_owned(), follow_every(31_536_001), 422),
        ("JoinChanges/acme:feed/start".to_owned(), follow_every(u64::MAX), 422),
    ] {
        let (answered, answer) = caller.call(&handler, None, &body).await;
        assert_eq!(answered, status, "{handler}: {answer}");
        let text = answer.to_string();
        assert!(!text.contains(secret) && !text.contains(cluster.sandbox.token()), "{handler}: {text}");
    }
    assert_eq!(cluster.sandbox.received(Operation::UpdateCandidate), 0);
    assert_eq!(cluster.sandbox.received(Operation::CreateCandidateNote), 0);

    let note = json!({ "content": "Identity verified" }).to_string();
    for _ in 0..2 {
        let (status, answer) = caller.call(&of_candidate("create_candidate_note"), Some("note"), &note).await;
        assert_eq!((status, &answer["outcome"]), (200, &json!("written")), "{answer}");
    }
    assert_eq!(cluster.sandbox.notes(candidate).len(), 1);

    let job = caller.call("JoinCompany/acme/list_jobs", None, "{}").await.1["jobs"][0]["job_id"].clone();
    let new =
        json!({ "job_id": job, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org" });
    for outcome in ["created", "already_existed"] {
        let handler = "JoinApplication/acme:inq_1/create_application";
        let (status, answer) = caller.call(handler, None, &new.to_string()).await;
        assert_eq!((status, &answer["outcome"]), (200, &json!(outcome)), "{answer}");
    }
    assert_eq!(cluster.sandbox.received(Operation::CreateApplication), 1);
}

fn follow_every(seconds: u64) -> String {
    json!({ "every_seconds": seconds, "to": { "service": "Nobody", "handler": "changed" } }).to_string()
}

pub(crate) async fn a_cancelled_run_starts_no_more_edits(program: &Path) {
    let cluster = Cluster::start(program, JoinSandbox::start().await.unwrap()).await;
    let candidates: Vec<i64> = cluster.sandbox.candidates().into_iter().take(12).collect();
    let edits: Vec<Value> = candidates
        .iter()
        .map(|candidate| {
            let application = cluster.sandbox.applications_of(*candidate)[0];
            json!({ "candidate_id": candidate, "application_id": application, "add_tags": ["idv:checked"] })
        })
        .collect();
    let caller = cluster.caller();

    let few = json!({ "edits": [edits[0], { "candidate_id": candidates[1], "tags": [] }, edits[2]] });
    let (status, answer) = caller.call("JoinBulk/acme:whole/run", None, &few.to_string()).await;
    assert_eq!(
        (status, &answer["outcomes"]["applied"], &answer["done"]),
        (200, &json!(2), &json!(3)),
        "{answer}"
    );
    assert_eq!(answer["failures"][0]["index"], json!(1), "{answer}");
    let (_, progress) = caller.call("JoinBulk/acme:whole/progress", None, "").await;
    assert_eq!(progress["done"], json!(3), "{progress}");

    let all = json!({ "edits": edits[3..], "concurrency": 1 });
    let before = cluster.sandbox.received(Operation::UpdateCandidate);
    let (_, sent) = caller.call("JoinBulk/acme:cancelled/run/send", None, &all.to_string()).await;
    while cluster.sandbox.received(Operation::UpdateCandidate) == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    caller.cancel(sent["invocationId"].as_str().unwrap()).await;
    let (status, answer) = caller.attach("JoinBulk", "acme:cancelled").await;
    assert_eq!(status, 409, "{answer}");
    let edited = cluster.sandbox.received(Operation::UpdateCandidate) - before;
    assert!(edited < 4, "{edited} of 9 edits were made");
}
