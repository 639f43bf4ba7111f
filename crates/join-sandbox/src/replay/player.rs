//! Which recorded response a request gets: those to the same request, one after the other.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use percent_encoding::percent_decode_str;

use super::exchange::Exchange;
use super::file::Recording;

/// What makes two requests the same: method, path and query, however encoded and in whatever order. Not the body.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    method: String,
    path: String,
    query: Vec<(String, String)>,
}

/// The responses to the same request.
struct Responses {
    exchanges: Vec<Exchange>,
    given: usize,
}

/// A recording that is being replayed.
pub(crate) struct Player(Mutex<HashMap<Key, Responses>>);

/// What the recording has for a request.
pub(crate) enum Replayed {
    Exchange(Box<Exchange>),
    /// It has no such request.
    Unknown,
    /// It has this write, but fewer of it.
    UsedUp,
}

impl Player {
    pub(crate) fn new(recording: Recording) -> Self {
        let mut responses: HashMap<Key, Responses> = HashMap::new();
        for exchange in recording.exchanges {
            let key = Key::of(&exchange.method, &exchange.path, exchange.query.as_deref());
            let new = || Responses { exchanges: Vec::new(), given: 0 };
            responses.entry(key).or_insert_with(new).exchanges.push(exchange);
        }
        Self(Mutex::new(responses))
    }

    /// The next response. A read gets the last one again and again, since nothing more is known of it; a write does not.
    pub(crate) fn next(&self, method: &str, path: &str, query: Option<&str>) -> Replayed {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(responses) = all.get_mut(&Key::of(method, path, query)) else {
            return Replayed::Unknown;
        };
        let last = responses.exchanges.len() - 1;
        if responses.given > last && method != "GET" {
            return Replayed::UsedUp;
        }
        let exchange = responses.exchanges.get(responses.given.min(last));
        responses.given += 1;
        exchange.map_or(Replayed::Unknown, |exchange| Replayed::Exchange(Box::new(exchange.clone())))
    }
}

impl Key {
    fn of(method: &str, path: &str, query: Option<&str>) -> Self {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let mut query: Vec<(String, String)> = pairs
            .map(|pair| {
                let pair = pair.replace('+', " ");
                let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
                (decoded(name), decoded(value))
            })
            .collect();
        query.sort();
        Key { method: method.to_owned(), path: decoded(path), query }
    }
}
