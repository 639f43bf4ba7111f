//! Files of applications: downloaded as a stream, or to a path that never holds half a file.

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use join_client::Operation;
use join_client::types::Attachment;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, Request, Url};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use super::resource;
use crate::call::Limits;
use crate::error::{Error, ErrorKind, Result};
use crate::failure;

resource! {
    /// Files of applications: see [`Join::attachments`](crate::Join::attachments).
    Attachments
}

impl Attachments<'_> {
    /// Begins to download a file. The signed address goes stale after a time that is unknown: on
    /// [`ErrorKind::Unauthorized`] or [`ErrorKind::Forbidden`] read the application again for a fresh one.
    ///
    /// The token goes along, so the address must be on the configured host, or https on join.com. Redirects are not
    /// followed.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, application: join_sdk::types::Application) -> join_sdk::Result<()> {
    /// for attachment in application.attachments.iter().flatten() {
    ///     let bytes = join.attachments().download(attachment).await?.save("cv.pdf").await?;
    ///     println!("{bytes} bytes");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the attachment has no usable address, [`ErrorKind::Refused`] when the address is
    /// elsewhere (nothing is sent); otherwise what the call failed with.
    pub async fn download(&self, attachment: &Attachment) -> Result<Download> {
        let address =
            attachment.url.as_ref().ok_or_else(|| Error::invalid("the attachment has no address"))?;
        let url =
            Url::parse(address.as_str()).map_err(|_| Error::invalid("the attachment's address is no URL"))?;
        let url = &url;
        let send = |attempt: std::sync::Arc<crate::transport::Attempt>| async move {
            let response = attempt.execute(Request::new(Method::GET, url.clone())).await?;
            if response.status().is_success() {
                Ok(response)
            } else {
                Err(failure::from_response(response).await)
            }
        };
        let limits = Limits { bounded: false, with_token: true };
        let response = self.join.attempts(&Operation::DOWNLOAD_ATTACHMENT, limits, send).await?;
        Ok(Download { response: response.into_inner(), read: 0 })
    }
}

/// A file on its way. Dropping it ends the download.
pub struct Download {
    response: reqwest::Response,
    read: u64,
}

impl Download {
    /// The media type that the server names, such as `application/pdf`.
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length in bytes that the server names.
    pub fn content_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece of the file; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Timeout`] or [`ErrorKind::Transport`] when the connection stalls or breaks: begin again.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self
            .response
            .chunk()
            .await
            .map_err(|error| failure::from_reqwest(error).of(&Operation::DOWNLOAD_ATTACHMENT, 1, true))?;
        self.read = self.read.saturating_add(chunk.as_ref().map_or(0, |bytes| bytes.len() as u64));
        Ok(chunk)
    }

    /// Writes the file to a path and gives its length in bytes. It is written beside the path first and moved there when
    /// it is whole, so the path never holds half a file; what was there is replaced.
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and [`ErrorKind::Io`] when the file can't be written. The path is then as it was.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64> {
        let path = path.as_ref();
        let part = Part::beside(path)?;
        let mut file =
            File::create_new(&part.0).await.map_err(|error| Error::io("creating the file", error))?;
        while let Some(chunk) = self.chunk().await? {
            file.write_all(&chunk).await.map_err(|error| Error::io("writing the file", error))?;
        }
        // A failed write shows at the flush; syncing alone would pass over it.
        file.flush().await.map_err(|error| Error::io("writing the file", error))?;
        file.sync_all().await.map_err(|error| Error::io("writing the file", error))?;
        fs::rename(&part.0, path).await.map_err(|error| Error::io("moving the file to its path", error))?;
        Ok(self.read)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("read", &self.read).finish_non_exhaustive()
    }
}

/// The file while it is not whole. Dropped, it is removed; moved to its path, there is nothing left to remove.
struct Part(PathBuf);

impl Part {
    fn beside(path: &Path) -> Result<Self> {
        let name =
            path.file_name().ok_or_else(|| Error::new(ErrorKind::InvalidInput, "the path names no file"))?;
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{:016x}.part", fastrand::u64(..)));
        Ok(Self(path.with_file_name(part)))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Also when the download's future is dropped half-way, where nothing can be awaited.
        let _ = std::fs::remove_file(&self.0);
    }
}
