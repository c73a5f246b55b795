//! The operating system's keyring: Secret Service on Linux, Credential Manager on Windows, Keychain on macOS.
//!
//! The store of each system is named here; there is no default that could turn out to be a mock.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use super::{Vault, VaultError, limit};

/// Under which name the keyring's own program shows our entries.
const SERVICE: &str = "smartermail-sync";

/// How long the keyring is waited for.
const LIMIT: Duration = Duration::from_secs(5);

/// The operating system's keyring.
pub struct Keyring {
    store: Arc<CredentialStore>,
}

impl Keyring {
    /// Connects to the keyring, and asks it one question to see that it answers.
    ///
    /// # Errors
    /// There is none, or it does not answer.
    pub async fn reach() -> Result<Self, VaultError> {
        let store = limit::within(LIMIT, || connect().map_err(|error| in_words(&error))).await?;
        let keyring = Self { store };
        keyring.get("(is the keyring there?)").await?;
        Ok(keyring)
    }

    async fn ask<T: Send + 'static>(
        &self,
        account: &str,
        question: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, VaultError> {
        let (store, account) = (Arc::clone(&self.store), account.to_owned());
        limit::within(LIMIT, move || {
            match entry(store.as_ref(), &account).and_then(|entry| question(&entry)) {
                Ok(answer) => Ok(Some(answer)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(in_words(&error)),
            }
        })
        .await
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Keyring")
    }
}

#[async_trait]
impl Vault for Keyring {
    async fn put(&self, account: &str, secret: SecretString) -> Result<(), VaultError> {
        self.ask(account, move |entry| {
            entry.set_password(secret.expose_secret())
        })
        .await?;
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<SecretString>, VaultError> {
        self.ask(account, |entry| {
            entry.get_password().map(SecretString::from)
        })
        .await
    }

    async fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.ask(account, Entry::delete_credential).await?;
        Ok(())
    }

    fn place(&self) -> &'static str {
        "the keyring of this computer"
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn entry(store: &CredentialStore, account: &str) -> keyring_core::Result<Entry> {
    let label = format!("SmarterMail Sync: {account}");
    store.build(
        SERVICE,
        account,
        Some(&HashMap::from([("label", label.as_str())])),
    )
}

#[cfg(any(target_os = "macos", windows))]
fn entry(store: &CredentialStore, account: &str) -> keyring_core::Result<Entry> {
    store.build(SERVICE, account, None::<&HashMap<&str, &str>>)
}

/// The failure in words. Some of these errors carry the bytes of the secret: those are left out.
fn in_words(error: &Error) -> VaultError {
    match error {
        Error::PlatformFailure(cause) => VaultError::Unreachable(cause.to_string()),
        Error::NoStorageAccess(cause) => VaultError::Locked(cause.to_string()),
        Error::NoDefaultStore => VaultError::Unreachable("this system has none".to_owned()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            VaultError::Refused("what is kept there is not a password".to_owned())
        }
        Error::Ambiguous(_) => {
            VaultError::Refused("it has several entries for this account".to_owned())
        }
        Error::TooLong(what, limit) => {
            VaultError::Refused(format!("{what} is longer than {limit}"))
        }
        Error::BadStoreFormat(why) | Error::NotSupportedByStore(why) | Error::Invalid(_, why) => {
            VaultError::Refused(why.clone())
        }
        _ => VaultError::Refused("for a reason this program does not know".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_carries_the_secret_does_not_show_it() {
        for error in [
            Error::BadEncoding(b"wonderland".to_vec()),
            Error::BadDataFormat(b"wonderland".to_vec(), "cause".into()),
        ] {
            let shown = format!("{0} {0:?}", in_words(&error));
            assert!(
                !shown.contains("wonderland") && !shown.contains("119, 111"),
                "{shown}"
            );
        }
    }
}
