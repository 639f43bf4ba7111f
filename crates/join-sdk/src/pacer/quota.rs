//! The quota of a token among several processes: what they ask a store, and what it answers.

use std::fmt;
use std::time::{Duration, Instant};

use join_client::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::shared::StoreError;

/// Shares the quota of one token among processes, such as a row of a database. Set by
/// [`JoinBuilder::quota_store`](crate::JoinBuilder::quota_store).
///
/// A process takes permits in batches, and each request uses one. A batch that is not used expires with its window. With its
/// question it reports what the responses said since the last one; a 429 it reports at once.
///
/// # What it must guarantee
///
/// - [`take`](Self::take) and [`refuse`](Self::refuse) run one after the other, over all processes, on one [`SharedQuota`](super::SharedQuota), with
///   the time of one clock. A store keeps that state and leaves the rules to it.
/// - It passes each field of the questions and answers on: a process that was called back says so in its next question.
/// - [`held`](Self::held) knows of a refusal that another process reported, soon: within 50 ms or so.
///
/// When it fails or takes longer than a second, the client goes on with the rate that it was given last, and asks again a
/// second later.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use std::time::{Duration, Instant};
/// use join_sdk::BoxFuture;
/// use join_sdk::quota::{QuotaGrant, QuotaRefusal, QuotaStore, QuotaTake, SharedQuota};
/// use join_sdk::shared::StoreError;
///
/// /// Shared by the clients of one process.
/// #[derive(Debug, Clone)]
/// struct OneProcess(Arc<Mutex<SharedQuota>>, Instant);
///
/// impl OneProcess {
///     fn with<T>(&self, call: impl FnOnce(&mut SharedQuota, Duration) -> T) -> T {
///         call(&mut self.0.lock().unwrap(), self.1.elapsed())
///     }
/// }
///
/// impl QuotaStore for OneProcess {
///     fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>> {
///         Box::pin(async move { Ok(self.with(|quota, now| quota.take(take, now))) })
///     }
///
///     fn refuse(&self, refusal: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>> {
///         Box::pin(async move { Ok(self.with(|quota, now| quota.refuse(refusal, now))) })
///     }
///
///     fn held(&self) -> Option<Instant> {
///         self.with(|quota, now| quota.held_for(now)).map(|left| Instant::now() + left)
///     }
/// }
/// ```
pub trait QuotaStore: fmt::Debug + Send + Sync + 'static {
    /// Takes permits, and reports responses.
    ///
    /// # Errors
    ///
    /// When the state can't be read or kept.
    fn take(&self, take: QuotaTake) -> BoxFuture<'_, Result<QuotaGrant, StoreError>>;

    /// Reports a refused request.
    ///
    /// # Errors
    ///
    /// When the state can't be read or kept.
    fn refuse(&self, refusal: QuotaRefusal) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Until when all processes wait, as far as is known. Asked before each request, so it answers from memory.
    fn held(&self) -> Option<Instant>;
}

/// What a process asks for, and what it reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaTake {
    /// Permits wanted. None are wanted in a mere report.
    pub want: u32,
    /// The turn of the last grant.
    pub turn: Option<QuotaTurn>,
    /// Requests that were answered since the last report.
    pub answered: u32,
    /// The quota as the last of these answers has it.
    pub seen: Option<QuotaSeen>,
}

/// The quota as a response has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaSeen {
    /// The mark of the request's permit.
    pub mark: QuotaMark,
    /// Requests in a window.
    pub limit: Option<u32>,
    /// Requests left in it.
    pub remaining: Option<u32>,
    /// Time to its end.
    pub reset: Option<Duration>,
    /// Time since the response.
    pub age: Duration,
}

/// A refused request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaRefusal {
    /// The mark of the request's permit.
    pub mark: QuotaMark,
    /// The wait that the server asked for.
    pub wait: Option<Duration>,
    /// Time since the response.
    pub age: Duration,
}

/// When a permit was given: in which window, after which hold. It tells old responses from new ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaMark {
    /// The number of the window.
    pub window: u64,
    /// The number of the hold.
    pub hold: u64,
}

/// A place in the line for a window that is not there yet. The process passes it on with its next question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaTurn {
    /// The number of the window.
    pub window: u64,
    /// The permits of that window.
    pub permits: u32,
}

/// Permits, or when to ask again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaGrant {
    /// Permits given.
    pub permits: u32,
    /// The mark of these permits.
    pub mark: QuotaMark,
    /// Time until they may be used: those of the next window are given in advance.
    pub valid_in: Duration,
    /// Time in which they have to be used, from then on.
    pub valid_for: Duration,
    /// When to ask again, at the earliest. An earlier question finds no permits.
    pub retry_in: Duration,
    /// The permits that are kept for the process in a later window, where it stands in line.
    pub turn: Option<QuotaTurn>,
    /// Whether the first response is to be reported at once: others wait for it.
    pub reports_at_once: bool,
}
