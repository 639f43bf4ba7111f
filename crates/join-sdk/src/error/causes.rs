//! Errors of files and of stores as errors of this SDK.

use super::{Error, ErrorKind};
use crate::shared::StoreError;

impl Error {
    pub(crate) fn io(doing: &str, source: std::io::Error) -> Self {
        // The text of an I/O error contains no path, so it leaks no file name.
        Self::new(ErrorKind::Io, format!("{doing} failed")).with_source(source)
    }

    /// Passes an error of this SDK through. Any other one becomes the cause of a new one.
    pub(crate) fn of_store(doing: &str, error: StoreError) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => *error,
            Err(error) => Self::new(ErrorKind::Io, format!("{doing} failed")).with_source(error),
        }
    }
}
