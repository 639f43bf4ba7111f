//! Durable work on the JOIN recruiting API, as services of [Restate](https://restate.dev).
//!
//! Restate keeps each step of a request, and runs it again after a crash, on any machine. These services make the steps safe
//! to run again: what could be written twice is looked up in the SDK's journal before it is sent.
//!
//! ```no_run
//! use std::collections::HashMap;
//! use join_restate::restate_sdk::prelude::{Endpoint, HttpServer};
//! use join_sdk::{ApiToken, Join, journal::Journal};
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let token = ApiToken::new(std::env::var("JOIN_API_TOKEN")?)?;
//!     let acme = Join::builder(token).journal(Journal::open("acme.jsonl").await?).build()?;
//!     let companies = HashMap::from([("acme".to_owned(), acme)]);
//!     let endpoint = join_restate::bind(Endpoint::builder(), companies).build();
//!     HttpServer::new(endpoint).listen_and_serve("127.0.0.1:9080".parse()?).await;
//!     Ok(())
//! }
//! ```
//!
//! | service | kind, key | handlers |
//! | --- | --- | --- |
//! | `JoinCompany` | object, `acme` | `list_jobs`, `retrieve_job`, `list_applications`, `retrieve_application` |
//! | `JoinCandidate` | object, `acme:70001` | `decide`, `update_candidate`, `create_candidate_note` |
//! | `JoinApplication` | object, `acme:inq_123` | `create_application`, once for each external id |
//! | `JoinBulk` | workflow, `acme:run-7` | `run`, `progress` |
//! | `JoinChanges` | object, `acme:feed` | `start`, `stop`, `status` |
//!
//! The handlers take and give the JSON of [`join_actions`](https://docs.rs/join-actions); the README has `decide`, `run` and
//! `start`, and the commands that start the server.
//!
//! # What holds
//!
//! - All writes to a candidate through these services take turns, in the whole cluster.
//! - A note is sent at most once. One that may have been sent is the answer `unknown`, and a person has to look.
//! - A tag edit that is tried again reads first, and writes what is missing. Tags of others stay.
//! - A failure that may pass is tried again for 15 minutes, then the request ends with it. Other failures end it at once.
//! - Tokens are in no request, state or error. What a caller sends, notes included, Restate keeps for as long as it is set to.
//!
//! Writes past these services, such as a recruiter's, take no turns: for them the SDK's own checks hold.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod application;
mod bulk;
mod candidate;
mod changes;
mod clients;
mod companies;
mod company;
mod decision;
mod failure;
mod input;
mod key;
mod services;
mod step;

pub use companies::Companies;
pub use restate_sdk;
pub use services::bind;
