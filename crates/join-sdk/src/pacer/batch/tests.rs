//! Each decision of a batch, and a store that follows a script.

use std::collections::VecDeque;

use futures_util::FutureExt;
use join_client::BoxFuture;

use super::*;
use crate::pacer::Pacer;

/// A store that gives these grants, one after the other, and keeps what is reported.
#[derive(Debug, Default)]
struct Scripted {
    held: Option<Instant>,
    grants: Mutex<VecDeque<QuotaGrant>>,
    takes: Mutex<Vec<QuotaTake>>,
    refusals: Mutex<Vec<QuotaRefusal>>,
}

impl QuotaStore for Scripted {
    fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
        self.takes.lock().unwrap().push(take);
        let grant = self.grants.lock().unwrap().pop_front().ok_or_else(|| "no grant is left".into());
        Box::pin(async { grant })
    }

    fn refuse(&self, refusal: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
        self.refusals.lock().unwrap().push(refusal);
        Box::pin(async { Ok(()) })
    }

    fn held(&self) -> Option<Instant> {
        self.held
    }
}

fn scripted(held: Option<Instant>, grants: &[QuotaGrant]) -> (Arc<Scripted>, Arc<Batches>) {
    let grants = Mutex::new(grants.iter().copied().collect());
    let store = Arc::new(Scripted { held, grants, ..Scripted::default() });
    (Arc::clone(&store), Arc::new(Batches::new(store)))
}

async fn permit(batches: &Arc<Batches>, deadline: Option<Instant>) -> Option<BatchPermit> {
    tokio::time::timeout(20 * SECOND, batches.permit(deadline)).await.unwrap()
}

#[tokio::test]
async fn a_caller_gets_a_permit_or_gives_up_at_once_when_it_would_come_too_late() {
    let now = Instant::now();
    let (soon, late) = (now + 60 * SECOND, now + 3_600 * SECOND);
    let none = QuotaGrant { retry_in: 3_600 * SECOND, ..grant(0) };
    let at_once = now.checked_sub(SECOND);
    for (held, grants, permitted) in [
        (None, [grant(1)], true),
        (at_once, [grant(1)], true),
        (Some(late), [grant(1)], false),
        (None, [none], false),
    ] {
        let (_, batches) = scripted(held, &grants);
        assert_eq!(permit(&batches, Some(soon)).await.is_some(), permitted, "{held:?} {grants:?}");
    }
    let (_, batches) = scripted(None, &[QuotaGrant { retry_in: Duration::ZERO, ..grant(0) }, grant(1)]);
    assert!(permit(&batches, None).await.is_some_and(|permit| permit.is_granted), "it asks again");
    let until = Instant::now() + Duration::from_millis(2);
    let (_, batches) = scripted(Some(until), &[grant(1)]);
    assert!(permit(&batches, Some(until)).await.is_some(), "a permit at the deadline is in time");
}

#[test]
fn the_hold_of_all_processes_is_part_of_the_known_quota() {
    let held_for = |until: Option<Instant>| {
        let store = Arc::new(Scripted { held: until, ..Scripted::default() });
        Pacer::new(3_600 * SECOND, Some(store)).quota().held_for
    };
    let now = Instant::now();
    let left = held_for(Some(now + 60 * SECOND)).unwrap();
    assert!(left > 30 * SECOND && left <= 60 * SECOND, "{left:?}");
    assert_eq!((held_for(Some(now)), held_for(None)), (None, None));
}

#[tokio::test]
async fn a_refusal_is_reported_at_once_and_a_success_with_the_next_question() {
    let (store, batches) = scripted(None, &[grant(3), grant(1)]);
    let given = permit(&batches, None).await.unwrap();
    let answered = RateLimitInfo { answered: true, ..RateLimitInfo::default() };
    batches.settle(given, RateLimitInfo::default());
    batches.settle(given, answered);
    tokio::task::yield_now().await;
    assert_eq!((store.takes.lock().unwrap().len(), store.refusals.lock().unwrap().len()), (1, 0));
    let reset = Some(2 * SECOND);
    batches.settle(given, RateLimitInfo { refused: true, reset, ..answered });
    tokio::task::yield_now().await;
    let refusal = QuotaRefusal { mark: given.mark, wait: reset, age: Duration::ZERO };
    assert_eq!(*store.refusals.lock().unwrap(), [refusal]);
    permit(&batches, None).await.unwrap();
    let takes = store.takes.lock().unwrap().iter().map(|take| (take.want, take.answered)).collect::<Vec<_>>();
    assert_eq!(takes, [(1, 0), (1, 1)], "the permits that were left are thrown away");
}

