//! The client that users hold.

use std::fmt;
use std::sync::Arc;

use reqwest::Url;

use crate::config::{Config, JoinBuilder, Limits, is_loopback};
use crate::error::Result;
use crate::resources::{Applications, Attachments, Candidates, Catalog, Jobs, Offices};
use crate::tags::{CandidateRef, CandidateTags};
use crate::token::ApiToken;

/// A client for one JOIN company. Clones are cheap and share the connections.
///
/// ```no_run
/// # async fn example() -> join_sdk::Result<()> {
/// use join_sdk::{Join, types::JobId};
///
/// let join = Join::from_env()?;
/// let job = join.jobs().get(JobId(7)).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Join {
    shared: Arc<Shared>,
}

/// What all clones share.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    /// Without a trailing slash: the generated client appends paths as text.
    pub(crate) base_url: String,
    pub(crate) origin: Url,
    pub(crate) token: ApiToken,
    pub(crate) limits: Limits,
}

impl Join {
    pub(crate) fn new(http: reqwest::Client, base: Url, token: ApiToken, limits: Limits) -> Self {
        let base_url = base.as_str().trim_end_matches('/').to_owned();
        Self { shared: Arc::new(Shared { http, base_url, origin: base, token, limits }) }
    }

    /// A client with the settings of the environment: `JOIN_API_TOKEN`, `JOIN_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the token is missing or a setting is unusable.
    pub fn from_env() -> Result<Self> {
        Config::from_env()?.builder().build()
    }

    /// A builder for a client with this token.
    ///
    /// ```
    /// use join_sdk::{ApiToken, Join};
    ///
    /// let join = Join::builder(ApiToken::new("4f7a9c")?).user_agent("acme-idv/1.4").build()?;
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn builder(token: ApiToken) -> JoinBuilder {
        JoinBuilder::new(token)
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

    /// Whether the base URL is on this machine: a sandbox or a test server, not an account.
    pub fn is_on_loopback(&self) -> bool {
        is_loopback(&self.shared.origin)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }
}

impl fmt::Debug for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join").field("base_url", &self.shared.base_url).finish_non_exhaustive()
    }
}
