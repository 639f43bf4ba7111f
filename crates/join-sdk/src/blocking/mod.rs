//! The same client for code without async: each method waits for the async one of the same name.
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
//! A client has a runtime with one thread of its own, which its clones share. It is for programs that have no async runtime,
//! and for threads outside it: on a runtime's own threads, those of `spawn_blocking` included, each method fails with
//! [`ErrorKind::Config`](crate::ErrorKind::Config), for waiting there would hold up everything else. The async
//! [`Join`](crate::Join) is for there.
//!
//! Change feeds, complete scans and the catalog's cache are async only.
//!
//! Besides the failure above, errors are those of the async methods, whose docs tell of them in full.

mod attachments;
mod list;
mod raw;
mod reader;
mod resources;
mod runtime;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use join_client::types::DocumentType;

use crate::call::options::RequestOptions;
use crate::client::builder::{Config, JoinBuilder};
use crate::error::Result;
use crate::pacer::Quota;
use crate::resources::Document;
use crate::tags::CandidateRef;
use crate::transport::token::ApiToken;
use runtime::Runtime;

pub use attachments::{Attachments, Download, DownloadRequest};
pub use list::{List, Pages, Rows};
pub use raw::{Raw, RawRequest};
pub use reader::JoinReader;
pub use resources::{Applications, CandidateTags, Candidates, Catalog, Decisions, Jobs, Offices};

/// A client for one JOIN company that waits for its answers. Clones are cheap and share the connections and the runtime.
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
    /// A client with the settings of the environment: `JOIN_API_TOKEN`, `JOIN_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the token is missing or a setting is unusable.
    pub fn from_env() -> Result<Self> {
        Config::from_env()?.builder().build_blocking()
    }

    /// A builder for a client with this token: the async client's own. It ends with
    /// [`build_blocking`](JoinBuilder::build_blocking).
    pub fn builder(token: ApiToken) -> JoinBuilder {
        crate::Join::builder(token)
    }

    /// The same client with other settings for the calls made through it. Connections, quota and retry budget stay shared.
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

    /// Places where the company works.
    pub fn offices(&self) -> Offices<'_> {
        Offices::new(self)
    }

    /// Reference lists for creating jobs: categories, employment types, seniority levels.
    pub fn catalog(&self) -> Catalog<'_> {
        Catalog::new(self)
    }

    /// Any path below the base URL: for what JOIN has and this SDK does not model.
    pub fn raw(&self) -> Raw<'_> {
        Raw::new(self, self.join.raw())
    }

    /// The same client without its writes, for code that must not change anything.
    pub fn read_only(&self) -> JoinReader {
        JoinReader::new(self.clone())
    }

    /// Reads a document for a new application from a file: [`Document::from_path`].
    ///
    /// # Errors
    ///
    /// As [`Document::from_path`].
    pub fn read_document(&self, kind: DocumentType, path: impl AsRef<Path>) -> Result<Document> {
        self.run(Document::from_path(kind, path))
    }

    /// What is known of the token's quota.
    pub fn quota(&self) -> Quota {
        self.join.quota()
    }

    /// Whether the base URL is on this machine: a sandbox or a test server, not an account.
    pub fn is_local(&self) -> bool {
        self.join.is_local()
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
    /// Makes a client that waits for its answers. Nothing is sent.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build); also [`ErrorKind::Config`](crate::ErrorKind::Config) on a thread of an async runtime, where
    /// the async client belongs.
    pub fn build_blocking(self) -> Result<Join> {
        Ok(Join { runtime: Arc::new(Runtime::start()?), join: self.build()? })
    }
}
