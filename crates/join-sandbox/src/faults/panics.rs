//! Panics in a handler or a hook, which become a response with 500.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::response::Response;
use futures_util::FutureExt;

use crate::faults::injected::Injected;

/// Catches panics and counts them.
#[derive(Clone, Default)]
pub(crate) struct Panics(Arc<AtomicU64>);

impl Panics {
    /// Waits for a response. The state that a panic leaves is usable: each lock ignores its poison.
    pub(crate) async fn catch(&self, handled: impl Future<Output = Response>) -> Response {
        AssertUnwindSafe(handled).catch_unwind().await.unwrap_or_else(|_| {
            self.0.fetch_add(1, Ordering::Relaxed);
            Injected::Panicked.into_response()
        })
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
