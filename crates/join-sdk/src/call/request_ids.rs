//! The request ids of writes, for callers that keep an audit of their own.

use std::sync::{Arc, Mutex, PoisonError};

/// Collects the request ids of JOIN's responses to writes. Clones share the list.
///
/// Some writes take several requests, or return no response of their own, such as
/// [`Applications::ensure`](crate::resources::Applications::ensure). Set it by
/// [`RequestOptions::request_ids`](crate::RequestOptions::request_ids).
///
/// ```no_run
/// # async fn example(join: join_sdk::Join, ada: join_sdk::NewApplication) -> join_sdk::Result<()> {
/// use join_sdk::{RequestIds, RequestOptions};
///
/// let ids = RequestIds::new();
/// let join = join.with_options(RequestOptions::new().request_ids(&ids));
/// join.applications().create(&ada).await?;
/// println!("{:?}", ids.list());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default)]
pub struct RequestIds(Arc<Mutex<Vec<String>>>);

impl RequestIds {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// The ids so far, in the order of the responses.
    pub fn list(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn push(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(id.to_owned());
    }
}
