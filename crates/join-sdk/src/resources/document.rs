//! Documents: the files of a new application.

use std::fmt;
use std::io;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use join_client::types::{DocumentType, NewDocument};
use tokio::io::AsyncReadExt;

use super::input::filled;
use crate::error::{Error, Result};

/// Default size limit of a document, in bytes: 10 MiB. JOIN's own limit is unknown.
pub const MAX_DOCUMENT_SIZE: usize = 10 * 1024 * 1024;

/// The maximum length of a name in characters, as on most file systems.
const LONGEST_NAME: usize = 255;

/// A file of a new application, such as a CV. It is stored as base64, a third larger than the file.
///
/// ```no_run
/// # async fn example() -> join_sdk::Result<()> {
/// use join_sdk::{Document, types::DocumentType};
///
/// let cv = Document::from_path(DocumentType::Cv, "cv.pdf").await?;
/// let portfolio = Document::from_path_up_to(50 * 1024 * 1024, DocumentType::Portfolio, "works.pdf").await?;
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
pub struct Document(pub(crate) NewDocument);

impl Document {
    /// Creates a document from bytes, up to [`MAX_DOCUMENT_SIZE`]. `name` is the file name with its extension.
    ///
    /// ```
    /// use join_sdk::{Document, types::DocumentType};
    ///
    /// let letter = Document::from_bytes(DocumentType::CoverLetter, "letter.txt", "Dear team, ...")?;
    /// assert!(Document::from_bytes(DocumentType::CoverLetter, "letter.txt", "").is_err()); // empty
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the name is blank, nothing but dots or over 255 characters, or the document is empty or too
    /// large.
    pub fn from_bytes(kind: DocumentType, name: impl Into<String>, bytes: impl AsRef<[u8]>) -> Result<Self> {
        Self::from_bytes_up_to(MAX_DOCUMENT_SIZE, kind, name, bytes)
    }

    /// Creates a document from up to `most` bytes.
    ///
    /// ```
    /// use join_sdk::{Document, types::DocumentType};
    ///
    /// assert!(Document::from_bytes_up_to(4, DocumentType::CoverLetter, "letter.txt", "Dear team, ...").is_err());
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_bytes_up_to(
        most: usize,
        kind: DocumentType,
        name: impl Into<String>,
        bytes: impl AsRef<[u8]>,
    ) -> Result<Self> {
        let bytes = bytes.as_ref();
        if bytes.is_empty() {
            return Err(Error::invalid("the document is empty"));
        }
        if bytes.len() > most {
            return Err(too_large(most));
        }
        let name = filled(name, "the document's name")?;
        if name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace()).is_empty() {
            return Err(Error::invalid("the document's name has nothing but dots"));
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(Error::invalid(format!("the document's name is over {LONGEST_NAME} characters")));
        }
        let name = name.into();
        Ok(Self(NewDocument { type_: kind, name, data: STANDARD.encode(bytes).into() }))
    }

    /// Creates a document from a file, up to [`MAX_DOCUMENT_SIZE`]. It is sent under the file's own name.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes), and [`ErrorKind::Io`](crate::ErrorKind::Io) when the file can't be read.
    pub async fn from_path(kind: DocumentType, path: impl AsRef<Path>) -> Result<Self> {
        Self::from_path_up_to(MAX_DOCUMENT_SIZE, kind, path).await
    }

    /// Creates a document from a file of up to `most` bytes. It reads no more than that.
    ///
    /// # Errors
    ///
    /// As [`from_path`](Self::from_path).
    pub async fn from_path_up_to(most: usize, kind: DocumentType, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = file_name(path)?;
        let file = tokio::fs::File::open(path).await.map_err(opening)?;
        let mut bytes = Vec::new();
        file.take(one_more(most)).read_to_end(&mut bytes).await.map_err(reading)?;
        Self::from_bytes_up_to(most, kind, name, bytes)
    }

    /// Creates a document from a file in code without async, as [`from_path`](Self::from_path). Blocks.
    ///
    /// ```no_run
    /// # fn example() -> join_sdk::Result<()> {
    /// use join_sdk::{Document, types::DocumentType};
    ///
    /// let cv = Document::from_path_blocking(DocumentType::Cv, "cv.pdf")?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_path`](Self::from_path).
    pub fn from_path_blocking(kind: DocumentType, path: impl AsRef<Path>) -> Result<Self> {
        Self::from_path_up_to_blocking(MAX_DOCUMENT_SIZE, kind, path)
    }

    /// Creates a document from a file of up to `most` bytes in code without async. Blocks.
    ///
    /// ```no_run
    /// # fn example() -> join_sdk::Result<()> {
    /// use join_sdk::{Document, types::DocumentType};
    ///
    /// let works = Document::from_path_up_to_blocking(50 * 1024 * 1024, DocumentType::Portfolio, "works.pdf")?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_path`](Self::from_path).
    pub fn from_path_up_to_blocking(most: usize, kind: DocumentType, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = file_name(path)?;
        let file = std::fs::File::open(path).map_err(opening)?;
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::Read::take(file, one_more(most)), &mut bytes).map_err(reading)?;
        Self::from_bytes_up_to(most, kind, name, bytes)
    }
}

fn file_name(path: &Path) -> Result<&str> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.ok_or_else(|| Error::invalid("the document's path has no file name in Unicode"))
}

/// One byte over the limit shows that a file is too large.
fn one_more(most: usize) -> u64 {
    (most as u64).saturating_add(1)
}

fn opening(error: io::Error) -> Error {
    Error::io("opening the document", error)
}

fn reading(error: io::Error) -> Error {
    Error::io("reading the document", error)
}

fn too_large(most: usize) -> Error {
    Error::invalid(format!("the document is over {most} bytes"))
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
