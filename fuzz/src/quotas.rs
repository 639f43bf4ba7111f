//! The quota that several processes share: any order of questions and reports keeps its bounds.

use std::time::Duration;

use join_sdk::quota::{QuotaMark, QuotaRefusal, QuotaSeen, QuotaTake, SharedQuota};

/// The longest hold, whatever a server asks for.
const LONGEST_HOLD: Duration = Duration::from_secs(300);

/// The input: steps of eight bytes each, which are a kind, the time since the last step, and what is reported.
pub fn run(input: &[u8]) -> bool {
    let mut quota = SharedQuota::default();
    let mut given = 0;
    let mut now = Duration::from_secs(1);
    let (mut mark, mut turn) = (QuotaMark::default(), None);
    for step in input.chunks_exact(8).take(200) {
        let &[kind, pause, want, answered, limit, remaining, wait, age] = step else { continue };
        now += Duration::from_millis(u64::from(pause).pow(2));
        let optional = |value: u8| (value > 0).then(|| u32::from(value - 1));
        let wait = optional(wait).map(|seconds| Duration::from_secs(u64::from(seconds).pow(2)));
        let age = Duration::from_millis(u64::from(age) * 40);
        // An old mark, or the last one.
        let mark_then =
            if kind & 1 == 0 { mark } else { QuotaMark { window: mark.window / 2, hold: mark.hold / 2 } };
        if kind & 6 == 6 {
            quota.refuse(QuotaRefusal { mark: mark_then, wait, age }, now);
        } else {
            let (limit, remaining) = (optional(limit), optional(remaining));
            let seen =
                (kind & 2 == 0).then_some(QuotaSeen { mark: mark_then, limit, remaining, reset: wait, age });
            let held = quota.held_for(now);
            let take = QuotaTake { want: u32::from(want), turn, answered: u32::from(answered), seen };
            let grant = quota.take(take, now);
            assert!(grant.permits <= take.want);
            assert!(held.is_none() || grant.permits == 0, "nobody goes while all wait");
            assert!(take.want == 0 || grant.permits > 0 || grant.retry_in > Duration::ZERO, "{grant:?}");
            given += grant.permits;
            (mark, turn) = (grant.mark, grant.turn);
        }
        assert!(quota.held_for(now).is_none_or(|left| left <= LONGEST_HOLD));
        let text = serde_json::to_string(&quota).expect("a quota can be written");
        let again: SharedQuota = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(serde_json::to_string(&again).ok(), Some(text));
    }
    given > 0
}
