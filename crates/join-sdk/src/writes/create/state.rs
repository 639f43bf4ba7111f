//! Decides each next step of a repeatable create. Pure, so that properties test the rules against duplicate applications.

use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// The time that the last lookup needs at most, in a call with enough time.
const FOR_LOOKUP: Duration = Duration::from_secs(5);

/// The limits of a create.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Most requests, the first one included.
    pub(crate) max_attempts: u32,
    /// Time for a request without a response to arrive.
    pub(crate) settle: Duration,
    /// Whether it is sent again after the settle time.
    pub(crate) resends: bool,
    /// The longest wait that the server may request.
    pub(crate) longest_wait: Duration,
}

/// The result of a step. A found application ends the create, so it has no variant.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Event {
    /// The create failed.
    Failed(Failure),
    /// No checked application has the external id.
    Absent,
    /// The applications could not be read, or not all of them.
    Blind,
}

/// A failed create.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) may_have_been_applied: bool,
    /// Requests sent.
    pub(crate) attempts: u32,
    /// The wait that the server requested.
    pub(crate) asked: Option<Duration>,
}

impl Failure {
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            kind: error.kind(),
            may_have_been_applied: error.may_have_been_applied(),
            attempts: error.attempts(),
            asked: error.retry_after(),
        }
    }
}

/// The next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Create it, with this many requests at most.
    Send { most: u32 },
    /// Wait, then look for the external id.
    Check { wait: Duration, reach: Reach },
    /// Give up.
    End(Ending),
}

/// The range of the job's applications to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those that changed since shortly before the create began, by this machine's clock.
    Recent,
    All,
}

/// The end of a create without an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With the last failure.
    AsItCame,
    /// The person applied to the job before, under no or another external id.
    AnotherWay,
    /// The person applied to the job before; under which external id could not be seen.
    Unseen,
    /// The application may have been created.
    Unknown,
    /// A request of an earlier call may still arrive, and this call has no time left to wait for it.
    Unsettled,
}

/// The purpose of a lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Find it before sending.
    First,
    /// Check whether a lost request arrived.
    Landed,
    /// Check whether the existing application is ours.
    Exists,
}

/// The lookups after a request that may arrive late. Their intervals double; the last one is at the end of the settle time.
/// Every second one is among all applications, in case the server's clock differs much from this machine's.
#[derive(Debug, Clone, Copy)]
struct Settling {
    left: Duration,
    interval: Duration,
    lookups: u32,
}

impl Settling {
    /// Seven lookups come before the last.
    fn over(left: Duration) -> Self {
        Self { left, interval: left / 256, lookups: 0 }
    }

    /// The next wait, at least this long.
    fn next(&mut self, least: Duration) -> Duration {
        let wait = self.interval.max(least).min(self.left.max(least));
        self.left = self.left.saturating_sub(wait);
        self.interval = self.interval.saturating_mul(2);
        // A remainder shorter than the wait before it is not worth a lookup of its own.
        if self.left < wait / 2 {
            return wait + std::mem::take(&mut self.left);
        }
        wait
    }
}

/// The state of a create with an external id.
#[derive(Debug)]
pub(crate) struct CreateState {
    rules: Rules,
    purpose: Purpose,
    settling: Settling,
    sent: u32,
    unsure: bool,
    /// Whether this call must not send again, whatever the rules say.
    final_send: bool,
}

impl CreateState {
    /// Starts a create with a lookup first, or with a send. `unsettled` is the time in which a request of an earlier call may
    /// still arrive; with it, a lookup comes first.
    pub(crate) fn begin(rules: Rules, looks_first: bool, unsettled: Duration) -> (Self, Step) {
        let state = Self {
            rules,
            purpose: Purpose::First,
            settling: Settling::over(unsettled),
            sent: 0,
            unsure: false,
            final_send: false,
        };
        let first = if looks_first || !unsettled.is_zero() {
            Step::Check { wait: Duration::ZERO, reach: Reach::All }
        } else {
            Step::Send { most: rules.max_attempts }
        };
        (state, first)
    }

    /// Requests sent.
    pub(crate) fn sent(&self) -> u32 {
        self.sent
    }

