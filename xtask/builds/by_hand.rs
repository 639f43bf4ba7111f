//! Prints jobs and their applications, by hand on reqwest.

use serde::Deserialize;

#[derive(Deserialize)]
struct Job {
    id: i64,
    title: Option<String>,
}

#[derive(Deserialize)]
struct Application {
    id: i64,
    status: Option<String>,
}

struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

type Error = Box<dyn std::error::Error>;

impl Client {
    async fn page<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<Vec<T>, Error> {
        let request = self.http.get(format!("{}{path}", self.base)).query(query);
        let response = request.header("authorization", &self.token).send().await?.error_for_status()?;
        Ok(response.json().await?)
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let client = Client {
        http: reqwest::Client::builder().timeout(std::time::Duration::from_secs(30)).build()?,
        base: std::env::var("JOIN_BASE_URL").unwrap_or_else(|_| "https://api.join.com/v2".into()),
        token: std::env::var("JOIN_API_TOKEN")?,
    };
    for page in 1.. {
        let query = [("status", "ONLINE".into()), ("page", page.to_string())];
        let jobs: Vec<Job> = client.page("/jobs", &query).await?;
        if jobs.is_empty() {
            break;
        }
        for job in jobs {
            println!("{} {}", job.id, job.title.as_deref().unwrap_or("(no title)"));
            for page in 1.. {
                let query = [("jobId", job.id.to_string()), ("page", page.to_string())];
                let applications: Vec<Application> = client.page("/applications", &query).await?;
                if applications.is_empty() {
                    break;
                }
                for application in applications {
                    println!("  {} {:?}", application.id, application.status);
                }
            }
        }
    }
    Ok(())
}
