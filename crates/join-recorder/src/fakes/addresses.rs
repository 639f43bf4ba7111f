//! The addresses on the recorded server that responses held.

use std::collections::HashSet;

use url::Url;

/// The addresses on the recorded server.
pub(crate) struct Addresses {
    pub(crate) origin: url::Origin,
    /// The fakes that responses held so far, as path and query.
    pub(crate) known: HashSet<String>,
}

impl Addresses {
    pub(crate) fn new(upstream: &Url) -> Self {
        Self { origin: upstream.origin(), known: HashSet::new() }
    }

    /// Whether a response held this fake address.
    pub(crate) fn knows(&self, path: &str, query: Option<&str>) -> bool {
        self.known.contains(&joined(path, query))
    }
}

pub(crate) fn joined(path: &str, query: Option<&str>) -> String {
    match query {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}
