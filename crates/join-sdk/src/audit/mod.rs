//! Who wrote what, and when: a record of each write.

mod hash;
mod record;

pub use hash::HashKey;
pub use record::{AuditOutcome, AuditRecord, AuditSubject, NoteRecord, RequestRecord, StoredTag, TagsRecord};
