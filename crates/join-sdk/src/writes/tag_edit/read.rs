//! Reads a candidate's tags through the application.

use join_client::Tags;
use join_client::types::Tag;

use super::steps::Seen;
use crate::access::ReadOnly;
use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::error::{Error, ErrorKind, Result};
use crate::resources::Applications;
use crate::tags::CandidateRef;

/// The candidate's tags in an application.
pub(super) async fn read_tags(handle: &Handle, candidate: CandidateRef) -> Result<Response<Seen>> {
    let applications = Applications::<ReadOnly>::new(handle);
    let answer = applications.get(candidate.application()).response().await?;
    answer.try_map(|application| {
        let Some(person) = application.candidate else { return Ok(Seen::Absent) };
        if person.id != candidate.candidate() {
            return Err(Error::new(ErrorKind::Refused, "the application belongs to another candidate"));
        }
        Ok(match person.tags {
            Tags::Set(tags) => Seen::Set(tags),
            Tags::Null => Seen::Null,
            Tags::Absent => Seen::Absent,
        })
    })
}

/// The tags, and whether JOIN returned null.
pub(super) fn known(seen: Seen) -> Result<(Vec<Tag>, bool)> {
    match seen {
        Seen::Set(tags) => Ok((tags, false)),
        Seen::Null => Ok((Vec::new(), true)),
        Seen::Absent => Err(Error::new(ErrorKind::TagsUnknown, "JOIN did not return the candidate's tags")),
    }
}
