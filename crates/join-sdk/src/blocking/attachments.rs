//! Files of applications: downloaded to a writer, or to a path that never holds half a file.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use join_client::types::{Application, Attachment, FileName};

use super::Join;
use super::runtime::Runtime;
use crate::error::{Error, Result};
use crate::resources::attachments::{Redirects, SavedFile};

/// Files of applications: see [`Join::attachments`].
#[derive(Debug, Clone, Copy)]
pub struct Attachments<'a> {
    client: &'a Join,
}

impl<'a> Attachments<'a> {
    pub(super) fn new(client: &'a Join) -> Self {
        Self { client }
    }

    /// Prepares a download, as [`Attachments::download`](crate::downloads::Attachments::download).
    ///
    /// ```no_run
    /// # fn example(join: join_sdk::blocking::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
    /// let saved = join.attachments().download(&cv).max_size(10 * 1024 * 1024).begin()?.save_in("cvs")?;
    /// println!("{} bytes", saved.size);
    /// # Ok(()) }
    /// ```
    pub fn download(&self, attachment: &Attachment) -> DownloadRequest {
        self.request(self.client.join.attachments().download(attachment))
    }

    /// Prepares a download that reads the application again when its link has expired, as
    /// [`Attachments::download_refreshing`](crate::downloads::Attachments::download_refreshing).
    pub fn download_refreshing(&self, application: &Application, attachment: &Attachment) -> DownloadRequest {
        self.request(self.client.join.attachments().download_refreshing(application, attachment))
    }

    fn request(&self, request: crate::resources::attachments::DownloadRequest) -> DownloadRequest {
        DownloadRequest { request, runtime: Arc::clone(&self.client.runtime) }
    }
}

/// A prepared download: set its options, then call [`begin`](Self::begin).
///
/// ```no_run
/// # fn example(join: join_sdk::blocking::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
/// let mut bytes = Vec::new();
/// join.attachments().download(&cv).begin()?.write_to(&mut bytes)?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a download does not begin until begin() is called"]
pub struct DownloadRequest {
    request: crate::resources::attachments::DownloadRequest,
    runtime: Arc<Runtime>,
}

impl DownloadRequest {
    /// Sets the most bytes of the unpacked file; 100 MiB unless set.
    pub fn max_size(self, bytes: u64) -> Self {
        Self { request: self.request.max_size(bytes), ..self }
    }

    /// Sets the redirect policy; redirects are refused unless set.
    pub fn redirects(self, redirects: Redirects) -> Self {
        Self { request: self.request.redirects(redirects), ..self }
    }

    /// Reports progress after each chunk: the bytes so far, and the server's total. The callback must not call the client.
    pub fn on_progress(self, report: impl FnMut(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        Self { request: self.request.on_progress(report), ..self }
    }

    /// Starts the download.
    ///
    /// # Errors
    ///
    /// As an awaited [`DownloadRequest`](crate::downloads::DownloadRequest).
    pub fn begin(self) -> Result<Download> {
        let download = self.runtime.run(self.request)?;
        Ok(Download { download, runtime: self.runtime })
    }
}

/// A running download. Dropping it ends the download. See the async [`Download`](crate::downloads::Download).
#[derive(Debug)]
pub struct Download {
    download: crate::resources::attachments::Download,
    runtime: Arc<Runtime>,
}

impl Download {
    /// The media type from the server, such as `application/pdf`; none where it is invalid.
    pub fn content_type(&self) -> Option<&str> {
        self.download.content_type()
    }

    /// The length in bytes from the server.
    pub fn content_length(&self) -> Option<u64> {
        self.download.content_length()
    }

    /// The file name from the server, made safe: a plain file name and never a path.
    pub fn file_name(&self) -> Option<&FileName> {
        self.download.file_name()
    }

    /// The request id of the response, for the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        self.download.request_id()
    }

    /// Returns the next chunk of the file; `None` at its end.
    ///
    /// # Errors
    ///
    /// As [`Download::chunk`](crate::downloads::Download::chunk).
    pub fn chunk(&mut self) -> Result<Option<Bytes>> {
        self.runtime.run(self.download.chunk())
    }

    /// Writes the file to a writer, flushes it, and returns the file's length in bytes.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Io`](crate::ErrorKind::Io) when the writer fails. The writer then holds a part
    /// of the file.
    pub fn write_to(mut self, mut writer: impl Write) -> Result<u64> {
        let writing = |error| Error::io("writing the file", error);
        let mut length = 0;
        while let Some(piece) = self.chunk()? {
            writer.write_all(&piece).map_err(writing)?;
            length += piece.len() as u64;
        }
        writer.flush().map_err(writing)?;
        Ok(length)
    }

    /// Writes the file to a path and returns its length in bytes. The path never holds half a file; an existing file is replaced.
    ///
    /// # Errors
    ///
    /// As [`Download::save`](crate::downloads::Download::save).
    pub fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        self.runtime.run(self.download.save(path))
    }

    /// Writes the file into a folder under its own name, and overwrites nothing, as
    /// [`Download::save_in`](crate::downloads::Download::save_in).
    ///
    /// # Errors
    ///
    /// As [`Download::save_in`](crate::downloads::Download::save_in).
    pub fn save_in(self, folder: impl AsRef<Path>) -> Result<SavedFile> {
        self.runtime.run(self.download.save_in(folder))
    }
}
