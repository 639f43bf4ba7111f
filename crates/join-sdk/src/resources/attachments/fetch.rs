//! Fetches the response head of an attachment: follows redirects, and replaces a stale address.

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::BoxFuture;
use join_client::Operation;
use join_client::types::Attachment;
use reqwest::header::{ACCEPT_ENCODING, HeaderValue, LOCATION};
use reqwest::{Method, Request, Response, StatusCode, Url};

use super::download::{Download, too_slow};
use super::identity::{Found, same_file};
use super::request::{DownloadRequest, Redirects};
use crate::access::ReadOnly;
use crate::call::options::RequestOptions;
use crate::call::runner::CallMode;
use crate::call::slot::Slot;
use crate::error::{Advice, Error, ErrorKind, Result};
use crate::resources::Applications;
use crate::transport::attempt::Attempt;
use crate::transport::response_error;

const OPERATION: &Operation = &Operation::DOWNLOAD_ATTACHMENT;

/// Maximum number of redirects in a row.
const MOST_HOPS: u32 = 5;

/// The response of one address.
enum Head {
    File(Response),
    Elsewhere(Url),
}

/// The progress of a download until it reaches the file.
struct Way {
    started: Instant,
    /// Requests sent so far.
    sent: u32,
}

impl IntoFuture for DownloadRequest {
    type Output = Result<Download>;
    type IntoFuture = BoxFuture<'static, Result<Download>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.begin())
    }
}

impl DownloadRequest {
    pub(super) async fn begin(self) -> Result<Download> {
        let mut way = Way { started: Instant::now(), sent: 0 };
        let response = match self.follow(&self.attachment, &mut way).await {
            Err(error) if is_stale(&error) => match self.fresh(&error, way.sent).await? {
                Some(attachment) => self.follow(&attachment, &mut way).await?,
                None => return Err(error),
            },
            answered => answered?,
        };
        let download = Download::new(self, response, way.sent);
        download.check_head()?;
        Ok(download)
    }

    /// Requests the address and follows its redirects.
    async fn follow(&self, attachment: &Attachment, way: &mut Way) -> Result<Response> {
        let mut url = address(attachment)?;
        for hop in 0..=MOST_HOPS {
            match self.hop(&url, hop == 0, way).await? {
                Head::File(response) => return Ok(response),
                Head::Elsewhere(to) if leads_into_the_open(&url, &to) => {
                    let message = "a redirect leads from https to plain http";
                    return Err(refused(message).of(OPERATION, way.sent, false));
                }
                Head::Elsewhere(to) => url = to,
            }
        }
        Err(refused("one redirect follows another").of(OPERATION, way.sent, false))
    }

    /// Requests one address, until it responds or the call's time is up.
    async fn hop(&self, url: &Url, with_token: bool, way: &mut Way) -> Result<Head> {
        let (call, started, read) =
            (self.handle.settings().call_timeout, way.started, self.handle.shared().read_timeout);
        let left = || call.saturating_sub(started.elapsed());
        let slot = &Slot::new();
        let send = |attempt: Arc<Attempt>| -> BoxFuture<'_, Result<()>> {
            Box::pin(async move {
                let answer =
                    tokio::time::timeout(read.min(left()), self.ask(&attempt, url, with_token)).await;
                let slow = |_| Err(too_slow().with_response(attempt.response_info()));
                slot.fill(answer.unwrap_or_else(slow)?);
                Ok(())
            })
        };
        let handle = self.handle.with_options(RequestOptions::new().call_timeout(left()));
        let mode = CallMode { bounded: false, with_token };
        match handle.attempts(OPERATION, mode, &send).await {
            Ok(response) => {
                way.sent += response.attempts();
                slot.take()
            }
            Err(error) => {
                way.sent += error.attempts();
                Err(error.of(OPERATION, way.sent, false))
            }
        }
    }

    async fn ask(&self, attempt: &Attempt, url: &Url, with_token: bool) -> Result<Head> {
        let mut request = Request::new(Method::GET, url.clone());
        // Requests the file uncompressed: a compressed one has no length.
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let response = attempt.execute(request).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(Head::File(response));
        }
        if let Some(to) = led_to(&response) {
            return match self.redirects {
                Redirects::FollowWithoutToken => Ok(Head::Elsewhere(to)),
                Redirects::Refuse => {
                    let message =
                        "the server redirects to another address, which is not followed unless allowed";
                    let error = Error::new(ErrorKind::UnexpectedStatus, message);
                    Err(error.with_advice(Advice::FollowRedirects).with_response(attempt.response_info()))
                }
            };
        }
        if !with_token && matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            // Another host: its status says nothing about the token or the plan.
            let message = "the redirect target refused the file; the address may be stale";
            return Err(Error::new(ErrorKind::Forbidden, message).with_response(attempt.response_info()));
        }
        Err(response_error::from_response(response).await)
    }

    /// Returns the same file with its current address; `None` when there is no other address.
    async fn fresh(&self, stale: &Error, sent: u32) -> Result<Option<Attachment>> {
        let Some((application, before)) = &self.application else { return Ok(None) };
        let now = match Applications::<ReadOnly>::new(&self.handle).get(*application).await {
            Ok(application) => application.attachments.unwrap_or_default(),
            // A rejected token is rejected here too; the download's own error is enough.
            Err(error) if error.kind() == stale.kind() && error.kind() != ErrorKind::NotFound => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let lost = |kind, message: &str| Error::new(kind, message).of(OPERATION, sent, false);
        match same_file(before, &self.attachment, &now) {
            Found::File(file) if file.url == self.attachment.url => Ok(None),
            Found::File(file) => Ok(Some(file.clone())),
            Found::Gone => {
                let message =
                    "the address is stale, and the application no longer has this file; nothing was saved";
                Err(lost(ErrorKind::NotFound, message))
            }
            Found::Ambiguous => {
                let message = "the address is stale, and several files of the application can be the wanted one; nothing \
                               was saved; read the application again and choose one";
                Err(lost(ErrorKind::Refused, message))
            }
        }
    }
}

fn address(attachment: &Attachment) -> Result<Url> {
    let address = attachment.url.as_ref().ok_or_else(|| Error::invalid("the attachment has no address"))?;
    Url::parse(address.as_str()).map_err(|_| Error::invalid("the attachment's address is no URL"))
}

/// The error for a redirect that is not followed.
fn refused(message: &str) -> Error {
    Error::new(ErrorKind::Refused, format!("{message}, which is not followed"))
}

/// The target of a redirect, relative ones included.
fn led_to(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    response.url().join(location).ok()
}

fn leads_into_the_open(from: &Url, to: &Url) -> bool {
    from.scheme() == "https" && to.scheme() != "https"
}

/// Storage services refuse an expired signature with any of these.
fn is_stale(error: &Error) -> bool {
    matches!(error.status().map(|status| status.as_u16()), Some(400 | 401 | 403 | 404 | 410))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_https_no_redirect_leads_to_http_not_even_to_this_machine() {
        let leads = |from: &str, to: &str| leads_into_the_open(&from.parse().unwrap(), &to.parse().unwrap());
        assert!(leads("https://files.join.com/1", "http://127.0.0.1:4000/1"));
        assert!(leads("https://files.join.com/1", "http://files.join.com/1"));
        assert!(!leads("https://files.join.com/1", "https://cdn.example/1"));
        assert!(!leads("http://127.0.0.1:4000/1", "https://cdn.example/1"));
    }
}