    /// Whether a request without a response may have arrived.
    pub(crate) fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// Takes the last step's result, with the time left until the deadline.
    pub(crate) fn next(&mut self, event: Event, left: Duration) -> Step {
        match event {
            Event::Failed(failure) => self.failed(failure, left),
            Event::Absent => self.absent(left),
            Event::Blind => match self.purpose {
                Purpose::First => Step::End(Ending::AsItCame),
                Purpose::Exists => Step::End(Ending::Unseen),
                Purpose::Landed if self.settling.left.is_zero() => Step::End(Ending::Unknown),
                Purpose::Landed => self.look(Duration::ZERO, left),
            },
        }
    }

    fn failed(&mut self, failure: Failure, left: Duration) -> Step {
        self.sent = self.sent.saturating_add(failure.attempts);
        let was_unsure = self.unsure;
        self.unsure |= failure.may_have_been_applied;
        if failure.kind == ErrorKind::Io {
            // The create succeeded but its record failed: the caller must get that error.
            return Step::End(Ending::AsItCame);
        }
        match (failure.may_have_been_applied || was_unsure, failure.kind) {
            // It may have arrived, or an earlier request may have, or may still arrive.
            (true, _) => self.lost(failure, left),
            (false, ErrorKind::AlreadyExists) => {
                self.purpose = Purpose::Exists;
                Step::Check { wait: Duration::ZERO, reach: Reach::All }
            }
            (false, _) => Step::End(Ending::AsItCame),
        }
    }

    /// A request may have arrived: look for it until the settle time ends.
    fn lost(&mut self, failure: Failure, left: Duration) -> Step {
        let answered = matches!(failure.kind, ErrorKind::Decode | ErrorKind::TooLarge);
        let asks_too_much = failure.asked.is_some_and(|asked| asked > self.rules.longest_wait);
        self.final_send |= answered || asks_too_much || !failure.may_have_been_applied;
        self.purpose = Purpose::Landed;
        self.settling = Settling::over(self.rules.settle);
        self.look(failure.asked.filter(|_| !asks_too_much).unwrap_or_default(), left)
    }

    /// The next lookup. The last one, at the end of the settle time or of the call's, is among all applications.
    fn look(&mut self, least: Duration, left: Duration) -> Step {
        if left.is_zero() {
            self.settling.left = Duration::ZERO;
            return Step::End(self.out_of_time());
        }
        let wait = self.settling.next(least);
        let reserved = (left / 2).min(FOR_LOOKUP);
        if wait > left.saturating_sub(reserved) {
            self.settling.left = Duration::ZERO;
            self.final_send = true;
            return Step::Check { wait: left.saturating_sub(reserved), reach: Reach::All };
        }
        self.settling.lookups += 1;
        let all = self.settling.left.is_zero() || self.settling.lookups.is_multiple_of(2);
        Step::Check { wait, reach: if all { Reach::All } else { Reach::Recent } }
    }

    fn out_of_time(&self) -> Ending {
        match self.purpose {
            Purpose::First => Ending::Unsettled,
            Purpose::Landed | Purpose::Exists => Ending::Unknown,
        }
    }

