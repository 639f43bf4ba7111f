//! Low-level client for the JOIN recruiting API (join.com), generated from a curated OpenAPI document.
//!
//! Most users want `join-sdk`, which adds retries, paging, actionable errors, and safety for tags. This crate has the
//! operations and the types, and no policy: one call is one request.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use join_client::{BaseUrl, Client, Inner, types::JobId};
//!
//! // The token goes into `Authorization` as it is, without a scheme word.
//! let mut token = reqwest::header::HeaderValue::from_str(&std::env::var("JOIN_API_TOKEN")?)?;
//! token.set_sensitive(true);
//! let http = reqwest::Client::builder()
//!     .default_headers([(reqwest::header::AUTHORIZATION, token)].into_iter().collect())
//!     .redirect(reqwest::redirect::Policy::none())
//!     .build()?;
//! let base: BaseUrl = "https://api.join.com/v2".parse()?;
//! let client = Client::new_with_client(base, http, Inner::default());
//! let job = client.get_job(&JobId(7)).await.map_err(|error| format!("status {:?}", error.status()))?;
//! println!("{:?}", job.title);
//! # Ok(()) }
//! ```
//!
//! | item | what it is |
//! | --- | --- |
//! | [`Client`] | one method for each operation |
//! | [`BaseUrl`] | where the API is |
//! | [`types`] | request and response types: structs, ids, open enums and personal texts |
//! | [`operations`] | the table of operations: method, path and the effect of a repeat |
//! | [`CurrentState`] | the state of an application, with the field that it came from |
//! | [`Rows`], [`RowError`] | a list that survives odd fields and an unreadable row |
//! | [`from_body`], [`OddField`] | a body that survives odd fields |
//! | [`Raw`] | a value with JOIN's own text of it |
//! | [`AnswerValue`] | an answer of any shape |
//! | [`Tags`] | a candidate's tags: absent, null, a set, or unreadable |
//! | [`Transport`], [`Inner`] | the seam through which every request goes |
//!
//! # Personal data
//!
//! Names, e-mail addresses, phone numbers, tags, notes and file names sit in types whose `Debug` prints `[redacted]`
//! and which have no `Display`. [`Error`] is not so careful: its `Debug` and `Display` print headers and, when decoding
//! fails, the whole body. Do not log it.
//!
//! # Features
//!
//! - `codegen` (default): generate the client during the build. Off: use the same bytes from `src/generated.rs`, which
//!   saves building the generator.

#[allow(unreachable_pub, reason = "what the crate's users need of it is exported below")]
mod generated {
    #[cfg(feature = "codegen")]
    include!(concat!(env!("OUT_DIR"), "/generated.rs"));
    #[cfg(not(feature = "codegen"))]
    include!("generated.rs");
}
mod answer;
mod application;
mod base_url;
mod body;
mod operation;
mod pages;
mod raw;
mod repair;
#[allow(clippy::result_large_err, reason = "the error is the one of progenitor's operations")]
mod response;
mod rows;
mod scalar;
mod tags;
mod transport;

pub use answer::AnswerValue;
pub use application::CurrentState;
pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use body::{BodyError, OddField, from_body, text_of};
pub use generated::{Client, operations, types};
pub use operation::{Evidence, Idempotency, Operation};
pub use progenitor_client::{ClientInfo, Error, ResponseValue};
pub use raw::Raw;
pub use rows::{RowError, Rows};
pub use scalar::UnknownValue;
pub use tags::{Tags, UnreadableTags};
pub use transport::{BoxFuture, Inner, Transport};
