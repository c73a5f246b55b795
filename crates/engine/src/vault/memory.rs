//! Secrets kept until this program ends.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use secrecy::SecretString;

use super::{Vault, VaultError};

/// The memory of this session.
#[derive(Default)]
pub struct SessionMemory {
    secrets: Mutex<HashMap<String, SecretString>>,
}

impl SessionMemory {
    fn secrets(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        // A map of whole entries is whole after a panic elsewhere, too.
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SessionMemory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SessionMemory")
    }
}

#[async_trait]
impl Vault for SessionMemory {
    async fn put(&self, account: &str, secret: SecretString) -> Result<(), VaultError> {
        self.secrets().insert(account.to_owned(), secret);
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<SecretString>, VaultError> {
        Ok(self.secrets().get(account).cloned())
    }

    async fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.secrets().remove(account);
        Ok(())
    }

    fn place(&self) -> &'static str {
        "the memory of this session"
    }
}
