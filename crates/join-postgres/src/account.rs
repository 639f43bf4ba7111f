//! Whose state it is: keyed hashes of a token and of a company.

use std::fmt;

use join_sdk::ApiToken;
use join_sdk::audit::HashKey;

/// A token and its company, as hashes.
#[derive(Clone)]
pub(crate) struct Account {
    /// The quota's key.
    pub(crate) token: String,
    /// The key of all else: the token's hash, unless the company was named.
    pub(crate) company: String,
    key: HashKey,
}

impl Account {
    pub(crate) fn new(key: HashKey, token: &ApiToken, company: Option<&str>) -> Self {
        let token = key.hash_token(token);
        let company = company.map_or_else(|| token.clone(), |name| key.hash(&format!("company {name}")));
        Self { token, company, key }
    }

    /// The same company's other name for something: a hash that tells nothing of it.
    pub(crate) fn name(&self, kind: &str, name: &str) -> String {
        self.key.hash(&format!("{} {kind} {name}", self.company))
    }

    /// The key of this company's hashes, for journals and audit.
    pub(crate) fn hash_key(&self) -> HashKey {
        HashKey::new(self.key.hash(&format!("{} hash key", self.company)))
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").finish_non_exhaustive()
    }
}
