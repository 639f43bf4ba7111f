//! Replaces a file as a whole: after a crash the old or the new content is there.

use std::io::{self, Write};
use std::path::Path;

use crate::storage::append;

/// Replaces a file so that at no moment half of it is there.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut part = std::ffi::OsString::from(".");
    part.push(name);
    part.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(part);
    let mut file = std::fs::File::create(&part)?;
    let moved =
        file.write_all(text).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&part, path));
    if moved.is_err() {
        // The first failure is the one to tell.
        let _ = std::fs::remove_file(&part);
    }
    moved.and_then(|()| append::sync_folder(path))
}
