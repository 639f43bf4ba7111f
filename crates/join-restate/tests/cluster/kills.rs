//! Decisions while the service and the server are killed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use join_sandbox::{JoinSandbox, Latency, Operation};
use serde_json::json;
use tokio::task::JoinSet;

use crate::server::Cluster;

struct Size {
    candidates: usize,
    decisions: usize,
    service_kills: usize,
    server_kills: usize,
}

impl Size {
    fn get() -> Self {
        match std::env::var_os("RESTATE_FULL") {
            Some(_) => Self { candidates: 50, decisions: 200, service_kills: 10, server_kills: 2 },
            None => Self { candidates: 8, decisions: 24, service_kills: 3, server_kills: 1 },
        }
    }
}

pub(crate) async fn decisions_survive_kills_of_the_service_and_the_server(program: &Path) {
    let size = Size::get();
    let sandbox = JoinSandbox::builder()
        .applications(size.candidates * 3)
        .answer_latency(Latency::Fixed(Duration::from_millis(30)))
        .start()
        .await
        .unwrap();
    let candidates: Vec<i64> = sandbox.candidates().into_iter().take(size.candidates).collect();
    assert_eq!(candidates.len(), size.candidates);
    for candidate in &candidates {
        sandbox.set_tags(*candidate, ["hr:called"]);
    }
    let mut cluster = Cluster::start(program, sandbox).await;
    let began = Instant::now();
    let mut calls = JoinSet::new();
    for number in 0..size.decisions {
        let candidate = candidates[number % candidates.len()];
        let application = cluster.sandbox.applications_of(candidate)[0];
        let caller = cluster.caller();
        let body = json!({
            "id": format!("inq_{number}"), "application_id": application, "owner": "idv:",
            "set": { format!("idv:check-{number}"): "passed" }, "note": format!("Note of inq_{number}."),
        });
        calls.spawn(async move {
            let handler = format!("JoinCandidate/acme:{candidate}/decide");
            let key = format!("inq_{number}");
            (number, candidate, caller.call(&handler, Some(&key), &body.to_string()).await)
        });
    }
    // A kill each time that so many edits have begun.
    let kills = size.service_kills + size.server_kills;
    for kill in 1..=kills {
        let edits = (kill * size.decisions / (kills + 1)) as u64;
        while cluster.sandbox.received(Operation::UpdateCandidate) < edits {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if kill.is_multiple_of(kills / size.server_kills) {
            cluster.kill_server();
        } else {
            cluster.kill_service();
        }
    }
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(ended) = calls.join_next().await {
        let (number, candidate, (status, answer)) = ended.unwrap();
        assert_eq!(status, 200, "decision {number}: {answer}");
        let note = answer["note"].as_str().unwrap_or("none").to_owned();
        let text = format!("Note of inq_{number}.");
        let written = cluster.sandbox.notes(candidate).iter().filter(|note| note.contains(&text)).count();
        match note.as_str() {
            "written" | "already_written" => assert_eq!(written, 1, "decision {number}: {answer}"),
            "unknown" => assert!(written <= 1, "decision {number} has {written} notes"),
            _ => panic!("decision {number}: {answer}"),
        }
        *notes.entry(note).or_default() += 1;
        let tags = format!("{:?}", cluster.sandbox.tags(candidate));
        assert!(tags.contains(&format!("idv:check-{number}=passed")), "decision {number}: {tags}");
        assert!(tags.contains("hr:called"), "decision {number}: {tags}");
    }
    println!(
        "{} decisions over {} candidates, {} kills of the service and {} of the server, {:.0?}: notes {notes:?}",
        size.decisions,
        size.candidates,
        size.service_kills,
        size.server_kills,
        began.elapsed(),
    );
}
