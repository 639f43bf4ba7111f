//! A stateful stand-in for the JOIN recruiting API in one process, for tests and demos.
//!
//! [`JoinSandbox`] listens on a loopback port and serves all operations of the JOIN API from memory: lists
//! with paging and filters, applications with attachments to download, and writes that later reads
//! show. It starts with an invented company, the same for the same seed. It uses no real clock: seeded rows
//! end at 2026-03-02T08:00:00Z, and each write advances the time by one second.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use join_sandbox::JoinSandbox;
//!
//! let sandbox = JoinSandbox::builder().applications(75).start().await?;
//! let page: Vec<serde_json::Value> = reqwest::Client::new()
//!     .get(format!("{}/applications?page=2", sandbox.base_url()))
//!     .header("Authorization", sandbox.token())
//!     .send()
//!     .await?
//!     .json()
//!     .await?;
//! assert_eq!(page.len(), 25);
//! assert_eq!(sandbox.requests().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Responses
//!
//! - Requests need the raw token in `Authorization`, or get a 401. Every error is `{"error": {"type", "message"}}`:
//!   401, 403 (a wrong signature of a file), 404 (also for a number in a body that leads nowhere), 405, 409 (the candidate
//!   already applied to the job, or the job is archived), 413 (a body over 32 MiB), 422, 429. Messages never quote the request.
//! - Sets of words are open: any status, state, source or type is taken and kept, as the document says.
//! - Every response has `x-request-id` and `x-ratelimit-limit`, `-remaining` and `-reset`. There is no limit unless
//!   [`JoinSandboxBuilder::rate_limit`] sets one.
//! - Lists are bare arrays of at most 50 rows, newest jobs and applications first. Without a status filter, jobs are
//!   those ONLINE or OFFLINE.
//! - Some fields are absent, null or hold a value that the API document doesn't know, because JOIN has such rows too.
//!
//! # Faults
//!
//! [`JoinSandbox::before`] and [`JoinSandbox::after`] run a hook before and after each request takes effect. A hook
//! changes the company with a [`Recruiter`], as a person does in the app at the worst moment, and returns the
//! [`Fault`] of the request: it is lost, its response is lost, it comes late or twice, it is refused, or its response
//! has another body or is a page of a proxy. A lost connection is really reset. [`Faults`] injects random faults under a seed.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use join_sandbox::{Fault, JoinSandbox, Operation, Tags};
//!
//! let sandbox = JoinSandbox::start().await?;
//! let candidate = sandbox.candidates().pop().ok_or("no candidates")?;
//! sandbox.set_tags(candidate, ["hr:called"]);
//! sandbox.before(|request, recruiter| match (request.operation, request.number, request.candidate) {
//!     (Operation::UpdateCandidate, 1, Some(candidate)) => {
//!         recruiter.add_tag(candidate, "hr:met"); // erased by this write
//!         Fault::LoseAnswer
//!     }
//!     _ => Fault::None,
//! });
//! let write = reqwest::Client::new()
//!     .patch(format!("{}/candidates/{candidate}", sandbox.base_url()))
//!     .header("Authorization", sandbox.token())
//!     .json(&serde_json::json!({ "tags": ["hr:called", "persona:verified"] }));
//! assert!(write.send().await.is_err());
//! assert_eq!(sandbox.tags(candidate), Some(Tags::from(["hr:called", "persona:verified"])));
//! assert_eq!(sandbox.received(Operation::UpdateCandidate), 1);
//! # Ok(())
//! # }
//! ```
//!
//! JOIN's own handling of tags is unknown, so a test can choose it: [`TagHandling`] trims, lower-cases, normalises,
//! de-duplicates, reorders and limits them, [`JoinSandbox::answer_tags`] leaves them out of the response to a write,
//! and [`JoinSandbox::stale_reads`] makes reads show the old set.
//!
//! # Recordings
//!
//! [`JoinSandboxBuilder::replay`] responds from a [`Recording`] of a session with a real account, without personal data,
//! in place of the company.
//!
//! # Inside
//!
//! | floor | rooms |
//! | --- | --- |
//! | the public face | `sandbox`, `builder` |
//! | HTTP | `http`: server, routes, views |
//! | what a test does | `recruiter`, `faults` |
//! | the data | `company`, `replay` |
//!
//! A room may use any room below it and none above it.

mod builder;
mod company;
mod faults;
mod http;
mod recruiter;
mod replay;
mod sandbox;
mod text;
mod variants;
mod writers;

pub use builder::JoinSandboxBuilder;
pub use company::clock::Clock;
pub use company::operation::Operation;
pub use company::settings::{LargePages, Paging, PastEnd, RetryAfter, StateFields, Untagged, WriteStatus};
pub use company::tags::{TagHandling, Tags};
pub use faults::fault::Fault;
pub use faults::hook::IncomingRequest;
pub use faults::latency::Latency;
pub use faults::quota::{Quota, RateLimit, TokenBucket};
pub use faults::random::{Faults, Operations};
pub use faults::recording::RecordedRequest;
pub use recruiter::Recruiter;
pub use replay::file::{Recording, RecordingError};
pub use sandbox::JoinSandbox;
pub use text::error::SettingError;
pub use variants::form::VariantForm;
pub use variants::variant::Variant;
pub use writers::running::RunningWriter;
pub use writers::writer::{Moment, Requests, TagEdit, Writer};
