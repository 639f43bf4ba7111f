//! The blocking client. Each method waits for the async one of the same name.
//!
//! ```no_run
//! use join_sdk::blocking::Join;
//! use join_sdk::types::JobStatus;
//!
//! fn main() -> join_sdk::Result<()> {
//!     let join = Join::from_env()?; // JOIN_API_TOKEN, JOIN_BASE_URL
//!     for job in join.jobs().list().status(JobStatus::Online).rows() {
//!         let job = job?;
//!         println!("{} {}", job.id, job.title.as_deref().unwrap_or("(no title)"));
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A client and its clones share a runtime with one thread. Use it in programs without an async runtime, and on threads outside
//! one. On a runtime's own threads, those of `spawn_blocking` included, each method fails with
//! [`ErrorKind::Config`](crate::ErrorKind::Config), because a wait there would block everything else. Use the async
//! [`Join`](crate::Join) there.
//!
//! Apart from the failure above, errors are those of the async methods, documented there in full.

mod attachments;
#[cfg(feature = "bulk")]
mod bulk;
mod catalog_cache;
#[cfg(feature = "changes")]
mod changes;
mod complete;
#[cfg(feature = "files")]
mod files;
mod journal;
mod list;
mod raw;
mod reader;
mod resources;
mod responses;
mod runtime;

use std::fmt;
use std::sync::Arc;

use crate::call::options::RequestOptions;
use crate::client::builder::{Config, JoinBuilder};
use crate::error::Result;
use crate::pacer::Quota;
use crate::tags::CandidateRef;
use crate::transport::proxy::ProxyUse;
use crate::transport::token::ApiToken;
use runtime::Runtime;

pub use attachments::{Attachments, Download, DownloadRequest};
#[cfg(feature = "bulk")]
pub use bulk::{BulkRun, BulkTags};
pub use catalog_cache::CatalogCache;
#[cfg(feature = "changes")]
pub use changes::ChangeFeed;
pub use complete::CompleteScan;
pub use journal::{Journal, JournalRows};
pub use list::{List, Pages, Rows};
pub use raw::{RawRequest, RawRequests};
pub use reader::JoinReader;
pub use resources::{Applications, CandidateTags, Candidates, Catalog, Decisions, Jobs, Offices};

/// A blocking client for one JOIN company. Clones are cheap and share the connections and the runtime.
///
/// ```no_run
/// # fn example() -> join_sdk::Result<()> {
/// use join_sdk::{ApiToken, blocking::Join, types::JobId};
///
/// let join = Join::builder(ApiToken::new("4f7a9c")?).user_agent("acme-idv/1.4").build_blocking()?;
/// let job = join.jobs().get(JobId(7))?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Join {
    join: crate::Join,
    runtime: Arc<Runtime>,
}

impl Join {
    /// Creates a client from the environment: `JOIN_API_TOKEN`, `JOIN_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the token is missing or a setting is unusable.
    pub fn from_env() -> Result<Self> {
        Config::from_env()?.builder().build_blocking()
    }

    /// Creates a builder with this token, shared with the async client. It ends with
    /// [`build_blocking`](JoinBuilder::build_blocking).
    pub fn builder(token: ApiToken) -> JoinBuilder {
        crate::Join::builder(token)
    }

    /// The same client with per-request overrides. Connections, quota and retry budget stay shared.
    pub fn with_options(&self, options: RequestOptions) -> Self {
        Self { join: self.join.with_options(options), runtime: Arc::clone(&self.runtime) }
    }

    /// Job postings.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs::new(self)
    }

    /// Applications, and the candidates inside them.
    pub fn applications(&self) -> Applications<'_> {
        Applications::new(self)
    }

    /// Notes on candidates.
    pub fn candidates(&self) -> Candidates<'_> {
        Candidates::new(self)
    }

    /// Decisions on candidates: tags, and a note on them.
    pub fn decisions(&self) -> Decisions<'_> {
        Decisions::new(self)
    }

    /// The tags of one candidate.
    pub fn tags(&self, candidate: &CandidateRef) -> CandidateTags<'_> {
        CandidateTags::new(self, *candidate)
    }

    /// Files of applications.
    pub fn attachments(&self) -> Attachments<'_> {
        Attachments::new(self)
    }

    /// The company's offices.
    pub fn offices(&self) -> Offices<'_> {
        Offices::new(self)
    }

    /// Reference lists for creating jobs: categories, employment types, seniority levels.
    pub fn catalog(&self) -> Catalog<'_> {
        Catalog::new(self)
    }

    /// Requests to any path below the base URL, for endpoints outside this SDK.
    pub fn raw(&self) -> RawRequests<'_> {
        RawRequests::new(self, self.join.raw())
    }

    /// The same client without writes, for code that must not change anything.
    pub fn read_only(&self) -> JoinReader {
        JoinReader::new(self.clone())
    }

    /// The known state of the token's quota.
    pub fn quota(&self) -> Quota {
        self.join.quota()
    }

    /// Whether the base URL is on this machine: a sandbox or a test server, not an account.
    pub fn is_local(&self) -> bool {
        self.join.is_local()
    }

    /// How requests leave this machine: directly or through a proxy.
    pub fn proxy(&self) -> &ProxyUse {
        self.join.proxy()
    }

    fn run<T>(&self, call: impl IntoFuture<Output = Result<T>>) -> Result<T> {
        self.runtime.run(call)
    }
}

impl fmt::Debug for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.join.fmt(f)
    }
}

impl JoinBuilder {
    /// Builds a blocking client. Nothing is sent.
    ///
    /// ```no_run
    /// # fn example(token: join_sdk::ApiToken) -> join_sdk::Result<()> {
    /// let join = join_sdk::Join::builder(token).build_blocking()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build); also [`ErrorKind::Config`](crate::ErrorKind::Config) on a thread of an async runtime: use the
    /// async client there.
    pub fn build_blocking(self) -> Result<Join> {
        Ok(Join { runtime: Arc::new(Runtime::start()?), join: self.build()? })
    }
}
