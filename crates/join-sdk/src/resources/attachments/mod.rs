//! Files of applications: downloads as a stream, to a writer, or to a path that never holds a partial file.

mod content;
mod download;
mod fetch;
mod file_name;
mod identity;
mod part;
mod request;

use join_client::types::{Application, Attachment};

use super::resource;

pub use download::{Download, SavedFile};
pub use file_name::safe as safe_file_name;
pub use request::{DownloadRequest, Redirects};

resource! {
    /// Files of applications: see [`Join::attachments`](crate::Join::attachments).
    Attachments
}

impl Attachments<'_> {
    /// Downloads a file. Await it for the [`Download`], which then returns the chunks.
    ///
    /// The request carries the token, so the address must be on the configured host, or https on join.com. The lifetime of
    /// the signed address is unknown: [`download_refreshing`](Self::download_refreshing) gets a fresh one by itself.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, application: join_sdk::types::Application) -> join_sdk::Result<()> {
    /// for attachment in application.attachments.iter().flatten() {
    ///     let saved = join.attachments().download(attachment).await?.save_in("cvs").await?;
    ///     println!("{} bytes", saved.size);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When it is awaited: see [`DownloadRequest`]. On a status of 400, 401, 403, 404 or 410 the address may be stale: read
    /// the application again for a fresh one.
    pub fn download(&self, attachment: &Attachment) -> DownloadRequest {
        DownloadRequest::new(self.handle, attachment)
    }

    /// Downloads a file and refreshes a stale address. For an application that was read a while ago: when the address fails
    /// (400, 401, 403, 404 or 410), the SDK reads the application again, once, for a fresh address of the same file.
    ///
    /// The same file is the one with the same type, name and address without its query. Its place does not count. A lone
    /// file with the same type and name may have another address, unless other files show that files keep theirs.
    ///
    /// ```no_run
    /// # async fn example(join: join_sdk::Join, application: join_sdk::types::Application) -> join_sdk::Result<()> {
    /// for attachment in application.attachments.iter().flatten() {
    ///     let download = join.attachments().download_refreshing(&application, attachment).await?;
    ///     download.save_in("cvs").await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When it is awaited: see [`DownloadRequest`]. [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the application no
    /// longer has the file, and [`ErrorKind::Refused`](crate::ErrorKind::Refused) when several files can be the wanted one.
    pub fn download_refreshing(&self, application: &Application, attachment: &Attachment) -> DownloadRequest {
        DownloadRequest::new(self.handle, attachment).of(application)
    }
}
