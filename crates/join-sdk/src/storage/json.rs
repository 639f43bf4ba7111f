//! Reads JSON out of bytes: of files, and of bodies without a schema.

use serde::Deserialize;
use serde::de::Error;

/// Reads bytes as JSON. All that the SDK reads as JSON is text first: a type that is read both as text and as bytes is compiled
/// twice.
pub(crate) fn from_bytes<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> serde_json::Result<T> {
    serde_json::from_str(std::str::from_utf8(bytes).map_err(serde_json::Error::custom)?)
}
