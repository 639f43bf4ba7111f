//! The workflow actions as jobs on PostgreSQL, for those who run no other engine.
//!
//! ```text
//! export DATABASE_URL=postgres://localhost/jobs JOIN_API_TOKEN=...
//! cargo run -- work
//! cargo run -- push create_candidate_note '{"candidate_id": 70001, "content": "Identity verified", "key": "inq_123/verified"}'
//! ```
//!
//! A job that fails, or whose worker dies, runs again. So a write has to be one that can: a note and an application have a key
//! of your own, and tags are added and removed, not replaced. The journal keeps what was sent. A file, as here, is for one worker;
//! several need a journal on a store that they share (`Journal::on`), and a tag lock (`JoinBuilder::tag_lock`).

use std::error::Error;
use std::time::Duration;

use apalis::layers::WorkerBuilderExt;
use apalis::layers::retry::RetryPolicy;
use apalis::prelude::{AbortError, BoxDynError, Data, TaskBuilder, TaskSink, WorkerBuilder};
use apalis_postgres::PostgresStorage;
use join_actions::{ActionError, Actions};
use join_sdk::Config;
use join_sdk::journal::Journal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgPool;

/// An action and its input. It has no token.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Job {
    action: String,
    input: Value,
}

/// Runs an action. A failure that may pass is tried again, unless the write may have been applied.
async fn run(job: Job, actions: Data<Actions>) -> Result<(), BoxDynError> {
    refuse_unrepeatable(&job)?;
    match actions.run(&job.action, &job.input).await {
        // Of the output only the outcome is printed: the rest is personal.
        Ok(output) => {
            println!("{}: {}", job.action, output["outcome"].as_str().unwrap_or("read"));
            Ok(())
        }
        Err(error) if error.retryable && !error.may_have_been_applied => {
            let wait = Duration::from_secs(error.retry_after_seconds.unwrap_or(1));
            tokio::time::sleep(wait.min(Duration::from_secs(30))).await;
            Err(error.into())
        }
        Err(error) => Err(AbortError::new(error).into()),
    }
}

/// Refuses a write that a second run would do twice.
fn refuse_unrepeatable(job: &Job) -> Result<(), AbortError> {
    let has = |field: &str| job.input.get(field).is_some_and(|value| !value.is_null());
    let missing = match job.action.as_str() {
        "create_candidate_note" if !has("key") => "key",
        "create_application" if !has("integration_external_id") => "integration_external_id",
        "update_candidate" if has("replace_without_check") => "expected, in place of replace_without_check",
        _ => return Ok(()),
    };
    Err(AbortError::new(format!("{} needs {missing}, since a job may run twice; nothing was sent", job.action)))
}

fn may_pass(error: &BoxDynError) -> bool {
    error.downcast_ref::<ActionError>().is_some()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let pool = PgPool::connect(&std::env::var("DATABASE_URL")?).await?;
    PostgresStorage::setup(&pool).await?;
    let mut jobs = PostgresStorage::new(&pool);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["work"] => {
            let journal = Journal::open("journal.jsonl").await?;
            let join = Config::from_env()?.builder().journal(journal).build()?;
            let worker = WorkerBuilder::new(format!("join-{}", std::process::id()))
                .backend(jobs)
                .data(Actions::new(join))
                .concurrency(8)
                .retry(RetryPolicy::retries(10).retry_if(may_pass))
                .build(run);
            worker.run().await?;
            Ok(())
        }
        ["push", action, input] => {
            let job = Job { action: (*action).to_owned(), input: serde_json::from_str(input)? };
            jobs.push_task(TaskBuilder::new(job).build()).await?;
            println!("pushed");
            Ok(())
        }
        _ => Err("usage: work, or push ACTION INPUT".into()),
    }
}
