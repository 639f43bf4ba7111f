//! Turns the curated JOIN OpenAPI document into the low-level Rust client.
//!
//! The build script of `join-client` and the maintainers' `cargo xtask regen` both call [`generate`], so the text
//! that a user compiles and the text checked in are the same bytes.
//!
//! ```
//! let document = r#"{"openapi": "3.1.0"}"#;
//! let error = join_codegen::generate(document).unwrap_err();
//! assert!(error.to_string().contains("3.0.x"));
//! ```
//!
//! | module | what it owns |
//! | --- | --- |
//! | [`lint`] | the rules for a document, and their findings |
//! | [`document`] | a linted document, and what the generator reads from it |
//! | `recording` | the table of fields for recordings |
//! | `plain` | the document without what the generator must not see |
//! | `reading` | the strict parser of a document |
//! | `error` | the errors of the generator |
//! | `settings` | progenitor's settings |
//! | `guard` | the run of progenitor, with its panics as errors |
//! | `emit` | the ids, open enums, personal types and the table of operations |
//! | `rewrite` | the fixes of progenitor's output |

pub mod document;
mod emit;
mod error;
mod guard;
pub mod lint;
mod plain;
mod reading;
mod recording;
mod rewrite;
mod settings;

use document::Document;
pub use error::Error;
pub use reading::parse;

/// The first lines of the generated file.
const HEADER: &str = "\
// Generated from join-api.json by `cargo xtask regen`. Do not edit: change the document and run it again.

";

/// Generates the text of `generated.rs` from the text of an OpenAPI document.
///
/// The same document gives the same bytes on every machine.
///
/// # Errors
///
/// Fails when the text is not JSON, when the lint has findings, or when the generator fails. Fix the document where
/// the error points.
pub fn generate(text: &str) -> Result<String, Error> {
    let value = parse(text)?;
    let findings = lint::lint(&value);
    if !findings.is_empty() {
        return Err(Error::Lint(findings));
    }
    let document = Document::new(value);
    let spec = document.for_generator().map_err(Error::NotOpenApi)?;
    let tokens = guard::generate(&document, &spec)?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    rewrite::rewrite(&mut file);
    emit::add_scalars(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    emit::add_operations(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Generates the table of fields that `join-recorder` reads, from the text of an OpenAPI document.
///
/// # Errors
///
/// Fails like [`generate`], and where a field has no decision in `recording.rs`.
///
/// ```
/// let error = join_codegen::generate_recording(r#"{"openapi": "3.1.0"}"#).unwrap_err();
/// assert!(error.to_string().contains("3.0.x"));
/// ```
pub fn generate_recording(text: &str) -> Result<String, Error> {
    let value = parse(text)?;
    let findings = lint::lint(&value);
    if !findings.is_empty() {
        return Err(Error::Lint(findings));
    }
    let tokens = recording::table(&Document::new(value)).map_err(Error::Undecided)?;
    let file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}
