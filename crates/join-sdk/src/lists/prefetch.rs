//! The prefetch queue. Requests start and are returned in order, and stop on drop.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::error::{Error, ErrorKind, Result};

/// A queue of running requests, each with a key.
///
/// Each request is a task of its own and continues while the reader processes earlier rows, so a slow reader causes no
/// timeout.
#[derive(Debug)]
pub(crate) struct PrefetchQueue<K, T> {
    queue: VecDeque<Slot<K, T>>,
}

#[derive(Debug)]
struct Slot<K, T> {
    key: K,
    running: Option<Task<T>>,
    answer: Option<Result<T>>,
}

/// A task that is aborted when its handle drops.
#[derive(Debug)]
struct Task<T>(JoinHandle<Result<T>>);

impl<K: Copy, T: Send + 'static> PrefetchQueue<K, T> {
    pub(crate) fn new() -> Self {
        Self { queue: VecDeque::new() }
    }

    /// Starts a request at the end of the queue.
    pub(crate) fn push(&mut self, key: K, request: impl Future<Output = Result<T>> + Send + 'static) {
        let (running, answer) = match Handle::try_current() {
            Ok(runtime) => (Some(Task(runtime.spawn(request.in_current_span()))), None),
            Err(_) => (
                None,
                Some(Err(Error::new(ErrorKind::Config, "no tokio runtime is running; read lists on one"))),
            ),
        };
        self.queue.push_back(Slot { key, running, answer });
    }

    /// Returns the response of the first request; `None` when the queue is empty.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<(K, Result<T>)>> {
        for slot in &mut self.queue {
            slot.poll(context);
        }
        if self.queue.front().is_some_and(|first| first.answer.is_none()) {
            return Poll::Pending;
        }
        let first = self.queue.pop_front();
        Poll::Ready(first.and_then(|slot| Some((slot.key, slot.answer?))))
    }

    /// Responses that arrived before their turn.
    pub(crate) fn early(&self) -> impl Iterator<Item = (K, &T)> {
        self.queue.iter().filter_map(|slot| Some((slot.key, slot.answer.as_ref()?.as_ref().ok()?)))
    }

    /// Stops all requests and discards their responses.
    pub(crate) fn clear(&mut self) {
        self.queue.clear();
    }
}

impl<K, T> Slot<K, T> {
    fn poll(&mut self, context: &mut Context<'_>) {
        if let Some(task) = &mut self.running
            && let Poll::Ready(answer) = task.poll(context)
        {
            self.running = None;
            self.answer = Some(answer);
        }
    }
}

impl<T> Task<T> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<T>> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll(context)) {
            Ok(answer) => answer,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(Error::new(ErrorKind::Transport, "the runtime stopped while a page was read")),
        })
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::sync::Arc;
    use tokio::sync::Notify;

    #[tokio::test]
    async fn answers_come_in_the_order_of_the_requests_whichever_is_first() {
        let mut ahead = PrefetchQueue::new();
        let second_came = Arc::new(Notify::new());
        let first = Arc::clone(&second_came);
        ahead.push(1, async move {
            first.notified().await;
            Ok("slow")
        });
        ahead.push(2, async move {
            second_came.notify_one();
            Ok("quick")
        });
        let (key, answer) = poll_fn(|context| ahead.poll_next(context)).await.unwrap();
        assert_eq!((key, answer.unwrap()), (1, "slow"));
        assert_eq!(poll_fn(|context| ahead.poll_next(context)).await.unwrap().0, 2);
        assert!(poll_fn(|context| ahead.poll_next(context)).await.is_none());
    }

    #[tokio::test]
    async fn dropping_the_queue_stops_what_is_running() {
        let (alive, mut watched) = tokio::sync::oneshot::channel::<()>();
        let mut ahead: PrefetchQueue<u32, ()> = PrefetchQueue::new();
        ahead.push(1, async move {
            let _alive = alive;
            std::future::pending().await
        });
        tokio::task::yield_now().await;
        assert!(
            watched.try_recv().is_err_and(|error| error == tokio::sync::oneshot::error::TryRecvError::Empty)
        );
        drop(ahead);
        assert!(watched.await.is_err());
    }
}
