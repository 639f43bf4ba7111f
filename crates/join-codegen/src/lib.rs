//! Turns the curated JOIN OpenAPI document into the low-level Rust client, and into typed mocks of it.
//!
//! The build script of `join-client` and the maintainers' `cargo xtask regen` both call [`generate`], so the text
//! that a user compiles and the text checked in are the same bytes. `regen` also calls [`generate_httpmock`], whose text
//! is only checked in.
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
//! | `mocks` | progenitor's mocks, as `join-httpmock` has them |
//! | `builders` | the builders of test data |

mod builders;
pub mod document;
mod emit;
mod error;
mod guard;
pub mod lint;
mod mocks;
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
    let document = linted(text)?;
    let spec = document.for_generator().map_err(Error::NotOpenApi)?;
    let tokens = guard::generate(&document, &spec)?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    rewrite::rewrite(&mut file);
    emit::add_scalars(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    emit::add_operations(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Generates the text of the mocks of `join-httpmock` from the text of an OpenAPI document.
///
/// The same document gives the same bytes on every machine.
///
/// # Errors
///
/// Fails as [`generate`] does.
///
/// ```
/// let error = join_codegen::generate_httpmock("{}").unwrap_err();
/// assert!(error.to_string().contains("3.0.x"));
/// ```
pub fn generate_httpmock(text: &str) -> Result<String, Error> {
    let document = linted(text)?;
    let spec = document.for_generator().map_err(Error::NotOpenApi)?;
    let tokens = guard::generate_httpmock(&document, &spec, "join_client")?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    mocks::rewrite(&mut file, &document).map_err(|error| Error::Generator(error.to_string()))?;
    builders::add(&mut file, &document);
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Generates the table of fields that `join-recorder` reads, from the text of an OpenAPI document.
///
/// # Errors
///
/// Fails as [`generate`] does, and where a field has no decision in `recording.rs`.
///
/// ```
/// let error = join_codegen::generate_recording(r#"{"openapi": "3.1.0"}"#).unwrap_err();
/// assert!(error.to_string().contains("3.0.x"));
/// ```
pub fn generate_recording(text: &str) -> Result<String, Error> {
    let tokens = recording::table(&linted(text)?).map_err(Error::Undecided)?;
    let file: syn::File = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Parses a document, and refuses one that the lint has findings on.
fn linted(text: &str) -> Result<Document, Error> {
    let value = parse(text)?;
    let findings = lint::lint(&value);
    match findings.is_empty() {
        true => Ok(Document::new(value)),
        false => Err(Error::Lint(findings)),
    }
}
