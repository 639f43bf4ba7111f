//! A process's part of a shared quota: batches of permits from the store, used one by one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::core::RateLimitInfo;
use super::quota::{QuotaGrant, QuotaMark, QuotaRefusal, QuotaSeen, QuotaStore, QuotaTake, QuotaTurn};
use crate::shared::StoreError;

/// The largest batch.
const MOST: u32 = 32;
/// Time for the store to answer, and between two questions once it has failed.
const PATIENCE: Duration = Duration::from_secs(1);
/// Spreads the processes that ask at the end of a window.
const JITTER: Duration = Duration::from_millis(10);
/// The rate without the store, in requests per second, if it never gave a permit.
const SLOWEST: f64 = 1.0;

/// The permits of this process.
#[derive(Debug)]
pub(super) struct Batches {
    store: Arc<dyn QuotaStore>,
    state: Mutex<Batch>,
}

/// A batch, and what responses said since the last question.
#[derive(Debug)]
pub(crate) struct Batch {
    left: u32,
    mark: QuotaMark,
    /// When the permits may be used.
    from: Instant,
    /// Until when they may be used.
    until: Instant,
    /// The end of their window, as far as is known.
    ends: Instant,
    /// When the store was asked last.
    asked: Instant,
    /// When to ask again, at the earliest.
    ask_from: Instant,
    turn: Option<QuotaTurn>,
    /// The latest times from a permit to its response. A permit that arrives after the window's end counts in the next one.
    latency: Duration,
    /// The size of the next batch: doubled when one was used up soon, cut to what was used when one expired.
    size: u32,
    used: u32,
    reports_at_once: bool,
    answered: u32,
    seen: Option<(QuotaSeen, Instant)>,
    share: Share,
}

/// The rate at which the store gave permits.
#[derive(Debug)]
struct Share {
    per_second: f64,
    since: Instant,
    given: u32,
    /// Until when the store is not asked again.
    away_until: Option<Instant>,
    next: Instant,
}

/// A permit of a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchPermit {
    pub(crate) mark: QuotaMark,
    pub(crate) at: Instant,
    /// Whether the store gave it. While the store is away, a process gives itself permits at its last rate.
    pub(crate) is_granted: bool,
}

/// What a caller does next.
pub(crate) enum Next {
    Go(BatchPermit),
    Wait(Instant),
    Ask(QuotaTake),
}

impl Batches {
    pub(super) fn new(store: Arc<dyn QuotaStore>) -> Self {
        Self { store, state: Mutex::new(Batch::new(Instant::now())) }
    }

    /// Waits for a permit; none when it can't come before the deadline. One caller at a time.
    pub(super) async fn permit(&self, deadline: Option<Instant>) -> Option<BatchPermit> {
        loop {
            let until = match self.store.held().filter(|held| *held > Instant::now()) {
                Some(held) => {
                    self.state().hold();
                    held
                }
                None => {
                    let next = self.state().next(Instant::now());
                    match next {
                        Next::Go(permit) => return Some(permit),
                        Next::Wait(until) => until,
                        Next::Ask(take) => {
                            let answer = tokio::time::timeout(PATIENCE, self.store.take(take)).await;
                            let answer = answer.unwrap_or_else(|late| Err(late.into()));
                            match self.state().answered(answer, Instant::now()) {
                                Some(until) => until,
                                None => continue,
                            }
                        }
                    }
                }
            };
            if deadline.is_some_and(|deadline| deadline < until) {
                return None;
            }
            tokio::time::sleep_until(until.into()).await;
        }
    }

    /// Takes the result of a request.
    pub(super) fn settle(self: &Arc<Self>, permit: BatchPermit, info: RateLimitInfo) {
        if !info.answered {
            return;
        }
        let batches = Arc::clone(self);
        if info.refused {
            let mark = permit.mark;
            let refusal = QuotaRefusal { mark, wait: info.retry_after.or(info.reset), age: Duration::ZERO };
            self.state().hold();
            self.report(async move { batches.store.refuse(refusal).await });
            return;
        }
        let at_once = self.state().count(permit, info, Instant::now());
        if let Some(take) = at_once {
            self.report(async move { batches.store.take(take).await.map(drop) });
        }
    }

    /// Reports in the background: nobody waits for it.
    fn report(&self, report: impl Future<Output = Result<(), StoreError>> + Send + 'static) {
        tokio::spawn(async move {
            if !matches!(tokio::time::timeout(PATIENCE, report).await, Ok(Ok(()))) {
                tracing::warn!(
                    "the shared quota did not take the report of a response; other processes do not know of it"
                );
            }
        });
    }