#[tokio::test]
async fn a_success_that_others_wait_for_is_reported_at_once() {
    let (store, batches) = scripted(None, &[QuotaGrant { reports_at_once: true, ..grant(2) }]);
    let given = permit(&batches, None).await.unwrap();
    batches.settle(given, RateLimitInfo { answered: true, ..RateLimitInfo::default() });
    tokio::task::yield_now().await;
    let takes = store.takes.lock().unwrap().iter().map(|take| (take.want, take.answered)).collect::<Vec<_>>();
    assert_eq!(takes, [(1, 0), (0, 1)]);
}

const SECOND: Duration = Duration::from_secs(1);

fn grant(permits: u32) -> QuotaGrant {
    let mark = QuotaMark { window: 3, hold: 2 };
    QuotaGrant { permits, mark, valid_for: 5 * SECOND, ..QuotaGrant::default() }
}

/// The permits until the next question, and that question.
fn until_asked(batch: &mut Batch, now: Instant) -> (Vec<BatchPermit>, QuotaTake) {
    let mut permits = Vec::new();
    for _ in 0..100 {
        match batch.next(now) {
            Next::Go(permit) => permits.push(permit),
            Next::Ask(take) => return (permits, take),
            Next::Wait(until) => panic!("it waits {:?}", until - now),
        }
    }
    panic!("it has permits without end")
}

fn wanted(batch: &mut Batch, now: Instant) -> u32 {
    until_asked(batch, now).1.want
}

#[test]
fn a_batch_is_used_one_by_one_and_the_next_one_is_larger() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    for want in [1, 2, 4, 8, 16, 32, 32] {
        let (permits, take) = until_asked(&mut batch, now);
        assert_eq!(take.want, want);
        assert!(permits.len() as u32 == want / 2 || want == 32);
        assert!(permits.iter().all(|permit| permit.is_granted && permit.mark == grant(0).mark));
        assert_eq!(batch.answered(Ok(grant(want)), now), None);
    }
}

#[test]
fn an_expired_batch_is_thrown_away_and_the_next_one_is_smaller() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    batch.size = 8;
    batch.answered(Ok(grant(8)), now);
    assert!(matches!(batch.next(now + 5 * SECOND - Duration::from_nanos(1)), Next::Go(_)));
    let (permits, take) = until_asked(&mut batch, now + 5 * SECOND);
    assert_eq!((permits.len(), take.want), (0, 1), "as many as were used");
    batch.size = 8;
    batch.answered(Ok(grant(1)), now);
    batch.hold();
    assert_eq!(wanted(&mut batch, now + 5 * SECOND), 8, "a hold is no sign of too large batches");
}

#[test]
fn after_an_expired_batch_as_many_permits_are_wanted_as_were_used() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    batch.answered(Ok(grant(8)), now);
    for _ in 0..3 {
        assert!(matches!(batch.next(now), Next::Go(_)));
    }
    assert_eq!(wanted(&mut batch, now + 5 * SECOND), 3);
}

#[test]
fn a_batch_used_up_in_the_first_half_of_its_time_was_too_small() {
    let now = Instant::now();
    let half = 5 * SECOND / 2;
    for (used_up, want) in [(half - Duration::from_nanos(1), 2), (half, 1), (4 * SECOND, 1)] {
        let mut batch = Batch::new(now);
        batch.answered(Ok(grant(1)), now);
        assert!(matches!(batch.next(now + used_up), Next::Go(_)));
        assert_eq!(wanted(&mut batch, now + used_up), want, "{used_up:?}");
    }
}

#[test]
fn permits_end_before_their_window_by_the_time_that_requests_take() {
    let now = Instant::now();
    let given = BatchPermit { mark: grant(0).mark, at: now, is_granted: true };
    for (latency, ends) in [(SECOND / 5, 4_700), (SECOND, 3_500), (10 * SECOND, 2_500)] {
        let mut batch = Batch::new(now);
        let info = RateLimitInfo { answered: true, ..RateLimitInfo::default() };
        batch.count(given, info, now + latency);
        batch.answered(Ok(grant(8)), now);
        let ends = now + Duration::from_millis(ends);
        assert!(matches!(batch.next(ends - Duration::from_nanos(1)), Next::Go(_)), "{latency:?}");
        assert!(!matches!(batch.next(ends), Next::Go(_)), "{latency:?}");
    }
}

#[test]
fn the_smallest_batch_is_one_permit() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    (batch.left, batch.until) = (1, now);
    assert_eq!(wanted(&mut batch, now), 1);
}

#[test]
fn without_permits_the_store_is_asked_again_when_it_says() {
    let now = Instant::now();
    let until = Batch::new(now).answered(Ok(QuotaGrant { retry_in: SECOND, ..grant(0) }), now).unwrap();
    assert!(until >= now + SECOND && until <= now + SECOND + JITTER);
}

