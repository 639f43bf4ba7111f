//! Whether a failed attempt is tried again, and when: a pure decision.

use std::time::Duration;

use join_client::Class;

use crate::error::{Error, ErrorKind};

/// The longest wait that a server's wish is followed for.
const LONGEST_WISH: Duration = Duration::from_secs(20);
const FIRST_BACKOFF: Duration = Duration::from_millis(250);
const LONGEST_BACKOFF: Duration = Duration::from_secs(8);

/// How long to wait before attempt `attempt + 1`, or `None` to give up.
///
/// `random` lies in 0..1 and spreads callers that failed together.
pub(crate) fn wait(class: Class, error: &Error, attempt: u32, most: u32, random: f64) -> Option<Duration> {
    if attempt >= most || !may_repeat(class, error) {
        return None;
    }
    if let Some(wish) = error.retry_after() {
        return (wish <= LONGEST_WISH).then_some(wish.max(Duration::from_secs(1)));
    }
    let backoff = FIRST_BACKOFF.saturating_mul(1 << attempt.saturating_sub(1).min(10)).min(LONGEST_BACKOFF);
    Some(backoff.mul_f64(random.clamp(0.0, 1.0)))
}

/// A repeat must not do a write twice: a create goes out again only if the first one surely did nothing, and a replaced
/// set must be read again before it is written again.
fn may_repeat(class: Class, error: &Error) -> bool {
    match class {
        Class::Read | Class::Idempotent => error.is_retryable(),
        Class::Create => matches!(error.kind(), ErrorKind::Connect | ErrorKind::RateLimited),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Answer;

    const KINDS: &[ErrorKind] = &[
        ErrorKind::Connect,
        ErrorKind::RateLimited,
        ErrorKind::Timeout,
        ErrorKind::Transport,
        ErrorKind::Server,
        ErrorKind::Validation,
        ErrorKind::Decode,
    ];

    fn repeated(class: Class) -> Vec<ErrorKind> {
        let repeats = |kind: &ErrorKind| wait(class, &Error::new(*kind, ""), 1, 3, 0.5).is_some();
        KINDS.iter().copied().filter(repeats).collect()
    }

    #[test]
    fn a_repeat_never_does_a_write_twice() {
        use ErrorKind::*;
        assert_eq!(repeated(Class::Read), [Connect, RateLimited, Timeout, Transport, Server]);
        assert_eq!(repeated(Class::Idempotent), [Connect, RateLimited, Timeout, Transport, Server]);
        assert_eq!(repeated(Class::Create), [Connect, RateLimited]);
        assert_eq!(repeated(Class::Replace), []);
    }

    #[test]
    fn attempts_end_at_the_most() {
        let error = Error::new(ErrorKind::Server, "");
        assert!(wait(Class::Read, &error, 2, 3, 0.5).is_some());
        assert_eq!(wait(Class::Read, &error, 3, 3, 0.5), None);
    }

    #[test]
    fn a_servers_wish_is_followed_and_a_long_one_ends_the_call() {
        let asked = |seconds| {
            let answer = Answer { retry_after: Some(Duration::from_secs(seconds)), ..Answer::default() };
            wait(Class::Read, &Error::new(ErrorKind::RateLimited, "").with_answer(answer), 1, 3, 0.5)
        };
        assert_eq!(asked(0), Some(Duration::from_secs(1)));
        assert_eq!(asked(7), Some(Duration::from_secs(7)));
        assert_eq!(asked(3_600), None);
    }

    #[test]
    fn backoff_grows_and_stays_bounded() {
        let error = Error::new(ErrorKind::Connect, "");
        let waits: Vec<_> =
            (1..40).filter_map(|attempt| wait(Class::Read, &error, attempt, 40, 1.0)).collect();
        assert_eq!(waits.len(), 39);
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&LONGEST_BACKOFF));
    }
}