    fn state(&self) -> MutexGuard<'_, Batch> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batch {
    pub(crate) fn new(now: Instant) -> Self {
        let share = Share { per_second: SLOWEST, since: now, given: 0, away_until: None, next: now };
        Self {
            left: 0,
            mark: QuotaMark::default(),
            from: now,
            until: now,
            ends: now,
            asked: now,
            ask_from: now,
            turn: None,
            latency: Duration::ZERO,
            size: 1,
            used: 0,
            reports_at_once: false,
            answered: 0,
            seen: None,
            share,
        }
    }

    /// Throws the permits away: all processes wait.
    pub(crate) fn hold(&mut self) {
        self.left = 0;
        (self.ask_from, self.turn) = (self.asked, None);
    }

    pub(crate) fn next(&mut self, now: Instant) -> Next {
        if self.left > 0 {
            if now < self.from {
                return Next::Wait(self.from);
            }
            if now < self.until {
                self.left -= 1;
                self.used += 1;
                if self.left == 0 && now < self.from + (self.until - self.from) / 2 {
                    self.size = self.size.saturating_mul(2).min(MOST);
                }
                return Next::Go(BatchPermit { mark: self.mark, at: now, is_granted: true });
            }
            self.left = 0;
            self.size = self.used.max(1);
            // Others of this window would come too late as well.
            self.ask_from = self.ends;
        }
        if let Some(until) = self.share.away_until.filter(|until| now < *until) {
            // The store is away: the last known rate goes on.
            if self.share.next > now {
                return Next::Wait(self.share.next.min(until));
            }
            self.share.next = now + Duration::from_secs_f64(1.0 / self.share.per_second);
            return Next::Go(BatchPermit { mark: self.mark, at: now, is_granted: false });
        }
        if now < self.ask_from {
            return Next::Wait(self.ask_from);
        }
        self.asked = now;
        Next::Ask(self.take(self.size, now))
    }

    /// The question to the store, with everything that is to be reported.
    fn take(&mut self, want: u32, now: Instant) -> QuotaTake {
        let seen = self.seen.take();
        let seen = seen.map(|(seen, at)| QuotaSeen { age: now.saturating_duration_since(at), ..seen });
        QuotaTake { want, turn: self.turn, answered: std::mem::take(&mut self.answered), seen }
    }

    /// Takes the answer, and returns until when to wait.
    pub(crate) fn answered(
        &mut self,
        answer: Result<QuotaGrant, StoreError>,
        now: Instant,
    ) -> Option<Instant> {
        match answer {
            Ok(grant) if grant.permits == 0 => {
                self.share.away_until = None;
                self.turn = grant.turn;
                // Whoever is nearest to the store is not always the first.
                Some(now + grant.retry_in + JITTER.mul_f64(fastrand::f64()))
            }
            Ok(grant) => {
                self.share.given(grant.permits, now);
                (self.left, self.mark) = (grant.permits, grant.mark);
                // The grant is as old as the question, at most.
                (self.from, self.ends) =
                    (now + grant.valid_in, self.asked + grant.valid_in + grant.valid_for);
                self.until = self.ends - (self.latency * 3 / 2).min(grant.valid_for / 2);
                (self.ask_from, self.turn) = (now + grant.retry_in, grant.turn);
                self.reports_at_once = grant.reports_at_once;
                self.used = 0;
                None
            }
            Err(_) => {
                if self.share.away_until.is_none() {
                    tracing::warn!(
                        per_second = self.share.per_second,
                        "the shared quota is away; the client goes on with its last known rate"
                    );
                    self.share.next = now;
                }
                self.share.away_until = Some(now + PATIENCE);
                None
            }
        }
    }

    /// Counts an answered request. Returns a report that others wait for.
    pub(crate) fn count(
        &mut self,
        permit: BatchPermit,
        info: RateLimitInfo,
        now: Instant,
    ) -> Option<QuotaTake> {
        let (mark, latency) = (permit.mark, now.saturating_duration_since(permit.at));
        self.latency = latency.max(self.latency - self.latency / 8);
        self.answered += 1;
        let (limit, remaining, reset) = (info.limit, info.remaining, info.reset);
        self.seen = Some((QuotaSeen { mark, limit, remaining, reset, age: Duration::ZERO }, now));
        let is_used_up = remaining == Some(0) && mark == self.mark && self.left > 0;
        if is_used_up {
            // Others than these processes use the quota, too.
            (self.left, self.ask_from) = (0, self.ends);
        }
        if !std::mem::take(&mut self.reports_at_once) && !is_used_up {
            return None;
        }
        Some(self.take(0, now))
    }
}

