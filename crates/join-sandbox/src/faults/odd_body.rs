//! Bodies that end too early or come slowly.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use bytes::Bytes;
use http_body::Frame;
use tokio::time::{Sleep, sleep};

/// The response with a body that breaks off in its middle. One without a body stays as it is.
pub(crate) async fn truncated(response: Response) -> Response {
    halved(response, |first, _| Body::new(Truncated { first, is_flushed: false })).await
}

/// The response with a second half of the body that comes later. One without a body stays as it is.
pub(crate) async fn slow(response: Response, delay: Duration) -> Response {
    halved(response, |first, second| Body::new(Slow { first, second, pause: Box::pin(sleep(delay)) })).await
}

async fn halved(response: Response, body_of: impl FnOnce(Bytes, Bytes) -> Body) -> Response {
    let (mut head, body) = response.into_parts();
    // The body is the sandbox's own, in memory.
    let mut first = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if first.is_empty() {
        return Response::from_parts(head, Body::from(first));
    }
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(first.len()));
    let second = first.split_off(first.len() / 2);
    Response::from_parts(head, body_of(first, second))
}

/// Half of a body, and an error, on which the server closes the connection.
struct Truncated {
    first: Bytes,
    is_flushed: bool,
}

impl HttpBody for Truncated {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.first)))));
        }
        if !self.is_flushed {
            // The server writes what it has when a body pauses; an error at once would take the half along.
            self.is_flushed = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())))
    }
}

/// A body in two halves with a pause between them.
struct Slow {
    first: Bytes,
    second: Bytes,
    pause: Pin<Box<Sleep>>,
}

impl HttpBody for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if !self.first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.first)))));
        }
        if !self.pause.is_elapsed() {
            std::task::ready!(self.pause.as_mut().poll(cx));
        }
        let second = std::mem::take(&mut self.second);
        Poll::Ready((!second.is_empty()).then(|| Ok(Frame::data(second))))
    }
}
