//! What a mock can answer with, by the type that the client reads.

use join_client::Rows;
use serde_json::Value;

/// A body that the client reads as `T`.
///
/// Each builder is one, and so is each of the client's types. A list takes an array or a vector of either. Any JSON is one
/// of every type, for what JOIN never sends. Implement it for test data of your own:
///
/// ```
/// use join_httpmock::{Body, JoinMock, a_job};
/// use join_client::types::Job;
/// use serde_json::{Value, json};
///
/// struct Welder;
///
/// impl Body<Job> for Welder {
///     fn into_json(self) -> Value {
///         a_job().with_title("Welder").into_json()
///     }
/// }
///
/// let mock = JoinMock::start()?;
/// mock.get_job(|when, then| (when.job_id(7), then.ok(Welder)));
/// mock.list_jobs(|_, then| then.ok([a_job().into_json(), json!({"id": "no number"})]));
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait Body<T> {
    /// The body as JSON.
    fn into_json(self) -> Value;
}

impl<T> Body<T> for Value {
    fn into_json(self) -> Value {
        self
    }
}

impl<T, B: Body<T>, const N: usize> Body<Rows<T>> for [B; N] {
    fn into_json(self) -> Value {
        self.into_iter().map(B::into_json).collect()
    }
}

impl<T, B: Body<T>> Body<Rows<T>> for Vec<B> {
    fn into_json(self) -> Value {
        self.into_iter().map(B::into_json).collect()
    }
}
