//! A fleet on an invented clock: the SDK's own pacer, shared quota and edit machine, with a simulated JOIN and database.
//!
//! All tokens have more edits than their quota allows. Workers die, the database goes away, and others write to the same
//! candidates. `cargo xtask scale` prints the table of `docs/scale-simulation.md`.

mod calls;
mod fleet;
mod job;
mod pair;
mod report;

use std::time::Duration;

use fleet::Fleet;
use report::Report;

/// What a run simulates.
#[derive(Debug, Clone, Copy)]
struct Setting {
    workers: usize,
    /// Tokens of each worker on average.
    tokens: usize,
    /// Candidates of a token.
    candidates: usize,
    /// Workers that share a token's edits.
    spread: usize,
    /// Whether writers of different workers take turns.
    has_lock: bool,
    /// Workers that die.
    deaths: u32,
    /// Whether the database is away for 2 s in the middle.
    loses_database: bool,
    time: Duration,
    /// The part of the time that is not measured, since rates are learned in it.
    warm_up: Duration,
}

impl Setting {
    const fn new(workers: usize, seconds: u64) -> Self {
        Self {
            workers,
            tokens: 10,
            candidates: 100,
            spread: 2,
            has_lock: true,
            // One in fifty workers of a fleet.
            deaths: if workers < 10 { 0 } else { workers.div_ceil(50) as u32 },
            loses_database: true,
            time: Duration::from_secs(seconds),
            warm_up: Duration::from_secs(10),
        }
    }
}

fn run(setting: Setting) -> Report {
    Fleet::new(setting).run()
}

/// The runs that `JOIN_SCALE` asks for: `full` or `quick`.
#[test]
fn a_fleet_loses_no_own_tag_and_costs_the_same_for_each_call() {
    let (most, seconds) = match std::env::var("JOIN_SCALE").as_deref() {
        Ok("full") => (1_000, 60),
        Ok(_) => (100, 60),
        Err(_) => (10, 60),
    };
    let sizes = [1, 10, 100, 1_000].into_iter().filter(|workers| *workers <= most);
    // Fewer workers are simulated for longer, so that the losses of a death weigh as much.
    let time = |workers| if workers > 100 { seconds / 2 } else { seconds };
    let mut runs: Vec<(String, Setting)> =
        sizes.map(|workers| (workers.to_string(), Setting::new(workers, time(workers)))).collect();
    let fleets = runs.len();
    if most > 10 {
        let some = Setting::new(100, seconds);
        runs.extend([
            ("100, edits of a token on 1".to_owned(), Setting { spread: 1, ..some }),
            ("100, edits of a token on 16".to_owned(), Setting { spread: 16, ..some }),
            ("100, without failures".to_owned(), Setting { deaths: 0, loses_database: false, ..some }),
            ("100, without a shared lock".to_owned(), Setting { has_lock: false, ..some }),
        ]);
    }
    println!("{}", report::HEAD);
    let mut costs = Vec::new();
    std::thread::scope(|scope| {
        let started: Vec<_> = runs.iter().map(|(_, setting)| scope.spawn(|| run(*setting))).collect();
        for (number, (running, (name, setting))) in started.into_iter().zip(&runs).enumerate() {
            let report = running.join().unwrap();
            println!("{}", report.row(name));
            if number < fleets {
                assert_eq!(report.own_lost, 0, "{report:?}");
                assert!(report.edits > 0 && report.with_headers.share() > 0.8, "{report:?}");
            }
            if number < fleets && setting.workers >= 10 {
                costs.push(report.trips_per_call());
            }
        }
    });
    let (least, most) =
        costs.iter().fold((f64::MAX, 0.0_f64), |(low, high), cost| (low.min(*cost), high.max(*cost)));
    assert!(most < least * 1.1, "the cost of a call grows: {costs:?}");
}
