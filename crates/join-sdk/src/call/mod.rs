//! The call path. Every resource and every download uses it.

pub(crate) mod handle;
pub(crate) mod in_flight;
#[cfg(test)]
mod interleavings;
pub mod observer;
pub(crate) mod options;
pub mod raw;
pub(crate) mod recorded;
pub(crate) mod request_ids;
pub(crate) mod response;
pub(crate) mod retry;
pub(crate) mod runner;
pub(crate) mod settings;
pub(crate) mod slot;
pub(crate) mod spans;
pub(crate) mod stats;
pub(crate) mod text;

use std::future::{Future, IntoFuture, ready};
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either};
use join_client::{BodyError, Client, OddField, Operation, ResponseValue, Rows};
use serde::de::DeserializeOwned;

use crate::call::handle::Handle;
use crate::call::recorded::RecordContext;
use crate::call::response::Response;
use crate::call::runner::CallMode;
use crate::call::slot::Slot;
use crate::call::stats::CallStats;
use crate::error::{Error, Result};
use crate::records::audit::Subject;
use crate::transport::attempt::Attempt;
use crate::transport::decode::{Lenient, recover};

/// The generated client's result.
type Generated<T> = std::result::Result<ResponseValue<T>, join_client::Error>;

/// Decodes a value from a body without its odd fields.
type Partial<T> = fn(&[u8]) -> std::result::Result<(T, Vec<OddField>), BodyError>;

/// Sends one attempt and leaves its value in the slot.
type SendAttempt<'a, T> =
    Box<dyn Fn(Arc<Attempt>, Arc<Slot<T>>) -> BoxFuture<'a, Result<()>> + Send + Sync + 'a>;

/// A pending call. Await it for its value, or [`response`](Self::response) for status, headers and request id as well.
///
/// Dropping it or its running future leaves no state in this client. A request that was sent before may have been
/// applied.
#[must_use = "a call is not made until it is awaited"]
pub struct Call<'a, T> {
    handle: Handle,
    operation: &'static Operation,
    send: Result<SendAttempt<'a, T>>,
    /// Details for the audit record.
    about: RecordContext<T>,
}

impl<'a, T: Send + 'a> Call<'a, T> {
    /// Creates a call that fails when awaited. It sends nothing.
    pub(crate) fn refused(handle: &Handle, operation: &'static Operation, error: Error) -> Self {
        Self { handle: handle.clone(), operation, send: Err(error), about: RecordContext::default() }
    }

    /// Sends the call. Returns the value with its status, headers and request id.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let response = join.jobs().get(join_sdk::types::JobId(7)).response().await?;
    /// println!("{:?}", response.request_id());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the call.
    pub async fn response(self) -> Result<Response<T>> {
        let (send, slot) = (self.send?, Arc::new(Slot::new()));
        let head = send_into(&self.handle, self.operation, &self.about, &send, &slot).await?;
        slot.answer(head)
    }

    /// Sets the details of the call's audit record.
    pub(crate) fn about(mut self, about: RecordContext<T>) -> Self {
        self.about = about;
        self
    }

    /// Asks before each attempt, once its permit has come, whether it may still be sent.
    pub(crate) fn only_if(mut self, may: impl Fn() -> Result<()> + Send + Sync + 'a) -> Self {
        self.send = self.send.map(|send| -> SendAttempt<'a, T> {
            Box::new(move |attempt, slot| match may() {
                Ok(()) => send(attempt, slot),
                Err(error) => Box::pin(ready(Err(error))),
            })
        });
        self
    }

    /// Sends the call without an audit record, which the caller makes. The caller can read the stats even when the future is
    /// dropped.
    pub(crate) async fn tallied(self, stats: &mut CallStats) -> Result<Response<T>> {
        let (send, slot) = (self.send?, Arc::new(Slot::new()));
        let send = |attempt| send(attempt, Arc::clone(&slot));
        slot.answer(self.handle.tallied(self.operation, CallMode::STANDARD, &send, stats).await?)
    }
}

impl<'a, T: Send + 'a> IntoFuture for Call<'a, T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'a, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (send, slot) = (self.send?, Arc::new(Slot::new()));
            send_into(&self.handle, self.operation, &self.about, &send, &slot).await?;
            slot.take()
        })
    }
}

/// Sends a call, which leaves its value in the slot. Returns the response without it. It borrows all that it can: a future
/// holds what it was given twice.
async fn send_into<'a, T: Send + 'a>(
    handle: &Handle,
    operation: &'static Operation,
    about: &RecordContext<T>,
    send: &SendAttempt<'a, T>,
    slot: &Arc<Slot<T>>,
) -> Result<Response<()>> {
    let send = |attempt| send(attempt, Arc::clone(slot));
    let made = |subject: &mut Subject| slot.show(|value| (about.made)(subject, value));
    handle.execute_recorded(operation, (&about.subject, about.note.as_ref()), &made, &send).await
}

impl<T> std::fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

impl Handle {
    /// Calls a generated operation whose response is an object.
    pub(crate) fn call<'a, T, F, Fut>(&self, operation: &'static Operation, send: F) -> Call<'a, T>
    where
        T: DeserializeOwned + Send + 'a,
        F: Fn(Client) -> Fut + Send + Sync + 'a,
        Fut: Future<Output = Generated<T>> + Send + 'a,
    {
        self.decoded(operation, send, join_client::from_body)
    }

    /// Calls a generated operation whose response is a list. The rows keep their odd fields.
    pub(crate) fn call_rows<'a, T, F, Fut>(&self, operation: &'static Operation, send: F) -> Call<'a, Rows<T>>
    where
        T: DeserializeOwned + Send + 'a,
        F: Fn(Client) -> Fut + Send + Sync + 'a,
        Fut: Future<Output = Generated<Rows<T>>> + Send + 'a,
    {
        self.decoded(operation, send, |body| Ok((Rows::from_body(body)?, Vec::new())))
    }

    fn decoded<'a, T, F, Fut>(
        &self,
        operation: &'static Operation,
        send: F,
        partial: Partial<T>,
    ) -> Call<'a, T>
    where
        T: DeserializeOwned + Send + 'a,
        F: Fn(Client) -> Fut + Send + Sync + 'a,
        Fut: Future<Output = Generated<T>> + Send + 'a,
    {
        let send = move |attempt: Arc<Attempt>, slot: Arc<Slot<T>>| -> BoxFuture<'a, Result<()>> {
            // An async block would hold room for the operation's future twice, and all calls for the failures of a few.
            Box::pin(send(attempt.client()).then(move |answer| match answer {
                Ok(value) => {
                    slot.fill(value.into_inner());
                    Either::Left(ready(Ok(())))
                }
                Err(error) => {
                    let lenient: Lenient<'a> = Box::new(move |body| {
                        let (value, odd) = partial(body)?;
                        slot.fill(value);
                        Ok(odd)
                    });
                    Either::Right(Box::pin(recover(operation, error, attempt, lenient)))
                }
            }))
        };
        Call { handle: self.clone(), operation, send: Ok(Box::new(send)), about: RecordContext::default() }
    }
}
