//! Random sequences of operations by several clients: the sandbox answers as a simple sequential model does, which shares no code
//! with it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod company;
mod step;

use join_sandbox::{Data, JoinSandbox};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError};
use reqwest::{Client, Method};
use serde_json::Value;

use crate::company::Company;
use crate::step::{Step, Write, steps};

/// The clients that take turns.
const CLIENTS: usize = 3;

/// The company that both start with.
const START: &str = r#"{
    "clock": "2026-03-02T08:00:00Z",
    "offices": [{ "id": 1, "city": "Bernau bei Berlin", "countryIso": "de" }],
    "jobs": [{ "id": 10, "title": "Cook", "externalId": "K-1", "officeId": 1 }]
}"#;

proptest! {
    #![proptest_config(Config { cases: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn the_sandbox_equals_a_sequential_model(steps in steps(CLIENTS, 60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(compare(&steps))?;
    }
}

async fn compare(steps: &[(usize, Step)]) -> Result<(), TestCaseError> {
    let sandbox = JoinSandbox::builder().data(Data::from_json(START).unwrap()).start().await.unwrap();
    let clients: Vec<Client> = (0..CLIENTS).map(|_| Client::new()).collect();
    let mut company = Company::new();
    for (index, (client, step)) in steps.iter().enumerate() {
        if let Step::Recruiter { candidate, write, tag } = step {
            let id = company.candidate_id(*candidate);
            let changed = match write {
                Write::Add => sandbox.add_tag(id, tag),
                Write::Remove => sandbox.remove_tag(id, tag),
                Write::Replace => sandbox.set_tags(id, [tag.as_str()]),
            };
            prop_assert_eq!(changed, company.recruiter(*candidate, *write, tag), "step {} {:?}", index, step);
            continue;
        }
        let request = company.request(step);
        let (status, body) = send(&clients[*client], &sandbox, &request).await;
        let (expected_status, expected) = company.answer(step);
        prop_assert_eq!(status, expected_status, "step {} {:?}: {}", index, step, body);
        if let Some(field) = differs(&expected, &body, "") {
            prop_assert!(false, "step {index} {step:?}: {field} is not as expected: {expected} {body}");
        }
    }
    for (id, notes) in company.notes() {
        prop_assert_eq!(sandbox.notes(id), notes);
    }
    prop_assert_eq!(sandbox.candidates(), company.notes().map(|(id, _)| id).collect::<Vec<_>>());
    for (id, changes) in company.changes() {
        prop_assert_eq!(
            sandbox.history(id).unwrap().events.len() + sandbox.history(id).unwrap().forgotten as usize,
            changes
        );
    }
    Ok(())
}

async fn send(client: &Client, sandbox: &JoinSandbox, request: &step::Request) -> (u16, Value) {
    let url =
        reqwest::Url::parse_with_params(&format!("{}{}", sandbox.base_url(), request.path), &request.query);
    let method = Method::from_bytes(request.method.as_bytes()).unwrap();
    let mut sent = client.request(method, url.unwrap()).header("Authorization", sandbox.token());
    if let Some(body) = &request.body {
        sent = sent.json(body);
    }
    let response = sent.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// The first field of the expected value that another value lacks or has otherwise.
fn differs(expected: &Value, found: &Value, at: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected.iter().find_map(|(name, expected)| {
            let at = format!("{at}.{name}");
            match found.get(name) {
                None => Some(at),
                Some(found) => differs(expected, found, &at),
            }
        }),
        (Value::Array(expected), Value::Array(found)) => {
            let length = (expected.len() != found.len()).then(|| format!("the length of {at}"));
            let pairs = expected.iter().zip(found).enumerate();
            length.or_else(|| {
                pairs.into_iter().find_map(|(index, (expected, found))| {
                    differs(expected, found, &format!("{at}[{index}]"))
                })
            })
        }
        (expected, found) => (expected != found).then(|| at.to_owned()),
    }
}
