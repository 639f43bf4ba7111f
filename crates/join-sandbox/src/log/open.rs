//! A request under way. It enters the log when it ends, in whichever way.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use axum::http::request::Parts;
use tokio::time::Instant;

use crate::log::Log;
use crate::log::entry::{End, Entry, Pacing};

/// Bytes kept of a path and query, and of a fault's text.
const KEPT_TEXT: usize = 300;

/// What faults did to a request, as an extension of its response.
#[derive(Clone, Default)]
pub(crate) struct Suffered {
    /// Each fault as text.
    pub(crate) faults: Vec<String>,
    /// Whether the client has no usable response.
    pub(crate) spoilt: bool,
    /// Whether its connection was cut.
    pub(crate) cut: bool,
}

/// A request that has not ended. Dropped without an end, its client gave up.
pub(crate) struct OpenRequest<'a> {
    log: &'a Log,
    key: u64,
    spoilt: bool,
    entry: Option<Entry>,
}

impl Log {
    /// Begins a request, which arrived whole at `arrived`.
    pub(crate) fn open(&self, number: u64, arrived: Instant, parts: &Parts, body: &[u8]) -> OpenRequest<'_> {
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let entry = Entry {
            number,
            method: parts.method.clone(),
            target: brief(target).into(),
            arrived: arrived.saturating_duration_since(self.started),
            took: Duration::ZERO,
            end: End::GaveUp,
            faults: Vec::new(),
            pacing: Pacing::default(),
            retry: None,
        };
        let mut key = DefaultHasher::new();
        (parts.method.as_str(), target, body).hash(&mut key);
        OpenRequest { log: self, key: key.finish(), spoilt: false, entry: Some(entry) }
    }
}

impl OpenRequest<'_> {
    /// Notes what the response will be. Its client can still give up.
    pub(crate) fn note(&mut self, suffered: Option<Suffered>, pacing: Pacing) {
        let Some(entry) = &mut self.entry else { return };
        entry.pacing = pacing;
        if let Some(suffered) = suffered {
            entry.faults = suffered.faults;
            self.spoilt = suffered.spoilt;
            if suffered.cut {
                entry.end = End::Lost;
            }
        }
    }

    /// Ends it with a response of this status, unless its connection was cut.
    pub(crate) fn answered(mut self, status: u16) {
        if let Some(entry) = &mut self.entry
            && entry.end != End::Lost
        {
            entry.end = End::Answered(status);
        }
    }
}

impl Drop for OpenRequest<'_> {
    fn drop(&mut self) {
        if let Some(mut entry) = self.entry.take() {
            entry.took = self.log.started.elapsed().saturating_sub(entry.arrived);
            self.log.ring().push(self.key, self.spoilt, entry);
            self.log.news.notify_waiters();
        }
    }
}

/// The beginning of a text, as much as the log keeps.
pub(crate) fn brief(text: &str) -> &str {
    if text.len() <= KEPT_TEXT {
        return text;
    }
    (0..=KEPT_TEXT).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}
