//! A stateful stand-in for the JOIN recruiting API in one process, for tests and demos.
//!
//! [`JoinSandbox`] listens on a loopback port and answers all operations of the JOIN API from memory: lists
//! with paging and filters, applications with attachments that can be downloaded, and writes that later reads
//! show. It starts with an invented company, the same under the same seed, and knows no real clock: seeded rows
//! end at 2026-03-02T08:00:00Z, and each write moves the time on by one second.
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
//! # What it answers
//!
//! - The raw token in `Authorization`, or 401. Every failure is `{"error": {"type", "message"}}`: 401, 403 (a
//!   wrong signature of a file), 404, 405, 409 (the person has applied to the job already), 413 (a body over
//!   32 MiB), 422, 429. Messages never quote what was sent.
//! - `x-request-id` and `x-ratelimit-limit`, `-remaining` and `-reset` on every answer. There is no limit unless
//!   [`JoinSandboxBuilder::rate_limit`] sets one.
//! - Lists as bare arrays: 50 rows at most, newest jobs and applications first. Jobs without a status asked for
//!   are those ONLINE or OFFLINE.
//! - Fields that are absent, null or of a value that the API document doesn't know, because JOIN has such rows
//!   too.
//!
//! # What can go wrong
//!
//! [`JoinSandbox::before`] and [`JoinSandbox::after`] hook into each request between its arrival, its effect and its
//! answer. A hook changes the company with a [`Hand`], as a recruiter does in the app at the worst moment, and tells
//! which [`Fault`] becomes of the request: lost, its answer lost, late, twice, refused, or answered with another body.
//! A lost connection is really reset. [`Faults`] strike by chance under a seed.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use join_sandbox::{Fault, JoinSandbox, Operation, Tags};
//!
//! let sandbox = JoinSandbox::start().await?;
//! let candidate = sandbox.candidates().pop().ok_or("there is nobody")?;
//! sandbox.set_tags(candidate, ["hr:called"]);
//! sandbox.before(|arrival, hand| match (arrival.operation, arrival.number, arrival.candidate) {
//!     (Operation::UpdateCandidate, 1, Some(candidate)) => {
//!         hand.add_tag(candidate, "hr:met"); // erased by the write that comes now
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
//! What JOIN makes of tags is unknown, so all of it can be played: [`TagHandling`] trims, lowers, normalises,
//! de-duplicates, reorders and limits; [`JoinSandbox::answer_tags`] leaves them out of the answer to a write, and
//! [`JoinSandbox::stale_reads`] shows reads the set from before.

mod applications;
mod builder;
mod candidates;
mod catalog;
mod chance;
mod company;
mod error;
mod fault;
mod field;
mod files;
mod hand;
mod hook;
mod input;
mod jobs;
mod latency;
mod names;
mod offices;
mod operation;
mod pdf;
mod play;
mod rate;
mod record;
mod render;
mod rows;
mod sandbox;
mod seed;
mod server;
mod state;
mod tags;
mod wire;

pub use builder::JoinSandboxBuilder;
pub use chance::{Faults, Operations};
pub use fault::Fault;
pub use hand::Hand;
pub use hook::Arrival;
pub use latency::Latency;
pub use operation::Operation;
pub use rate::RateLimit;
pub use record::RecordedRequest;
pub use sandbox::JoinSandbox;
pub use tags::{TagHandling, Tags};
