//! Whether a failed attempt is tried again, and when: a pure decision, and the budget that bounds storms.

use std::time::Duration;

use join_client::Idempotency;

use crate::error::ErrorKind;

/// How often a failed call is tried again, and how long is waited in between.
///
/// A repeat never does a write twice, whatever the policy: reads, and writes that change nothing more the second time, are
/// repeated after any passing failure; creates only where the first request surely did nothing (no connection, or 429);
/// a replaced tag set never.
///
/// ```
/// use std::time::Duration;
/// use join_sdk::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(8).longest_wait(Duration::from_secs(120));
/// assert_eq!(RetryPolicy::never(), RetryPolicy::default().max_attempts(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) first_backoff: Duration,
    pub(crate) longest_backoff: Duration,
    pub(crate) longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_backoff: Duration::from_millis(250),
            longest_backoff: Duration::from_secs(8),
            longest_wait: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// One attempt.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Attempts at most, the first one included; 4 unless set. 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Bounds of the wait where the server asks for none: up to `first` before the second attempt, doubled each time, up to
    /// `longest`; 250 ms and 8 s unless set. The wait is drawn evenly from zero to its bound (full jitter).
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_backoff = first;
        self.longest_backoff = longest;
        self
    }

    /// The longest wait that a server may ask for; 60 s unless set. Asked for more, a call gives up at once, with
    /// [`Error::retry_after`](crate::Error::retry_after).
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }
}

/// An attempt that failed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed {
    pub(crate) class: Idempotency,
    pub(crate) kind: ErrorKind,
    /// Its number, counted from 1.
    pub(crate) attempt: u32,
    /// What the server asked to wait.
    pub(crate) asked: Option<Duration>,
    /// Time left until the deadline of the call.
    pub(crate) left: Duration,
}

/// How long to wait before the next attempt, or none to give up. `random`, from 0 to 1, spreads callers that failed
/// together.
pub(crate) fn wait(policy: &RetryPolicy, failed: Failed, random: f64) -> Option<Duration> {
    if failed.attempt >= policy.max_attempts || !may_repeat(failed.class, failed.kind) {
        return None;
    }
    let wait = match failed.asked {
        Some(asked) if asked > policy.longest_wait => return None,
        Some(asked) => asked,
        None => {
            let doublings = failed.attempt.saturating_sub(1).min(30);
            let bound = policy.first_backoff.saturating_mul(1 << doublings).min(policy.longest_backoff);
            bound.mul_f64(random.clamp(0.0, 1.0))
        }
    };
    (wait < failed.left).then_some(wait)
}

/// A repeat must not do a write twice: a create goes out again only if the first one surely did nothing, and a replaced
/// set must be read again before it is written again.
fn may_repeat(class: Idempotency, kind: ErrorKind) -> bool {
    match class {
        Idempotency::Read | Idempotency::Idempotent => kind.is_transient(),
        Idempotency::Create => matches!(kind, ErrorKind::Connect | ErrorKind::RateLimited),
        _ => false,
    }
}

/// Repeats that a client may do in all: a server that fails for everybody must not get several times the load.
///
/// 429s are not counted: the pacer holds those back.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In tenths of a repeat.
    tenths: u32,
}

impl Budget {
    const FULL: u32 = 1_000;

    pub(crate) fn new() -> Self {
        Self { tenths: Self::FULL }
    }

    /// Whether one more repeat is in it.
    pub(crate) fn take(&mut self, kind: ErrorKind) -> bool {
        if kind == ErrorKind::RateLimited {
            return true;
        }
        let taken = self.tenths.checked_sub(10);
        self.tenths = taken.unwrap_or(self.tenths);
        taken.is_some()
    }

