//! The work by code written by hand on reqwest and `serde_json`, with the types of the SDK.

use join_sdk::types::{Application, Job};
use peers::{Error, Work, measured};
use serde::de::DeserializeOwned;

struct Client {
    http: reqwest::Client,
    base_url: String,
    token: String,
}

impl Client {
    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        let request = self.http.get(format!("{}{path}", self.base_url)).header("authorization", &self.token);
        let body = request.send().await?.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }

    async fn replace_tags(&self, candidate: i64, tags: &[String]) -> Result<(), Error> {
        let request = self.http.patch(format!("{}/candidates/{candidate}", self.base_url));
        let request = request.header("authorization", &self.token).json(&serde_json::json!({ "tags": tags }));
        request.send().await?.error_for_status()?.bytes().await?;
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let work = Work::new()?;
    let client = Client {
        http: reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build()?,
        base_url: work.base_url.clone(),
        token: work.token.clone(),
    };
    match work.name.as_str() {
        "read" => {
            let path = format!("/jobs/{}", work.job);
            client.get::<Job>(&path).await?;
            measured(async {
                for _ in 0..work.times {
                    assert_eq!(client.get::<Job>(&path).await?.id.0, work.job);
                }
                Ok(work.times)
            })
            .await
        }
        "list" | "odd-list" => {
            measured(async {
                let mut count = 0;
                for page in 1.. {
                    let path = format!("/applications?page={page}&pageSize=50");
                    let rows: Vec<Application> = client.get(&path).await?;
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
                let read: Application = client.get(&format!("/applications/{application}")).await?;
                let tags = read.candidate.ok_or("the candidate is missing")?.tags;
                let mut tags: Vec<String> =
                    tags.as_set().unwrap_or_default().iter().map(|tag| tag.as_str().to_owned()).collect();
                tags.push("own:done".to_owned());
                client.replace_tags(candidate, &tags).await
            };
            measured(work.edit(one)).await
        }
    }
}
