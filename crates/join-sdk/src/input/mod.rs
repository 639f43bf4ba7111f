//! What is written to JOIN, checked while it is put together, before anything is sent.

mod application;
mod document;
mod job;
mod office;

pub use application::NewApplication;
pub(crate) use application::looks_like_email;
pub use document::{Document, MAX_DOCUMENT_SIZE};
pub use job::{NewJob, NewJobBuilder};
pub use office::NewOffice;

use crate::error::{Error, Result};

/// A text that must not be blank.
fn filled(text: impl Into<String>, what: &str) -> Result<String> {
    let text = text.into();
    if text.trim().is_empty() { Err(Error::invalid(format!("{what} is blank"))) } else { Ok(text) }
}
