//! Read or write: a client without writes is another type, so that code that must not write can't.

use crate::join::Join;
use crate::pacer::Quota;
use crate::raw::Raw;
use crate::resources::{Applications, Attachments, Catalog, Jobs, Offices};
use crate::tags::{CandidateRef, CandidateTags};

/// Marks a resource that reads and writes.
#[derive(Debug, Clone, Copy)]
pub enum ReadWrite {}

/// Marks a resource that only reads.
#[derive(Debug, Clone, Copy)]
pub enum ReadOnly {}

/// A [`Join`] without its writes: made by [`Join::read_only`]. It shares connections and quota with the client that it was
/// made from.
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
        Jobs::new(&self.join)
    }

    /// Applications, and the candidates inside them.
    pub fn applications(&self) -> Applications<'_, ReadOnly> {
        Applications::new(&self.join)
    }

    /// The tags of one candidate.
    pub fn tags(&self, candidate: &CandidateRef) -> CandidateTags<'_, ReadOnly> {
        CandidateTags::new(&self.join, *candidate)
    }

    /// Files of applications.
    pub fn attachments(&self) -> Attachments<'_> {
        self.join.attachments()
    }

    /// Places where the company works.
    pub fn offices(&self) -> Offices<'_, ReadOnly> {
        Offices::new(&self.join)
    }

    /// Reference lists for creating jobs.
    pub fn catalog(&self) -> Catalog<'_> {
        self.join.catalog()
    }

    /// Any path below the base URL. Anything but `GET` and `HEAD` fails with
    /// [`ErrorKind::ReadOnly`](crate::ErrorKind::ReadOnly), and nothing is sent.
    pub fn raw(&self) -> Raw<'_> {
        Raw::reading(&self.join)
    }

    /// What is known of the token's quota.
    pub fn quota(&self) -> Quota {
        self.join.quota()
    }
}
