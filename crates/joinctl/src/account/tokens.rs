//! The tokens of the profiles: in the keyring, or else in a file that only its owner can read.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::config_folder::ConfigFolder;
use super::os_keyring::{self, Unavailable};
use super::profiles::Place;
use super::settings::origin;
use crate::exit::{Failure, Outcome};

/// The tokens of the file, by the names of [`name`].
type Tokens = BTreeMap<String, String>;

/// Names the token of a profile. The host is part of it, so that a changed profile finds no token for another host.
fn name(profile: &str, base_url: &str) -> String {
    format!("{profile} {}", origin(base_url).unwrap_or_default())
}

/// Keeps a token in the keyring if it may and there is one, and returns the place.
pub(crate) async fn keep(
    folder: &ConfigFolder,
    (profile, base_url): (&str, &str),
    token: &SecretString,
    may_use_keyring: bool,
) -> Result<(Place, Option<Unavailable>), Failure> {
    let name = name(profile, base_url);
    let unavailable = match may_use_keyring {
        true => match os_keyring::keep(name.clone(), token.clone()).await {
            Ok(()) => return Ok((Place::Keyring, None)),
            Err(unavailable) => Some(unavailable),
        },
        false => None,
    };
    folder.change_secrets(&folder.tokens_file(), |tokens: &mut Tokens| {
        tokens.insert(name, token.expose_secret().to_owned());
    })?;
    Ok((Place::File, unavailable))
}

/// Reads the token of a profile.
pub(crate) async fn read(
    folder: &ConfigFolder,
    (profile, base_url): (&str, &str),
    place: Place,
) -> Result<Option<SecretString>, Failure> {
    let name = name(profile, base_url);
    match place {
        Place::Keyring => os_keyring::read(name).await.map_err(|Unavailable(why)| unavailable(profile, &why)),
        Place::File => {
            let mut tokens: Tokens = folder.secrets(&folder.tokens_file())?;
            Ok(tokens.remove(&name).map(SecretString::from))
        }
    }
}

/// Removes the token of a profile.
pub(crate) async fn forget(
    folder: &ConfigFolder,
    (profile, base_url): (&str, &str),
    place: Place,
) -> Outcome {
    let name = name(profile, base_url);
    match place {
        Place::Keyring => {
            os_keyring::forget(name).await.map_err(|Unavailable(why)| unavailable(profile, &why))
        }
        Place::File => folder.change_secrets(&folder.tokens_file(), |tokens: &mut Tokens| {
            tokens.remove(&name);
        }),
    }
}

fn unavailable(profile: &str, why: &str) -> Failure {
    let message = format!(
        "the token of the profile {profile} is in the keyring, and {why}; start or unlock the keyring, or keep the token in \
         a file: joinctl auth login --profile {profile} --no-keyring"
    );
    Failure::new(message)
}
