//! The shared state on a real PostgreSQL server, which the tests start in a temporary folder.
//!
//! Where PostgreSQL is not installed each test is counted as ignored, and the command that installs it is printed. The program
//! starts itself as the machines of a fleet, so it has no harness.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a failing step fails the test"
)]

mod away;
mod fleet;
mod leases;
mod machines;
mod server;
mod stores;

use std::future::Future;
use std::process::ExitCode;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::server::Server;

/// More than any test takes on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// Most tests wait for times to pass, so more run at once than there are cores.
const THREADS: usize = 8;

/// Read by tests beside others, and written by those alone.
static TURN: RwLock<()> = RwLock::new(());

/// Where a test runs.
enum Place {
    /// On the server of all, beside others.
    Shared,
    /// On a server of its own, since it crashes it.
    Own,
    /// On the server of all without another test, since it measures times or ends connections.
    Alone,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(fleet::MACHINE) {
        run(fleet::machine());
        return ExitCode::SUCCESS;
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(THREADS));
    let programs = server::find();
    if programs.is_none() && !arguments.list {
        eprintln!(
            "PostgreSQL is not installed, so the tests on it are ignored. Install it with:\n  {}",
            server::INSTALL
        );
    }
    let server = match programs
        .as_deref()
        .filter(|_| !arguments.list)
        .map(|programs| Server::start(programs, false))
    {
        Some(Ok(server)) => Some(Arc::new(server)),
        Some(Err(error)) => {
            eprintln!("PostgreSQL is installed and does not start: {error}");
            return ExitCode::FAILURE;
        }
        None => None,
    };
    let mut trials = Vec::new();
    macro_rules! trial {
        ($area:ident :: $name:ident) => {
            trial!(Place::Shared, $area::$name)
        };
        ($place:expr, $area:ident :: $name:ident) => {{
            let (server, programs) = (server.clone(), programs.clone());
            let is_installed = programs.is_some();
            let name = concat!(stringify!($area), "::", stringify!($name));
            let trial = Trial::test(name, move || {
                let missing = || Failed::from(format!("PostgreSQL is missing: {}", server::INSTALL));
                let (server, programs) = (server.ok_or_else(missing)?, programs.ok_or_else(missing)?);
                match $place {
                    Place::Shared => {
                        let _beside = TURN.read().unwrap_or_else(PoisonError::into_inner);
                        run($area::$name(&server));
                    }
                    Place::Own => {
                        let _beside = TURN.read().unwrap_or_else(PoisonError::into_inner);
                        run($area::$name(&Server::start(&programs, false)?));
                    }
                    Place::Alone => {
                        let _alone = TURN.write().unwrap_or_else(PoisonError::into_inner);
                        run($area::$name(&server));
                    }
                }
                Ok(())
            });
            trials.push(trial.with_ignored_flag(!is_installed));
        }};
    }
    trial!(stores::the_stores_keep_all_guarantees);
    trial!(stores::migrations_run_at_once_and_again);
    trial!(stores::a_schema_that_is_behind_is_refused_unless_it_may_be_migrated);
    trial!(stores::a_role_with_few_rights_is_enough);
    trial!(stores::the_token_and_names_never_reach_the_database);
    trial!(stores::companies_and_journals_are_apart);
    trial!(stores::a_journal_takes_any_key);
    trial!(stores::an_overtaken_follower_saves_nothing);
    trial!(stores::the_audit_has_a_partition_for_each_month_and_drops_old_ones);
    trial!(stores::journals_and_audit_are_read_page_by_page);
    trial!(stores::a_candidate_is_forgotten_in_all_tables);
    trial!(stores::old_edits_are_removed);
    trial!(leases::a_lease_is_renewed_while_it_lives);
    trial!(leases::a_lease_of_a_dead_machine_ends_by_itself);
    trial!(leases::a_taking_that_is_given_up_leaves_nothing_behind);
    trial!(leases::what_was_given_back_is_free_before_the_process_ends);
    trial!(Place::Own, leases::a_lease_outlives_a_crash_of_the_database);
    trial!(leases::a_batch_costs_one_round_trip);
    trial!(away::without_the_database_reads_go_on_and_writes_are_refused);
    trial!(away::a_database_that_stalls_costs_no_more_than_the_patience);
    trial!(away::a_machine_may_wait_for_its_quota);
    trial!(Place::Own, away::a_short_restart_goes_unnoticed);
    trial!(Place::Own, machines::no_own_tag_is_lost_with_killed_machines_and_a_restarted_database);
    trial!(machines::creates_of_killed_machines_have_no_duplicates);
    trial!(machines::a_feed_whose_followers_are_killed_misses_nothing);
    // Last, so that they keep no other waiting.
    trial!(Place::Alone, leases::a_waiter_gets_a_lease_as_soon_as_it_is_given_back);
    trial!(Place::Alone, leases::a_hold_reaches_the_others_within_50_ms_and_through_a_lost_connection);
    trial!(Place::Alone, machines::machines_share_a_quota);
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await }).unwrap();
    // What a stalled connection still waits for.
    runtime.shutdown_timeout(Duration::from_millis(100));
}
