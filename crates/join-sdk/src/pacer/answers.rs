//! What the pacer's core does after each kind of response.

use std::time::{Duration, Instant};

use super::core::{Admission, Core, RateLimitInfo, Ticket};

const SECOND: Duration = Duration::from_secs(1);
const LONGEST_HOLD: Duration = Duration::from_secs(20);

fn core() -> (Core, Instant) {
    let core = Core::new(LONGEST_HOLD);
    (core, Instant::now())
}

fn go(core: &mut Core, now: Instant) -> Ticket {
    match core.take(now) {
        Admission::Go(ticket) => ticket,
        Admission::Wait(until) => panic!("it waits until {until:?}"),
    }
}

/// Until when the next request waits.
fn waits(core: &mut Core, now: Instant) -> Option<Instant> {
    match core.take(now) {
        Admission::Go(_) => panic!("it does not wait"),
        Admission::Wait(until) => until,
    }
}

/// How many of 200 requests may leave at once.
fn admitted(core: &mut Core, now: Instant) -> usize {
    (0..200).take_while(|_| matches!(core.take(now), Admission::Go(_))).count()
}

fn served() -> RateLimitInfo {
    RateLimitInfo { answered: true, ..RateLimitInfo::default() }
}

fn quota(limit: u32, remaining: u32, reset: Duration) -> RateLimitInfo {
    RateLimitInfo { limit: Some(limit), remaining: Some(remaining), reset: Some(reset), ..served() }
}

fn refused(retry_after: Option<Duration>) -> RateLimitInfo {
    RateLimitInfo { refused: true, retry_after, ..served() }
}

#[test]
fn a_refusal_holds_all_callers_for_the_requested_time() {
    for (retry_after, reset, held) in [
        (Some(3 * SECOND), None, 3 * SECOND),
        (None, Some(4 * SECOND), 4 * SECOND),
        (Some(3 * SECOND), Some(4 * SECOND), 3 * SECOND),
        (Some(90 * SECOND), None, LONGEST_HOLD),
    ] {
        let (mut core, now) = core();
        let ticket = go(&mut core, now);
        core.settle(ticket, RateLimitInfo { reset, ..refused(retry_after) }, now);
        assert_eq!((core.held_for(now), core.learned_rate()), (Some(held), None));
        assert_eq!(waits(&mut core, now), Some(now + held));
        assert_eq!(core.held_for(now + held), None);
        go(&mut core, now + held);
    }
}

#[test]
fn after_a_hold_each_success_admits_one_more_until_all_are_admitted() {
    let (mut core, start) = core();
    let ticket = go(&mut core, start);
    core.settle(ticket, refused(Some(SECOND)), start);
    let now = start + SECOND;
    for most in 1..32 {
        let ticket = go(&mut core, now);
        assert_eq!(waits(&mut core, now), None, "{most} are in flight");
        core.settle(ticket, served(), now);
        go(&mut core, now);
    }
    assert_eq!(admitted(&mut core, now), 200);
}

#[test]
fn a_request_that_is_gone_makes_room() {
    for lost in [false, true] {
        let (mut core, start) = core();
        let ticket = go(&mut core, start);
        core.settle(ticket, refused(Some(SECOND)), start);
        let ticket = go(&mut core, start + SECOND);
        if lost {
            core.settle(ticket, RateLimitInfo::default(), start)
        } else {
            core.abandon()
        }
        go(&mut core, start + SECOND);
        assert_eq!(waits(&mut core, start + SECOND), None, "one is in flight");
    }
}

#[test]
fn holds_without_a_duration_double_until_a_success() {
    let (mut core, start) = core();
    let mut now = start;
    for expected in [1, 2, 4, 8, 16, 20, 20, 20, 20, 20, 20, 20, 20] {
        let ticket = go(&mut core, now);
        core.settle(ticket, refused(None), now);
        assert_eq!(core.held_for(now), Some(expected * SECOND));
        now += 60 * SECOND;
    }
    let ticket = go(&mut core, now);
    core.settle(ticket, served(), now);
    now += 60 * SECOND;
    let ticket = go(&mut core, now);
    core.settle(ticket, refused(None), now);
    assert_eq!(core.held_for(now), Some(SECOND));
}

