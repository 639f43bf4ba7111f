//! The output file of an export: a private file that grows by whole rows, or a stream.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use join_sdk::private_files;
use sha2::{Digest, Sha256};

use super::checkpoint::Written;

/// An output file and the digest of its bytes.
pub(crate) struct OutputFile {
    file: File,
    is_stream: bool,
    length: u64,
    digest: Sha256,
}

/// What is wrong with the file of an export in progress.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    Missing,
    Shorter,
    Changed,
}

impl OutputFile {
    /// Opens the file of an export in progress, if it begins with the bytes of the checkpoint. Changes nothing.
    pub(crate) fn resume(path: &Path, written: &Written) -> io::Result<Result<Self, Unfit>> {
        if written.length == 0 && !path.exists() {
            return Self::create(path).map(Ok);
        }
        let mut file = match private_files::open(path, OpenOptions::new().read(true).write(true)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Err(Unfit::Missing)),
            file => file?,
        };
        if file.metadata()?.len() < written.length {
            return Ok(Err(Unfit::Shorter));
        }
        let digest = digest(&mut (&mut file).take(written.length))?;
        if written.length > 0 && hex(&digest) != written.sha256 {
            return Ok(Err(Unfit::Changed));
        }
        Ok(Ok(Self { file, is_stream: false, length: written.length, digest }))
    }

    /// Opens a file or a stream to begin. Changes nothing that is there.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let is_stream = private_files::is_stream(path);
        let mut options = OpenOptions::new();
        let file = match is_stream {
            true => private_files::open(path, options.append(true))?,
            false => private_files::open(path, options.read(true).write(true).create(true))?,
        };
        Ok(Self { file, is_stream, length: 0, digest: Sha256::new() })
    }

    /// Cuts what a killed run wrote after its last checkpoint.
    pub(crate) fn cut(&self) -> io::Result<()> {
        if self.is_stream { Ok(()) } else { self.file.set_len(self.length) }
    }

    /// Appends rows and syncs the file. A failed append can be repeated.
    pub(crate) fn append(&mut self, rows: &[u8]) -> io::Result<()> {
        let end = self.length + rows.len() as u64;
        if self.is_stream {
            self.file.write_all(rows)?;
        } else {
            self.file.seek(SeekFrom::Start(self.length))?;
            self.file.write_all(rows)?;
            self.file.set_len(end)?;
            self.file.sync_data()?;
        }
        self.length = end;
        self.digest.update(rows);
        Ok(())
    }

    /// What the file holds, with this number of rows.
    pub(crate) fn written(&self, rows: u64) -> Written {
        Written { rows, length: self.length, sha256: hex(&self.digest) }
    }
}

fn digest(reader: &mut impl Read) -> io::Result<Sha256> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        let count = reader.read(&mut piece)?;
        match piece.get(..count) {
            None | Some([]) => return Ok(digest),
            Some(bytes) => digest.update(bytes),
        }
    }
}

fn hex(digest: &Sha256) -> String {
    digest.clone().finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_resumed_only_if_it_holds_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut output = OutputFile::create(&path).unwrap();
        output.append(b"one\n").unwrap();
        let written = output.written(1);
        output.append(b"half a r").unwrap();
        let unfit = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let unfit = OutputFile::resume(&path, &written).unwrap().err();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "it is only read");
            unfit
        };
        assert_eq!(unfit("on"), Some(Unfit::Shorter));
        assert_eq!(unfit("two\nhalf"), Some(Unfit::Changed));
        assert_eq!(unfit("one\nhalf a r"), None);
        let mut output = OutputFile::resume(&path, &written).unwrap().ok().unwrap();
        output.cut().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\n");
        output.append(b"two\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(OutputFile::resume(&path, &written).unwrap().err(), Some(Unfit::Missing));
        assert!(!path.exists());
    }
}
