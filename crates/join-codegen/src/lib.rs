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
//! | `settings` | what progenitor is told |
//! | `emit` | the ids, open enums, personal types and the table of operations |
//! | `rewrite` | what is mended in progenitor's output |

use std::fmt;
use std::panic::AssertUnwindSafe;

use proc_macro2::TokenStream;
use progenitor_impl::Generator;
use serde_json::Value;

pub mod document;
mod emit;
pub mod lint;
mod rewrite;
mod settings;

use document::Document;

/// First lines of the generated file.
const HEADER: &str = "\
// Generated from join-api.json by `cargo xtask regen`. Do not edit: change the document and run it again.

";

/// Why a document gave no code.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The text is no JSON.
    NotJson(serde_json::Error),
    /// The lint refused the document; all findings, in the order of the document.
    Lint(Vec<lint::Finding>),
    /// The document passed the lint, but is no OpenAPI 3.0 document to the generator's reader.
    NotOpenApi(serde_json::Error),
    /// The generator gave up or panicked; its own words.
    Generator(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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
            Error::Lint(_) | Error::Generator(_) => None,
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
    let value: Value = serde_json::from_str(text).map_err(Error::NotJson)?;
    let findings = lint::lint(&value);
    if !findings.is_empty() {
        return Err(Error::Lint(findings));
    }
    let document = Document::new(value);
    let spec = document.without_extensions().map_err(Error::NotOpenApi)?;
    let tokens = run_generator(&document, &spec)?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    rewrite::rewrite(&mut file);
    emit::add_scalars(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    emit::add_operations(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Progenitor asserts and unwraps on what it does not know, so a panic is caught and told as an error.
fn run_generator(document: &Document, spec: &openapiv3::OpenAPI) -> Result<TokenStream, Error> {
    let settings = settings::settings(document);
    let result =
        std::panic::catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(spec)));
    match result {
        Ok(tokens) => tokens.map_err(|error| Error::Generator(error.to_string())),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Err(Error::Generator(words.unwrap_or_else(|| "it panicked".to_owned())))
        }
    }
}
