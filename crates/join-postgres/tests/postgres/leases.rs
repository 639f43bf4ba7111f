//! Leases and the quota's row: time, death, waiting, announcements.

use std::time::{Duration, Instant};

use join_postgres::Postgres;
use join_sdk::ApiToken;
use join_sdk::quota::{QuotaMark, QuotaRefusal, QuotaSeen, QuotaStore, QuotaTake};
use join_sdk::tags::TagLock;
use join_sdk::types::CandidateId;
use tokio::time::{sleep, timeout};

use crate::server::Server;
use crate::stores::{machines, name_of, token};

const CANDIDATE: CandidateId = CandidateId(5);

async fn machine(url: &str, lease: Duration) -> Postgres {
    Postgres::builder(url).lease(lease).connect(&token()).await.unwrap()
}

pub(crate) async fn a_lease_is_renewed_while_it_lives(server: &Server) {
    let (url, lease) = (server.database(), Duration::from_millis(900));
    let (first, second) = (machine(&url, lease).await, machine(&url, lease).await);
    let held = first.tag_lock().lock(CANDIDATE).await.unwrap();
    let other = timeout(lease * 3, second.tag_lock().lock(CANDIDATE)).await;
    assert!(other.is_err() && held.is_held(), "three times its time it is still held");
}

pub(crate) async fn a_lease_of_a_dead_machine_ends_by_itself(server: &Server) {
    let (url, lease) = (server.database(), Duration::from_millis(800));
    let second = machine(&url, lease).await;
    // A machine with its own runtime, which dies with it.
    let dead = {
        let url = url.clone();
        let dies = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let held = runtime
                .block_on(async { machine(&url, lease).await.tag_lock().lock(CANDIDATE).await.unwrap() });
            drop(runtime);
            (held, Instant::now())
        };
        tokio::task::spawn_blocking(dies).await.unwrap()
    };
    let (held, died) = dead;
    let taken = second.tag_lock().lock(CANDIDATE).await.unwrap();
    assert!(!held.is_held() && taken.is_held(), "never two at a time");
    assert!(died.elapsed() < lease + Duration::from_secs(1), "{:?}", died.elapsed());
}

pub(crate) async fn a_waiter_gets_a_lease_as_soon_as_it_is_given_back(server: &Server) {
    let [first, second] = machines(server).await;
    let mut waits = Vec::new();
    for _ in 0..5 {
        let held = first.tag_lock().lock(CANDIDATE).await.unwrap();
        let lock = second.tag_lock();
        let waiting = tokio::spawn(async move { (lock.lock(CANDIDATE).await.unwrap(), Instant::now()) });
        sleep(Duration::from_millis(30)).await;
        let freed = Instant::now();
        drop(held);
        let (_held, taken) = waiting.await.unwrap();
        waits.push(taken - freed);
    }
    waits.sort();
    assert!(waits[2] < Duration::from_millis(100), "announced, not polled for: {waits:?}");
}

pub(crate) async fn a_taking_that_is_given_up_leaves_nothing_behind(server: &Server) {
    let [first, second] = machines(server).await;
    for micros in (0..4000).step_by(200) {
        let _ = timeout(Duration::from_micros(micros), first.tag_lock().lock(CANDIDATE)).await;
    }
    let began = Instant::now();
    drop(second.tag_lock().lock(CANDIDATE).await.unwrap());
    assert!(began.elapsed() < Duration::from_secs(5), "half of a lease's time");
}

pub(crate) async fn what_was_given_back_is_free_before_the_process_ends(server: &Server) {
    let [first, second] = machines(server).await;
    for _ in 0..20 {
        let held = first.tag_lock().lock(CANDIDATE).await.unwrap();
        assert_eq!(second.status().await.unwrap().leases, 1);
        drop(held);
        first.give_back().await;
        assert_eq!(second.status().await.unwrap().leases, 0);
    }
}

pub(crate) async fn a_lease_outlives_a_crash_of_the_database(server: &Server) {
    let (url, lease) = (server.database(), Duration::from_secs(120));
    let (first, second) = (machine(&url, lease).await, machine(&url, lease).await);
    let held = first.tag_lock().lock(CANDIDATE).await.unwrap();
    server.crash();
    server.revive();
    second.status().await.unwrap();
    assert!(held.is_held());
    let other = timeout(Duration::from_secs(1), second.tag_lock().lock(CANDIDATE)).await;
    assert!(other.is_err(), "the row was on the disk");
    drop(held);
    drop(timeout(lease / 2, second.tag_lock().lock(CANDIDATE)).await.unwrap().unwrap());
}

pub(crate) async fn a_hold_reaches_the_others_within_50_ms_and_through_a_lost_connection(server: &Server) {
    let url = server.database();
    let [first, second] = [Postgres::connect(&url, &token()).await, Postgres::connect(&url, &token()).await];
    let (first, second) = (first.unwrap(), second.unwrap());
    let (reporting, waiting) = (first.quota(), second.quota());
    // The row of another token, as a newer version may write it.
    let other = second.with_token(&ApiToken::new("5e1b22").unwrap(), None).quota();
    other.take(QuotaTake::default()).await.unwrap();
    let newer = r#"update "join".quota set steps = array['{"newer": true}'::jsonb]"#;
    assert!(server.psql(name_of(&url), newer).unwrap().is_some());
    // A store needs nothing else to live.
    drop((first, second));
    let mut mark = QuotaMark::default();
    let mut times = Vec::new();
    for round in 0..6 {
        if round == 5 {
            let lost = "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'";
            assert!(server.psql("postgres", lost).unwrap().is_some());
        }
        let wait = Some(Duration::from_secs(100 + round * 20));
        let expected = Instant::now() + Duration::from_secs(95 + round * 20);
        let reported = Instant::now();
        reporting.refuse(QuotaRefusal { mark, wait, age: Duration::ZERO }).await.unwrap();
        while waiting.held().is_none_or(|until| until < expected) {
            assert!(reported.elapsed() < Duration::from_secs(10), "round {round}");
            sleep(Duration::from_millis(1)).await;
        }
        times.push(reported.elapsed());
        mark.hold += 1;
    }
    times.pop();
    times.sort();
    assert!(times[2] < Duration::from_millis(50), "{times:?}");
}

pub(crate) async fn a_batch_costs_one_round_trip(server: &Server) {
    let [first, second] = machines(server).await;
    let (quota, other) = (first.quota(), second.quota());
    let mut take = QuotaTake { want: 32, ..QuotaTake::default() };
    let (mut permits, mut trips) = (0, 0);
    for round in 0..40 {
        if round == 20 {
            other.take(QuotaTake::default()).await.unwrap();
        }
        let before = first.statements();
        let grant = quota.take(take).await.unwrap();
        if round >= 10 {
            permits += grant.permits;
            trips += first.statements() - before;
        }
        let (limit, reset) = (Some(100_000), Some(Duration::from_secs(60)));
        let seen = QuotaSeen { mark: grant.mark, limit, remaining: Some(50_000), reset, age: Duration::ZERO };
        take = QuotaTake { answered: grant.permits.max(1), seen: Some(seen), ..take };
    }
    assert_eq!(trips, 30, "one for each batch, after another machine's change, too");
    assert_eq!(permits, 30 * 32);
}
