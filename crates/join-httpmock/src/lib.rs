//! Typed mocks of the JOIN recruiting API (join.com) for unit tests, on [httpmock](https://docs.rs/httpmock).
//!
//! ```
//! use join_httpmock::{JoinMock, an_application};
//! use join_sdk::{ApiToken, Join, types::ApplicationId};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = JoinMock::start()?;
//! mock.get_application(|when, then| {
//!     when.application_id(42).authorized(mock.token());
//!     then.ok(an_application().with_tags(["vip"]))
//! });
//!
//! let join = Join::builder(ApiToken::new(mock.token())?).base_url(mock.base_url()).build()?;
//! let application = join.applications().get(ApplicationId(42)).await?;
//! assert!(application.current_state().is_some_and(|state| !state.is_rejected()));
//! # Ok(()) }
//! ```
//!
//! | item | what it is |
//! | --- | --- |
//! | [`JoinMock`] | the server: one method for each operation defines a mock |
//! | [`operations`] | what a mock expects and answers, by operation |
//! | [`Mock`] | a defined mock, with its calls |
//! | [`a_job`], [`an_application`] and their like | test data for each object, complete and always the same |
//! | [`Body`], [`Parameter`] | what a mock can answer with, and expect |
//! | [`scenarios`] | what goes wrong with JOIN, ready to use |
//! | [`recorder`], [`JoinMock::replay`] | a session with a real account as fixtures without personal data, and as mocks |
//! | [`Request`] | a request that came |
//!
//! It needs `join-client` only, so it serves the SDK, its blocking client, and clients of one's own alike. What is stateful
//! is tested against `join-sandbox`.
//!
//! # Personal data
//!
//! Failures of this crate show operations, pages and statuses; neither tokens nor bodies. Those of httpmock, reached by
//! `into_inner`, show everything.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod body;
mod builder;
mod defaults;
mod gate;
#[allow(clippy::all, reason = "as progenitor writes it")]
#[rustfmt::skip]
mod generated;
mod mock;
mod parameter;
mod replay;
pub mod scenarios;
mod then;
mod when;

pub use body::Body;
pub use builder::BuildError;
pub use gate::received::Request;
pub use generated::builders::*;
pub use generated::operations;
pub use join_recorder as recorder;
pub use mock::{JoinMock, Mock};
pub use parameter::Parameter;
