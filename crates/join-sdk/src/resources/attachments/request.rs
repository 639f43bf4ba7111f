//! A download request: its size cap, redirects and progress reports.

use std::fmt;

use join_client::types::{Application, ApplicationId, Attachment};

use crate::call::handle::Handle;

/// Default size cap of a file, in bytes. JOIN's own limit is unknown.
const MAX_SIZE: u64 = 100 * 1024 * 1024;

/// Receives the bytes so far, and the total from the server.
pub(super) type Progress = Box<dyn FnMut(u64, Option<u64>) + Send + Sync>;

/// The handling of redirects to another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Redirects {
    /// The download fails with [`ErrorKind::UnexpectedStatus`](crate::ErrorKind::UnexpectedStatus).
    #[default]
    Refuse,
    /// Follows up to five redirects, without the token, even when they lead back to JOIN. They must lead to https, or to
    /// this machine, and never from https to http.
    FollowWithoutToken,
}

/// A pending download. Set its options, then await it for a [`Download`](crate::downloads::Download).
///
/// ```no_run
/// # async fn example(join: join_sdk::Join, cv: join_sdk::types::Attachment) -> join_sdk::Result<()> {
/// use join_sdk::downloads::Redirects;
///
/// let download = join
///     .attachments()
///     .download(&cv)
///     .max_size(10 * 1024 * 1024)
///     .redirects(Redirects::FollowWithoutToken)
///     .on_progress(|received, total| eprintln!("{received} of {total:?} bytes"))
///     .await?;
/// download.save("cv.pdf").await?;
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// When awaited, it fails with
///
/// - [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when the attachment has no usable address: nothing is sent;
/// - [`ErrorKind::Refused`](crate::ErrorKind::Refused) when the token would go to another host (nothing is sent), or when
///   a redirect has a target that is not followed;
/// - [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) when the announced length is over the cap: the file is not read;
/// - [`ErrorKind::Unauthorized`](crate::ErrorKind::Unauthorized) or [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden) when
///   the address is stale, or the token has no right to the file;
/// - [`ErrorKind::Decode`](crate::ErrorKind::Decode) when the response is empty, or a web page where no page is attached,
///   such as a sign-in page. The first bytes tell as well, so the chunks can fail with it too;
/// - otherwise the error of the call. It is retried like every read.
#[must_use = "a download does not begin until it is awaited"]
pub struct DownloadRequest {
    pub(super) handle: Handle,
    pub(super) attachment: Attachment,
    /// The application to read again for a fresh address, and its files as they were.
    pub(super) application: Option<(ApplicationId, Vec<Attachment>)>,
    pub(super) redirects: Redirects,
    pub(super) max_size: u64,
    pub(super) progress: Option<Progress>,
}

impl DownloadRequest {
    pub(super) fn new(handle: &Handle, attachment: &Attachment) -> Self {
        Self {
            handle: handle.clone(),
            attachment: attachment.clone(),
            application: None,
            redirects: Redirects::default(),
            max_size: MAX_SIZE,
            progress: None,
        }
    }

    pub(super) fn of(mut self, application: &Application) -> Self {
        self.application = Some((application.id, application.attachments.clone().unwrap_or_default()));
        self
    }

    /// Cap on the file, in bytes after decompression; 100 MiB unless set. A larger file fails with
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge).
    pub fn max_size(mut self, bytes: u64) -> Self {
        self.max_size = bytes;
        self
    }

    /// The handling of redirects; refused unless set.
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Reports progress after each chunk: the bytes so far, and the total from the server. It runs on the reading task, so
    /// it must not block.
    pub fn on_progress(mut self, report: impl FnMut(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Box::new(report));
        self
    }
}

impl fmt::Debug for DownloadRequest {
    /// Omits the address, which is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadRequest")
            .field("redirects", &self.redirects)
            .field("max_size", &self.max_size)
            .finish_non_exhaustive()
    }
}
