//! Turns the curated JOIN OpenAPI document into the low-level Rust client.
//!
//! The build script of `join-client` and the maintainers' `cargo xtask regen` both call [`generate`], so that the text
//! compiled by a user and the text checked in are the same bytes.
//!
//! ```
//! let document = r#"{"openapi": "3.1.0"}"#;
//! let error = join_codegen::generate(document).unwrap_err();
//! assert!(error.to_string().contains("3.0.x"));
//! ```
//!
//! | module | what it owns |
//! | --- | --- |
//! | [`lint`] | the rules that a document must keep, and the findings where it does not |
//! | [`document`] | the questions that the other modules ask of a document |
//! | `reading` | the text of a document, read strictly |
//! | `settings` | what progenitor is told |
//! | `guard` | progenitor's panics, told with the operation at hand |
//! | `emit` | the ids, open enums, personal types and the table of operations |
//! | `rewrite` | what is mended in progenitor's output |

use std::fmt;

pub mod document;
mod emit;
mod guard;
pub mod lint;
mod reading;
mod rewrite;
mod settings;

use document::Document;
pub use reading::parse;

/// First lines of the generated file.
const HEADER: &str = "\
// Generated from join-api.json by `cargo xtask regen`. Do not edit: change the document and run it again.

";

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
    Lint(Vec<lint::Finding>),
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

/// Generates the text of `generated.rs` from the text of an OpenAPI document.
///
/// The same document gives the same bytes, wherever it runs.
///
/// # Errors
///
/// When the text is no JSON, when the lint has findings, or when the generator gives up. Mend the document where the
/// error points.
pub fn generate(text: &str) -> Result<String, Error> {
    let value = parse(text)?;
    let findings = lint::lint(&value);
    if !findings.is_empty() {
        return Err(Error::Lint(findings));
    }
    let document = Document::new(value);
    let spec = document.without_extensions().map_err(Error::NotOpenApi)?;
    let tokens = guard::generate(&document, &spec)?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    rewrite::rewrite(&mut file);
    emit::add_scalars(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    emit::add_operations(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}
