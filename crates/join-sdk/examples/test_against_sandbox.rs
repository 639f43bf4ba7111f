//! Tests code against a sandbox: a stateful JOIN in the same process, on a loopback port.
//! The sandbox shows what a real account hides, such as the notes of a candidate.
//! Needs nothing.

use join_sandbox::JoinSandbox;
use join_sdk::types::CandidateId;
use join_sdk::{ApiToken, Join};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = JoinSandbox::builder().applications(10).start().await?;
    let join = Join::builder(ApiToken::new(sandbox.token())?).base_url(sandbox.base_url()).build()?;
    let candidate = sandbox.candidates().into_iter().next().ok_or("the sandbox is empty")?;
    join.candidates().add_note(CandidateId(candidate), "Identity verified").await?;
    assert_eq!(sandbox.notes(candidate), ["Identity verified"]);
    println!("1 note on candidate {candidate}, after {} requests", sandbox.requests().len());
    Ok(())
}
