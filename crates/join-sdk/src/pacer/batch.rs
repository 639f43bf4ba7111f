//! A process's part of a shared quota: batches of permits from the store, used one by one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

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
    /// The question under way. It goes on without the caller that asked: neither its permits nor its reports are lost.
    question: tokio::sync::Mutex<Option<JoinHandle<Option<Instant>>>>,
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
        Self { store, state: Mutex::new(Batch::new(Instant::now())), question: tokio::sync::Mutex::default() }
    }

    /// Waits for a permit; none when it can't come before the deadline. One caller at a time.
    pub(super) async fn permit(self: &Arc<Self>, deadline: Option<Instant>) -> Option<BatchPermit> {
        let mut question = self.question.lock().await;
        loop {
            let until = if let Some(asked) = question.as_mut() {
                let waits = asked.await;
                *question = None;
                match waits.unwrap_or_else(|lost| self.state().answered(Err(lost.into()), Instant::now())) {
                    Some(until) => until,
                    None => continue,
                }
            } else if let Some(held) = self.held(Instant::now()) {
                self.state().hold();
                held
            } else {
                let next = self.state().next(Instant::now());
                match next {
                    Next::Go(permit) => return Some(permit),
                    Next::Wait(until) => until,
                    Next::Ask(take) => {
                        *question = Some(tokio::spawn(Arc::clone(self).ask(take)));
                        continue;
                    }
                }
            };
            if deadline.is_some_and(|deadline| deadline < until) {
                return None;
            }
            tokio::time::sleep_until(until.into()).await;
        }
    }

    async fn ask(self: Arc<Self>, take: QuotaTake) -> Option<Instant> {
        let answer = tokio::time::timeout(PATIENCE, self.store.take(take)).await;
        self.state().answered(answer.unwrap_or_else(|late| Err(late.into())), Instant::now())
    }

    /// The end of a hold of all processes.
    fn held(&self, now: Instant) -> Option<Instant> {
        self.store.held().filter(|held| *held > now)
    }

    /// The time for which all processes wait from now.
    pub(super) fn held_for(&self, now: Instant) -> Option<Duration> {
        self.held(now).map(|held| held.saturating_duration_since(now))
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
        // An answer of the window before says nothing of this one.
        let is_awaited = mark == self.mark && std::mem::take(&mut self.reports_at_once);
        if !is_awaited && !is_used_up {
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
mod tests;
