//! A running download: in chunks, to a writer or to a path, with a size cap and read timeouts.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use join_client::Operation;
use join_client::types::FileName;
use reqwest::Response;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::content::{self, Beginning};
use super::file_name;
use super::part::PartialFile;
use super::request::{DownloadRequest, Progress};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{headers, response_error};

/// The name of a file without a name.
const NAMELESS: &str = "attachment";

/// The longest accepted media type.
const LONGEST_TYPE: usize = 255;

/// A running download. Dropping it ends the download.
///
/// It fails when no chunk arrives within the client's [`read_timeout`](crate::JoinBuilder::read_timeout); there is no
/// total timeout.
///
/// ```no_run
/// # async fn example(mut download: join_sdk::downloads::Download) -> join_sdk::Result<()> {
/// println!("{:?}, {:?} bytes", download.content_type(), download.content_length());
/// while let Some(chunk) = download.chunk().await? {
///     println!("{} bytes", chunk.len());
/// }
/// # Ok(()) }
/// ```
pub struct Download {
    response: Response,
    total: Option<u64>,
    received: u64,
    max_size: u64,
    read_timeout: Duration,
    progress: Option<Progress>,
    file_name: Option<FileName>,
    own_name: Option<FileName>,
    attempts: u32,
    broken: bool,
    /// Whether a web page can be the file.
    page_expected: bool,
    /// The first bytes, until they tell what the file is.
    beginning: Option<BytesMut>,
}

/// A saved file, with the path chosen for it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedFile {
    /// Its path. The name can be personal: keep it out of logs.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
}

impl Download {
    pub(super) fn new(request: DownloadRequest, response: Response, attempts: u32) -> Self {
        let disposition = response.headers().get(CONTENT_DISPOSITION);
        let file_name = disposition.and_then(|value| file_name::of_disposition(value.as_bytes()));
        let server_name = file_name.as_deref();
        let page_expected = content::is_page(&request.attachment, server_name);
        let own_name = request.attachment.name.and_then(|name| file_name::safe(name.as_str()));
        Self {
            total: response.content_length(),
            response,
            received: 0,
            max_size: request.max_size,
            read_timeout: request.handle.shared().read_timeout,
            progress: request.progress,
            file_name: file_name.map(FileName::from),
            own_name: own_name.map(FileName::from),
            attempts,
            broken: false,
            page_expected,
            beginning: Some(BytesMut::new()),
        }
    }

    /// Rejects what the head tells, before reading the file: one over the cap, an empty one, a web page.
    pub(super) fn check_head(&self) -> Result<()> {
        match self.total {
            Some(total) if total > self.max_size => Err(self.too_large()),
            Some(0) => Err(self.empty()),
            _ if !self.page_expected && self.content_type().is_some_and(content::is_page_type) => {
                Err(self.page())
            }
            _ => Ok(()),
        }
    }

    /// The media type from the server, such as `application/pdf`; `None` when it is not a media type.
    pub fn content_type(&self) -> Option<&str> {
        media_type(self.response.headers())
    }

    /// The length from the server, in bytes.
    pub fn content_length(&self) -> Option<u64> {
        self.total
    }

    /// The file name from the server (`Content-Disposition`), made safe. It is a name in a folder and never a path, on any
    /// system; it is not hidden, and not a Windows device. `None` when no safe part remains.
    ///
    /// Two files can have the same name: [`save_in`](Self::save_in) handles that.
    pub fn file_name(&self) -> Option<&FileName> {
        self.file_name.as_ref()
    }

