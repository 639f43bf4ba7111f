//! `joinctl sandbox`: serves a stand-in for JOIN until it is interrupted.

mod behaviour;
mod data;
mod faults;
mod from_recording;
mod network;
mod welcome;

use std::io;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use join_sandbox::{Clock, JoinSandbox};

use crate::exit::{Failure, Outcome};
use crate::interrupt::Interrupts;
use crate::output::out::{self, Out};

/// Shown below the help of the command.
pub(crate) const EXAMPLES: &str = "\
Examples:
  joinctl sandbox --port 4010 --applications 500
  joinctl sandbox --variant page-cap=25 --variant past-end=404 --quota 100/10s
  joinctl sandbox --recruiter \"add hr:called before write 1\" --clock real
  joinctl sandbox --rival \"add sync:done every 2s holding 500ms named hris\"
  joinctl sandbox --fault create-application:lose-answer#2 --fault reads:page@5%
  joinctl sandbox --bind 0.0.0.0 --allow-host sandbox.internal --port 4010
  joinctl sandbox --data company.json
  joinctl sandbox --from-recording session.jsonl
  joinctl sandbox --variant help
  joinctl sandbox --fault help";

/// The settings of the sandbox.
#[derive(Args)]
pub(crate) struct Options {
    /// Seed of the data. The same seed gives the same data.
    #[arg(long)]
    seed: Option<u64>,
    /// Number of seeded applications.
    #[arg(long, value_parser = RangedU64ValueParser::<usize>::new().range(..=1_000_000))]
    applications: Option<usize>,
    /// Token that the sandbox accepts.
    #[arg(long)]
    token: Option<String>,
    /// Clock: fixed gives the same times on each run, one second for each write; real is this machine's.
    #[arg(long, value_name = "fixed|real", default_value_t = Clock::Fixed)]
    clock: Clock,
    #[command(flatten)]
    data_file: data::DataFile,
    #[command(flatten)]
    network: network::Network,
    #[command(flatten)]
    behaviour: behaviour::Behaviour,
    #[command(flatten)]
    faults: faults::Faults,
    #[command(flatten)]
    recording: from_recording::FromRecording,
}

/// Starts the sandbox, prints its address, and serves until SIGINT or SIGTERM.
pub(crate) async fn run(options: Options, out: &mut Out) -> Outcome {
    if options.behaviour.asks_for_variants() {
        return behaviour::list_variants(out);
    }
    if options.faults.asks_for_faults() {
        return faults::list_faults(out);
    }
    if options.data_file.asks_for_schema() {
        return data::print_schema(out);
    }
    let place = options.network.place();
    let mut builder = options.network.set(JoinSandbox::builder()).clock(options.clock);
    builder = options.faults.set(options.behaviour.set(builder));
    builder = options.data_file.set(builder)?;
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
    let sandbox = builder.start().await.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => Failure::usage(error.to_string()),
        io::ErrorKind::AddrInUse => Failure::new(format!(
            "the sandbox can't listen on {place}: another program does; name another port, or none to take a free one"
        )),
        _ => Failure::new(format!("the sandbox can't listen on {place}: {error}")),
    })?;
    if !sandbox.address().ip().is_loopback() {
        let token = "its token is the same on each run unless --token sets another";
        let address = sandbox.address();
        out::report(&format!("warning: other machines reach the sandbox at {address}; {token}"));
    }
    welcome::print(&sandbox, out)?;
    out.flush()?;
    interrupted.wait().await;
    sandbox.shutdown().await;
    Ok(())
}
