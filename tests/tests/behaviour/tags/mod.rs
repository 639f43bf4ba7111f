//! Tags: edits of one's own, whatever others do and whatever becomes of requests and answers.

mod answers;
mod faults;
mod locks;
mod refusals;
mod replacing;
mod requests;
mod together;
mod unchecked;

use std::time::Duration;

use join_sandbox::JoinSandbox;
use join_sdk::tags::{ApplyOptions, Owner, TagEdit, Verify};
use join_sdk::{ApiToken, Join};
use join_tests::Fixture;

const THEIRS: [&str; 2] = ["vip", "Hired by hand"];
const SETTLE: Duration = Duration::from_millis(40);

/// A fixture whose client gives up on an attempt early.
async fn open() -> Fixture {
    let mut fixture = Fixture::start(&THEIRS).await;
    fixture.join = client(&fixture.sandbox);
    fixture
}

fn client(sandbox: &JoinSandbox) -> Join {
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    join.attempt_timeout(Duration::from_millis(250)).build().unwrap()
}

fn own() -> TagEdit {
    TagEdit::owned_by(Owner::with_prefix("p:").unwrap())
}

fn adding(tag: &str) -> TagEdit {
    own().add(tag).unwrap()
}

fn quick() -> ApplyOptions {
    ApplyOptions::default().settle(SETTLE)
}

fn once() -> ApplyOptions {
    quick().verify(Verify::Once)
}

/// Theirs, and these behind them.
fn theirs_and(own: &[&str]) -> Vec<String> {
    THEIRS.iter().chain(own).map(|tag| (*tag).to_owned()).collect()
}