impl Share {
    fn given(&mut self, permits: u32, now: Instant) {
        self.away_until = None;
        self.given += permits;
        let seconds = now.saturating_duration_since(self.since).as_secs_f64();
        if seconds >= 1.0 {
            self.per_second = (f64::from(self.given) / seconds).max(SLOWEST);
            (self.since, self.given) = (now, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use join_client::BoxFuture;

    use super::*;

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

    async fn permit(batches: &Batches, deadline: Option<Instant>) -> Option<BatchPermit> {
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

    #[tokio::test]
    async fn a_refusal_is_reported_at_once_and_a_success_with_the_next_question() {
        let (store, batches) = scripted(None, &[grant(3), grant(1)]);
        let mark = permit(&batches, None).await.unwrap().mark;
        let answered = RateLimitInfo { answered: true, ..RateLimitInfo::default() };
        batches.settle(mark, RateLimitInfo::default());
        batches.settle(mark, answered);
        tokio::task::yield_now().await;
        assert_eq!((store.takes.lock().unwrap().len(), store.refusals.lock().unwrap().len()), (1, 0));
        let reset = Some(2 * SECOND);
        batches.settle(mark, RateLimitInfo { refused: true, reset, ..answered });
        tokio::task::yield_now().await;
        let refusal = QuotaRefusal { mark, wait: reset, age: Duration::ZERO };
        assert_eq!(*store.refusals.lock().unwrap(), [refusal]);
        permit(&batches, None).await.unwrap();
        let takes =
            store.takes.lock().unwrap().iter().map(|take| (take.want, take.answered)).collect::<Vec<_>>();
        assert_eq!(takes, [(1, 0), (2, 1)], "the permits that were left are thrown away");
    }

    #[tokio::test]
    async fn a_success_that_others_wait_for_is_reported_at_once() {
        let (store, batches) = scripted(None, &[QuotaGrant { reports_at_once: true, ..grant(2) }]);
        let mark = permit(&batches, None).await.unwrap().mark;
        batches.settle(mark, RateLimitInfo { answered: true, ..RateLimitInfo::default() });
        tokio::task::yield_now().await;
        let takes =
            store.takes.lock().unwrap().iter().map(|take| (take.want, take.answered)).collect::<Vec<_>>();
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
        assert_eq!((permits.len(), take.want), (0, 8));
        batch.answered(Ok(grant(1)), now);
        batch.hold();
        assert_eq!(wanted(&mut batch, now + 5 * SECOND), 16, "a hold is no sign of too large batches");
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
        let info = RateLimitInfo { answered: true, remaining: Some(7), ..RateLimitInfo::default() };
        assert_eq!(batch.count(mark, info, now), None);
        assert_eq!(batch.count(mark, info, now), None);
        let seen = QuotaSeen { mark, remaining: Some(7), age: SECOND, ..QuotaSeen::default() };
        let (_, take) = until_asked(&mut batch, now + SECOND);
        assert_eq!(take, QuotaTake { want: 1, answered: 2, seen: Some(seen) });
        let (_, take) = until_asked(&mut batch, now + SECOND);
        assert_eq!(take, QuotaTake { want: 1, ..QuotaTake::default() });
        batch.answered(Ok(QuotaGrant { reports_at_once: true, ..grant(2) }), now);
        let seen = QuotaSeen { age: Duration::ZERO, ..seen };
        let report = QuotaTake { want: 0, answered: 1, seen: Some(seen) };
        assert_eq!(batch.count(mark, info, now), Some(report), "others wait for this one");
        assert_eq!(batch.count(mark, info, now), None);
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
        assert_eq!(wanted(&mut batch, at), 4, "a second later the store is asked again");
        away(&mut batch, at);
        assert!(matches!(batch.next(at), Next::Go(_)));
        away(&mut batch, at);
        assert!(matches!(batch.next(at), Next::Wait(_)), "a second failure gives no permit");
        batch.answered(Ok(grant(0)), at);
        assert_eq!(wanted(&mut batch, at), 4, "it is back");
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
}
