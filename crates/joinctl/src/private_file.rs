//! Files that only their owner can read.

use std::io::Write;
use std::path::Path;

use join_sdk::private_files::{self, NewFile};

use crate::exit::{Failure, Outcome};

/// A file that only its owner can read. It appears once it is complete.
pub(crate) struct PrivateFile<'a> {
    target: Target,
    path: &'a Path,
}

enum Target {
    New(NewFile),
    /// Such as `/dev/stdout`.
    Stream,
}

impl<'a> PrivateFile<'a> {
    pub(crate) fn begin(path: &'a Path) -> Result<Self, Failure> {
        if private_files::is_stream(path) {
            return Ok(Self { target: Target::Stream, path });
        }
        match NewFile::beside(path) {
            Ok(new) => Ok(Self { target: Target::New(new), path }),
            Err(error) => Err(Failure::usage(format!("{} can't be written: {error}", path.display()))),
        }
    }

    pub(crate) fn write(self, text: &str) -> Outcome {
        match self.target {
            Target::New(new) => {
                new.file().write_all(text.as_bytes())?;
                new.replace(self.path)?;
            }
            Target::Stream => {
                private_files::open(self.path, std::fs::OpenOptions::new().append(true))?
                    .write_all(text.as_bytes())?;
            }
        }
        Ok(())
    }
}