    /// No application read by the lookup has the external id.
    fn absent(&mut self, left: Duration) -> Step {
        if self.purpose == Purpose::Exists {
            return Step::End(Ending::AnotherWay);
        }
        if !self.settling.left.is_zero() {
            return self.look(Duration::ZERO, left);
        }
        let most = self.rules.max_attempts.saturating_sub(self.sent);
        let sends = !self.final_send && most > 0 && !left.is_zero();
        match self.purpose {
            Purpose::Landed if sends && self.rules.resends => Step::Send { most },
            Purpose::First if sends => Step::Send { most },
            _ => Step::End(self.out_of_time()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const SETTLE: Duration = Duration::from_secs(2);
    const RULES: Rules = Rules { max_attempts: 3, settle: SETTLE, resends: true, longest_wait: MINUTE };
    const NOW: Duration = Duration::ZERO;

    fn failed(kind: ErrorKind) -> Event {
        Event::Failed(Failure {
            kind,
            may_have_been_applied: kind.may_have_been_applied(),
            attempts: 1,
            asked: None,
        })
    }

    /// The steps of a create whose lookups see nothing, a minute before the deadline.
    fn steps(rules: Rules, looks_first: bool, unsettled: Duration, failures: &[Event]) -> Vec<Step> {
        let (mut state, first) = CreateState::begin(rules, looks_first, unsettled);
        let (mut steps, mut failures) = (vec![first], failures.iter());
        loop {
            let event = match steps.last() {
                Some(Step::Send { .. }) => failures.next().copied(),
                Some(Step::Check { .. }) => Some(Event::Absent),
                _ => None,
            };
            let Some(event) = event else { return steps };
            steps.push(state.next(event, MINUTE));
        }
    }

    fn sends(steps: &[Step]) -> usize {
        steps.iter().filter(|step| matches!(step, Step::Send { .. })).count()
    }

    #[test]
    fn a_lost_request_is_looked_for_at_growing_intervals_until_the_settle_time_and_not_sent_again() {
        let rules = Rules { resends: false, ..RULES };
        let steps = steps(rules, false, NOW, &[failed(ErrorKind::Timeout)]);
        let waits: Vec<Duration> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Check { wait, .. } => Some(*wait),
                _ => None,
            })
            .collect();
        assert_eq!((waits.len(), waits.iter().sum()), (8, SETTLE), "{waits:?}");
        assert!(waits.is_sorted() && waits[0] < SETTLE / 100, "{waits:?}");
        let reach = |step: &Step| matches!(step, Step::Check { reach: Reach::All, .. });
        assert_eq!(steps[1..9].iter().map(reach).collect::<Vec<_>>(), [false, true].repeat(4));
        assert!(
            matches!(steps[8..], [Step::Check { reach: Reach::All, .. }, Step::End(Ending::Unknown)]),
            "{steps:?}"
        );
        assert_eq!(sends(&steps), 1);
    }

    #[test]
    fn a_caller_may_choose_to_send_again_after_the_settle_time() {
        let lost = failed(ErrorKind::Transport);
        let steps = steps(RULES, false, NOW, &[lost; 3]);
        assert_eq!((sends(&steps), steps.last()), (3, Some(&Step::End(Ending::Unknown))));
        let last_looks = steps.windows(2).filter(|pair| matches!(pair[1], Step::Send { .. }));
        assert!(last_looks.clone().count() == 2);
        assert!(last_looks.into_iter().all(|pair| matches!(pair[0], Step::Check { reach: Reach::All, .. })));
    }

    #[test]
    fn what_exists_at_the_first_request_is_looked_for_everywhere_at_once() {
        let all = Step::Check { wait: NOW, reach: Reach::All };
        let steps = steps(RULES, false, NOW, &[failed(ErrorKind::AlreadyExists)]);
        assert_eq!(steps, [Step::Send { most: 3 }, all, Step::End(Ending::AnotherWay)]);
        let (mut state, _) = CreateState::begin(RULES, false, NOW);
        state.next(failed(ErrorKind::AlreadyExists), MINUTE);
        assert_eq!(state.next(Event::Blind, MINUTE), Step::End(Ending::Unseen));
    }

    #[test]
    fn what_exists_after_a_lost_request_is_looked_for_and_never_sent_again() {
        let steps = steps(RULES, false, NOW, &[failed(ErrorKind::Server), failed(ErrorKind::AlreadyExists)]);
        assert_eq!((sends(&steps), steps.last()), (2, Some(&Step::End(Ending::Unknown))));
    }

    #[test]
    fn looking_first_sends_only_what_is_not_there() {
        let all = Step::Check { wait: NOW, reach: Reach::All };
        assert_eq!(steps(RULES, true, NOW, &[]), [all, Step::Send { most: 3 }]);
        let (mut state, _) = CreateState::begin(RULES, true, NOW);
        assert_eq!(state.next(Event::Blind, MINUTE), Step::End(Ending::AsItCame));
    }

    #[test]
    fn a_request_of_an_earlier_call_is_waited_for_before_anything_is_sent() {
        let steps = steps(RULES, false, SETTLE, &[]);
        assert_eq!(steps.first(), Some(&Step::Check { wait: NOW, reach: Reach::All }));
        assert!(
            matches!(steps[..], [.., Step::Check { reach: Reach::All, .. }, Step::Send { most: 3 }]),
            "{steps:?}"
        );
        let waits = steps.iter().map(|step| if let Step::Check { wait, .. } = step { *wait } else { NOW });
        assert_eq!(waits.sum::<Duration>(), SETTLE);

        let (mut state, _) = CreateState::begin(RULES, true, MINUTE);
        let cut = state.next(Event::Absent, Duration::from_millis(1));
        assert!(matches!(cut, Step::Check { reach: Reach::All, .. }));
        assert_eq!(state.next(Event::Absent, Duration::from_millis(1)), Step::End(Ending::Unsettled));
    }

    #[test]
    fn a_missing_record_is_reported_as_it_is() {
        let failure = Failure { kind: ErrorKind::Io, may_have_been_applied: true, attempts: 1, asked: None };
        let steps = steps(RULES, false, NOW, &[Event::Failed(failure)]);
        assert_eq!(steps.last(), Some(&Step::End(Ending::AsItCame)));
    }

    /// The wait that the server requests, the time left, the first wait, and whether a missing application is sent again.
    #[test]
    fn the_wait_follows_the_server_its_cap_and_the_deadline() {
        let first = SETTLE / 256;
        let seconds = Duration::from_secs;
        for (asked, left, wait, again) in [
            (None, 60, first, true),
            (Some(1), 60, seconds(1), true),
            (Some(7), 60, seconds(7), true),
            (Some(61), 200, first, false),
            (Some(30), 20, seconds(15), false),
        ] {
            let (mut state, _) = CreateState::begin(RULES, false, NOW);
            let failure = Failure {
                kind: ErrorKind::Server,
                may_have_been_applied: true,
                attempts: 1,
                asked: asked.map(seconds),
            };
            let mut step = state.next(Event::Failed(failure), seconds(left));
            assert!(
                matches!(step, Step::Check { wait: found, .. } if found == wait),
                "{asked:?} {left} {step:?}"
            );
            while let Step::Check { .. } = step {
                step = state.next(Event::Absent, MINUTE);
            }
            assert_eq!(matches!(step, Step::Send { .. }), again, "{asked:?} {left}");
        }
    }

    const KINDS: &[ErrorKind] = &[
        ErrorKind::Timeout,
        ErrorKind::Transport,
        ErrorKind::Server,
        ErrorKind::Decode,
        ErrorKind::TooLarge,
        ErrorKind::AlreadyExists,
        ErrorKind::RateLimited,
        ErrorKind::Connect,
        ErrorKind::Validation,
        ErrorKind::Unauthorized,
        ErrorKind::Io,
    ];

    /// How the server behaves at one step: how a create fails there, whether a look succeeds.
    fn moment() -> impl Strategy<Value = (ErrorKind, u32, Option<u64>, bool, u64)> {
        let asked = prop::option::of(0u64..100);
        (prop::sample::select(KINDS), 1u32..4, asked, prop::bool::weighted(0.9), 0u64..100)
    }

    proptest! {
        #[test]
        fn nothing_is_sent_over_a_request_that_may_have_arrived_and_was_not_looked_for_everywhere(
            looks_first: bool,
            resends: bool,
            unsettled in prop_oneof![Just(0u64), 1u64..100],
            max_attempts in 1u32..6,
            moments in prop::collection::vec(moment(), 100),
        ) {
            let rules = Rules { max_attempts, resends, ..RULES };
            let unsettled = Duration::from_secs(unsettled);
            let (mut state, mut step) = CreateState::begin(rules, looks_first, unsettled);
            let mut waited = NOW;
            let (mut unsure, mut looked, mut sent) = (false, false, 0);
            let mut ended = None;
            for (kind, attempts, asked, sees, left) in moments {
                let left = Duration::from_secs(left);
                let event = match step {
                    Step::Send { most } => {
                        prop_assert!(!unsure || resends && looked && waited >= SETTLE, "sent blindly");
                        prop_assert!(unsure || waited >= unsettled, "sent too early");
                        waited = NOW;
                        prop_assert!(most > 0 && sent + most <= max_attempts);
                        let applied = kind.may_have_been_applied();
                        let attempts = attempts.min(most);
                        sent += attempts;
                        (unsure, looked) = (unsure || applied, false);
                        let asked = asked.map(Duration::from_secs);
                        Event::Failed(Failure { kind, may_have_been_applied: applied, attempts, asked })
                    }
                    Step::Check { reach, wait } => {
                        waited += wait;
                        looked = sees && reach == Reach::All;
                        if sees { Event::Absent } else { Event::Blind }
                    }
                    Step::End(ending) => {
                        ended = Some((ending, kind));
                        break;
                    }
                };
                step = state.next(event, left);
                if let (Step::Check { wait, .. }, Event::Failed(_)) = (step, event) {
                    prop_assert!(wait.is_zero() || wait < left);
                }
            }
            let (ending, _) = ended.expect("it ends");
            prop_assert_eq!(state.is_unsure(), unsure);
            prop_assert!(!unsure || matches!(ending, Ending::Unknown | Ending::AsItCame));
            prop_assert!(unsure || ending != Ending::Unknown);
        }
    }
}
