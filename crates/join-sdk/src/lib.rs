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
//! | to do | begin at |
//! | --- | --- |
//! | make a client | [`Join::from_env`], [`Join::builder`], [`Config`], [`ApiToken`] |
//! | jobs, applications, notes, offices, reference lists | [`Join::jobs`], [`Join::applications`], [`Join::candidates`], [`Join::offices`], [`Join::catalog`] |
//! | tags, without wiping those of others | [`Join::tags`], [`tags`] |
//! | tags and a note on them, taken up again after a crash | [`Join::decisions`], [`Decision`] |
//! | tags of many candidates: planned, resumed, undone, kept as desired | [`Join::bulk_tags`], [`Join::undo_bulk`], [`Join::reconcile_tags`] |
//! | create an application once | [`Applications::create`], [`Applications::ensure`], [`CreateOutcome`] |
//! | read a list | [`List::rows`], [`List::pages`], [`List::page`], and [`List::complete`] where nothing may be missed |
//! | follow what changes | [`Applications::changes`], [`ChangeFeed`], [`CursorStore`] |
//! | download a CV | [`Join::attachments`], [`DownloadRequest`], [`Download`] |
//! | what is sent | [`NewApplication`], [`Document`], [`NewJob`], [`NewOffice`] |
//! | what is read | [`types`] |
//! | what went wrong | [`Error`], [`ErrorKind`] |
//!
//! # The token
//!
//! JOIN's tokens are made by hand under User Settings, API Credentials, in a company with the plan Advanced or Enterprise.
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
//! - `blocking`: `join_sdk::blocking`, the same client for code without async.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod access;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod changes;
mod client;
mod error;
mod lists;
mod pacer;
mod records;
mod registry;
mod resources;
mod storage;
pub mod tags;
mod transport;
mod writes;

pub use call::Call;
pub use call::observer::{CallReport, Observer};
pub use call::options::RequestOptions;
pub use call::raw::{Raw, RawRequest};
pub use call::response::Response;
pub use call::retry::RetryPolicy;
pub use changes::{
    Aspect, Change, ChangeFeed, Cursor, CursorStore, FileStore, MemoryStore, StoreError, StoreFuture,
};
pub use client::Join;
pub use client::builder::{Config, DEFAULT_BASE_URL, JoinBuilder};
pub use client::read_only::JoinReader;
pub use error::{Error, ErrorKind, FieldError, Result};
pub use join_client::{Tags, types};
pub use lists::complete::{CompleteScan, ScanSummary};
pub use lists::page::Filter;
pub use lists::pager::MAX_PAGE_SIZE;
pub use lists::stream::{Page, Pages, Rows};
pub use lists::{List, MAX_PREFETCH};
pub use pacer::Quota;
pub use records::{audit, journal};
pub use reqwest::{Method, StatusCode, header};
pub use resources::{
    ApplicationFilter, Applications, Attachments, Candidates, Catalog, CatalogCache, Document, Download,
    DownloadRequest, JobFilter, Jobs, MAX_DOCUMENT_SIZE, NewApplication, NewJob, NewJobBuilder, NewOffice,
    OfficeFilter, OfficeOutcome, Offices, Redirects, SavedFile, SubCategory,
};
pub use transport::token::ApiToken;
pub use writes::bulk::{BulkEdit, BulkEvent, BulkProgress, BulkRun, BulkStop, BulkTags, DesiredTags};
pub use writes::create::CreateOutcome;
pub use writes::decisions::{Decision, DecisionReceipt, Decisions};
pub use writes::note_once::{NoteOutcome, NoteSighting};
pub use writes::tag_edit::CandidateTags;
