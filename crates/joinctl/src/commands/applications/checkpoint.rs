//! The checkpoint of an export: the cursor of its feed, and what its file holds.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use join_sdk::BoxFuture;
use join_sdk::changes::{Cursor, CursorSaved, CursorStore, CursorVersion, StoredCursor};
use join_sdk::private_files::ReplacedFile;
use join_sdk::shared::StoreError;
use serde::{Deserialize, Serialize};

/// The version of the first line. Other ones are refused.
const VERSION: u32 = 2;

/// What was asked for. An export in progress can't change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) format: String,
    pub(crate) columns: Vec<String>,
    pub(crate) filter: String,
}

/// What the output file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) rows: u64,
    /// Bytes.
    pub(crate) length: u64,
    /// The SHA-256 of these bytes, in hexadecimal digits.
    pub(crate) sha256: String,
}

/// The first line of the file. The cursor follows it.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    joinctl_export: u32,
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    written: Written,
}

/// Stores the cursor with what the output file holds. A resumed export cuts the file to that, so that it holds no row twice
/// and none in part.
#[derive(Debug, Clone)]
pub(crate) struct Checkpoint {
    /// `None` for a stream, which can't be resumed.
    file: Option<ReplacedFile>,
    asked: Asked,
    written: Arc<Mutex<Written>>,
}

impl Checkpoint {
    /// The checkpoint of an export to this file: FILE.resume.
    pub(crate) fn beside(file: &Path, asked: Asked) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push(".resume");
        Self { file: Some(ReplacedFile::new(name)), asked, written: Arc::default() }
    }

    /// The checkpoint of an export to a stream. It is kept nowhere.
    pub(crate) fn of_stream(asked: Asked) -> Self {
        Self { file: None, asked, written: Arc::default() }
    }

    pub(crate) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(ReplacedFile::path)
    }

    pub(crate) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Sets what the next save says of the output file.
    pub(crate) fn set_written(&self, written: Written) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = written;
    }

    pub(crate) fn written(&self) -> Written {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the file. `None` where there is none.
    pub(crate) fn read(&self) -> io::Result<Option<Stored>> {
        let Some(path) = self.path() else { return Ok(None) };
        if path.is_symlink() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a symlink"));
        }
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Stored::parse(&text).map(Some)
    }
}

/// A checkpoint as it was read.
pub(crate) struct Stored {
    pub(crate) asked: Asked,
    pub(crate) written: Written,
    cursor: Cursor,
}

impl Stored {
    fn parse(text: &[u8]) -> io::Result<Self> {
        let invalid = |message: &str| io::Error::new(io::ErrorKind::InvalidData, message);
        let end = text.iter().position(|byte| *byte == b'\n').ok_or_else(|| invalid("it is damaged"))?;
        let (head, cursor) = text.split_at(end + 1);
        let head: Head = match serde_json::from_slice(head) {
            Ok(Head { joinctl_export: VERSION, asked, written }) => {
                Head { joinctl_export: VERSION, asked, written }
            }
            _ => return Err(invalid("it is damaged, or another version of joinctl wrote it")),
        };
        let cursor = Cursor::decode(cursor).map_err(io::Error::other)?;
        Ok(Self { asked: head.asked, written: head.written, cursor })
    }
}

impl CursorStore for Checkpoint {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredCursor>, StoreError>> {
        Box::pin(async {
            let version = CursorVersion::default();
            Ok(self.read()?.map(|stored| StoredCursor { cursor: stored.cursor, version }))
        })
    }

    fn save<'a>(
        &'a self,
        cursor: &'a Cursor,
        version: CursorVersion,
    ) -> BoxFuture<'a, Result<CursorSaved, StoreError>> {
        // The state of this moment: a later one belongs to a later cursor.
        let head = Head { joinctl_export: VERSION, asked: self.asked.clone(), written: self.written() };
        Box::pin(async move {
            let saved = CursorSaved::Saved(version);
            let Some(file) = &self.file else { return Ok(saved) };
            let mut text = serde_json::to_vec(&head)?;
            text.push(b'\n');
            text.extend_from_slice(&cursor.encode());
            file.write(text).await?;
            Ok(saved)
        })
    }
}
