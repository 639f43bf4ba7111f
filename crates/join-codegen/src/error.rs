//! Errors of the generator.

use std::fmt;

use crate::lint::Finding;

/// The reason that a document gave no code.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The text is empty.
    Empty,
    /// The text is too long to be JOIN's document.
    TooLarge {
        /// Its length.
        bytes: usize,
        /// The maximum length.
        largest: usize,
    },
    /// The text is not JSON, or has a duplicate key.
    NotJson(serde_json::Error),
    /// The lint refused the document. Holds all findings, in document order.
    Lint(Vec<Finding>),
    /// The document passed the lint, but the generator's reader refused it.
    NotOpenApi(serde_json::Error),
    /// The generator failed or panicked. Holds the operation and the generator's message.
    Generator(String),
    /// Nobody decided what a recording does to these fields.
    Undecided(Vec<String>),
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
            Error::Undecided(places) => write!(
                f,
                "no decision what a recording does to {}: add it to join-codegen/src/recording.rs",
                places.join(", ")
            ),
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
            Error::Empty
            | Error::TooLarge { .. }
            | Error::Lint(_)
            | Error::Generator(_)
            | Error::Undecided(_) => None,
        }
    }
}
