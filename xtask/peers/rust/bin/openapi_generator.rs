//! The work by the client that OpenAPI Generator makes from the document.

use generated::apis::configuration::{ApiKey, Configuration};
use generated::apis::{applications_api, candidates_api, jobs_api};
use generated::models::UpdateCandidateRequest;
use peers::{Error, Work, measured};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let work = Work::new()?;
    let client = Configuration {
        base_path: work.base_url.clone(),
        api_key: Some(ApiKey { prefix: None, key: work.token.clone() }),
        ..Configuration::default()
    };
    match work.name.as_str() {
        "read" => {
            jobs_api::get_job(&client, work.job).await?;
            measured(async {
                for _ in 0..work.times {
                    assert_eq!(jobs_api::get_job(&client, work.job).await?.id, work.job);
                }
                Ok(work.times)
            })
            .await
        }
        "list" | "odd-list" => {
            measured(async {
                let mut count = 0;
                for page in 1.. {
                    let (page, size) = (Some(page), Some(50));
                    let rows =
                        applications_api::list_applications(&client, None, None, None, None, page, size)
                            .await?;
                    count += rows.len() as u64;
                    if rows.is_empty() {
                        break;
                    }
                }
                Ok(count)
            })
            .await
        }
        _ => {
            let one = async |candidate, application| {
                let read = applications_api::get_application(&client, application).await?;
                let candidate_read = read.candidate.flatten().ok_or("the candidate is missing")?;
                let mut tags = candidate_read.tags.flatten().unwrap_or_default();
                tags.push("own:done".to_owned());
                candidates_api::update_candidate(&client, candidate, UpdateCandidateRequest::new(tags))
                    .await?;
                Ok(())
            };
            measured(work.edit(one)).await
        }
    }
}
