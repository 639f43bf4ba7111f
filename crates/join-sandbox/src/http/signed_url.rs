//! Signed addresses of attachments.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::company::digest::digest;
use crate::company::store::Attachment;

/// The absolute address of an attachment, signed in its query.
pub(crate) fn url(origin: &str, seed: u64, application_id: i64, index: usize, file: &Attachment) -> String {
    let name = file_name(file);
    let key = format!("{application_id}-{index}");
    let signature = signature(seed, &key, name);
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("{origin}/files/{key}/{name}?signature={signature}")
}

pub(crate) fn file_name(file: &Attachment) -> &str {
    file.name.as_deref().unwrap_or("document.pdf")
}

/// A checksum, not cryptography: it only has to be hard to get right by accident.
pub(crate) fn signature(seed: u64, key: &str, name: &str) -> String {
    format!("{:016x}", digest(seed, &[key, name]))
}
