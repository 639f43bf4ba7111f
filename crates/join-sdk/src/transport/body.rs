//! A cap on the bytes of a response body.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// The body exceeds the cap.
#[derive(Debug)]
pub(crate) struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the response exceeds the size cap")
    }
}

impl std::error::Error for TooLarge {}

pub(crate) type BodyError = Box<dyn std::error::Error + Send + Sync>;

pub(crate) fn limited(
    body: impl Stream<Item = reqwest::Result<Bytes>>,
    most: u64,
    received: Arc<AtomicU64>,
) -> impl Stream<Item = Result<Bytes, BodyError>> {
    body.map(move |chunk| {
        let chunk = chunk?;
        let length = chunk.len() as u64;
        let before = received.fetch_add(length, Ordering::Relaxed);
        if before.saturating_add(length) > most { Err(TooLarge.into()) } else { Ok(chunk) }
    })
}
