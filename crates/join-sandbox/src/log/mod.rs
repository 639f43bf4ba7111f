//! The log of requests: what each asked for, how it ended, and which one it repeats. Serves people, where a recording serves tests.

pub(crate) mod entry;
pub(crate) mod open;
pub(crate) mod ring;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::log::ring::{Batch, Ring};

/// The latest requests of a running sandbox, and those who follow them.
///
/// Followers have no buffers of their own: each has its place in the one ring, and finds a gap where it was too slow.
pub(crate) struct Log {
    started: Instant,
    ring: Mutex<Ring>,
    news: Notify,
    closed: AtomicBool,
}

impl Log {
    pub(crate) fn new() -> Self {
        Log {
            started: Instant::now(),
            ring: Mutex::new(Ring::default()),
            news: Notify::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// Takes the lock. A panic elsewhere leaves the data usable, so poisoning is ignored.
    pub(crate) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for entries behind a place. `None` when the sandbox ends.
    pub(crate) async fn follow(&self, place: u64) -> Option<Batch> {
        loop {
            let mut news = std::pin::pin!(self.news.notified());
            // Registered before the look, so that no entry between the two is missed.
            news.as_mut().enable();
            if self.closed.load(Ordering::Acquire) {
                return None;
            }
            if let Some(batch) = self.ring().behind(place) {
                return Some(batch);
            }
            news.await;
        }
    }

    /// Forgets everything, and tells followers.
    pub(crate) fn reset(&self) {
        self.ring().reset();
        self.news.notify_waiters();
    }

    /// Ends all followers, also those still to come.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.news.notify_waiters();
    }
}
