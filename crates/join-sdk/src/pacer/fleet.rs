//! Tests a shared quota: several processes, a store some time away, a simulated server, simulated time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::batch::{Batch, Next};
use super::core::{Core, RateLimitInfo, Ticket};
use super::quota::{QuotaGrant, QuotaMark, QuotaRefusal, QuotaTake};
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
    under_way: VecDeque<(Instant, Ticket, QuotaMark, RateLimitInfo)>,
}

#[derive(Debug, Default)]
struct Outcome {
    served: u32,
    refused: u32,
    trips: u32,
    /// What the process that was served least got.
    least: u32,
}

/// Runs `processes` with `tasks` callers each for some time.
fn run(mut server: Server, latency: Duration, processes: usize, tasks: u32, time: Duration) -> Outcome {
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
        under_way: VecDeque::new(),
    };
    let mut all: Vec<Process> = (0..processes).map(|_| new()).collect();
    let mut served = vec![0_u32; processes];
    // What is on the way to the store, and what comes back.
    let mut to_store: VecDeque<(Instant, usize, Message)> = VecDeque::new();
    let mut from_store: VecDeque<(Instant, usize, QuotaGrant)> = VecDeque::new();
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
                        from_store.push_back((now + TRIP / 2, number, grant));
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
        for (number, process) in all.iter_mut().enumerate() {
            while process.under_way.front().is_some_and(|(at, ..)| *at <= now) {
                let Some((_, ticket, mark, info)) = process.under_way.pop_front() else { break };
                process.core.settle(ticket, info, now);
                process.tasks += 1;
                if info.refused {
                    outcome.refused += 1;
                    process.batch.hold();
                    let refusal =
                        QuotaRefusal { mark, wait: info.retry_after.or(info.reset), age: Duration::ZERO };
                    to_store.push_back((now + TRIP / 2, number, Message::Refuse(refusal)));
                } else {
                    served[number] += 1;
                    if let Some(take) = process.batch.count(mark, info, now) {
                        to_store.push_back((now + TRIP / 2, number, Message::Take(take)));
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
                        to_store.push_back((now + TRIP / 2, number, Message::Take(take)));
                        break;
                    }
                };
                let (ticket, mark) = (process.core.admit(now), permit.mark);
                process.tasks -= 1;
                let info = server.answer(now + latency / 2);
                process.under_way.push_back((now + latency, ticket, mark, info));
            }
        }
        now += STEP;
    }
    outcome.served = served.iter().sum();
    outcome.least = served.into_iter().min().unwrap_or_default();
    outcome
}

#[test]
fn eight_processes_use_a_window_up_and_do_not_overrun_it() {
    for latency in [1, 5, 20].map(Duration::from_millis) {
        let server = Server::new(50, SECOND, latency, true);
        let outcome = run(server, latency, 8, 8, Duration::from_secs(60));
        let ideal = 50.0 * 60.0;
        let ratio = f64::from(outcome.served) / ideal;
        println!("{latency:?}: {ratio:.3} of the ideal, {outcome:?}");
        assert!(ratio > 0.95 && outcome.refused <= 2, "{latency:?}: {ratio:.3}, {outcome:?}");
        assert!(outcome.least > 60 * 50 / 8 / 3, "one process starves: {outcome:?}");
    }
}

#[test]
fn at_full_speed_a_request_costs_a_tenth_of_a_trip_to_the_store() {
    let latency = Duration::from_millis(5);
    let server = Server::new(5_000, Duration::from_secs(10), latency, true);
    let outcome = run(server, latency, 8, 16, Duration::from_secs(20));
    let per_call = f64::from(outcome.trips) / f64::from(outcome.served);
    println!("{per_call:.3} trips a call, {outcome:?}");
    assert!(per_call <= 0.1 && outcome.refused == 0, "{per_call:.3}, {outcome:?}");
}

#[test]
fn a_limit_that_is_only_felt_is_learned_by_all() {
    let latency = Duration::from_millis(5);
    let server = Server::new(50, SECOND, latency, false);
    let outcome = run(server, latency, 8, 8, Duration::from_secs(60));
    let ratio = f64::from(outcome.served) / (50.0 * 60.0);
    println!("{ratio:.3} of the ideal, {outcome:?}");
    assert!(ratio > 0.75, "{ratio:.3}, {outcome:?}");
}
