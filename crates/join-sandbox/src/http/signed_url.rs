//! Signed addresses of attachments.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::company::digest::digest;
use crate::company::store::{Attachment, Store};

/// The absolute address of an attachment, signed in its query.
pub(crate) fn url(origin: &str, store: &Store, application_id: i64, file: &Attachment) -> String {
    let name = file_name(file);
    let key = format!("{application_id}-{}", file.number);
    let signature = signature(store, store.addresses.round, &key, name);
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("{origin}/files/{key}/{name}?signature={signature}")
}

pub(crate) fn file_name(file: &Attachment) -> &str {
    file.name.as_deref().unwrap_or("document.pdf")
}

/// A checksum, not cryptography: it only has to be hard to get right by accident.
/// Addresses of an earlier round have expired.
pub(crate) fn signature(store: &Store, round: u64, key: &str, name: &str) -> String {
    format!("{:016x}", digest(store.seed.wrapping_add(round), &[key, name]))
}
