//! The API token. It is checked on creation and never printed.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, ErrorKind};

/// A JOIN API token.
///
/// Tokens are made by hand in JOIN under User Settings, API Credentials. A token belongs to one company, acts as the user
/// who made it, and can read, change and delete. It goes into `Authorization` as it is, without a scheme word
/// (evidence: vendor). API access needs the plan Advanced or Enterprise (seed).
///
/// `Debug` prints `[redacted]`, there is no `Display`, and the memory is cleared on drop.
///
/// ```
/// use join_sdk::ApiToken;
///
/// let token = ApiToken::new(" Bearer 4f7a9c\n")?; // pasted with a scheme word and a line break
/// assert_eq!(format!("{token:?}"), "ApiToken([redacted])");
/// assert!("  ".parse::<ApiToken>().is_err());
/// # Ok::<(), join_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct ApiToken(SecretString);

impl ApiToken {
    /// Checks a token. Strips surrounding white space and a pasted `Bearer `.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when the rest is empty, or holds a blank, a control character or a character outside ASCII.
    /// Copy the token from JOIN again.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let pasted = SecretString::from(token.into());
        let text = without_scheme(pasted.expose_secret().trim());
        if text.is_empty() {
            return Err(Error::new(ErrorKind::Config, "the API token is blank"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::new(
                ErrorKind::Config,
                "the API token holds a blank, a control character or a character outside ASCII",
            ));
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The token itself, to hash it.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The header value, marked so that HTTP libraries do not print it. Its bytes are cleared with its last clone; the
    /// connection's write buffer is outside our control.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let bytes = Bytes::from_owner(Owned(self.0.clone()));
        let value = HeaderValue::from_maybe_shared(bytes);
        let mut value =
            value.map_err(|_| Error::new(ErrorKind::Config, "the API token is no header value"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

struct Owned(SecretString);

impl AsRef<[u8]> for Owned {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl FromStr for ApiToken {
    type Err = Error;

    /// As [`ApiToken::new`].
    fn from_str(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<String> for ApiToken {
    type Error = Error;

    /// As [`ApiToken::new`].
    fn try_from(token: String) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken([redacted])")
    }
}

fn without_scheme(text: &str) -> &str {
    const SCHEME: &str = "bearer";
    match text.get(..SCHEME.len()) {
        Some(word) if word.eq_ignore_ascii_case(SCHEME) => {
            let rest = text.get(SCHEME.len()..).unwrap_or_default();
            // A token may itself begin with these letters; a scheme word precedes a blank, or stands alone.
            if rest.is_empty() || rest.starts_with(char::is_whitespace) { rest.trim_start() } else { text }
        }
        _ => text,
    }
}
