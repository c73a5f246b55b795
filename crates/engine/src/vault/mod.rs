//! Where passwords are kept: a door out of the engine.
//!
//! Three places, in the order in which [`choose`] tries them: a file sealed with a passphrase, where one is given
//! ([`SealedFile`]), the operating system's keyring ([`Keyring`]), the memory of this session ([`SessionMemory`]). None writes a password in clear,
//! none shows one in `Debug` or in an error. Calls that may block (a keyring that asks for its own password, the work
//! that makes a passphrase slow to guess) run on threads of their own, with a limit.

mod choose;
mod error;
mod keyring;
mod limit;
mod memory;
mod sealed;

pub use choose::{Choice, Chosen, PASSPHRASE_VARIABLE, choose};
pub use error::VaultError;
pub use keyring::Keyring;
pub use memory::SessionMemory;
pub use sealed::{SealedFile, Work};

use async_trait::async_trait;
use secrecy::SecretString;

/// Keeps one secret for each account.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Keeps this secret for this account; it replaces the one there was.
    ///
    /// # Errors
    /// It was not kept; the one there was may still be.
    async fn put(&self, account: &str, secret: SecretString) -> Result<(), VaultError>;

    /// The secret of this account; `None` where none was ever kept.
    ///
    /// # Errors
    /// It is not known whether there is one: ask the person for it, and don't forget the account.
    async fn get(&self, account: &str) -> Result<Option<SecretString>, VaultError>;

    /// Forgets the secret of this account; it is fine if there is none.
    ///
    /// # Errors
    /// It may still be kept.
    async fn remove(&self, account: &str) -> Result<(), VaultError>;

    /// Which place this is, in words for the person.
    fn place(&self) -> &'static str;
}
