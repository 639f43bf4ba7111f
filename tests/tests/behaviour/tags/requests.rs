//! How many requests an edit takes, what its receipt tells of them, and that tags are written in one place only.

use std::path::{Path, PathBuf};

use join_sdk::tags::{EditId, EditOutcome, RequestKind, Verify};
use join_sdk::{RequestOptions, types::Tag};

use super::{THEIRS, adding, once, open, own, quick, theirs_and};

#[tokio::test]
async fn an_edit_that_changes_nothing_sends_one_read() {
    let fixture = open().await;
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:a"]));
    let edit = own().add("p:a").unwrap().remove("p:b").unwrap();
    let receipt = fixture.join.tags(&fixture.candidate).edit(&edit, quick()).await.unwrap();
    assert_eq!((receipt.outcome, fixture.order().as_str()), (Some(EditOutcome::NoChange), "R"));
    assert_eq!((receipt.sent, receipt.attempts), (None, 0));
}

#[tokio::test]
async fn an_edit_on_a_quiet_server_takes_these_requests() {
    for (verify, answers, order) in [
        (Verify::None, true, "RW"),
        (Verify::None, false, "RW"),
        (Verify::Once, true, "RW"),
        (Verify::Once, false, "RWR"),
        (Verify::Settled, true, "RWR"),
        (Verify::Settled, false, "RWRR"),
    ] {
        let fixture = open().await;
        fixture.sandbox.answer_tags(answers);
        fixture.join.tags(&fixture.candidate).edit(&adding("p:a"), quick().verify(verify)).await.unwrap();
        assert_eq!(fixture.order(), order, "{verify:?}, the answer tells the tags: {answers}");
    }
}

#[tokio::test]
async fn a_receipt_tells_who_why_what_and_when() {
    let fixture = open().await;
    fixture.sandbox.answer_tags(false);
    fixture.sandbox.set_tags(fixture.id(), theirs_and(&["p:status=pending"]));
    let edit = own().set_exclusive("p:status", "verified").unwrap();
    let join = fixture.join.with_options(RequestOptions::new().actor("acme-idv").reason("unless told"));
    let apply = once().reason("inquiry inq_123").edit_id(EditId::new("inq_123"));
    let receipt = join.tags(&fixture.candidate).edit(&edit, apply).await.unwrap();
    assert_eq!(
        (receipt.actor.as_deref(), receipt.reason.as_deref()),
        (Some("acme-idv"), Some("inquiry inq_123"))
    );
    assert_eq!((receipt.edit_id.as_str(), receipt.candidate), ("inq_123", fixture.candidate.candidate()));
    let tags = |own: &str| -> Vec<Tag> { THEIRS.iter().chain([&own]).map(|tag| Tag::from(*tag)).collect() };
    assert_eq!(receipt.before, tags("p:status=pending"));
    assert_eq!(
        (receipt.sent.as_ref(), &receipt.after),
        (Some(&tags("p:status=verified")), &tags("p:status=verified"))
    );
    assert_eq!(
        (&receipt.added[..], &receipt.removed[..]),
        (&["p:status=verified".into()][..], &["p:status=pending".into()][..])
    );
    let kinds: Vec<RequestKind> = receipt.requests.iter().map(|request| request.kind).collect();
    assert_eq!(kinds, [RequestKind::Read, RequestKind::Write, RequestKind::Read]);
    let ids: Vec<&str> =
        receipt.requests.iter().filter_map(|request| request.request_id.as_deref()).collect();
    assert_eq!(ids.len(), 3);
    assert!(receipt.requests.is_sorted_by_key(|request| request.at));
    let write = receipt.requests[1].elapsed_ms / 1_000.0;
    assert!(receipt.exposure.as_secs_f64() >= write, "the window holds the write");
    assert!(receipt.exposure < receipt.elapsed);
}

/// Every other way would go without a merge, a lock and a look. Inside are the tag edit and, by its name, the write without a check.
#[test]
fn only_the_tag_edit_room_of_the_sdk_names_the_operation_that_replaces_tags() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/join-sdk/src");
    let files = rust_files(&source);
    assert!(files.len() > 50);
    let (mut inside, mut outside) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let sends = text.contains("update_candidate") || text.contains("UpdateCandidateRequest");
        match file.starts_with(source.join("writes/tag_edit")) {
            true => inside += usize::from(sends),
            false if sends => outside.push(file),
            false => {}
        }
    }
    assert_eq!((inside, outside), (2, vec![]));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}
