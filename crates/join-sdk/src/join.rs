//! The client that users hold.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};

use crate::access::JoinReader;
use crate::audit::{AuditSink, HashKey};
use crate::config::{Config, JoinBuilder, is_loopback};
use crate::decisions::Decisions;
use crate::error::Result;
use crate::journal::Journal;
use crate::options::RequestOptions;
use crate::pacer::{Pacer, Quota};
use crate::raw::Raw;
use crate::resources::{Applications, Attachments, Candidates, Catalog, Flights, Jobs, Offices};
use crate::retry::{Budget, RetryPolicy};
use crate::tags::{CandidateRef, CandidateTags, Queues, TagLimits, TagLock};
use crate::telemetry::Observer;
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
    settings: Arc<Settings>,
}

/// What all clones share.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    /// Without a trailing slash: the generated client appends paths as text.
    pub(crate) base_url: String,
    pub(crate) origin: Url,
    pub(crate) token_header: HeaderValue,
    pub(crate) max_answer_size: u64,
    pub(crate) read_timeout: Duration,
    pub(crate) pacer: Arc<Pacer>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) journal: Option<Journal>,
    pub(crate) audit: Option<Arc<dyn AuditSink>>,
    /// For what must not be stored in clear.
    pub(crate) audit_key: HashKey,
    pub(crate) flights: Flights,
    pub(crate) tag_queues: Queues,
    pub(crate) tag_lock: Option<Arc<dyn TagLock>>,
    pub(crate) tag_limits: TagLimits,
    pub(crate) refuse_writes: bool,
    budget: Mutex<Budget>,
}

impl Shared {
    pub(crate) fn new(builder: &JoinBuilder, http: reqwest::Client, origin: Url) -> Result<Self> {
        Ok(Self {
            http,
            base_url: origin.as_str().trim_end_matches('/').to_owned(),
            origin,
            token_header: builder.token.header()?,
            max_answer_size: builder.max_answer_size,
            read_timeout: builder.read_timeout,
            pacer: Pacer::new(builder.settings.retry.longest_wait),
            observer: builder.observer.clone(),
            journal: builder.journal.clone(),
            audit: builder.audit.clone(),
            audit_key: builder.audit_key.clone().map_or_else(HashKey::random, Ok)?,
            flights: Flights::default(),
            tag_queues: Queues::default(),
            tag_lock: builder.tag_lock.clone(),
            tag_limits: builder.tag_limits,
            refuse_writes: builder.refuse_writes,
            budget: Mutex::new(Budget::new()),
        })
    }

    pub(crate) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How calls are made, unless a call's options say otherwise.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    /// Before it is looked whether a create without an answer arrived.
    pub(crate) settle: Duration,
    pub(crate) headers: HeaderMap,
    pub(crate) actor: Option<String>,
    pub(crate) reason: Option<String>,
}

impl Join {
    pub(crate) fn new(shared: Shared, settings: Settings) -> Self {
        Self { shared: Arc::new(shared), settings: Arc::new(settings) }
    }

    /// The same client with other settings for the calls made through it. Connections, quota and retry budget stay shared.
    pub fn with_options(&self, options: RequestOptions) -> Self {
        Self { shared: Arc::clone(&self.shared), settings: Arc::new(options.over(&self.settings)) }
    }

    /// What is known of the token's quota. JOIN documents none; answers tell of it, and so do refusals.
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::Join) {
    /// if let Some(wait) = join.quota().held_for {
    ///     println!("the quota is used up; calls wait for {wait:?}");
    /// }
    /// # }
    /// ```
    pub fn quota(&self) -> Quota {
        self.shared.pacer.quota()
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

    /// Decisions on candidates: tags, a note on them, and a journal of how far it got.
    pub fn decisions(&self) -> Decisions<'_> {
        Decisions::new(self)
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

    /// Any path below the base URL: for what JOIN has and this SDK does not model, such as scorecards.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::Method;
    ///
    /// let card = join.raw().request(Method::GET, "/scorecards/7").send::<serde_json::Value>().await?;
    /// println!("{} {:?}", card.status(), card.request_id());
    /// # Ok(()) }
    /// ```
    pub fn raw(&self) -> Raw<'_> {
        Raw::new(self)
    }

    /// The journal that the builder was given.
    pub fn journal(&self) -> Option<&Journal> {
        self.shared.journal.as_ref()
    }

    /// The same client without its writes, for code that must not change anything.
    pub fn read_only(&self) -> JoinReader {
        JoinReader::new(self.clone())
    }

    /// Whether the base URL is on this machine: a sandbox or a test server, not an account.
    pub fn is_on_loopback(&self) -> bool {
        is_loopback(&self.shared.origin)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl fmt::Debug for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join").field("base_url", &self.shared.base_url).finish_non_exhaustive()
    }
}
