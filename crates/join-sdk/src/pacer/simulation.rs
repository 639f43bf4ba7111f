//! Tests the pacer's core against a simulated server, in simulated time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::core::{Admission, Core, RateLimitInfo, Ticket};

/// A server with fixed windows: one opens with the first request after the last one closed.
#[derive(Clone, Copy)]
pub(crate) struct Server {
    limit: u32,
    window: Duration,
    latency: Duration,
    headers: bool,
    opened: Option<Instant>,
    used: u32,
}

impl Server {
    pub(crate) fn new(limit: u32, window: Duration, latency: Duration, headers: bool) -> Self {
        Self { limit, window, latency, headers, opened: None, used: 0 }
    }

    pub(crate) fn answer(&mut self, now: Instant) -> RateLimitInfo {
        let opened = match self.opened {
            Some(opened) if now < opened + self.window => opened,
            _ => {
                self.used = 0;
                *self.opened.insert(now)
            }
        };
        let refused = self.used >= self.limit;
        self.used += u32::from(!refused);
        let left = (opened + self.window).duration_since(now);
        let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        RateLimitInfo {
            answered: true,
            refused,
            limit: self.headers.then_some(self.limit),
            remaining: self.headers.then_some(self.limit - self.used),
            reset: self.headers.then(|| Duration::from_secs(seconds.max(1))),
            retry_after: None,
        }
    }
}

/// The result of a run.
#[derive(Debug)]
struct Outcome {
    took: Duration,
    refusals: u32,
    longest_wait: Duration,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrives(u64),
    Comes(u64),
}

/// Sends `requests` with limited concurrency; a refused one goes to the end of the queue.
fn run(mut server: Server, tasks: u32, requests: u32) -> Outcome {
    let start = Instant::now();
    let mut core = Core::new(Duration::from_secs(20));
    let mut now = start;
    let (mut waiting, mut served, mut refusals) = (tasks.min(requests), 0, 0);
    let mut unsent = requests - waiting;
    let mut under_way: Vec<(Ticket, Option<RateLimitInfo>)> = Vec::new();
    let mut events: BinaryHeap<Reverse<(Instant, Event)>> = BinaryHeap::new();
    let (mut stuck_since, mut longest_wait) = (now, Duration::ZERO);
    while served < requests {
        let mut wake = None;
        while waiting > 0 {
            match core.take(now) {
                Admission::Go(ticket) => {
                    waiting -= 1;
                    longest_wait = longest_wait.max(now - stuck_since);
                    stuck_since = now;
                    under_way.push((ticket, None));
                    let number = under_way.len() as u64 - 1;
                    events.push(Reverse((now + server.latency / 2, Event::Arrives(number))));
                }
                Admission::Wait(until) => {
                    wake = until;
                    break;
                }
            }
        }
        let event = events.peek().map(|Reverse((time, _))| *time);
        assert!(event.is_some() || wake.is_some(), "nobody will ever move again");
        if wake.is_some_and(|wake| event.is_none_or(|event| wake < event)) {
            now = wake.unwrap();
            continue;
        }
        let Reverse((time, event)) = events.pop().unwrap();
        now = time;
        match event {
            Event::Arrives(number) => {
                under_way[number as usize].1 = Some(server.answer(now));
                events.push(Reverse((now + server.latency / 2, Event::Comes(number))));
            }
            Event::Comes(number) => {
                let (ticket, info) = &under_way[number as usize];
                let info = info.unwrap();
                core.settle(*ticket, info, now);
                if info.refused {
                    refusals += 1;
                    waiting += 1;
                } else {
                    served += 1;
                    waiting += u32::from(unsent > 0);
                    unsent = unsent.saturating_sub(1);
                }
                if waiting == 1 {
                    stuck_since = now;
                }
            }
        }
    }
    Outcome { took: now - start, refusals, longest_wait }
}

/// Time taken, relative to a client with full knowledge.
fn ratio(server: Server, tasks: u32, requests: u32) -> (f64, u32) {
    let windows = (requests - 1) / server.limit;
    let rounds = requests.min(server.limit).div_ceil(tasks);
    let ideal = server.window * windows + server.latency * rounds;
    let outcome = run(server, tasks, requests);
    (outcome.took.as_secs_f64() / ideal.as_secs_f64(), outcome.refusals)
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_window_told_by_headers_is_used_up_and_not_overrun() {
    for latency in [1, 5, 20] {
        let server = Server::new(50, SECOND, Duration::from_millis(latency), true);
        let (ratio, refusals) = ratio(server, 8, 2_000);
        assert!(ratio < 1.06 && refusals <= 2, "{latency} ms: {ratio:.3}, {refusals} refusals");
    }
}

#[test]
fn a_limit_that_is_only_felt_is_learned() {
    for latency in [1, 5, 20] {
        let server = Server::new(50, SECOND, Duration::from_millis(latency), false);
        let (ratio, refusals) = ratio(server, 8, 2_000);
        assert!(ratio < 1.2, "{latency} ms: {ratio:.3}, {refusals} refusals");
    }
}

#[test]
fn a_server_without_a_limit_is_not_slowed_down() {
    let server = Server::new(u32::MAX, SECOND, Duration::from_millis(20), false);
    let outcome = run(server, 8, 2_000);
    assert_eq!(outcome.took, Duration::from_millis(20) * 2_000 / 8);
}

/// A failing network drops every request of a window, so no response announces the next one.
#[test]
fn a_server_that_stops_answering_does_not_stop_the_pacer_for_ever() {
    let start = Instant::now();
    let info = |limit: u32, remaining: u32| RateLimitInfo {
        answered: true,
        limit: Some(limit),
        remaining: Some(remaining),
        reset: Some(SECOND),
        ..RateLimitInfo::default()
    };
    for limit in [0, 3] {
        let mut core = Core::new(Duration::from_secs(20));
        let Admission::Go(first) = core.take(start) else { panic!("it starts unlimited") };
        core.settle(first, info(limit, limit), start);
        let mut now = start + 2 * SECOND;
        for request in 0..10 {
            let Admission::Go(ticket) = core.take(now) else { panic!("request {request} waits for nobody") };
            core.settle(ticket, RateLimitInfo::default(), now);
            now += Duration::from_millis(1);
        }
        let Admission::Go(ticket) = core.take(now) else { panic!("the server is back") };
        core.settle(ticket, info(50, 49), now);
        let open = (0..60).filter(|_| matches!(core.take(now), Admission::Go(_))).count();
        assert_eq!(open, 49, "the window that it tells of is kept");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_limit_everything_is_served_and_no_wait_exceeds_the_clamp(
        limit in 1u32..200,
        window in 100u64..90_000,
        latency in 1u64..500,
        headers: bool,
        tasks in 1u32..40,
    ) {
        let server = Server::new(limit, Duration::from_millis(window), Duration::from_millis(latency), headers);
        let outcome = run(server, tasks, 300);
        prop_assert!(outcome.longest_wait <= Duration::from_secs(21), "{outcome:?}");
    }
}
