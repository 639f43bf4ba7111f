//! The guarantees of a tag lock.

use join_client::types::CandidateId;

use super::{Violation, call, check, waits};
use crate::tags::{Owner, TagEdit, TagLock};

const CANDIDATE: CandidateId = CandidateId(9_001_001);
const OTHER: CandidateId = CandidateId(9_001_002);

/// Checks the [guarantees](TagLock#what-it-must-guarantee) of a tag lock: one holder, and numbered edits.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), join_sdk::testing::conformance::Violation> {
/// use join_sdk::testing::{SharedMemory, conformance};
///
/// let store = SharedMemory::default();
/// conformance::tag_lock(&store, &store.clone()).await
/// # }
/// ```
///
/// # Errors
///
/// The first guarantee that is not kept.
pub async fn tag_lock(first: &dyn TagLock, second: &dyn TagLock) -> Result<(), Violation> {
    let held = call("a free lock is taken", first.lock(CANDIDATE)).await?;
    check("a lease that was just given is held", held.is_held())?;
    check("one process at a time holds a candidate's lock", waits(second.lock(CANDIDATE)).await)?;
    let other = call("candidates do not wait for one another", second.lock(OTHER)).await?;
    check("a lease is held as long as its holder lives", held.is_held())?;
    drop((held, other));
    let held = call("a lock that was given back can be taken", second.lock(CANDIDATE)).await?;
    drop(held);
    let edits = [edit("a")?, edit("b")?, edit("c")?];
    let one = call("an edit is registered", first.register(CANDIDATE, &edits[0])).await?;
    let two = call("an edit is registered", second.register(CANDIDATE, &edits[1])).await?;
    let three = call("an edit is registered", first.register(CANDIDATE, &edits[2])).await?;
    check("the edits of a candidate have rising numbers", one < two && two < three)?;
    let later = call("later edits are read", second.later(CANDIDATE, one)).await?;
    let expected = [(two, edits[1].clone()), (three, edits[2].clone())];
    check("later edits are those with a higher number, in order", later == expected)?;
    call("an edit is withdrawn", first.withdraw(CANDIDATE, two)).await?;
    let later = call("later edits are read", first.later(CANDIDATE, one)).await?;
    check("an edit that was withdrawn is no later edit", later == expected[1..])?;
    let later = call("later edits are read", first.later(OTHER, 0)).await?;
    check("the edits of another candidate are not later ones", later.is_empty())
}

fn edit(tag: &str) -> Result<TagEdit, Violation> {
    let owner = Owner::with_prefix("conformance:");
    let edit = owner.and_then(|owner| TagEdit::owned_by(owner).add(format!("conformance:{tag}")));
    edit.map_err(|error| Violation { guarantee: "the suite's own edit is valid", cause: Some(error.into()) })
}
