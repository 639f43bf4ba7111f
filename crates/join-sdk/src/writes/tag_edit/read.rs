//! Reads a candidate's tags through the application.

use join_client::types::Tag;
use join_client::{OddField, Tags};

use super::steps::Seen;
use crate::access::ReadOnly;
use crate::call::handle::Handle;
use crate::call::response::Response;
use crate::error::{Error, ErrorKind, ResponseInfo, Result};
use crate::resources::Applications;
use crate::tags::CandidateRef;

/// The candidate's tags in an application.
pub(super) async fn read_tags(handle: &Handle, candidate: CandidateRef) -> Result<Response<Seen>> {
    let applications = Applications::<ReadOnly>::new(handle);
    let answer = applications.get(candidate.application()).response().await?;
    // Tags that can't be read are neither absent nor none. Any other odd field does not matter to an edit.
    let odd = answer.odd_fields().iter().map(OddField::path).find(|path| hides_tags(path)).map(unreadable);
    if let Some(error) = odd {
        return Err(error.with_response(ResponseInfo {
            status: Some(answer.status()),
            request_id: answer.request_id().map(str::to_owned),
            ..ResponseInfo::default()
        }));
    }
    answer.try_map(|application| {
        let Some(person) = application.candidate else { return Ok(Seen::Absent) };
        if person.id != candidate.candidate() {
            return Err(Error::new(ErrorKind::Refused, "the application belongs to another candidate"));
        }
        Ok(match person.tags {
            Tags::Set(tags) => Seen::Set(tags),
            Tags::Null => Seen::Null,
            Tags::Absent => Seen::Absent,
            Tags::Unreadable(_) => return Err(unreadable("candidate.tags")),
        })
    })
}

fn hides_tags(path: &str) -> bool {
    matches!(path, "candidate" | "candidate.id" | "candidate.tags")
}

fn unreadable(path: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the response can't be read at `{path}`")).with_path(path)
}

/// The tags, and whether JOIN returned null.
pub(super) fn known(seen: Seen) -> Result<(Vec<Tag>, bool)> {
    match seen {
        Seen::Set(tags) => Ok((tags, false)),
        Seen::Null => Ok((Vec::new(), true)),
        Seen::Absent => Err(Error::new(ErrorKind::TagsUnknown, "JOIN did not return the candidate's tags")),
    }
}
