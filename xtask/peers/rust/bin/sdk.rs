//! The work by this SDK.

use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
use join_sdk::types::{ApplicationId, CandidateId, JobId};
use join_sdk::{ApiToken, Join};
use peers::{Error, Work, measured};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let work = Work::new()?;
    let join = Join::builder(ApiToken::new(work.token.as_str())?).base_url(&work.base_url).build()?;
    match work.name.as_str() {
        "read" => {
            let id = JobId(work.job);
            join.jobs().get(id).await?;
            measured(async {
                for _ in 0..work.times {
                    assert_eq!(join.jobs().get(id).await?.id, id);
                }
                Ok(work.times)
            })
            .await
        }
        "list" | "odd-list" => {
            measured(async {
                let mut rows = join.applications().list().rows();
                let mut count = 0;
                while let Some(row) = rows.next().await {
                    match row {
                        Ok(_) => count += 1,
                        // An odd row is an error of its own.
                        Err(error) if error.row().is_some() => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Ok(count)
            })
            .await
        }
        _ => {
            let edit = TagEdit::owned_by(Owner::with_prefix("own:")?).add("own:done")?;
            let one = async |candidate, application| {
                let candidate = CandidateRef::new(CandidateId(candidate), ApplicationId(application));
                join.tags(&candidate).edit(&edit, ApplyOptions::default()).await?;
                Ok(())
            };
            measured(work.edit(one)).await
        }
    }
}
