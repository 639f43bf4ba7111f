//! The API document of the workspace.

use std::fs;
use std::path::Path;

use crate::support::outcome::Failure;

/// The document, below the workspace.
pub(crate) const DOCUMENT: &str = "join-api.json";

/// The text of the document.
pub(crate) fn read(root: &Path) -> Result<String, Failure> {
    fs::read_to_string(root.join(DOCUMENT))
        .map_err(|error| Failure::failed(format!("{DOCUMENT} can't be read: {error}")))
}