#[test]
fn requests_that_were_sent_before_a_hold_can_only_extend_it() {
    let (mut core, now) = core();
    let tickets: Vec<Ticket> = (0..4).map(|_| go(&mut core, now)).collect();
    core.settle(tickets[0], refused(None), now);
    core.settle(tickets[1], refused(None), now + SECOND / 2);
    assert_eq!(core.held_for(now), Some(SECOND), "one wave of refusals is one hold");
    core.settle(tickets[2], refused(Some(5 * SECOND)), now);
    assert_eq!(core.held_for(now), Some(5 * SECOND));
    core.settle(tickets[3], refused(Some(2 * SECOND)), now);
    assert_eq!(core.held_for(now), Some(5 * SECOND), "a shorter wait shortens nothing");
    let later = now + 60 * SECOND;
    let ticket = go(&mut core, later);
    core.settle(ticket, refused(None), later);
    assert_eq!(core.held_for(later), Some(2 * SECOND), "this one is the second hold");
}

#[test]
fn a_window_is_used_up_and_the_next_one_begins_at_its_end() {
    let (mut core, now) = core();
    let tickets: Vec<Ticket> = (0..4).map(|_| go(&mut core, now)).collect();
    core.settle(tickets[0], quota(50, 10, 5 * SECOND), now);
    assert_eq!(core.held_for(now), None);
    assert_eq!(admitted(&mut core, now), 7, "three of the ten are in flight");
    let ends = now + 5 * SECOND;
    assert_eq!((waits(&mut core, now), core.held_for(now)), (Some(ends), Some(5 * SECOND)));
    assert_eq!(admitted(&mut core, ends), 50);
    assert_eq!(waits(&mut core, ends), None, "its first response says when it ends");
    core.settle(tickets[1], quota(50, 9, 5 * SECOND), ends);
    assert_eq!(waits(&mut core, ends), None, "that one was of the window before");
}

#[test]
fn of_two_responses_of_a_window_the_lower_count_and_the_earlier_end_hold() {
    let (mut core, now) = core();
    let tickets: Vec<Ticket> = (0..3).map(|_| go(&mut core, now)).collect();
    core.settle(tickets[0], quota(50, 10, 5 * SECOND), now);
    core.settle(tickets[1], quota(50, 12, 6 * SECOND), now);
    assert_eq!(admitted(&mut core, now), 8, "ten less two that were in flight");
    assert_eq!(waits(&mut core, now), Some(now + 5 * SECOND));
    core.settle(tickets[2], quota(50, 9, 4 * SECOND), now);
    assert_eq!(admitted(&mut core, now), 1, "nine less eight in flight");
    assert_eq!(waits(&mut core, now), Some(now + 4 * SECOND));
}

#[test]
fn a_count_above_all_that_can_be_in_flight_is_a_new_window() {
    for (remaining, ends) in [(7, 5 * SECOND), (8, 9 * SECOND)] {
        let (mut core, now) = core();
        let tickets: Vec<Ticket> = (0..3).map(|_| go(&mut core, now)).collect();
        // Two stay in flight: the count of an older response is higher by two at most.
        core.settle(tickets[0], quota(50, 5, 5 * SECOND), now);
        core.settle(tickets[1], quota(50, remaining, 9 * SECOND), now);
        admitted(&mut core, now);
        assert_eq!(waits(&mut core, now), Some(now + ends));
    }
}

#[test]
fn after_a_window_longer_than_any_hold_one_request_asks() {
    for (reset, next) in [(LONGEST_HOLD, 50), (LONGEST_HOLD + SECOND, 1)] {
        let (mut core, now) = core();
        let ticket = go(&mut core, now);
        core.settle(ticket, quota(50, 0, reset), now);
        assert_eq!(waits(&mut core, now), Some(now + LONGEST_HOLD));
        assert_eq!(admitted(&mut core, now + LONGEST_HOLD), next);
    }
}

