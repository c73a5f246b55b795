//! A user with their mailbox.

use std::sync::Mutex;

use secrecy::SecretString;

use crate::store::Shelves;

/// One user.
pub(crate) struct Account {
    /// The full address, in lower case.
    pub(crate) email: String,
    pub(crate) password: SecretString,
    /// Held for the length of one request's work, never across an await.
    pub(crate) shelves: Mutex<Shelves>,
}

impl Account {
    /// What stands before the `@`.
    pub(crate) fn local_part(&self) -> &str {
        self.email.split('@').next().unwrap_or_default()
    }
}
