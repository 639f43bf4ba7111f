//! The input for a new application.

use std::fmt;

use join_client::types::{ApplicationSource, CreateApplicationRequest, JobId, NewCandidate};

use super::document::Document;
use super::input::{filled, looks_like_email};
use crate::error::{Error, Result};

/// A new application: a person, a job, documents and optional details.
///
/// Creating one may make JOIN e-mail the person, for instance to ask for consent (evidence: inferred from JOIN's page on candidates
/// added by hand). Screening answers are not among the known fields; a note can hold them.
///
/// ```
/// use join_sdk::{Document, NewApplication, types::{ApplicationSource, DocumentType, JobId}};
///
/// let application = NewApplication::new(JobId(7), "Ada", "Lovelace", "ada@example.com")?
///     .phone("+442071234567")?
///     .source(ApplicationSource::Referrals)
///     .external_id("inq_123")?
///     .document(Document::from_bytes(DocumentType::Cv, "cv.pdf", b"%PDF-1.7")?);
/// assert!(NewApplication::new(JobId(7), "Ada", "Lovelace", "ada.example.com").is_err());
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[must_use]
pub struct NewApplication(pub(crate) CreateApplicationRequest);

impl NewApplication {
    /// Creates an application of a person to a job.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when a name is blank or the e-mail address has no `@`
    /// with text on both sides.
    pub fn new(
        job: JobId,
        first_name: impl Into<String>,
        last_name: impl Into<String>,
        email: impl Into<String>,
    ) -> Result<Self> {
        let email: String = email.into();
        if !looks_like_email(&email) {
            return Err(Error::invalid(
                "the e-mail address needs text on both sides of one @, and no blanks",
            ));
        }
        Ok(Self(CreateApplicationRequest {
            job_id: job,
            candidate: NewCandidate {
                first_name: filled(first_name, "the first name")?.into(),
                last_name: filled(last_name, "the last name")?.into(),
                email: email.into(),
                phone: None,
            },
            source: None,
            integration_external_id: None,
            documents: None,
        }))
    }

    /// The person's telephone number, in international form.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when it does not begin with `+` and a digit, or has
    /// anything but digits, blanks and `-./()` after it.
    pub fn phone(mut self, number: impl Into<String>) -> Result<Self> {
        let number: String = number.into();
        let digits =
            number.strip_prefix('+').ok_or_else(|| Error::invalid("the phone number must begin with +"))?;
        let fits = |letter: char| letter.is_ascii_digit() || " -./()".contains(letter);
        if !digits.starts_with(|letter: char| letter.is_ascii_digit()) || !digits.chars().all(fits) {
            return Err(Error::invalid("the phone number must be digits behind the +"));
        }
        self.0.candidate.phone = Some(number.into());
        Ok(self)
    }

    /// The source of the application.
    pub fn source(mut self, source: ApplicationSource) -> Self {
        self.0.source = Some(source);
        self
    }

    /// Your own key for this application. JOIN echoes it, and no other means is known to find the application again: with it,
    /// [`Applications::create`](crate::resources::Applications::create) creates it once even when responses get lost.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) when it is blank, or looks like an e-mail address: keys
    /// appear in logs.
    pub fn external_id(mut self, key: impl Into<String>) -> Result<Self> {
        let key = filled(key, "the external id")?;
        if looks_like_email(key.trim()) {
            return Err(Error::invalid(
                "the external id looks like an e-mail address; use a key of your own",
            ));
        }
        self.0.integration_external_id = Some(key);
        Ok(self)
    }

    /// Adds a file.
    pub fn document(mut self, document: Document) -> Self {
        self.0.documents.get_or_insert_default().push(document.0);
        self
    }
}

impl fmt::Debug for NewApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
