//! The services under a real Restate server, which is killed, as is the service.
//!
//! Where no server is installed each test is counted as ignored, and the command that installs it is printed. With
//! `RESTATE_FULL=1` the run with kills has its full size: 200 decisions over 50 candidates.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod follows;
mod kills;
mod receiver;
mod requests;
mod server;
#[path = "../../examples/service.rs"]
mod service;

use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

/// Names the file of what the services of the tests receive. Its presence makes this program the service.
const SERVICE: &str = "CLUSTER_TEST_SERVICE";
/// More than any test takes on a loaded machine. What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(400);

fn main() -> ExitCode {
    if let Some(file) = std::env::var_os(SERVICE) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(receiver::serve(file.into())).unwrap();
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::from_args();
    let program = server::find();
    if program.is_none() && !arguments.list {
        eprintln!(
            "No Restate server is installed, so these tests are ignored. Install it with:\n  {}",
            server::INSTALL
        );
    }
    let is_installed = program.is_some();
    let mut trials = Vec::new();
    macro_rules! trial {
        ($area:ident :: $name:ident) => {{
            let program = program.clone();
            let name = concat!(stringify!($area), "::", stringify!($name));
            let trial = Trial::test(name, move || {
                let missing = || Failed::from(format!("the Restate server is missing: {}", server::INSTALL));
                run(async {
                    $area::$name(&program.ok_or_else(missing)?).await;
                    Ok(())
                })
            });
            trials.push(trial.with_ignored_flag(!is_installed));
        }};
    }
    trial!(kills::decisions_survive_kills_of_the_service_and_the_server);
    trial!(requests::a_wrong_request_ends_and_a_right_one_is_done_once);
    trial!(requests::a_cancelled_run_starts_no_more_edits);
    trial!(follows::each_change_reaches_the_service_of_the_caller);
    trial!(follows::a_feed_with_a_lease_goes_on_after_the_most_batches_of_a_poll);
    trial!(follows::a_cursor_that_is_not_saved_is_reported_until_it_is);
    trial!(follows::a_row_of_a_full_batch_that_can_not_be_read_is_reported);
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(test: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let ended = runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await });
    ended.map_err(|_| Failed::from("it hangs"))?
}
