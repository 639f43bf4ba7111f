//! The sandbox and its clients agree only through the document: each operation is driven with plain HTTP, and each answer is
//! checked against the document's schemas by a judge that knows nothing of us.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod drive;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use join_sandbox::{Fault, JoinSandbox, JoinSandboxBuilder, Paging, PastEnd, TagHandling, Tags};

use crate::drive::{Driver, Request, requests};
use crate::schema::Document;

/// Fields that no sandbox shows, and why.
const NOT_SHOWN: &[(&str, &str)] = &[
    ("[].screeningQuestions[].file", "no seeded question asks for a file"),
    (".screeningQuestions[].file", "as above"),
];

async fn start(builder: JoinSandboxBuilder) -> JoinSandbox {
    builder.applications(150).start().await.unwrap()
}

/// Sandboxes that differ in all that a client can see.
fn variants() -> Vec<JoinSandboxBuilder> {
    let base = JoinSandbox::builder;
    let handling = TagHandling {
        trim: true,
        lowercase: true,
        deduplicate: true,
        reorder: true,
        ..TagHandling::default()
    };
    vec![
        base(),
        base().seed(2),
        base().seed(77).answer_tags(false),
        base().seed(5).tag_handling(handling).stale_reads(2),
        base().seed(6).paging(Paging::default().cap(7).hide_every(5).past_end(PastEnd::NotFound)),
    ]
}

#[tokio::test]
async fn each_operation_of_the_document_is_driven_and_answers_as_it_says() {
    let document = Document::read();
    let mut driver = Driver::new(&document);
    for variant in variants() {
        let sandbox = start(variant).await;
        // One with all kinds of details, so that each field is shown.
        for candidate in sandbox.candidates().iter().take(3) {
            sandbox.set_tags(*candidate, Tags::from(["a", "b"]));
        }
        for request in requests(&sandbox).await {
            driver.send(&sandbox, &request).await;
        }
    }
    let driven: BTreeSet<String> = driver.statuses.keys().cloned().collect();
    assert_eq!(driven, document.operations(), "each operation of the document needs requests in drive.rs");
    let excepted: BTreeSet<String> = NOT_SHOWN.iter().map(|(field, _)| (*field).to_owned()).collect();
    for (operation, shown) in &driver.shown {
        let expected = document.fields(document.response(operation, 200).unwrap());
        let missing: Vec<_> = expected.difference(shown).filter(|field| !excepted.contains(*field)).collect();
        assert!(missing.is_empty(), "{operation} never shows {missing:?}");
    }
}

#[tokio::test]
async fn each_error_of_the_document_is_driven_for_each_operation_that_can_have_it() {
    let document = Document::read();
    let mut driver = Driver::new(&document);
    let sandbox = start(JoinSandbox::builder()).await;
    let all = requests(&sandbox).await;
    for request in &all {
        for token in [None, Some("wrong"), Some("Bearer wrong")] {
            driver.expect(&sandbox, &Request { token, ..request.clone() }, 401).await;
        }
    }
    // A plan without a free slot.
    let full = start(JoinSandbox::builder().job_slots(0)).await;
    for request in requests(&full).await.iter().filter(|request| request.takes_slot) {
        driver.expect(&full, request, 403).await;
    }
    let limited = start(JoinSandbox::builder().rate_limit(Some(drive::no_requests()))).await;
    let broken = start(JoinSandbox::builder()).await;
    broken.before(|request, _| Fault::Status(if request.number % 2 == 0 { 500 } else { 503 }));
    for request in &all {
        driver.expect(&limited, request, 429).await;
        driver.expect_one_of(&broken, request, &[500, 503]).await;
        if request.body.is_some() {
            driver.expect(&sandbox, &request.with_large_body(), 413).await;
            driver.expect(&sandbox, &request.with_text("{"), 422).await;
            driver.expect(&sandbox, &request.with_text("[]"), 422).await;
        }
    }
    for (request, status) in drive::refused(&sandbox).await {
        driver.expect(&sandbox, &request, status).await;
    }
    let driven: BTreeMap<&str, BTreeSet<String>> = driver.classes();
    for operation in document.operations() {
        let errors: BTreeSet<String> = document.statuses(&operation).into_iter().map(str::to_owned).collect();
        let mut expected: BTreeSet<String> = errors.into_iter().filter(|status| status != "2XX").collect();
        drive::IMPOSSIBLE.iter().filter(|(name, _, _)| *name == operation).for_each(|(_, status, _)| {
            assert!(expected.remove(*status), "{operation} has no {status} in the document");
        });
        assert_eq!(driven[operation.as_str()], expected, "{operation}");
    }
}
