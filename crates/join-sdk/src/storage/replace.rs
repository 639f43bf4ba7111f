//! Replaces a whole file: after a crash it has the old or the new content.

use std::io::{self, Write};
use std::path::Path;

use crate::storage::append;

/// Replaces a file atomically.
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
        // Report the first failure.
        let _ = std::fs::remove_file(&part);
    }
    moved.and_then(|()| append::sync_folder(path))
}
