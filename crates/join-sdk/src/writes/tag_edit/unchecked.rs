//! Replaces a candidate's tags without a check, where no application of the candidate is known.

use std::sync::Arc;

use join_client::operations;
use join_client::types::{CandidateId, Tag, UpdateCandidateRequest, UpdatedCandidate};

use crate::call::Call;
use crate::call::recorded::RecordContext;
use crate::records::audit::Subject;
use crate::resources::Candidates;

impl<'a> Candidates<'a> {
    /// Replaces all tags of a candidate without reading them. It erases the tags of recruiters and other integrations.
    ///
    /// Only for callers that know no application of the candidate, as some workflow steps do: without one, no way is known to
    /// read the tags. With one, use [`tags`](crate::Join::tags): its edits keep the tags of others. An empty set removes every
    /// tag.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join) -> join_sdk::Result<()> {
    /// use join_sdk::types::CandidateId;
    ///
    /// join.candidates().replace_tags_unchecked(CandidateId(5), ["persona:verified"]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The call's error. It is sent again only when the first request certainly had no effect; when
    /// [`may_have_been_applied`](crate::Error::may_have_been_applied) is true, the tags may be the new ones.
    pub fn replace_tags_unchecked<T: Into<Tag>>(
        self,
        candidate: CandidateId,
        tags: impl IntoIterator<Item = T>,
    ) -> Call<'a, UpdatedCandidate> {
        let body = Arc::new(UpdateCandidateRequest { tags: tags.into_iter().map(Into::into).collect() });
        let call = self.handle.call(&operations::UPDATE_CANDIDATE, move |client| {
            let body = Arc::clone(&body);
            async move { client.update_candidate(&candidate, &body).await }
        });
        call.about(RecordContext::of(Subject::candidate(candidate)))
    }
}
