//! Tags: edits of one's own, whatever others do and whatever becomes of requests and answers.

mod answers;
mod faults;
mod locks;
mod refusals;
mod replacing;
mod requests;
mod together;

use std::time::Duration;

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::tags::{Apply, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::types::{ApplicationId, CandidateId};
use join_sdk::{ApiToken, Join};

/// A sandbox with a candidate who has tags of a recruiter, and a client that waits shortly.
struct Desk {
    sandbox: JoinSandbox,
    join: Join,
    candidate: CandidateRef,
}

const THEIRS: [&str; 2] = ["vip", "Hired by hand"];
const SETTLE: Duration = Duration::from_millis(40);

impl Desk {
    async fn open() -> Self {
        let sandbox = JoinSandbox::start().await.unwrap();
        let id = sandbox.candidates()[0];
        sandbox.set_tags(id, THEIRS.map(str::to_owned).to_vec());
        let candidate = CandidateRef::new(CandidateId(id), ApplicationId(sandbox.applications_of(id)[0]));
        Self { join: client(&sandbox), sandbox, candidate }
    }

    fn id(&self) -> i64 {
        self.candidate.candidate().0
    }

    fn tags(&self) -> Vec<String> {
        self.sandbox.tags(self.id()).unwrap().as_slice().to_vec()
    }

    /// Plays a fault on the write of this number.
    fn on_write(&self, number: u64, fault: Fault) {
        self.sandbox.before(move |arrival, _| match arrival.operation {
            Operation::UpdateCandidate if arrival.number == number => fault.clone(),
            _ => Fault::None,
        });
    }

    /// Lets a recruiter add a tag just before the write of this number takes effect: between a read and a write.
    fn adds_before_write(&self, number: u64, tag: &'static str) {
        self.sandbox.before(move |arrival, hand| {
            if arrival.operation == Operation::UpdateCandidate && arrival.number == number {
                hand.add_tag(arrival.candidate.unwrap(), tag);
            }
            Fault::None
        });
    }

    fn writes(&self) -> u64 {
        self.sandbox.received(Operation::UpdateCandidate)
    }

    fn reads(&self) -> u64 {
        self.sandbox.received(Operation::GetApplication)
    }

    /// Reads and writes in their order, as `R` and `W`.
    fn order(&self) -> String {
        let requests = self.sandbox.requests();
        requests.iter().map(|request| if request.method == "PATCH" { 'W' } else { 'R' }).collect()
    }
}

fn client(sandbox: &JoinSandbox) -> Join {
    let join = Join::builder(ApiToken::new(sandbox.token()).unwrap()).base_url(sandbox.base_url());
    join.attempt_timeout(Duration::from_millis(250)).build().unwrap()
}

fn own() -> TagEdit {
    TagEdit::owned_by(Owner::prefix("p:").unwrap())
}

fn adding(tag: &str) -> TagEdit {
    own().add(tag).unwrap()
}

fn quick() -> Apply {
    Apply::default().settle(SETTLE)
}

fn once() -> Apply {
    quick().verify(Verify::Once)
}

/// Theirs, and these behind them.
fn theirs_and(own: &[&str]) -> Vec<String> {
    THEIRS.iter().chain(own).map(|tag| (*tag).to_owned()).collect()
}
