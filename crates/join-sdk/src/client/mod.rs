//! The client, [`Join`], and its entry points.

pub(crate) mod builder;
#[cfg(feature = "bulk")]
mod bulk;
pub(crate) mod read_only;

use std::fmt;

use crate::call::handle::Handle;
use crate::call::options::RequestOptions;
use crate::call::raw::RawRequests;
use crate::pacer::Quota;
use crate::records::journal::Journal;
use crate::resources::{Applications, Attachments, Candidates, Catalog, Jobs, Offices};
use crate::tags::CandidateRef;
use crate::transport::origin::is_loopback;
use crate::transport::proxy::ProxyUse;
use crate::writes::decisions::Decisions;
use crate::writes::tag_edit::CandidateTags;

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
    handle: Handle,
}

impl Join {
    pub(crate) fn new(handle: Handle) -> Self {
        Self { handle }
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Returns this client with other call settings. Connections, quota and retry budget stay shared.
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::RequestOptions;
    ///
    /// let by_ada = join.with_options(RequestOptions::new().actor("ada").header("x-trace-id", "c7e1")?);
    /// # Ok(()) }
    /// ```
    pub fn with_options(&self, options: RequestOptions) -> Self {
        Self::new(self.handle.with_options(options))
    }

    /// The known quota of the token. JOIN documents none; responses and refusals reveal it.
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::Join) {
    /// if let Some(wait) = join.quota().held_for {
    ///     println!("the quota is used up; calls wait for {wait:?}");
    /// }
    /// # }
    /// ```
    pub fn quota(&self) -> Quota {
        self.handle.shared().pacer.quota()
    }

    /// Job postings.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let job = join.jobs().get(join_sdk::types::JobId(7)).await?;
    /// # Ok(()) }
    /// ```
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs::new(&self.handle)
    }

    /// Applications and their candidates.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let mut rows = join.applications().list().rows();
    /// while let Some(application) = rows.next().await {
    ///     println!("{}", application?.id);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn applications(&self) -> Applications<'_> {
        Applications::new(&self.handle)
    }

    /// Notes on candidates.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// join.candidates().add_note(join_sdk::types::CandidateId(5), "Called; calls back on Monday.").await?;
    /// # Ok(()) }
    /// ```
    pub fn candidates(&self) -> Candidates<'_> {
        Candidates::new(&self.handle)
    }

    /// The tags of one candidate.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     application: join_sdk::types::Application,
    /// # ) -> join_sdk::Result<()> {
    /// use join_sdk::tags::{ApplyOptions, CandidateRef, Owner, TagEdit};
    ///
    /// let edit = TagEdit::owned_by(Owner::with_prefix("persona:")?).add("persona:verified")?;
    /// let candidate = CandidateRef::of(&application)?;
    /// join.tags(&candidate).edit(&edit, ApplyOptions::default()).await?;
    /// # Ok(()) }
    /// ```
    pub fn tags(&self, candidate: &CandidateRef) -> CandidateTags<'_> {
        CandidateTags::new(&self.handle, *candidate)
    }

    /// Decisions on candidates: tags, a note about them, and a journal of the progress.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     join: join_sdk::Join,
    /// #     candidate: join_sdk::tags::CandidateRef,
    /// #     decision: join_sdk::decisions::Decision,
    /// # ) -> join_sdk::Result<()> {
    /// let receipt = join.decisions().record(&candidate, decision).await?;
    /// println!("{receipt}");
    /// # Ok(()) }
    /// ```
    pub fn decisions(&self) -> Decisions<'_> {
        Decisions::new(&self.handle)
    }

    /// Files of applications.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
    /// join.attachments().download(&cv).await?.save("cv.pdf").await?;
    /// # Ok(()) }
    /// ```
    pub fn attachments(&self) -> Attachments<'_> {
        Attachments::new(&self.handle)
    }

    /// The company's offices.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let office = join.offices().find("CH", "Zürich").await?;
    /// # Ok(()) }
    /// ```
    pub fn offices(&self) -> Offices<'_> {
        Offices::new(&self.handle)
    }

    /// Reference lists for creating jobs: categories, employment types, seniority levels.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let categories = join.catalog().language("en").categories().await?;
    /// # Ok(()) }
    /// ```
    pub fn catalog(&self) -> Catalog<'_> {
        Catalog::new(&self.handle)
    }

    /// Raw requests to any path below the base URL. For endpoints that this SDK does not model, such as scorecards.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::Method;
    ///
    /// let card = join.raw().request(Method::GET, "/scorecards/7").send::<serde_json::Value>().await?;
    /// println!("{} {:?}", card.status(), card.request_id());
    /// # Ok(()) }
    /// ```
    pub fn raw(&self) -> RawRequests<'_> {
        RawRequests::new(&self.handle)
    }

    /// The journal set in the builder.
    pub fn journal(&self) -> Option<&Journal> {
        self.handle.journal()
    }

    /// Whether the base URL is on this machine: a sandbox or a test server, not an account.
    pub fn is_local(&self) -> bool {
        is_loopback(self.handle.shared().connection.base_url.url())
    }

    /// How requests leave this machine: directly or through a proxy. See [`JoinBuilder::proxy`](crate::JoinBuilder::proxy).
    ///
    /// ```
    /// use join_sdk::{ApiToken, Join, ProxyUse};
    ///
    /// let join = Join::builder(ApiToken::new("4f7a9c")?).base_url("http://127.0.0.1:8080/v2").build()?;
    /// assert_eq!(*join.proxy(), ProxyUse::Direct);
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn proxy(&self) -> &ProxyUse {
        &self.handle.shared().connection.http.route().usage
    }
}

impl fmt::Debug for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join")
            .field("base_url", &self.handle.shared().connection.base_url.as_str())
            .finish_non_exhaustive()
    }
}
