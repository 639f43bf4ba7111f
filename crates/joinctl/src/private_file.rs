//! Files that only their owner can read.

use std::path::Path;

use crate::exit::{Failure, Outcome};

/// A file that only its owner can read. It appears once it is complete.
pub(crate) struct PrivateFile<'a> {
    file: tempfile::NamedTempFile,
    path: &'a Path,
}

impl<'a> PrivateFile<'a> {
    pub(crate) fn begin(path: &'a Path) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")));
        let file =
            file.map_err(|error| Failure::usage(format!("{} can't be written: {error}", path.display())))?;
        Ok(Self { file, path })
    }

    pub(crate) fn write(mut self, text: &str) -> Outcome {
        std::io::Write::write_all(&mut self.file, text.as_bytes())?;
        self.file.persist(self.path).map_err(|error| error.error)?;
        Ok(())
    }
}
