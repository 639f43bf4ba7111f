//! Tests a shared quota: several processes, a store some time away, a simulated server, simulated time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::batch::{Batch, BatchPermit, Next};
use super::core::{Core, RateLimitInfo, Ticket};
use super::quota::{QuotaGrant, QuotaRefusal, QuotaTake};
use super::shared::SharedQuota;
use super::simulation::Server;

const STEP: Duration = Duration::from_micros(500);
/// The way to the store and back.
const TRIP: Duration = Duration::from_millis(2);
const SECOND: Duration = Duration::from_secs(1);

enum Message {
    Take(QuotaTake),
    Refuse(QuotaRefusal),
}

struct Process {
    batch: Batch,
    core: Core,
    tasks: u32,
    asked: bool,
    wake: Instant,
    under_way: Vec<(Instant, Ticket, BatchPermit, RateLimitInfo)>,
}

#[derive(Debug, Default)]
struct Outcome {
    served: u32,
    refused: u32,
    trips: u32,
    /// What the process that was served least got.
    least: u32,
}

/// A time for which something stands still: `stall` in the mean, and now and then many times as much.
fn stalls(stall: Duration) -> Duration {
    stall.mul_f64(-(1.0 - fastrand::f64()).ln())
}

/// Runs `processes` with `tasks` callers each for some time. Each way of a message takes as long as it stalls, too.
fn run(
    mut server: Server,
    (latency, stall): (Duration, Duration),
    processes: usize,
    tasks: u32,
    time: Duration,
) -> Outcome {
    fastrand::seed(7);
    let start = Instant::now();
    let mut quota = SharedQuota::default();
    let mut held = start;
    let new = || Process {
        batch: Batch::new(start),
        core: Core::new(Duration::from_secs(20)),
        tasks,
        asked: false,
        wake: start,
        under_way: Vec::new(),
    };
    let mut all: Vec<Process> = (0..processes).map(|_| new()).collect();
    let mut served = vec![0_u32; processes];
    // What is on the way to the store, and what comes back.
    let mut to_store: VecDeque<(Instant, usize, Message)> = VecDeque::new();
    let mut from_store: VecDeque<(Instant, usize, QuotaGrant)> = VecDeque::new();
    let mut to_server: Vec<(Instant, usize, Ticket, BatchPermit)> = Vec::new();
    let mut outcome = Outcome::default();
    let mut now = start;
    while now < start + time {
        while to_store.front().is_some_and(|(at, _, _)| *at <= now) {
            let Some((_, number, message)) = to_store.pop_front() else { break };
            outcome.trips += 1;
            match message {
                Message::Take(take) => {
                    let grant = quota.take(take, now - start + SECOND);
                    if take.want > 0 {
                        from_store.push_back((now + TRIP / 2 + stalls(stall), number, grant));
                    }
                }
                Message::Refuse(refusal) => {
                    quota.refuse(refusal, now - start + SECOND);
                    held = now + quota.held_for(now - start + SECOND).unwrap_or_default();
                }
            }
        }
        while from_store.front().is_some_and(|(at, _, _)| *at <= now) {
            let Some((_, number, grant)) = from_store.pop_front() else { break };
            let process = &mut all[number];
            process.asked = false;
            process.wake = process.batch.answered(Ok(grant), now).unwrap_or(now);
        }
        to_server.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        while let Some((at, number, ticket, permit)) = to_server.pop_if(|(at, ..)| *at <= now) {
            let back = at + latency / 2 + stalls(stall);
            all[number].under_way.push((back, ticket, permit, server.answer(at)));
        }
        for (number, process) in all.iter_mut().enumerate() {
            process.under_way.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
            while let Some((_, ticket, permit, info)) = process.under_way.pop_if(|(at, ..)| *at <= now) {
                process.core.settle(ticket, info, now);
                process.tasks += 1;
                if info.refused {
                    outcome.refused += 1;
                    process.batch.hold();
                    let refusal = QuotaRefusal {
                        mark: permit.mark,
                        wait: info.retry_after.or(info.reset),
                        age: Duration::ZERO,
                    };
                    to_store.push_back((now + TRIP / 2 + stalls(stall), number, Message::Refuse(refusal)));
                } else {
                    served[number] += 1;
                    if let Some(take) = process.batch.count(permit, info, now) {
                        to_store.push_back((now + TRIP / 2 + stalls(stall), number, Message::Take(take)));
                    }
                }
            }
            while process.tasks > 0 && !process.asked && now >= process.wake {
                if now < held {
                    process.batch.hold();
                    break;
                }
                let permit = match process.batch.next(now) {
                    Next::Go(permit) => permit,
                    Next::Wait(until) => {
                        process.wake = until;
                        break;
                    }
                    Next::Ask(take) => {
                        process.asked = true;
                        to_store.push_back((now + TRIP / 2 + stalls(stall), number, Message::Take(take)));
                        break;
                    }
                };
                let ticket = process.core.admit(now);
                process.tasks -= 1;
                to_server.push((now + latency / 2 + stalls(stall), number, ticket, permit));
            }
        }
        now += STEP;
    }
    outcome.served = served.iter().sum();
    outcome.least = served.into_iter().min().unwrap_or_default();
    outcome
}

