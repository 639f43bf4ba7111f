//! The keyring of the operating system, with an end to each wait: a machine without a desktop may have none that answers.

use std::time::Duration;

use keyring::v1::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::oneshot;

const SERVICE: &str = "joinctl";

/// The time to reach it. Nobody is asked for anything in it.
const REACH: Duration = Duration::from_secs(3);

/// The time in which a person can unlock it.
const UNLOCK: Duration = Duration::from_secs(60);

/// Why the keyring can't be used.
pub(crate) struct Unavailable(pub(crate) String);

/// Keeps a token.
pub(crate) async fn keep(name: String, token: SecretString) -> Result<(), Unavailable> {
    with(name, move |entry| entry.set_password(token.expose_secret())).await
}

/// Reads a token, if there is one.
pub(crate) async fn read(name: String) -> Result<Option<SecretString>, Unavailable> {
    with(name, |entry| match entry.get_password() {
        Ok(token) => Ok(Some(SecretString::from(token))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// Removes a token, if there is one.
pub(crate) async fn forget(name: String) -> Result<(), Unavailable> {
    with(name, |entry| match entry.delete_credential() {
        Err(Error::NoEntry) => Ok(()),
        deleted => deleted,
    })
    .await
}

async fn with<T: Send + 'static>(
    name: String,
    action: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
) -> Result<T, Unavailable> {
    match ended(REACH, || Entry::store_status().is_ok()).await? {
        true => {
            ended(UNLOCK, move || action(&Entry::new(SERVICE, &name)?)).await?.map_err(|error| reason(&error))
        }
        false => Err(Unavailable("there is no keyring".to_owned())),
    }
}

/// Waits for a call on a thread of its own, which may never end.
async fn ended<T: Send + 'static>(
    most: Duration,
    call: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unavailable> {
    let (sender, receiver) = oneshot::channel();
    let begun = std::thread::Builder::new().spawn(move || {
        // Nobody may wait any longer.
        let _ = sender.send(call());
    });
    begun.map_err(|error| Unavailable(error.to_string()))?;
    let silent = || Unavailable("the keyring does not answer".to_owned());
    tokio::time::timeout(most, receiver).await.map_err(|_| silent())?.map_err(|_| silent())
}

/// Other errors could quote what the keyring holds.
fn reason(error: &Error) -> Unavailable {
    Unavailable(match error {
        Error::PlatformFailure(error) | Error::NoStorageAccess(error) => {
            format!("the keyring fails: {error}")
        }
        _ => "the keyring can't be used".to_owned(),
    })
}
