//! Decides each next step of a repeatable create. Pure, so that properties test the rules against duplicate applications.

use std::time::Duration;

use crate::error::{Error, ErrorKind};

/// The limits of a create.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Most requests, the first one included.
    pub(crate) max_attempts: u32,
    /// Time for a request without a response to arrive.
    pub(crate) settle: Duration,
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
}

/// The purpose of a lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Find it before sending.
    First,
    /// Check whether a lost request arrived; if not, send it again.
    Landed,
    /// The same check, without a further send.
    Last,
    /// Check whether the existing application is ours.
    Exists,
}

/// The state of a create with an external id.
#[derive(Debug)]
pub(crate) struct CreateState {
    rules: Rules,
    purpose: Purpose,
    reach: Reach,
    sent: u32,
    unsure: bool,
}

impl CreateState {
    /// Starts a create with a lookup first, or with a send.
    pub(crate) fn begin(rules: Rules, looks_first: bool) -> (Self, Step) {
        let state = Self { rules, purpose: Purpose::First, reach: Reach::All, sent: 0, unsure: false };
        let first = if looks_first {
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
            Event::Absent if self.reach == Reach::Recent => self.look(Duration::ZERO, Reach::All),
            Event::Absent => self.absent(left),
            Event::Blind => Step::End(match self.purpose {
                Purpose::First => Ending::AsItCame,
                Purpose::Exists => Ending::Unseen,
                Purpose::Landed | Purpose::Last => Ending::Unknown,
            }),
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
        if failure.may_have_been_applied {
            return self.lost(failure, left);
        }
        match (was_unsure, failure.kind) {
            // The refused request may have arrived earlier, or may still arrive.
            (true, _) => self.look_once_more(left),
            (false, ErrorKind::AlreadyExists) => {
                self.purpose = Purpose::Exists;
                self.look(Duration::ZERO, Reach::All)
            }
            (false, _) => Step::End(Ending::AsItCame),
        }
    }

    /// A request may have arrived: look it up, and send again only if it is missing.
    fn lost(&mut self, failure: Failure, left: Duration) -> Step {
        let answered = matches!(failure.kind, ErrorKind::Decode | ErrorKind::TooLarge);
        let asks_too_much = failure.asked.is_some_and(|asked| asked > self.rules.longest_wait);
        let wait = failure.asked.filter(|_| !asks_too_much).unwrap_or_default().max(self.rules.settle);
        if answered || asks_too_much || wait >= left || self.sent >= self.rules.max_attempts {
            return self.look_once_more(left);
        }
        self.purpose = Purpose::Landed;
        self.look(wait, Reach::Recent)
    }

    /// Waits while there is time for a lookup afterwards.
    fn look_once_more(&mut self, left: Duration) -> Step {
        if left.is_zero() {
            return Step::End(Ending::Unknown);
        }
        self.purpose = Purpose::Last;
        let wait = if self.rules.settle < left { self.rules.settle } else { Duration::ZERO };
        self.look(wait, Reach::Recent)
    }

    fn look(&mut self, wait: Duration, reach: Reach) -> Step {
        self.reach = reach;
        Step::Check { wait, reach }
    }

    /// All applications were read, and none has the external id.
    fn absent(&self, left: Duration) -> Step {
        let most = self.rules.max_attempts.saturating_sub(self.sent);
        match self.purpose {
            Purpose::First => Step::Send { most },
            Purpose::Landed if most > 0 && !left.is_zero() => Step::Send { most },
            Purpose::Landed | Purpose::Last => Step::End(Ending::Unknown),
            Purpose::Exists => Step::End(Ending::AnotherWay),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const SETTLE: Duration = Duration::from_secs(2);
    const RULES: Rules = Rules { max_attempts: 3, settle: SETTLE, longest_wait: MINUTE };
    const NOW: Duration = Duration::ZERO;

    fn failed(kind: ErrorKind) -> Event {
        Event::Failed(Failure {
            kind,
            may_have_been_applied: kind.may_have_been_applied(),
            attempts: 1,
            asked: None,
        })
    }

    fn look(wait: Duration, reach: Reach) -> Step {
        Step::Check { wait, reach }
    }

    /// The steps that follow these events, a minute before the deadline.
    fn steps(looks_first: bool, events: &[Event]) -> Vec<Step> {
        let (mut state, first) = CreateState::begin(RULES, looks_first);
        let rest = events.iter().map(|event| state.next(*event, MINUTE));
        [first].into_iter().chain(rest).collect()
    }

    #[test]
    fn a_lost_request_is_looked_for_recently_then_everywhere_and_then_sent_again() {
        let events = [failed(ErrorKind::Timeout), Event::Absent, Event::Absent];
        let expected = [
            Step::Send { most: 3 },
            look(SETTLE, Reach::Recent),
            look(NOW, Reach::All),
            Step::Send { most: 2 },
        ];
        assert_eq!(steps(false, &events), expected);
    }

    #[test]
    fn attempts_that_end_without_a_trace_leave_the_outcome_unknown() {
        let lost = [failed(ErrorKind::Transport), Event::Absent, Event::Absent];
        let steps = steps(false, &[lost, lost, lost].concat());
        assert_eq!(steps.iter().filter(|step| matches!(step, Step::Send { .. })).count(), 3);
        assert_eq!(steps.last(), Some(&Step::End(Ending::Unknown)));
    }

    #[test]
    fn what_exists_at_the_first_request_is_looked_for_everywhere_at_once() {
        let events = [failed(ErrorKind::AlreadyExists), Event::Absent];
        let expected = [Step::Send { most: 3 }, look(NOW, Reach::All), Step::End(Ending::AnotherWay)];
        assert_eq!(steps(false, &events), expected);
        let blind = steps(false, &[failed(ErrorKind::AlreadyExists), Event::Blind]);
        assert_eq!(blind.last(), Some(&Step::End(Ending::Unseen)));
    }

    #[test]
    fn what_exists_after_a_lost_request_is_looked_for_and_never_sent_again() {
        let lost = [failed(ErrorKind::Server), Event::Absent, Event::Absent];
        let late = [failed(ErrorKind::AlreadyExists), Event::Absent, Event::Absent];
        let steps = steps(false, &[lost, late].concat());
        assert_eq!(steps.get(4), Some(&look(SETTLE, Reach::Recent)));
        assert_eq!(steps.last(), Some(&Step::End(Ending::Unknown)));
    }

    #[test]
    fn looking_first_sends_only_what_is_not_there() {
        let expected = [look(NOW, Reach::All), Step::Send { most: 3 }];
        assert_eq!(steps(true, &[Event::Absent]), expected);
        assert_eq!(steps(true, &[Event::Blind]).last(), Some(&Step::End(Ending::AsItCame)));
    }

    #[test]
    fn a_missing_record_is_told_as_it_is() {
        let failure = Failure { kind: ErrorKind::Io, may_have_been_applied: true, attempts: 1, asked: None };
        assert_eq!(steps(false, &[Event::Failed(failure)]).last(), Some(&Step::End(Ending::AsItCame)));
    }

    /// Requested wait, time left, actual wait, and whether a missing application is sent again.
    #[test]
    fn the_wait_follows_the_server_its_cap_and_the_deadline() {
        let seconds = Duration::from_secs;
        for (asked, left, wait, again) in [
            (None, 60, 2, true),
            (Some(1), 60, 2, true),
            (Some(7), 60, 7, true),
            (Some(61), 200, 2, false),
            (Some(30), 20, 2, false),
            (None, 2, 0, false),
        ] {
            let (mut state, _) = CreateState::begin(RULES, false);
            let failure = Failure {
                kind: ErrorKind::Server,
                may_have_been_applied: true,
                attempts: 1,
                asked: asked.map(seconds),
            };
            let step = state.next(Event::Failed(failure), seconds(left));
            assert_eq!(step, look(seconds(wait), Reach::Recent), "{asked:?} {left}");
            state.next(Event::Absent, MINUTE);
            let sends = matches!(state.next(Event::Absent, MINUTE), Step::Send { .. });
            assert_eq!(sends, again, "{asked:?} {left}");
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
            max_attempts in 1u32..6,
            moments in prop::collection::vec(moment(), 40),
        ) {
            let rules = Rules { max_attempts, ..RULES };
            let (mut state, mut step) = CreateState::begin(rules, looks_first);
            let (mut unsure, mut looked, mut sent) = (false, false, 0);
            let mut ended = None;
            for (kind, attempts, asked, sees, left) in moments {
                let left = Duration::from_secs(left);
                let event = match step {
                    Step::Send { most } => {
                        prop_assert!(!unsure || looked, "sent blindly");
                        prop_assert!(most > 0 && sent + most <= max_attempts);
                        let applied = kind.may_have_been_applied();
                        let attempts = attempts.min(most);
                        sent += attempts;
                        (unsure, looked) = (unsure || applied, false);
                        let asked = asked.map(Duration::from_secs);
                        Event::Failed(Failure { kind, may_have_been_applied: applied, attempts, asked })
                    }
                    Step::Check { reach, .. } => {
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
