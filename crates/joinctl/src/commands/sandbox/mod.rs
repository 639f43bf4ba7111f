//! `joinctl sandbox`: serves a stand-in for JOIN until it is interrupted.

mod from_recording;

use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use join_sandbox::JoinSandbox;

use crate::exit::{Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::out::Out;

/// The settings of the sandbox.
#[derive(Args)]
pub(crate) struct Options {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Seed of the data. The same seed gives the same data.
    #[arg(long)]
    seed: Option<u64>,
    /// Number of seeded applications.
    #[arg(long, value_parser = RangedU64ValueParser::<usize>::new().range(..=1_000_000))]
    applications: Option<usize>,
    /// Token that the sandbox accepts.
    #[arg(long)]
    token: Option<String>,
    /// Delay of each request, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=600_000))]
    latency_ms: u64,
    #[command(flatten)]
    recording: from_recording::FromRecording,
}

/// Starts the sandbox, prints its address as one line of JSON, and serves until SIGINT or SIGTERM.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    let mut builder =
        JoinSandbox::builder().port(options.port).latency(Duration::from_millis(options.latency_ms));
    if let Some(seed) = options.seed {
        builder = builder.seed(seed);
    }
    if let Some(applications) = options.applications {
        builder = builder.applications(applications);
    }
    if let Some(token) = options.token {
        builder = builder.token(token);
    }
    builder = options.recording.set(builder)?;
    // Listened for before anything is printed: whoever reads the line may signal at once.
    let mut interrupted = Interrupts::listen()?;
    let started = builder.start().await;
    let sandbox = started.map_err(|error| {
        Failure::new(format!("the sandbox can't listen on port {}: {error}", options.port))
    })?;
    let line = serde_json::json!({ "base_url": sandbox.base_url(), "token": sandbox.token() });
    out.json(&line)?;
    out.flush()?;
    interrupted.wait().await;
    sandbox.shutdown().await;
    Ok(())
}
