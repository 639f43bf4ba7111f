//! The program that outside judges watch calls each operation of the document.

use std::collections::BTreeSet;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_tests::every_operation::{call_all, missing};

#[tokio::test]
async fn every_operation_of_the_document_is_called() {
    let sandbox = JoinSandbox::start().await.unwrap();
    let missing = call_all(sandbox.base_url(), sandbox.token()).await.unwrap();
    assert!(missing.is_empty(), "add {missing:?} to tests/src/every_operation.rs");
}

#[test]
fn an_operation_that_is_not_called_is_named() {
    let all = missing(&BTreeSet::new());
    let called: BTreeSet<&str> =
        all.iter().map(String::as_str).filter(|name| *name != "createOffice").collect();
    assert_eq!(called.len(), all.len() - 1);
    assert_eq!(missing(&called), ["createOffice"]);
}

#[tokio::test]
async fn a_refused_call_is_a_failure() {
    let sandbox = JoinSandbox::start().await.unwrap();
    sandbox.before(|request, _| match request.operation {
        Operation::CreateCandidateNote => Fault::Status(403),
        _ => Fault::None,
    });
    assert!(call_all(sandbox.base_url(), sandbox.token()).await.is_err());
}