#[test]
fn what_a_response_does_not_say_stays_known() {
    let (mut core, now) = core();
    let (first, second) = (go(&mut core, now), go(&mut core, now));
    core.settle(first, quota(50, 10, 5 * SECOND), now);
    core.settle(second, served(), now);
    assert_eq!(core.info(), quota(50, 10, 5 * SECOND));
    core.settle(second, RateLimitInfo::default(), now);
    assert!(core.info().answered, "no response says nothing");
}

#[test]
fn requests_that_others_counted_use_the_window_and_are_in_flight() {
    let (mut core, now) = core();
    let ticket = core.admit(now);
    core.admit(now);
    core.settle(ticket, quota(50, 4, 5 * SECOND), now);
    core.admit(now);
    assert_eq!(admitted(&mut core, now), 2, "one of the four is in flight, and one was admitted since");
    core.admit(now);
    assert_eq!(waits(&mut core, now), Some(now + 5 * SECOND));
    core.admit(now + 5 * SECOND);
    assert_eq!(admitted(&mut core, now + 5 * SECOND), 49, "it turned the window");
}

#[test]
fn a_rate_that_is_only_felt_paces_the_next_requests() {
    let (mut core, start) = core();
    let start = start + SECOND;
    for _ in 0..10 {
        let ticket = go(&mut core, start);
        core.settle(ticket, served(), start);
    }
    let (refused_one, lost) = (go(&mut core, start), go(&mut core, start));
    core.settle(refused_one, refused(None), start);
    core.settle(lost, RateLimitInfo::default(), start);
    assert_eq!(core.learned_rate(), Some(9.0));
    let now = start + SECOND;
    let ticket = go(&mut core, now);
    core.settle(ticket, served(), now);
    let until = waits(&mut core, now).unwrap();
    // A ninth of a second, less a tenth that is allowed in advance.
    let pause = until.duration_since(now).as_secs_f64();
    assert!((0.010..0.012).contains(&pause), "{pause}");
}

#[test]
fn a_response_from_before_a_hold_says_nothing_of_the_window_after_it() {
    let (mut core, now) = core();
    let tickets: Vec<Ticket> = (0..2).map(|_| go(&mut core, now)).collect();
    core.settle(tickets[0], refused(Some(SECOND)), now);
    core.settle(tickets[1], quota(50, 0, 9 * SECOND), now);
    go(&mut core, now + SECOND);
}

#[test]
fn the_first_response_of_a_window_says_when_it_ends() {
    let (mut core, now) = core();
    let ticket = go(&mut core, now);
    core.settle(ticket, quota(2, 0, 5 * SECOND), now);
    let ends = now + 5 * SECOND;
    let ticket = go(&mut core, ends);
    core.settle(ticket, quota(2, 1, 3 * SECOND), ends);
    go(&mut core, ends);
    assert_eq!(waits(&mut core, ends), Some(ends + 3 * SECOND));
}

#[test]
fn a_refusal_lowers_the_rate_unless_it_follows_another_one() {
    let (mut core, start) = core();
    for _ in 0..10 {
        let ticket = go(&mut core, start);
        core.settle(ticket, served(), start);
    }
    let refuse = |core: &mut Core, now: Instant| {
        let ticket = go(core, now);
        core.settle(ticket, refused(None), now);
        core.learned_rate().unwrap()
    };
    assert_eq!(refuse(&mut core, start), 9.0);
    assert!(refuse(&mut core, start + SECOND) >= 9.0);
    let now = start + 60 * SECOND;
    let ticket = go(&mut core, now);
    core.settle(ticket, served(), now);
    assert_eq!(refuse(&mut core, now + SECOND / 2), 0.9, "one was served in the last second");
}
