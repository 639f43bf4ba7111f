//! The pacer: queues the callers of one token, first come first served, until the quota admits them.

#[cfg(test)]
mod answers;
pub(crate) mod batch;
pub(crate) mod core;
#[cfg(test)]
mod fleet;
pub(crate) mod quota;
mod rate;
mod shared;
#[cfg(test)]
pub(crate) mod simulation;

use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, Notify};

use self::batch::{BatchPermit, Batches};
use self::core::{Admission, Core, Ticket};
use self::quota::QuotaStore;

pub(crate) use self::core::RateLimitInfo;
pub use self::shared::SharedQuota;

/// The known state of the quota: see [`Join::quota`](crate::Join::quota).
///
/// JOIN's quota is not documented. A value without a header is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct Quota {
    /// Requests per window, from the latest `x-ratelimit-limit` (evidence: inferred).
    pub limit: Option<u32>,
    /// Requests left in the window, from the latest `x-ratelimit-remaining` (evidence: inferred).
    pub remaining: Option<u32>,
    /// Time for which all callers of this client wait from now, because the quota is used up.
    pub held_for: Option<Duration>,
    /// Estimated requests per second, learned from refusals without headers.
    pub learned_rate: Option<f64>,
}

/// Admits requests. All clones of a client share one pacer.
#[derive(Debug)]
pub(crate) struct Pacer {
    core: StdMutex<Core>,
    /// Held by the next caller, so turns go in order. A dropped caller leaves the queue by itself.
    line: Mutex<()>,
    changed: Notify,
    /// The permits of this process, where several share the quota.
    batches: Option<Arc<Batches>>,
}

impl Pacer {
    /// `longest_hold`: the upper bound of a hold, whatever the server requests.
    pub(crate) fn new(longest_hold: Duration, store: Option<Arc<dyn QuotaStore>>) -> Arc<Self> {
        Arc::new(Self {
            batches: store.map(|store| Arc::new(Batches::new(store))),
            core: StdMutex::new(Core::new(longest_hold)),
            line: Mutex::new(()),
            changed: Notify::new(),
        })
    }

    /// A turn that nobody has to wait for; none where others are in the line, the quota is used up, or processes share it.
    pub(crate) fn turn_at_once(self: &Arc<Self>) -> Option<Permit> {
        let _first = self.line.try_lock().ok().filter(|_| self.batches.is_none())?;
        match self.core().take(Instant::now()) {
            Admission::Go(ticket) => Some(self.permit(ticket, None)),
            Admission::Wait(_) => None,
        }
    }

    /// Waits for a turn; none when it can't come before the deadline.
    pub(crate) async fn turn(self: &Arc<Self>, deadline: Option<Instant>) -> Option<Permit> {
        if let Some(permit) = self.turn_at_once() {
            return Some(permit);
        }
        let _first = self.line.lock().await;
        let Some(batches) = &self.batches else { return self.own_turn(deadline, None).await };
        // Its own window says nothing: the permits of the others count in it, too.
        let held = self.core().refused_for(Instant::now());
        if let Some(until) = held.map(|left| Instant::now() + left) {
            if deadline.is_some_and(|deadline| deadline < until) {
                return None;
            }
            tokio::time::sleep_until(until.into()).await;
        }
        let permit = batches.permit(deadline).await?;
        if !permit.is_granted {
            return self.own_turn(deadline, Some(permit)).await;
        }
        // It counts in the store's window. To wait for the end that this process knows of would carry it into the next one.
        let ticket = self.core().admit(Instant::now());
        Some(self.permit(ticket, Some(permit)))
    }

    fn permit(self: &Arc<Self>, ticket: Ticket, batch: Option<BatchPermit>) -> Permit {
        Permit { pacer: Arc::clone(self), ticket: Some(ticket), batch }
    }

    /// Waits for a turn by what this process knows.
    async fn own_turn(
        self: &Arc<Self>,
        deadline: Option<Instant>,
        batch: Option<BatchPermit>,
    ) -> Option<Permit> {
        loop {
            let changed = self.changed.notified();
            let take = self.core().take(Instant::now());
            match take {
                Admission::Go(ticket) => return Some(self.permit(ticket, batch)),
                Admission::Wait(Some(until)) if deadline.is_some_and(|deadline| deadline < until) => {
                    return None;
                }
                Admission::Wait(None) => changed.await,
                Admission::Wait(Some(until)) => {
                    let _ = tokio::time::timeout_at(until.into(), changed).await;
                }
            }
        }
    }

    pub(crate) fn quota(&self) -> Quota {
        let now = Instant::now();
        let of_all = self.batches.as_ref().and_then(|batches| batches.held_for(now));
        let core = self.core();
        let info = core.info();
        Quota {
            limit: info.limit,
            remaining: info.remaining,
            held_for: core.held_for(now).max(of_all),
            learned_rate: core.learned_rate(),
        }
    }

    fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An admitted request. Dropped without [`settle`](Self::settle), it counts as a request without a response.
#[derive(Debug)]
pub(crate) struct Permit {
    pacer: Arc<Pacer>,
    ticket: Option<Ticket>,
    batch: Option<BatchPermit>,
}

impl Permit {
    /// Reports the request's result to the pacer.
    pub(crate) fn settle(mut self, info: RateLimitInfo) {
        if let Some(ticket) = self.ticket.take() {
            self.pacer.core().settle(ticket, info, Instant::now());
            self.pacer.changed.notify_one();
        }
        if let (Some(batches), Some(permit)) = (&self.pacer.batches, self.batch) {
            batches.settle(permit, info);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.ticket.take().is_some() {
            self.pacer.core().abandon();
            self.pacer.changed.notify_one();
        }
    }
}
