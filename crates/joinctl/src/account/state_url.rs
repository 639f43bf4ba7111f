//! The address of the shared state: where it may hold a password, and how it is shown. Pure.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::flags::STATE;
use crate::exit::Failure;

/// Fails if it is no address of PostgreSQL, or holds a password where others could read it. `by` names its place.
pub(crate) fn check(url: &SecretString, by: &str, may_hold_password: bool) -> Result<(), Failure> {
    let Some(url) = parsed(url) else {
        let message = format!("{by} is no address of a database such as postgres://user@host/database");
        return Err(Failure::usage(message));
    };
    if may_hold_password || (url.password().is_none() && !url.query_pairs().any(is_password)) {
        return Ok(());
    }
    let message = format!(
        "{by} holds a password, which other users or programs of this machine can read there; nothing was sent; leave \
         it out of the address, and put it into PGPASSWORD, the file ~/.pgpass, or the address in {STATE}"
    );
    Err(Failure::usage(message))
}

/// The address without a password.
pub(crate) fn shown(url: &SecretString) -> String {
    let Some(mut url) = parsed(url) else { return "(no address)".to_owned() };
    // It fails only for an address that can have none.
    let _ = url.set_password(None);
    if url.query_pairs().any(is_password) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|pair| !is_password(pair.clone()))
            .map(|(k, v)| (k.into(), v.into()))
            .collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    url.to_string()
}

fn parsed(url: &SecretString) -> Option<Url> {
    let url = Url::parse(url.expose_secret().trim()).ok()?;
    matches!(url.scheme(), "postgres" | "postgresql").then_some(url)
}

fn is_password((key, _): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)) -> bool {
    key == "password"
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "postgres://join@db.internal/join?sslmode=require";
    const SECRET: &[&str] = &[
        "postgres://join:4f7a9c@db.internal/join",
        "postgresql://db.internal/join?user=join&password=4f7a9c",
        "postgres://db.internal/join?pass%77ord=4f7a9c",
    ];

    fn url(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn a_password_is_for_the_environment_only() {
        for may_hold_password in [false, true] {
            assert!(check(&url(PLAIN), "--state", may_hold_password).is_ok());
            for secret in SECRET {
                let checked = check(&url(secret), "--state", may_hold_password);
                assert_eq!(checked.is_ok(), may_hold_password, "{secret}");
                assert!(checked.err().is_none_or(|failure| !failure.message.contains("4f7a9c")));
            }
        }
        for odd in ["", "db.internal/join", "mysql://join:4f7a9c@db/join", "postgres://[4f7a9c"] {
            let failure = check(&url(odd), "--state", true).unwrap_err();
            assert!(!failure.message.contains("4f7a9c"), "{}", failure.message);
        }
    }

    #[test]
    fn it_is_shown_without_its_password() {
        assert_eq!(shown(&url(PLAIN)), PLAIN);
        for secret in SECRET {
            let shown = shown(&url(secret));
            assert!(shown.contains("db.internal/join") && !shown.contains("4f7a9c"), "{shown}");
        }
        assert_eq!(shown(&url("postgres://[4f7a9c")), "(no address)");
    }
}
