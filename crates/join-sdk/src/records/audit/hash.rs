//! Keyed hashes for texts that must not be stored in clear: tags of others, and notes.

use std::fmt;

use hmac_sha256::{HMAC, Hash};
use join_client::types::Tag;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::token::ApiToken;

/// The block size of SHA-256 in bytes. HMAC pads or hashes every key to it.
const BLOCK: usize = 64;

/// The key that hashes others' tags and note texts.
///
/// The same text and key give the same hash, so equal texts match; without the key nobody can test guesses. Unless one is set,
/// each client draws a random key, and hashes of two runs can't be compared.
///
/// ```
/// use join_sdk::audit::HashKey;
///
/// let key = HashKey::new("a secret of some length, from where you keep your secrets");
/// assert_eq!(key.hash("vip").len(), 32);
/// assert_eq!(key.hash("vip"), key.hash("vip"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct HashKey([u8; BLOCK]);

impl HashKey {
    /// Creates a key from these bytes. They should be as hard to guess as a password: 16 random bytes or more.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        let mut key = [0; BLOCK];
        let bytes = bytes.as_ref();
        let digest = Hash::hash(bytes);
        // HMAC hashes a key longer than a block first.
        let used = if bytes.len() > BLOCK { &digest } else { bytes };
        key.iter_mut().zip(used).for_each(|(to, from)| *to = *from);
        Self(key)
    }

    /// Creates a random key.
    ///
    /// ```
    /// use join_sdk::audit::HashKey;
    ///
    /// let key = HashKey::random()?;
    /// assert_ne!(key.hash("vip"), HashKey::random()?.hash("vip"));
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] when the system has no random numbers.
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|_| Error::new(ErrorKind::Config, "the system gives no random numbers"))?;
        Ok(Self::new(bytes))
    }

    /// Hashes a text: the first 128 bits of HMAC-SHA256, as 32 hexadecimal digits.
    pub fn hash(&self, text: &str) -> String {
        HMAC::mac(text, self.0).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Hashes a token, so that a store can tell accounts apart without it.
    ///
    /// ```
    /// use join_sdk::{ApiToken, audit::HashKey};
    ///
    /// let key = HashKey::new("a secret of some length, from where you keep your secrets");
    /// assert_eq!(key.hash_token(&ApiToken::new("Bearer 4f7a9c")?), key.hash("4f7a9c"));
    /// # Ok::<(), join_sdk::Error>(())
    /// ```
    pub fn hash_token(&self, token: &ApiToken) -> String {
        self.hash(token.expose())
    }

    /// Hashes a tag.
    ///
    /// ```
    /// use join_sdk::audit::HashKey;
    ///
    /// let key = HashKey::new("a secret of some length, from where you keep your secrets");
    /// assert_eq!(key.hash_tag(&"vip".into()), key.hash("vip"));
    /// ```
    pub fn hash_tag(&self, tag: &Tag) -> String {
        self.hash(tag.as_str())
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, cases 2 and 6: the first 128 bits.
    #[test]
    fn the_hash_is_hmac_sha256() {
        assert_eq!(
            HashKey::new("Jefe").hash("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c7"
        );
        let long = HashKey::new([0xaa; 131]);
        let text = "Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(long.hash(text), "60e431591ee0b67f0d8a26aacbf5b77f");
    }

    #[test]
    fn keys_that_are_drawn_differ_and_are_not_printed() {
        let (one, other) = (HashKey::random().unwrap(), HashKey::random().unwrap());
        assert_ne!(one.hash("vip"), other.hash("vip"));
        assert_eq!(format!("{one:?}"), "[redacted]");
    }
}
