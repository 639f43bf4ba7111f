//! The read-only client, as a type of its own.

use crate::access::ReadOnly;
use crate::call::raw::RawRequests;
use crate::client::Join;
use crate::pacer::Quota;
use crate::resources::{Applications, Attachments, Catalog, Jobs, Offices};
use crate::tags::CandidateRef;
use crate::writes::tag_edit::CandidateTags;

impl Join {
    /// Returns this client without its writes, for code that must not change anything.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// let reader = join.read_only();
    /// let job = reader.jobs().get(join_sdk::types::JobId(7)).await?;
    /// # Ok(()) }
    /// ```
    pub fn read_only(&self) -> JoinReader {
        JoinReader::new(self.clone())
    }
}

/// A [`Join`] without its writes. [`Join::read_only`] creates it; it shares connections and quota with its source
/// client.
///
/// ```compile_fail
/// # async fn example(join: join_sdk::Join, office: join_sdk::NewOffice) -> join_sdk::Result<()> {
/// join.read_only().offices().create(&office).await?; // there is no such method
/// # Ok(()) }
/// ```
///
/// ```no_run
/// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
/// let reader = join.read_only();
/// let mut offices = reader.offices().list().rows();
/// while let Some(office) = offices.next().await {
///     println!("{:?}", office?.city);
/// }
/// # Ok(()) }
/// ```
///
/// ```no_run
/// # async fn example(
/// #     reader: join_sdk::JoinReader,
/// #     candidate: join_sdk::tags::CandidateRef,
/// # ) -> join_sdk::Result<()> {
/// use join_sdk::{Method, types::JobId};
///
/// let job = reader.jobs().get(JobId(7)).await?;
/// let application = reader.applications().get(candidate.application()).await?;
/// let tags = reader.tags(&candidate).read().await?;
/// let categories = reader.catalog().categories().await?;
/// let card = reader.raw().request(Method::GET, "/scorecards/7").send::<serde_json::Value>().await?;
/// for attachment in application.attachments.iter().flatten() {
///     reader.attachments().download(attachment).await?.save_in("cvs").await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct JoinReader {
    join: Join,
}

impl JoinReader {
    pub(crate) fn new(join: Join) -> Self {
        Self { join }
    }

    /// Job postings.
    pub fn jobs(&self) -> Jobs<'_, ReadOnly> {
        Jobs::new(&self.join.handle)
    }

    /// Applications and their candidates.
    pub fn applications(&self) -> Applications<'_, ReadOnly> {
        Applications::new(&self.join.handle)
    }

    /// The tags of one candidate.
    pub fn tags(&self, candidate: &CandidateRef) -> CandidateTags<'_, ReadOnly> {
        CandidateTags::new(&self.join.handle, *candidate)
    }

    /// Files of applications.
    pub fn attachments(&self) -> Attachments<'_> {
        self.join.attachments()
    }

    /// The company's offices.
    pub fn offices(&self) -> Offices<'_, ReadOnly> {
        Offices::new(&self.join.handle)
    }

    /// Reference lists for creating jobs.
    pub fn catalog(&self) -> Catalog<'_> {
        self.join.catalog()
    }

    /// Raw requests to any path below the base URL. Any method but `GET` and `HEAD` fails with
    /// [`ErrorKind::ReadOnly`](crate::ErrorKind::ReadOnly); nothing is sent.
    pub fn raw(&self) -> RawRequests<'_> {
        RawRequests::reading(&self.join.handle)
    }

    /// The known quota of the token.
    pub fn quota(&self) -> Quota {
        self.join.quota()
    }
}