    /// The request id of the response, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        headers::request_id(self.response.headers())
    }

    /// Returns the next chunk of the file; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timeout`] or [`ErrorKind::Transport`] when the connection stalls or breaks: start again.
    /// [`ErrorKind::TooLarge`] when the file exceeds the cap: raise
    /// [`max_size`](crate::downloads::DownloadRequest::max_size) if such a file is expected. [`ErrorKind::Decode`] when the
    /// file is empty, or a web page where no page is attached. A failed download stays failed.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        if self.broken {
            return Err(
                self.error(Error::new(ErrorKind::Transport, "the download failed earlier; start it again"))
            );
        }
        let piece = self.checked().await;
        self.broken = piece.is_err();
        piece
    }

    /// Returns the next chunk. The first waits for the bytes that tell a file from a page.
    async fn checked(&mut self) -> Result<Option<Bytes>> {
        // It keeps the bytes across a dropped call.
        while self.beginning.is_some() {
            let piece = self.received().await?;
            let Some(first) = &mut self.beginning else { break };
            first.extend_from_slice(piece.as_deref().unwrap_or_default());
            match content::beginning(first, piece.is_none()) {
                _ if first.is_empty() && piece.is_none() => return Err(self.empty()),
                Beginning::Page if !self.page_expected => return Err(self.page()),
                Beginning::Unknown if !self.page_expected => {}
                _ if first.is_empty() => {}
                _ => return Ok(self.beginning.take().map(BytesMut::freeze)),
            }
        }
        self.received().await
    }

    async fn received(&mut self) -> Result<Option<Bytes>> {
        let piece = match tokio::time::timeout(self.read_timeout, self.response.chunk()).await {
            Ok(piece) => piece.map_err(response_error::from_reqwest),
            Err(_) => Err(too_slow()),
        };
        piece.map_err(|error| self.error(error)).and_then(|piece| self.counted(piece))
    }

    fn counted(&mut self, piece: Option<Bytes>) -> Result<Option<Bytes>> {
        let Some(bytes) = piece else { return Ok(None) };
        self.received = self.received.saturating_add(bytes.len() as u64);
        if self.received > self.max_size {
            return Err(self.too_large());
        }
        if let Some(report) = &mut self.progress {
            report(self.received, self.total);
        }
        Ok(Some(bytes))
    }

    /// Writes the file to a writer and flushes it. Returns the file's length in bytes.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
    /// let mut bytes = Vec::new();
    /// join.attachments().download(&cv).await?.write_to(&mut bytes).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Io`] when the writer fails. The writer then holds a part of the file.
    pub async fn write_to(mut self, mut writer: impl AsyncWrite + Unpin) -> Result<u64> {
        let writing = |error| Error::io("writing the file", error);
        while let Some(piece) = self.chunk().await? {
            writer.write_all(&piece).await.map_err(writing)?;
        }
        writer.flush().await.map_err(writing)?;
        Ok(self.received)
    }

    /// Writes the file to a path and returns its length in bytes. It is written beside the path first and moved there when
    /// complete, so the path never holds a partial file; an existing file is replaced. Only its owner can read it.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
    /// let bytes = join.attachments().download(&cv).await?.save("cv.pdf").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk); [`ErrorKind::InvalidInput`] when the path names no file, and [`ErrorKind::Io`] when it
    /// can't be written, or is a symlink. The path then stays unchanged.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        if path.file_name().is_none() {
            return Err(Error::invalid("the path names no file"));
        }
        let (part, file) = PartialFile::beside(path).await?;
        let size = self.into_part(file).await?;
        part.replace(path).await?;
        Ok(size)
    }

    /// Writes the file into an existing folder. Its name is the server's; otherwise the attachment's own, made safe;
    /// otherwise `attachment`. An existing file is never overwritten: the new name gets a number, as in `cv (2).pdf`. Like
    /// [`save`](Self::save), it never leaves a partial file.
    ///
    /// To overwrite, choose the path yourself: [`file_name`](Self::file_name) and [`save`](Self::save).
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
    /// let saved = join.attachments().download(&cv).await?.save_in("cvs").await?;
    /// println!("{} bytes", saved.size);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`save`](Self::save).
    pub async fn save_in(self, folder: impl AsRef<Path>) -> Result<SavedFile> {
        let name = self.file_name.as_ref().or(self.own_name.as_ref());
        let name = name.map_or(NAMELESS, FileName::as_str).to_owned();
        let (part, file) = PartialFile::within(folder.as_ref()).await?;
        let size = self.into_part(file).await?;
        Ok(SavedFile { path: part.place(folder.as_ref(), name).await?, size })
    }

    async fn into_part(self, mut file: tokio::fs::File) -> Result<u64> {
        let size = self.write_to(&mut file).await?;
        PartialFile::complete(file).await?;
        Ok(size)
    }

    fn page(&self) -> Error {
        let message = "the response is a web page and not the file, perhaps a sign-in page; nothing was saved; read the \
                       application again for a fresh address";
        self.error(Error::new(ErrorKind::Decode, message))
    }

    fn empty(&self) -> Error {
        let message = "the response holds no bytes of the file; nothing was saved; try again later";
        self.error(Error::new(ErrorKind::Decode, message))
    }

    fn too_large(&self) -> Error {
        let message = format!("the file is larger than the cap of {} bytes", self.max_size);
        self.error(Error::new(ErrorKind::TooLarge, message))
    }

    /// Adds the response head to the error, although the status was a success.
    fn error(&self, error: Error) -> Error {
        let answer = response_error::head(self.response.status(), self.response.headers());
        error.with_response(answer).of(&Operation::DOWNLOAD_ATTACHMENT, self.attempts, false)
    }
}

pub(super) fn too_slow() -> Error {
    Error::new(ErrorKind::Timeout, "no response in time")
}

/// Returns a valid media type, parameters included.
fn media_type(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let is_token = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    let (type_, subtype) = text.split(';').next()?.trim().split_once('/')?;
    (text.len() <= LONGEST_TYPE && is_token(type_) && is_token(subtype)).then_some(text)
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("received", &self.received)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SavedFile {
    /// Omits the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedFile").field("size", &self.size).finish_non_exhaustive()
    }
}
