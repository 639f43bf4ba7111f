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
    println!("{}", report::HEAD);
    let mut costs = Vec::new();
    for workers in [1, 10, 100, 1_000].into_iter().filter(|workers| *workers <= most) {
        // Fewer workers are simulated for longer, so that the losses of a death weigh as much.
        let report = run(Setting::new(workers, if workers > 100 { seconds / 2 } else { seconds }));
        println!("{}", report.row(&workers.to_string()));
        assert_eq!(report.own_lost, 0, "{report:?}");
        assert!(report.edits > 0 && report.told.share() > 0.8, "{report:?}");
        if workers >= 10 {
            costs.push(report.trips_per_call());
        }
    }
    if most > 10 {
        let some = Setting::new(100, seconds);
        println!("{}", run(Setting { spread: 1, ..some }).row("100, edits of a token on 1"));
        println!("{}", run(Setting { spread: 16, ..some }).row("100, edits of a token on 16"));
        println!(
            "{}",
            run(Setting { deaths: 0, loses_database: false, ..some }).row("100, without failures")
        );
        println!("{}", run(Setting { has_lock: false, ..some }).row("100, without a shared lock"));
    }
    let (least, most) =
        costs.iter().fold((f64::MAX, 0.0_f64), |(low, high), cost| (low.min(*cost), high.max(*cost)));
    assert!(most < least * 1.1, "the cost of a call grows: {costs:?}");
}