#[test]
fn a_question_reports_what_was_answered_since_the_last_one() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    let mark = QuotaMark { window: 1, hold: 0 };
    let given = BatchPermit { mark, at: now, is_granted: true };
    let info = RateLimitInfo { answered: true, remaining: Some(7), ..RateLimitInfo::default() };
    assert_eq!(batch.count(given, info, now), None);
    assert_eq!(batch.count(given, info, now), None);
    let seen = QuotaSeen { mark, remaining: Some(7), age: SECOND, ..QuotaSeen::default() };
    let (_, take) = until_asked(&mut batch, now + SECOND);
    assert_eq!(take, QuotaTake { want: 1, turn: None, answered: 2, seen: Some(seen) });
    let (_, take) = until_asked(&mut batch, now + SECOND);
    assert_eq!(take, QuotaTake { want: 1, ..QuotaTake::default() });
    batch.answered(Ok(QuotaGrant { reports_at_once: true, ..grant(2) }), now);
    let seen = QuotaSeen { age: Duration::ZERO, ..seen };
    assert_eq!(batch.count(given, info, now), None, "that one is of the window before");
    let given = BatchPermit { mark: grant(0).mark, ..given };
    let seen = QuotaSeen { mark: given.mark, ..seen };
    let report = QuotaTake { want: 0, turn: None, answered: 2, seen: Some(seen) };
    assert_eq!(batch.count(given, info, now), Some(report), "others wait for this one");
    assert_eq!(batch.count(given, info, now), None);
}

#[test]
fn without_the_store_requests_leave_at_the_last_rate() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    batch.answered(Ok(grant(3)), now);
    batch.answered(Ok(grant(5)), now + 2 * SECOND);
    batch.hold();
    assert_eq!(batch.share.per_second, 4.0, "eight permits in two seconds");
    let away = |batch: &mut Batch, now| batch.answered(Err("away".into()), now);
    let mut at = now + 2 * SECOND;
    assert_eq!(away(&mut batch, at), None);
    for _ in 0..4 {
        let Next::Go(permit) = batch.next(at) else { panic!("it waits") };
        assert!(!permit.is_granted);
        let Next::Wait(until) = batch.next(at) else { panic!("it does not wait") };
        assert_eq!(until, at + SECOND / 4);
        at = until;
    }
    assert_eq!(wanted(&mut batch, at), 1, "a second later the store is asked again");
    away(&mut batch, at);
    assert!(matches!(batch.next(at), Next::Go(_)));
    away(&mut batch, at);
    assert!(matches!(batch.next(at), Next::Wait(_)), "a second failure gives no permit");
    batch.answered(Ok(grant(0)), at);
    assert_eq!(wanted(&mut batch, at), 1, "it is back");
}

#[test]
fn the_next_permit_without_the_store_comes_no_later_than_the_next_question() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    batch.answered(Err("away".into()), now);
    assert!(matches!(batch.next(now), Next::Go(_)));
    batch.share.next = now + 5 * SECOND;
    assert!(matches!(batch.next(now), Next::Wait(until) if until == now + PATIENCE));
}

#[test]
fn a_share_is_measured_over_whole_seconds() {
    let now = Instant::now();
    let mut batch = Batch::new(now);
    batch.answered(Ok(grant(30)), now);
    batch.answered(Ok(grant(10)), now + SECOND / 2);
    assert_eq!(batch.share.per_second, SLOWEST);
    batch.answered(Ok(grant(10)), now + SECOND);
    assert_eq!(batch.share.per_second, 50.0);
    batch.answered(Ok(grant(5)), now + 11 * SECOND);
    assert_eq!(batch.share.per_second, SLOWEST, "half a permit a second is too few to go on with");
}

/// A store that answers once it may.
#[derive(Debug, Default)]
struct Slow {
    may: tokio::sync::Notify,
    takes: Mutex<Vec<QuotaTake>>,
}

impl QuotaStore for Slow {
    fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
        self.takes.lock().unwrap().push(take);
        Box::pin(async {
            self.may.notified().await;
            Ok(QuotaGrant { valid_for: 60 * SECOND, ..grant(2) })
        })
    }

    fn refuse(&self, _: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }

    fn held(&self) -> Option<Instant> {
        None
    }
}

#[tokio::test]
async fn a_question_outlives_the_caller_that_asked() {
    let store = Arc::new(Slow::default());
    let batches = Arc::new(Batches::new(Arc::clone(&store) as Arc<dyn QuotaStore>));
    let mut left = Box::pin(batches.permit(None));
    while store.takes.lock().unwrap().is_empty() {
        assert!((&mut left).now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    drop(left);
    store.may.notify_one();
    for _ in 0..2 {
        assert!(permit(&batches, None).await.is_some_and(|permit| permit.is_granted));
    }
    assert_eq!(store.takes.lock().unwrap().len(), 1, "both permits came with the first question");
}
