//! The files of applications that a recruiter adds or removes.

use bytes::Bytes;

use crate::company::store::{Attachment, Store};

/// What a file can be.
pub(crate) const DOCUMENT_TYPES: &[&str] =
    &["CV", "COVER_LETTER", "PORTFOLIO", "CERTIFICATES", "OTHER", "REFERENCES", "TRANSCRIPT", "WORK_SAMPLES"];

impl Store {
    /// Puts a file before the others. False when the application is unknown.
    pub(crate) fn add_file(&mut self, application_id: i64, kind: &str, name: String, content: Bytes) -> bool {
        let now = self.tick();
        let Some(application) = self.applications.get_mut(application_id) else { return false };
        let kind = DOCUMENT_TYPES.iter().find(|known| **known == kind).copied().unwrap_or("OTHER");
        let number = application.attachments.iter().map(|file| file.number + 1).max().unwrap_or(0);
        application
            .attachments
            .insert(0, Attachment { kind: kind.into(), name: Some(name), number, content: Some(content) });
        application.updated_at = now;
        true
    }

    /// Removes the files of this name. False when there is none.
    pub(crate) fn remove_file(&mut self, application_id: i64, name: &str) -> bool {
        let now = self.tick();
        let Some(application) = self.applications.get_mut(application_id) else { return false };
        let before = application.attachments.len();
        application.attachments.retain(|file| file.name.as_deref() != Some(name));
        application.updated_at = now;
        application.attachments.len() < before
    }
}
