//! SDK for the JOIN recruiting API (join.com), an applicant tracking system.
//!
//! ```no_run
//! use join_sdk::{Join, types::JobStatus};
//!
//! #[tokio::main]
//! async fn main() -> join_sdk::Result<()> {
//!     let join = Join::from_env()?; // JOIN_API_TOKEN, JOIN_BASE_URL
//!     let mut jobs = join.jobs().list().status(JobStatus::Online).rows();
//!     while let Some(job) = jobs.next().await {
//!         let job = job?;
//!         println!("{} {}", job.id, job.title.as_deref().unwrap_or("(no title)"));
//!     }
//!     Ok(())
//! }
//! ```
//!
//! | task | start at |
//! | --- | --- |
//! | create a client | [`Join::from_env`], [`Join::builder`], [`Config`], [`ApiToken`] |
//! | read jobs, applications, offices, reference lists | [`Join::jobs`], [`Join::applications`], [`Join::offices`], [`Join::catalog`] |
//! | edit tags and keep those of recruiters | [`Join::tags`], [`tags`], [`tag_edit`] |
//! | write a decision: tags and a note, resumable after a crash | [`Join::decisions`], [`decisions`] |
//! | edit the tags of many candidates: plan, resume, undo, reconcile | [`Join::bulk_tags`], [`Join::undo_bulk`], [`Join::reconcile_tags`], [`bulk`] |
//! | create an application once | [`Applications::create`](resources::Applications::create), [`Applications::ensure`](resources::Applications::ensure), [`create`] |
//! | add a note once | [`Candidates::add_note_once`](resources::Candidates::add_note_once), [`note_once`], [`journal`] |
//! | read a list | [`List::rows`](lists::List::rows), [`List::pages`](lists::List::pages), [`List::complete`](lists::List::complete) |
//! | keep JOIN's own text, with the fields unknown here | [`List::with_text`](lists::List::with_text), [`Call::with_text`], [`Raw`] |
//! | see which fields could not be read | [`OddFields`](lists::OddFields), [`Response::odd_fields`], [`OddField`](resources::OddField) |
//! | follow changes | [`Applications::changes`](resources::Applications::changes), [`changes`] |
//! | download a CV | [`Join::attachments`], [`downloads`] |
//! | keep a record of every write | [`JoinBuilder::audit`], [`audit`] |
//! | count calls, trace them | [`JoinBuilder::observer`], [`telemetry`] |
//! | call an endpoint outside this SDK | [`Join::raw`], [`raw`] |
//! | handle errors | [`Error`], [`ErrorKind`] |
//!
//! The [`guides`] tell more of errors, retries, lists, tag safety, tests, telemetry, privacy and upgrades. [`types`] holds what JOIN returns. [`NewApplication`], [`Document`], [`NewJob`] and [`NewOffice`] hold what you send.
//!
//! # The token
//!
//! Create a token by hand in JOIN under User Settings, API Credentials, in a company with the plan Advanced or Enterprise.
//! The token goes to the configured host and to https hosts of join.com, and nowhere else; it is never printed.
//!
//! # Personal data
//!
//! Names, e-mail addresses, phone numbers, tags, notes and file names sit in types whose `Debug` prints `[redacted]` and
//! which have no `Display`; `as_str()` gives the text. Errors and `tracing` output hold none of it.
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with aws-lc, or with the provider that the application installed.
//!   `rustls-no-provider`: the same without aws-lc. `native-tls`: TLS by the system's library.
//! - `codegen` (default): generate the low-level client while building; without it the same bytes come checked in, and
//!   about twenty crates fewer are built.
//! - `bulk` (default): runs over many candidates. `changes` (default): feeds of changes.
//! - `files` (default): the journal and the audit log in files. Without it, they are kept in stores of your own.
//! - `testing`: `join_sdk::testing`, for implementations of the stores that several machines share.
//! - `blocking`: `join_sdk::blocking`, the same client for code without async.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod access;
mod attribution;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
#[cfg(feature = "changes")]
pub mod changes;
mod client;
mod error;
// Their examples need crates that this one does not, so the workspace's tests compile them.
#[cfg(all(doc, not(doctest)))]
pub mod guides;
pub mod lists;
mod pacer;
mod records;
mod registry;
pub mod resources;
pub mod shared;
mod storage;
pub mod tags;
#[cfg(feature = "testing")]
pub mod testing;
mod transport;
mod writes;

/// Downloads files of applications: to a writer, to a path, or into a folder under a safe name.
pub mod downloads {
    pub use crate::resources::attachments::{
        Attachments, Download, DownloadRequest, Redirects, SavedFile, safe_file_name,
    };
}

/// The quota of a token among several processes: the store's part, and the rules that it leaves to [`SharedQuota`](quota::SharedQuota).
pub mod quota {
    pub use crate::pacer::SharedQuota;
    pub use crate::pacer::quota::{
        QuotaGrant, QuotaMark, QuotaRefusal, QuotaSeen, QuotaStore, QuotaTake, QuotaTurn,
    };
}

/// Files for personal data: only their owner can read them, and a crash leaves the old or the new content.
pub mod private_files {
    pub use crate::storage::new_file::{NewFile, remove_leftovers};
    pub use crate::storage::private::{create_folders, is_stream, open};
    pub use crate::storage::replace::ReplacedFile;
}

pub use call::Call;
pub use call::options::RequestOptions;
pub use call::request_ids::RequestIds;
pub use call::response::Response;
pub use call::retry::RetryPolicy;
pub use call::{observer as telemetry, raw};
pub use client::Join;
pub use client::builder::{Config, DEFAULT_BASE_URL, JoinBuilder};
pub use client::read_only::JoinReader;
pub use error::{Advice, Error, ErrorKind, FieldError, Result};
pub use http::{Method, StatusCode, header};
pub use join_client::{BoxFuture, Raw, Tags, types};
pub use pacer::Quota;
pub use records::{audit, journal};
pub use resources::{Document, NewApplication, NewJob, NewOffice};
pub use transport::proxy::ProxyUse;
pub use transport::token::ApiToken;
#[cfg(feature = "bulk")]
pub use writes::bulk;
pub use writes::{create, decisions, note_once, tag_edit};
