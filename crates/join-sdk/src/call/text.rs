//! Calls that return JOIN's own text beside the value.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use join_client::types::{Application, Job};
use join_client::{BodyError, Raw, Rows, text_of};

use crate::call::recorded::RecordContext;
use crate::call::slot::Slot;
use crate::call::{Call, SendAttempt};
use crate::error::Result;
use crate::transport::attempt::Attempt;
use crate::transport::decode::unreadable;

macro_rules! with_text {
    ($($name:ident)+) => {$(
        impl<'a> Call<'a, $name> {
            /// Returns the value with JOIN's own text of it, which has the fields that the schema does not know.
            ///
            /// ```no_run
            /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
            /// use join_sdk::types::ApplicationId;
            ///
            /// let read = join.applications().get(ApplicationId(9)).with_text().await?;
            /// println!("application {} has {} bytes of JSON", read.value.id, read.text.len());
            /// # Ok(()) }
            /// ```
            pub fn with_text(self) -> Call<'a, Raw<$name>> {
                self.reading(|value, body| Ok(Raw::new(value, text_of(body)?)))
            }
        }
    )+};
}

with_text!(Application Job);

impl<'a, T: Send + 'a> Call<'a, Rows<T>> {
    pub(crate) fn with_texts(self) -> Call<'a, Rows<Raw<T>>> {
        self.reading(|rows, body| Ok(rows.with_texts(body)))
    }
}

impl<'a, T: Send + 'a> Call<'a, T> {
    /// Adds something from the body to the value of a read.
    fn reading<U: Send + 'a>(self, add: fn(T, &[u8]) -> std::result::Result<U, BodyError>) -> Call<'a, U> {
        let send = self.send.map(|send| {
            let send = move |attempt: Arc<Attempt>, slot: Arc<Slot<U>>| -> BoxFuture<'a, Result<()>> {
                attempt.keep_body();
                let read = Arc::new(Slot::new());
                let sent = send(Arc::clone(&attempt), Arc::clone(&read));
                Box::pin(async move {
                    sent.await?;
                    let (value, body) = (read.take()?, attempt.body());
                    slot.fill(add(value, &body).map_err(|error| unreadable(&error, &body, &attempt))?);
                    Ok(())
                })
            };
            Box::new(send) as SendAttempt<'a, U>
        });
        Call { handle: self.handle, operation: self.operation, send, about: RecordContext::default() }
    }
}