/// What the server served as a part of what it would have, and the trips to the store for each request.
fn rated(outcome: &Outcome, limit: u32, seconds: u32) -> (f64, f64) {
    let served = f64::from(outcome.served);
    (served / f64::from(limit * seconds), f64::from(outcome.trips) / served)
}

#[test]
fn eight_processes_use_a_window_up_and_do_not_overrun_it() {
    for latency in [1, 5, 20].map(Duration::from_millis) {
        let server = Server::new(50, SECOND, latency, true);
        let outcome = run(server, (latency, Duration::ZERO), 8, 8, SECOND * 60);
        let (ratio, trips) = rated(&outcome, 50, 60);
        println!("{latency:?}: {ratio:.3} of the ideal, {trips:.3} trips a call, {outcome:?}");
        assert!(ratio > 0.97 && outcome.refused == 0, "{latency:?}: {ratio:.3}, {outcome:?}");
        assert!(trips <= 0.11, "{trips:.3} trips a call with the beginning, {outcome:?}");
        assert!(outcome.least > 60 * 50 / 8 * 2 / 3, "one process starves: {outcome:?}");
    }
}

#[test]
fn what_stands_still_now_and_then_costs_time_and_no_refusals() {
    let (latency, stall) = (Duration::from_millis(5), Duration::from_millis(5));
    for tasks in [1, 4] {
        let server = Server::new(50, SECOND, latency, true);
        let outcome = run(server, (latency, stall), 8, tasks, SECOND * 60);
        let (ratio, trips) = rated(&outcome, 50, 60);
        println!("{ratio:.3} of the ideal, {trips:.3} trips a call, {outcome:?}");
        assert!(ratio > 0.95 && trips < 0.13 && outcome.refused <= 2, "{ratio:.3}, {trips:.3}, {outcome:?}");
    }
}

#[test]
fn few_permits_go_round_and_nobody_asks_in_vain() {
    let latency = Duration::from_millis(5);
    let server = Server::new(5, SECOND, latency, true);
    let outcome = run(server, (latency, Duration::ZERO), 8, 4, SECOND * 60);
    let (ratio, trips) = rated(&outcome, 5, 60);
    println!("{ratio:.3} of the ideal, {trips:.3} trips a call, {outcome:?}");
    assert!(ratio > 0.97 && trips < 0.7 && outcome.refused == 0, "{ratio:.3}, {trips:.3}, {outcome:?}");
    assert!(outcome.least > 60 * 5 / 8 / 2, "one process starves: {outcome:?}");
}

#[test]
fn a_single_process_has_all_of_the_quota() {
    let latency = Duration::from_millis(5);
    let server = Server::new(50, SECOND, latency, true);
    let outcome = run(server, (latency, Duration::ZERO), 1, 8, SECOND * 20);
    let (ratio, trips) = rated(&outcome, 50, 20);
    assert!(ratio > 0.97 && trips <= 0.1 && outcome.refused == 0, "{ratio:.3}, {trips:.3}, {outcome:?}");
}

#[test]
fn at_full_speed_a_request_costs_a_tenth_of_a_trip_to_the_store() {
    let latency = Duration::from_millis(5);
    let server = Server::new(5_000, SECOND * 10, latency, true);
    let outcome = run(server, (latency, Duration::ZERO), 8, 16, SECOND * 20);
    let (_, trips) = rated(&outcome, 500, 20);
    println!("{trips:.3} trips a call, {outcome:?}");
    assert!(trips <= 0.1 && outcome.refused == 0, "{trips:.3}, {outcome:?}");
}

#[test]
fn a_limit_that_is_only_felt_is_learned_by_all() {
    let latency = Duration::from_millis(5);
    let server = Server::new(50, SECOND, latency, false);
    let outcome = run(server, (latency, Duration::ZERO), 8, 8, SECOND * 60);
    let (ratio, trips) = rated(&outcome, 50, 60);
    println!("{ratio:.3} of the ideal, {trips:.3} trips a call, {outcome:?}");
    assert!(ratio > 0.75 && trips < 1.0, "{ratio:.3}, {outcome:?}");
}

#[test]
fn permits_are_given_up_when_the_server_has_none_left() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    assert!(matches!(batch.next(now), Next::Ask(_)));
    let grant = QuotaGrant { permits: 5, valid_for: SECOND, ..QuotaGrant::default() };
    assert_eq!(batch.answered(Ok(grant), now), None);
    let Next::Go(permit) = batch.next(now) else { panic!("it has permits") };
    let info = RateLimitInfo { answered: true, remaining: Some(0), ..RateLimitInfo::default() };
    assert!(batch.count(permit, info, now).is_some(), "the store learns of it at once");
    assert!(matches!(batch.next(now), Next::Wait(until) if until == now + SECOND));
}
