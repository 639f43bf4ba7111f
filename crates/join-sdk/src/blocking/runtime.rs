//! Owns the runtime of the blocking client: which threads may wait on it, and how it shuts down.

use std::fmt;

use tokio::runtime::{Builder, Handle};

use crate::error::{Error, ErrorKind, Result};

/// One worker thread, which also keeps the connections alive between calls.
pub(super) struct Runtime {
    /// Present until the drop.
    runtime: Option<tokio::runtime::Runtime>,
}

impl Runtime {
    pub(super) fn start() -> Result<Self> {
        check_thread()?;
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("join-sdk").enable_all().build();
        let runtime = runtime.map_err(|error| {
            Error::new(ErrorKind::Config, "the blocking client's thread can't be started").with_source(error)
        })?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Waits for the call's result.
    pub(super) fn run<T>(&self, call: impl IntoFuture<Output = Result<T>>) -> Result<T> {
        self.wait(call)?
    }

    /// Waits for the future, where a thread may wait.
    pub(super) fn wait<F: IntoFuture>(&self, future: F) -> Result<F::Output> {
        check_thread()?;
        let runtime = self.runtime.as_ref().ok_or_else(not_here)?;
        Ok(runtime.block_on(async { future.await }))
    }

    /// Waits for the next item of an iterator. Where a thread must not wait, it fails once and then ends: an iterator must not
    /// fail forever.
    pub(super) fn next<T>(
        &self,
        refused: &mut bool,
        next: impl IntoFuture<Output = Option<Result<T>>>,
    ) -> Option<Result<T>> {
        let item = self.wait(next);
        *refused = item.is_err() && !*refused;
        match item {
            Ok(item) => item,
            Err(error) => refused.then_some(Err(error)),
        }
    }
}

/// Tokio panics where a runtime's thread waits for another runtime, and has no query for it.
fn check_thread() -> Result<()> {
    match Handle::try_current() {
        Err(error) if error.is_missing_context() => Ok(()),
        _ => Err(not_here()),
    }
}

fn not_here() -> Error {
    let message = "the blocking client can't wait on a thread of an async runtime: use the async client there, or another thread";
    Error::new(ErrorKind::Config, message)
}

impl Drop for Runtime {
    fn drop(&mut self) {
        // Tokio's own shutdown waits for the thread, which panics in a drop inside another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}
