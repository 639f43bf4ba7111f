//! What makes two requests the same for a replay.

use percent_encoding::percent_decode_str;

use super::exchange::Exchange;

/// Method, path and query of a request, however they are encoded and in whatever order the query is.
///
/// A replay gives the same requests the recorded responses, one after the other. Bodies are not compared.
///
/// ```
/// use join_recorder::RequestKey;
///
/// let one = RequestKey::new("GET", "/v2/jobs", Some("page=1&cityNameLike=Z%C3%BCrich"));
/// let other = RequestKey::new("GET", "/v2/jobs", Some("cityNameLike=Z%c3%bcrich&page=1"));
/// assert_eq!(one, other);
/// assert_ne!(one, RequestKey::new("GET", "/v2/jobs", None));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestKey {
    method: String,
    path: String,
    query: Vec<(String, String)>,
}

impl RequestKey {
    /// The key of a request.
    pub fn new(method: &str, path: &str, query: Option<&str>) -> Self {
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
        Self { method: method.to_owned(), path: decoded(path), query }
    }
}

impl From<&Exchange> for RequestKey {
    fn from(exchange: &Exchange) -> Self {
        Self::new(&exchange.method, &exchange.path, exchange.query.as_deref())
    }
}
