//! A candidate's tags. JOIN replaces the whole set at each write, so a write begins and ends with a read.
//!
//! A write by somebody else that lands between the read and the write is erased and can't be seen afterwards. The window is
//! one round trip; this is not atomic.

mod edit;
mod owner;
mod text;

use std::marker::PhantomData;

use join_client::types::{Application, ApplicationId, CandidateId, Tag, UpdateCandidateRequest};
use join_client::{Tags, operations};

use crate::access::ReadWrite;
use crate::error::{Error, ErrorKind, Result};
use crate::join::Join;

pub use edit::TagEdit;
pub use owner::Owner;

/// A candidate, and the application through which JOIN lets its tags be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CandidateRef {
    candidate: CandidateId,
    application: ApplicationId,
}

impl CandidateRef {
    /// A candidate and one of its applications, whose ids were stored earlier.
    pub fn new(candidate: CandidateId, application: ApplicationId) -> Self {
        Self { candidate, application }
    }

    /// The candidate of an application.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the application carries no candidate.
    pub fn of(application: &Application) -> Result<Self> {
        let candidate = application.candidate.as_ref();
        let candidate = candidate.ok_or_else(|| Error::invalid("the application carries no candidate"))?;
        Ok(Self::new(candidate.id, application.id))
    }

    /// The candidate.
    pub fn candidate(&self) -> CandidateId {
        self.candidate
    }

    /// The application that the tags are read through.
    pub fn application(&self) -> ApplicationId {
        self.application
    }
}

/// A whole new set of tags, and the set that the caller believes to be there.
#[derive(Debug, Clone)]
pub struct ReplaceAll {
    /// What was read before the new set was thought of.
    pub expected: Vec<Tag>,
    /// The new set. Empty clears the tags, those of recruiters included.
    pub new: Vec<Tag>,
}

/// The tags of one candidate: see [`Join::tags`].
#[derive(Debug, Clone, Copy)]
pub struct CandidateTags<'a, Access = ReadWrite> {
    join: &'a Join,
    candidate: CandidateRef,
    access: PhantomData<Access>,
}

impl<'a, Access> CandidateTags<'a, Access> {
    pub(crate) fn new(join: &'a Join, candidate: CandidateRef) -> Self {
        Self { join, candidate, access: PhantomData }
    }

    /// Reads the tags afresh. Null counts as no tags.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TagsUnknown`] when JOIN does not say which tags there are; [`ErrorKind::Refused`] when the application
    /// belongs to another candidate; otherwise what the read failed with.
    pub async fn read(&self) -> Result<Vec<Tag>> {
        let application = self.join.applications().get(self.candidate.application).await?;
        let unknown = || Error::new(ErrorKind::TagsUnknown, "JOIN does not say which tags the candidate has");
        let candidate = application.candidate.ok_or_else(unknown)?;
        if candidate.id != self.candidate.candidate {
            return Err(Error::new(ErrorKind::Refused, "the application belongs to another candidate"));
        }
        match candidate.tags {
            Tags::Set(tags) => Ok(tags),
            Tags::Null => Ok(Vec::new()),
            Tags::Absent => Err(unknown()),
        }
    }
}

impl CandidateTags<'_> {
    /// Replaces the whole set, if it is still the expected one, and reads it back. Gives the tags as read back.
    ///
    /// Nothing is sent when the new set is the one that is there. The write is never repeated.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, application: join_sdk::types::Application) -> join_sdk::Result<()> {
    /// use join_sdk::tags::{CandidateRef, ReplaceAll};
    ///
    /// let candidate = CandidateRef::of(&application)?;
    /// let expected = join.tags(&candidate).read().await?;
    /// let mut new = expected.clone();
    /// new.push("persona:verified".into());
    /// join.tags(&candidate).replace_all(ReplaceAll { expected, new }).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Conflict`] when the set is not the expected one: nothing was written. [`ErrorKind::Unverified`] when
    /// what is read back is not the new set. As [`read`](Self::read); of a failed write ask
    /// [`may_have_been_applied`](Error::may_have_been_applied).
    pub async fn replace_all(&self, replace: ReplaceAll) -> Result<Vec<Tag>> {
        let current = self.read().await?;
        if current != replace.expected {
            return Err(Error::new(
                ErrorKind::Conflict,
                "the tags are not the expected ones; nothing was written",
            ));
        }
        if current == replace.new {
            return Ok(current);
        }
        let (candidate, body) = (&self.candidate.candidate, &UpdateCandidateRequest { tags: replace.new });
        let operation = &operations::UPDATE_CANDIDATE;
        let send =
            |client: join_client::Client| async move { client.update_candidate(candidate, body).await };
        self.join.call(operation, send).await?;
        let written = self.read().await?;
        if same_set(&written, &body.tags) {
            return Ok(written);
        }
        let words = "the tags were written, and what is read back is another set";
        Err(Error::new(ErrorKind::Unverified, words).of(operation, 1, true))
    }
}

/// Whether two lists hold the same tags, in whatever order.
fn same_set(one: &[Tag], other: &[Tag]) -> bool {
    let sorted = |tags: &[Tag]| {
        let mut tags: Vec<&Tag> = tags.iter().collect();
        tags.sort_unstable();
        tags.dedup();
        tags.into_iter().cloned().collect::<Vec<_>>()
    };
    sorted(one) == sorted(other)
}
