//! What happens to candidates: their tags are changed, notes are written, and readers are shown both.

use crate::company::field::Field;
use crate::company::refusal::Refusal;
use crate::company::store::{Candidate, Note, Store};
use crate::company::trail::{ApiRequest, Edit, Writer};

const NO_CANDIDATE: Refusal = Refusal::NotFound("There is no such candidate.");

impl Store {
    pub(crate) fn add_note(
        &mut self,
        candidate_id: i64,
        content: String,
        writer: &Writer,
    ) -> Result<i64, Refusal> {
        self.candidates.get(candidate_id).ok_or(NO_CANDIDATE)?;
        let now = self.tick();
        let id = self.notes.add(|_| Note { candidate_id, content });
        self.trails.note_added(candidate_id, now, writer, id);
        Ok(id)
    }

    pub(crate) fn notes_of(&self, candidate_id: i64) -> Vec<String> {
        let own = self.notes.iter().filter(|note| note.candidate_id == candidate_id);
        own.map(|note| note.content.clone()).collect()
    }

    /// Replaces the whole set of tags, as JOIN does. Returns the stored set.
    pub(crate) fn replace_tags(
        &mut self,
        id: i64,
        tags: Vec<String>,
        request: ApiRequest,
    ) -> Result<Vec<String>, Refusal> {
        let candidate = self.candidates.get(id).ok_or(NO_CANDIDATE)?;
        let kept = self.settings.tags.keep(tags)?;
        let version = self.trails.version(id);
        self.stale_reads.count_write(id, &candidate.tags, version, self.settings.stale_reads);
        let tags = kept.clone();
        self.edit_tags(id, &request.into(), Edit::Replace, move |field| {
            *field = Field::Value(tags);
            true
        });
        Ok(kept)
    }

    /// Changes the set as the app does, without rules. `None` when the candidate is unknown.
    ///
    /// Touches all applications of the candidate if `edit` returns true, which says that it changed the set.
    pub(crate) fn edit_tags(
        &mut self,
        id: i64,
        writer: &Writer,
        kind: Edit,
        edit: impl FnOnce(&mut Field<Vec<String>>) -> bool,
    ) -> Option<bool> {
        let candidate = self.candidates.get_mut(id)?;
        let before = candidate.tags.clone();
        if !edit(&mut candidate.tags) {
            return Some(false);
        }
        let now = self.tick();
        let after = &self.candidates.get(id)?.tags;
        self.trails.tags_changed(id, (now, writer, kind), before, after);
        for id in &self.candidates.get(id)?.applications {
            if let Some(application) = self.applications.get_mut(*id) {
                application.updated_at = now;
            }
        }
        Some(true)
    }

    /// Counts a read of one application of a candidate.
    pub(crate) fn read(&mut self, candidate_id: i64, request: ApiRequest) {
        let stale = self.stale_reads.outdated_version(candidate_id);
        self.trails.read(candidate_id, request, stale);
        self.stale_reads.count_read(candidate_id);
    }

    /// Notes that a list showed these candidates.
    pub(crate) fn listed(&mut self, candidate_ids: &[i64], request: ApiRequest) {
        for id in candidate_ids {
            self.trails.listed(*id, request, self.stale_reads.outdated_version(*id));
        }
    }

    /// The tags as readers see them now.
    pub(crate) fn shown_tags<'a>(&'a self, candidate: &'a Candidate) -> Field<&'a Vec<String>> {
        self.settings.shown(self.stale_reads.outdated(candidate.id).unwrap_or(&candidate.tags).as_ref())
    }
}
