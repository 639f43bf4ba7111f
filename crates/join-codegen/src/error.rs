//! The error of a generation.

use std::fmt;

use crate::lint::Finding;

/// Why a document gave no code.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// There is no text.
    Empty,
    /// The text is too long to be JOIN's document.
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The longest that is read.
        largest: usize,
    },
    /// The text is no JSON, or has a key twice in one object.
    NotJson(serde_json::Error),
    /// The lint refused the document; all findings, in the order of the document.
    Lint(Vec<Finding>),
    /// The document passed the lint, but is no OpenAPI 3.0 document to the generator's reader.
    NotOpenApi(serde_json::Error),
    /// The generator gave up or panicked: the operation at hand, and its own words.
    Generator(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Empty => f.write_str("the document is empty"),
            Error::TooLarge { bytes, largest } => write!(
                f,
                "the document is {bytes} bytes long and at most {largest} are read: is it the right file?"
            ),
            Error::NotJson(error) => write!(f, "the document is no JSON: {error}"),
            Error::Lint(findings) => {
                for finding in findings {
                    writeln!(f, "{finding}\n")?;
                }
                let plural = if findings.len() == 1 { "" } else { "s" };
                write!(f, "the document has {} finding{plural}", findings.len())
            }
            Error::NotOpenApi(error) => write!(f, "the document is no OpenAPI 3.0 document: {error}"),
            Error::Generator(words) => {
                write!(f, "progenitor could not generate the client, though the lint had no finding: {words}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NotJson(error) | Error::NotOpenApi(error) => Some(error),
            Error::Empty | Error::TooLarge { .. } | Error::Lint(_) | Error::Generator(_) => None,
        }
    }
}