    /// A call that succeeded gives back a tenth of a repeat.
    pub(crate) fn refill(&mut self) {
        self.tenths = (self.tenths + 1).min(Self::FULL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: &[ErrorKind] = &[
        ErrorKind::Connect,
        ErrorKind::RateLimited,
        ErrorKind::Timeout,
        ErrorKind::Transport,
        ErrorKind::Server,
        ErrorKind::Unauthorized,
        ErrorKind::PlanRequired,
        ErrorKind::Forbidden,
        ErrorKind::NotFound,
        ErrorKind::Validation,
        ErrorKind::Conflict,
        ErrorKind::AlreadyExists,
        ErrorKind::UnexpectedStatus,
        ErrorKind::Decode,
        ErrorKind::TooLarge,
        ErrorKind::Refused,
        ErrorKind::Config,
        ErrorKind::InvalidInput,
        ErrorKind::Io,
    ];
    const CLASSES: &[Idempotency] =
        &[Idempotency::Read, Idempotency::Idempotent, Idempotency::Create, Idempotency::Replace];
    const MINUTE: Duration = Duration::from_secs(60);

    fn failed(class: Idempotency, kind: ErrorKind) -> Failed {
        Failed { class, kind, attempt: 1, asked: None, left: 2 * MINUTE }
    }

    #[test]
    fn each_class_is_repeated_after_these_failures_and_no_others() {
        let policy = RetryPolicy::default();
        let repeated = |class: Idempotency| -> Vec<ErrorKind> {
            let repeats = |kind: &ErrorKind| wait(&policy, failed(class, *kind), 0.5).is_some();
            KINDS.iter().copied().filter(repeats).collect()
        };
        use ErrorKind::*;
        assert_eq!(repeated(Idempotency::Read), [Connect, RateLimited, Timeout, Transport, Server]);
        assert_eq!(repeated(Idempotency::Idempotent), [Connect, RateLimited, Timeout, Transport, Server]);
        assert_eq!(repeated(Idempotency::Create), [Connect, RateLimited]);
        assert_eq!(repeated(Idempotency::Replace), []);
    }

    /// Attempt, what the server asks for, what is left, the wait.
    #[test]
    fn the_wait_follows_the_server_the_cap_and_the_deadline() {
        let policy = RetryPolicy::default();
        let (seconds, millis) = (Duration::from_secs, Duration::from_millis);
        for (attempt, asked, left, expected) in [
            (1, None, 2 * MINUTE, Some(millis(250))),
            (2, None, 2 * MINUTE, Some(millis(500))),
            (3, None, 2 * MINUTE, Some(millis(1_000))),
            (4, None, 2 * MINUTE, None),
            (1, Some(seconds(0)), 2 * MINUTE, Some(seconds(0))),
            (1, Some(seconds(7)), 2 * MINUTE, Some(seconds(7))),
            (1, Some(seconds(60)), 2 * MINUTE, Some(seconds(60))),
            (1, Some(seconds(61)), 2 * MINUTE, None),
            (1, Some(seconds(7)), seconds(7), None),
            (1, None, millis(200), None),
        ] {
            let failed = Failed { attempt, asked, left, ..failed(Idempotency::Read, ErrorKind::RateLimited) };
            assert_eq!(wait(&policy, failed, 1.0), expected, "{failed:?}");
        }
    }

    proptest! {
        #[test]
        fn no_wait_exceeds_its_bounds(
            class in prop::sample::select(CLASSES),
            kind in prop::sample::select(KINDS),
            attempt in 0u32..40,
            asked in prop::option::of(0u64..200_000),
            left in 0u64..200_000,
            random in -1.0f64..2.0,
        ) {
            let policy = RetryPolicy::default().max_attempts(20);
            let asked = asked.map(Duration::from_millis);
            let left = Duration::from_millis(left);
            if let Some(wait) = wait(&policy, Failed { class, kind, attempt, asked, left }, random) {
                prop_assert!(wait < left && attempt < 20);
                prop_assert!(asked.is_none_or(|asked| wait == asked && wait <= policy.longest_wait));
                prop_assert!(asked.is_some() || wait <= policy.longest_backoff);
                prop_assert!(class != Idempotency::Replace);
                prop_assert!(class != Idempotency::Create || matches!(kind, ErrorKind::Connect | ErrorKind::RateLimited));
            }
        }
    }

    #[test]
    fn a_storm_ends_when_the_budget_does_and_successes_refill_it() {
        let mut budget = Budget::new();
        assert_eq!((0..200).filter(|_| budget.take(ErrorKind::Server)).count(), 100);
        assert!(budget.take(ErrorKind::RateLimited), "the pacer's business");
        (0..9).for_each(|_| budget.refill());
        assert!(!budget.take(ErrorKind::Server));
        budget.refill();
        assert!(budget.take(ErrorKind::Server));
    }
}
