//! A stateful stand-in for the JOIN recruiting API in one process, for tests and demos.
//!
//! [`JoinSandbox`] listens on a loopback port and serves all operations of the JOIN API from memory: lists
//! with paging and filters, applications with attachments to download, and writes that later reads
//! show. It starts with an invented company, the same for the same seed. Unless [`Clock::Real`] is set, seeded rows
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
//! A [`FaultRule`] says the same in a line of text, without code: `create-application:lose-answer#2` loses the response to the
//! second create. [`JoinSandboxBuilder::fault_rule`], [`JoinSandbox::add_fault_rule`], `joinctl sandbox --fault` and the control
//! API take it. A request asks for its own fault with the header `x-sandbox-fault`, such as `x-sandbox-fault: lose-answer`;
//! [`Fault`] lists the texts. A header that names no fault gets a 422 that says what is wrong, and its request takes no effect.
//!
//! A request gets the first of these: a hook's fault, that of its header, that of the first rule that strikes, a random one.
//!
//! # Control API
//!
//! Under `/_sandbox` a test in any language reads and changes the sandbox while it runs: its state, faults, variants, quota,
//! writers, recorded requests, and the tags, notes and history of a candidate. It resets the sandbox, expires the addresses of
//! files, and waits for late deliveries. `/_sandbox/openapi.json` describes it. Its requests need the token, are not recorded, and
//! get no faults.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = join_sandbox::JoinSandbox::start().await?;
//! let added = reqwest::Client::new()
//!     .post(format!("{}/faults", sandbox.control_url()))
//!     .header("Authorization", sandbox.token())
//!     .json(&serde_json::json!({ "rule": "writes:status=503@30%" }))
//!     .send()
//!     .await?;
//! assert_eq!(added.status(), 201);
//! assert_eq!(sandbox.fault_rules()[0].rule.to_string(), "writes:status=503@30%");
//! # Ok(())
//! # }
//! ```
//!
//! # Variants
//!
//! How JOIN does many things is unknown, and a client must be right with any way. A [`Variant`] sets one of them, at the start
//! or while the sandbox runs, for tests, for `joinctl sandbox --variant` and for the control API alike:
//!
//! | variants | what differs |
//! | --- | --- |
//! | `page-cap`, `hide-every`, `past-end`, `large-pages` | pages: shorter ones, and the response behind the last row |
//! | `trim-tags`, `lowercase-tags`, `nfc-tags`, `fold-case-tags`, `deduplicate-tags`, `reorder-tags` | stored tags |
//! | `max-tags`, `max-tag-length` | limits of tags, with 422 |
//! | `answers`, `answers-without-tags`, `late-answers` | responses to writes |
//! | `stale-reads`, `state-fields`, `untagged` | what reads show |
//! | `no-rate-limit-headers`, `retry-after` | headers |
//!
//! [`Variant::forms`] describes each with its values. A [`Quota`] limits the requests, by window or by a bucket of tokens.
//!
//! # Writers
//!
//! A [`Writer`] edits tags while a client works: a recruiter at once, and a rival integration as a whole set, which it read
//! before. It edits before or after certain requests, or at a rate, and ends with the sandbox.
//!
//! # Safety
//!
//! - It listens on 127.0.0.1 unless [`JoinSandboxBuilder::bind`] says otherwise.
//! - The `Host` of each request is a loopback name or address, the address it listens on, or one that
//!   [`JoinSandboxBuilder::allow_host`] adds. Another one gets a 403: a web page could point a name of its own at this machine.
//! - A panic in a hook is a response with 500, and [`JoinSandbox::panics`] counts it.
//!
//! # Data and history
//!
//! A company of one's own comes from a JSON file, [`Data`], and [`JoinSandbox::data`] writes one. What happened to a candidate is its
//! [`History`]: who changed its tags and notes, when, and which tags a write lost.
//!
//! # The inspector
//!
//! [`JoinSandbox::inspector_url`] is the address of pages for a person to look at: jobs, applications, each candidate with
//! the history of its tags, and a live log of requests with their faults, pacing and retries. A look is no request to the
//! API: it is not recorded, and meets neither quota nor fault. Where other machines reach the sandbox, the pages ask for the
//! token as a password.
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
//! | the control API | `control` |
//! | the page to look at | `inspector` |
//! | HTTP | `http`: server, routes, views |
//! | others who edit | `writers` |
//! | what a test does | `faults`, and below it `recruiter`, `variants`, `data`, `log` |
//! | the data | `company` |
//! | words, durations and counts as text; a recorded session | `text`, `replay` |
//!
//! A room may use any room below it and none above it.

mod builder;
mod company;
mod control;
mod data;
mod faults;
mod http;
mod inspector;
mod log;
mod recruiter;
mod replay;
mod sandbox;
mod text;
mod variants;
mod writers;

pub use builder::JoinSandboxBuilder;
pub use company::author::Author;
pub use company::clock::Clock;
pub use company::history::{Event, EventKind, History, TagChange};
pub use company::operation::Operation;
pub use company::settings::{LargePages, Paging, PastEnd, RetryAfter, StateFields, Untagged, WriteStatus};
pub use company::tags::{TagHandling, Tags};
pub use data::error::{DataError, DataProblem};
pub use data::file::Data;
pub use faults::fault::Fault;
pub use faults::hook::IncomingRequest;
pub use faults::latency::Latency;
pub use faults::operations::Operations;
pub use faults::quota::{Quota, RateLimit, TokenBucket};
pub use faults::random::Faults;
pub use faults::recording::RecordedRequest;
pub use faults::rule::FaultRule;
pub use faults::rules::ActiveFaultRule;
pub use recruiter::Recruiter;
pub use replay::file::{Recording, RecordingError};
pub use sandbox::JoinSandbox;
pub use text::error::SettingError;
pub use variants::form::VariantForm;
pub use variants::variant::Variant;
pub use writers::running::RunningWriter;
pub use writers::writer::{Moment, Requests, TagEdit, Writer};
