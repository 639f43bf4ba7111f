//! The read-only blocking client.

use super::{Applications, Attachments, CandidateTags, Catalog, Jobs, Join, Offices, RawRequests};
use crate::access::ReadOnly;
use crate::pacer::Quota;
use crate::tags::CandidateRef;

/// A [`Join`] without writes, made by [`Join::read_only`]. It shares connections, quota and runtime with that client.
///
/// ```compile_fail
/// # fn example(join: join_sdk::blocking::Join, office: join_sdk::NewOffice) -> join_sdk::Result<()> {
/// join.read_only().offices().create(&office)?; // there is no such method
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct JoinReader {
    client: Join,
}

impl JoinReader {
    pub(super) fn new(client: Join) -> Self {
        Self { client }
    }

    /// Job postings.
    pub fn jobs(&self) -> Jobs<'_, ReadOnly> {
        Jobs::new(&self.client)
    }

    /// Applications, and the candidates inside them.
    pub fn applications(&self) -> Applications<'_, ReadOnly> {
        Applications::new(&self.client)
    }

    /// The tags of one candidate.
    pub fn tags(&self, candidate: &CandidateRef) -> CandidateTags<'_, ReadOnly> {
        CandidateTags::new(&self.client, *candidate)
    }

    /// Files of applications.
    pub fn attachments(&self) -> Attachments<'_> {
        self.client.attachments()
    }

    /// The company's offices.
    pub fn offices(&self) -> Offices<'_, ReadOnly> {
        Offices::new(&self.client)
    }

    /// Reference lists for creating jobs.
    pub fn catalog(&self) -> Catalog<'_> {
        self.client.catalog()
    }

    /// Requests to any path below the base URL. Methods other than `GET` and `HEAD` fail with
    /// [`ErrorKind::ReadOnly`](crate::ErrorKind::ReadOnly), and nothing is sent.
    pub fn raw(&self) -> RawRequests<'_> {
        RawRequests::new(&self.client, crate::raw::RawRequests::reading(self.client.join.handle()))
    }

    /// The known state of the token's quota.
    pub fn quota(&self) -> Quota {
        self.client.quota()
    }
}
