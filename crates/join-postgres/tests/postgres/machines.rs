//! What machines share holds while they are killed and the database is restarted: small, for each test run.

use std::time::Duration;

use crate::fleet::{creates, feed, quota, tags};
use crate::server::Server;

pub(crate) async fn no_own_tag_is_lost_with_killed_machines_and_a_restarted_database(server: &Server) {
    let size = tags::Size {
        machines: 4,
        candidates: 25,
        concurrency: 8,
        kill_every: Duration::from_millis(900),
        restarts: [Duration::from_millis(1500), Duration::from_millis(4000)],
        rival_every: Duration::from_millis(40),
        settle: Duration::from_millis(200),
    };
    let outcome = tags::race(server, size, true).await;
    println!("{outcome}");
    assert_eq!((outcome.own_lost, outcome.others_removed), (0, 0), "{outcome}");
    assert!(outcome.kills > 0 && outcome.rival_edits > 0, "{outcome}");
}

pub(crate) async fn machines_share_a_quota(server: &Server) {
    let size = quota::Size { machines: 4, tokens: 1, per_second: 50, time: Duration::from_secs(4) };
    let outcome = quota::share(server, size).await;
    println!("{outcome}");
    // A few seconds on a loaded machine; the benchmark measures the full size.
    assert!(outcome.of_ideal > 0.5 && outcome.refused <= 8 && outcome.trips < 0.5, "{outcome}");
}

pub(crate) async fn creates_of_killed_machines_have_no_duplicates(server: &Server) {
    let kill_every = Duration::from_millis(700);
    let outcome =
        creates::fire(server, creates::Size { machines: 4, creates: 12, kills: 3, kill_every }).await;
    println!("{outcome}");
    assert_eq!((outcome.duplicates, outcome.ends["failed"]), (0, 0), "{outcome}");
    assert_eq!(outcome.there + missing(&outcome, 12), 12, "{outcome}");
}

/// Creates that are not there: a caller has to have received an unknown outcome.
fn missing(outcome: &creates::Outcome, creates: usize) -> usize {
    let missing = creates - outcome.there;
    assert!(missing == 0 || outcome.ends["unknown"] > 0, "{outcome}");
    missing
}

pub(crate) async fn a_feed_whose_followers_are_killed_misses_nothing(server: &Server) {
    let lease = Duration::from_millis(1500);
    let outcome = feed::follow(server, feed::Size { followers: 3, kills: 3, lease, changes: 3 }).await;
    println!("{outcome}");
    assert_eq!(outcome.missed, 0);
    // The polls of a feed, and a loaded machine, come on top.
    assert!(outcome.takeover < lease + Duration::from_secs(3), "{outcome}");
}
