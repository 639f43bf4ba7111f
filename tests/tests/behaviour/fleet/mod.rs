//! Several machines on one account: what they share keeps their writes apart.

mod feeds;
mod leases;
mod once;
mod quota;
mod tags;

use join_sandbox::JoinSandbox;
use join_sdk::journal::Journal;
use join_sdk::testing::{SharedMemory, conformance};
use join_sdk::{ApiToken, Join, JoinBuilder};

/// A machine without shared state.
fn machine(sandbox: &JoinSandbox) -> JoinBuilder {
    Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url())
}

/// Two machines with all that they can share.
fn machines(sandbox: &JoinSandbox, shared: &SharedMemory) -> [Join; 2] {
    [(); 2].map(|()| {
        let machine = machine(sandbox).tag_lock(shared.clone()).quota_store(shared.clone());
        machine.journal(Journal::on(shared.clone())).build().unwrap()
    })
}

#[tokio::test]
async fn the_store_in_memory_keeps_all_guarantees() {
    let first = SharedMemory::default();
    let second = first.clone();
    conformance::tag_lock(&first, &second).await.unwrap();
    conformance::cursor_store(&first, &second).await.unwrap();
    conformance::journal_store(&first, &second).await.unwrap();
    conformance::quota_store(&first, &second).await.unwrap();
}

/// Of the file's journal, which one process opens, both handles are the same.
#[tokio::test]
async fn two_stores_that_share_nothing_are_found_out() {
    let (first, second) = (SharedMemory::default(), SharedMemory::default());
    for (violation, guarantee) in [
        (conformance::tag_lock(&first, &second).await, "one process at a time holds a candidate's lock"),
        (conformance::cursor_store(&first, &second).await, "every process reads what was saved last"),
        (conformance::journal_store(&first, &second).await, "one process at a time has a key"),
        (conformance::quota_store(&first, &second).await, "the processes share one state"),
    ] {
        let violation = violation.unwrap_err().to_string();
        assert!(violation.contains(guarantee), "{violation}");
    }
}
