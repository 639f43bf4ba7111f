//! One machine of a fleet: this program, started with a job on its standard input.

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use join_postgres::Postgres;
use join_sandbox::JoinSandbox;
use join_sdk::{ApiToken, Join, JoinBuilder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use super::{creates, feed, quota, tags};

/// The argument that makes this program a machine.
pub(crate) const MACHINE: &str = "machine-of-a-fleet";

/// What a machine works with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) work: Work,
    /// The machine's number.
    pub(crate) number: usize,
    pub(crate) base_url: String,
    pub(crate) token: String,
    pub(crate) database: String,
    pub(crate) lease: Duration,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Work {
    Tags(tags::Edits),
    Quota(quota::Calls),
    Creates(creates::Creates),
    Follow(feed::Follow),
}

impl Job {
    pub(crate) fn new(work: Work, number: usize, sandbox: &JoinSandbox, database: &str) -> Self {
        let (base_url, token) = (sandbox.base_url().to_owned(), sandbox.token().to_owned());
        Self { work, number, base_url, token, database: database.to_owned(), lease: Duration::from_secs(2) }
    }

    pub(crate) fn token(&self) -> ApiToken {
        ApiToken::new(self.token.clone()).unwrap()
    }

    pub(crate) async fn postgres(&self) -> Postgres {
        loop {
            let postgres =
                Postgres::builder(&self.database).lease(self.lease).patience(Duration::from_secs(10));
            match postgres.connect(&self.token()).await {
                Err(error) if error.is_away() => {}
                connected => return connected.unwrap(),
            }
        }
    }

    pub(crate) fn join(&self) -> JoinBuilder {
        Join::builder(self.token()).base_url(&self.base_url)
    }

    /// Starts the machine.
    pub(crate) async fn start(&self) -> Machine {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(MACHINE).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(&serde_json::to_vec(self).unwrap()).await.unwrap();
        Machine { job: self.clone(), child }
    }
}

/// A machine that runs.
pub(crate) struct Machine {
    job: Job,
    pub(crate) child: Child,
}

impl Machine {
    /// Kills it, and starts it again.
    pub(crate) async fn replace(&mut self) {
        self.child.kill().await.unwrap();
        *self = self.job.start().await;
    }

    pub(crate) fn is_done(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for its end, and returns its report.
    pub(crate) async fn report(mut self) -> Value {
        let (mut text, mut output) = (String::new(), self.child.stdout.take().unwrap());
        output.read_to_string(&mut text).await.unwrap();
        assert!(self.child.wait().await.unwrap().success(), "machine {} failed", self.job.number);
        serde_json::from_str(&text).unwrap()
    }
}

/// The work of a machine.
pub(crate) async fn machine() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let job: Job = serde_json::from_str(&text).unwrap();
    let report = match &job.work {
        Work::Tags(edits) => edits.run(&job).await,
        Work::Quota(calls) => calls.run(&job).await,
        Work::Creates(creates) => creates.run(&job).await,
        Work::Follow(follow) => follow.run(&job).await,
    };
    println!("{report}");
}
