//! Tests code against a sandbox: a stateful JOIN in the same process, on a loopback port.
//! The sandbox shows what a real account hides, and a hook interferes at the worst moment.
//! Needs nothing.

use join_sandbox::{Fault, JoinSandbox, Operation};
use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit, Verify};
use join_sdk::{ApiToken, Join};

/// The code under test.
async fn mark_verified(join: &Join, candidate: &CandidateRef) -> join_sdk::Result<()> {
    let edit = TagEdit::owned_by(Owner::with_prefix("acme-idv:")?).add("acme-idv:verified")?;
    join.tags(candidate).edit(&edit, ApplyOptions::default().verify(Verify::Once)).await?;
    join.candidates().add_note(candidate.candidate(), "Identity verified").await?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = JoinSandbox::builder().applications(10).start().await?;
    let join = Join::builder(ApiToken::new(sandbox.token())?).base_url(sandbox.base_url()).build()?;
    let application = join.applications().list().rows().next().await.ok_or("the sandbox is empty")??;
    let candidate = CandidateRef::of(&application)?;
    let id = candidate.candidate().0;
    sandbox.set_tags(id, ["hr:called"]);

    // The first write takes effect, and its response is lost.
    sandbox.before(|request, _| match (request.operation, request.number) {
        (Operation::UpdateCandidate, 1) => Fault::LoseAnswer,
        _ => Fault::None,
    });
    mark_verified(&join, &candidate).await?;

    let tags = sandbox.tags(id).ok_or("the candidate is gone")?;
    assert_eq!(tags, ["hr:called", "acme-idv:verified"].into());
    assert_eq!(sandbox.notes(id), ["Identity verified"]);
    println!("tags: {tags:?}");
    println!("writes of tags: {}", sandbox.received(Operation::UpdateCandidate));
    println!("requests: {}", sandbox.requests().len());
    Ok(())
}
