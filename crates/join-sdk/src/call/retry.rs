//! The retry decision, which is pure, and the retry budget that bounds storms.

use std::time::Duration;

use join_client::Idempotency;

use crate::error::ErrorKind;

/// The number of attempts and the waits between them.
///
/// A retry never applies a write twice, whatever the policy. Reads and idempotent writes are retried after any transient
/// failure, reads also after a page in place of JSON; creates only when the first request certainly had no effect (no connection, or 429); a replaced tag set
/// never.
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
    /// One attempt, no retries.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Maximum attempts, the first one included; 4 unless set. 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Bounds of the wait when the server requests none. The bound is `first` before the second attempt and doubles each
    /// time, up to `longest`; 250 ms and 8 s unless set. The wait is drawn evenly from zero to its bound (full jitter).
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_backoff = first;
        self.longest_backoff = longest;
        self
    }

    /// The longest wait that a server may request; 60 s unless set. A longer request ends the call at once, with
    /// [`Error::retry_after`](crate::Error::retry_after).
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }
}

/// A failed attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed {
    pub(crate) class: Idempotency,
    pub(crate) kind: ErrorKind,
    /// Whether something else than JSON came in place of data.
    pub(crate) without_json: bool,
    /// Its number, counted from 1.
    pub(crate) attempt: u32,
    /// The wait that the server requested.
    pub(crate) asked: Option<Duration>,
    /// Time left until the call's deadline.
    pub(crate) left: Duration,
}

/// Returns the wait before the next attempt, or `None` to give up. `random`, from 0 to 1, spreads callers that failed
/// together.
pub(crate) fn wait(policy: &RetryPolicy, failed: Failed, random: f64) -> Option<Duration> {
    if failed.attempt >= policy.max_attempts || !may_repeat(&failed) {
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

/// Whether a retry is safe. A create is sent again only if the first one certainly had no effect; a replaced set must
/// be read again before it is written again.
fn may_repeat(failed: &Failed) -> bool {
    let kind = failed.kind;
    match failed.class {
        // A proxy's page in place of data passes like a 5xx. After a write it would hide whether the write was applied.
        Idempotency::Read => kind.is_transient() || failed.without_json,
        Idempotency::Idempotent => kind.is_transient(),
        Idempotency::Create => matches!(kind, ErrorKind::Connect | ErrorKind::RateLimited),
        _ => false,
    }
}

/// The retry budget of a client. A server that fails for all callers must not get several times the load.
///
/// 429s do not count: the pacer delays those.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In tenths of a retry.
    tenths: u32,
}

impl Budget {
    const FULL: u32 = 1_000;

    pub(crate) fn new() -> Self {
        Self { tenths: Self::FULL }
    }

    /// Takes one retry, if the budget allows it.
    pub(crate) fn take(&mut self, kind: ErrorKind) -> bool {
        if kind == ErrorKind::RateLimited {
            return true;
        }
        let taken = self.tenths.checked_sub(10);
        self.tenths = taken.unwrap_or(self.tenths);
        taken.is_some()
    }

    /// Returns a tenth of a retry to the budget after a successful call.
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
        Failed { class, kind, without_json: false, attempt: 1, asked: None, left: 2 * MINUTE }
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

    #[test]
    fn a_page_in_place_of_data_is_read_again_and_no_write_is_repeated_for_it() {
        let repeats = |class: &Idempotency| {
            let failed = Failed { without_json: true, ..failed(*class, ErrorKind::Decode) };
            wait(&RetryPolicy::default(), failed, 0.5).is_some()
        };
        let repeated: Vec<Idempotency> = CLASSES.iter().copied().filter(repeats).collect();
        assert_eq!(repeated, [Idempotency::Read]);
    }

    #[test]
    fn each_setting_is_kept_and_there_is_always_one_attempt() {
        let policy =
            RetryPolicy::default().max_attempts(0).backoff(MINUTE, 2 * MINUTE).longest_wait(3 * MINUTE);
        let expected = RetryPolicy {
            max_attempts: 1,
            first_backoff: MINUTE,
            longest_backoff: 2 * MINUTE,
            longest_wait: 3 * MINUTE,
        };
        assert_eq!(policy, expected);
        assert_eq!(RetryPolicy::never(), RetryPolicy { max_attempts: 1, ..RetryPolicy::default() });
    }

    /// Attempt, requested wait, time left, expected wait.
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
            if let Some(wait) = wait(&policy, Failed { class, kind, without_json: false, attempt, asked, left }, random) {
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
