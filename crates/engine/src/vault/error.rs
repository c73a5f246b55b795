//! What can go wrong with a vault; never with a secret in it.

use std::time::Duration;

use crate::failure::{Code, Failure};
use crate::{Sentence, say};

/// A failure of a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultError {
    /// There is no keyring that could be asked.
    Unreachable(String),
    /// The keyring is locked, or the person said no.
    Locked(String),
    /// The keyring took too long; perhaps it waits for the person.
    TimedOut(Duration),
    /// The keyring answered something that cannot be used.
    Refused(String),
    /// The passphrase does not open the sealed file.
    WrongPassphrase {
        /// The sealed file.
        path: String,
    },
    /// The sealed file is not one, or is damaged.
    Damaged {
        /// The sealed file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The sealed file could not be read or written.
    File {
        /// The sealed file.
        path: String,
        /// What the system says.
        reason: String,
    },
}

impl VaultError {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::Unreachable(why) => say!("no keyring can be reached: {why}", why = why),
            Self::Locked(why) => say!(
                "the keyring is locked or does not give access: {why}",
                why = why
            ),
            Self::TimedOut(waited) => say!(
                "the keyring did not answer within {seconds} s; perhaps it is asking for its own password",
                seconds = waited.as_secs()
            ),
            Self::Refused(why) => say!("the keyring refused: {why}", why = why),
            Self::WrongPassphrase { path } => {
                say!("the passphrase does not open {path}", path = path)
            }
            Self::Damaged { path, reason } => say!(
                "{path} is not a sealed file of this program, or it is damaged: {reason}",
                path = path,
                reason = reason
            ),
            Self::File { path, reason } => say!(
                "{path} could not be read or written: {reason}",
                path = path,
                reason = reason
            ),
        }
    }
}

impl std::fmt::Display for VaultError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}

impl std::error::Error for VaultError {}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let (code, hint) = match &error {
            VaultError::Unreachable(_) => (
                Code::Storage,
                say!(
                    "Start the desktop's keyring, or set SMSYNC_PASSPHRASE to keep passwords in a file sealed with that passphrase."
                ),
            ),
            VaultError::Locked(_) | VaultError::TimedOut(_) => {
                (Code::Storage, say!("Unlock the keyring and try again."))
            }
            VaultError::Refused(_) => (
                Code::Storage,
                say!(
                    "Look at the entry “smartermail-sync” in the keyring's own program, and remove it if it is damaged."
                ),
            ),
            VaultError::WrongPassphrase { .. } => (
                Code::SignIn,
                say!(
                    "Check SMSYNC_PASSPHRASE. If the passphrase is lost, delete the file and type the passwords again."
                ),
            ),
            VaultError::Damaged { .. } => (
                Code::Storage,
                say!("Put a backup in its place, or delete it and type the passwords again."),
            ),
            VaultError::File { .. } => (
                Code::Storage,
                say!("Check the folder, its permissions and the room on the disk."),
            ),
        };
        Self::new(code, "passwords", error.said(), hint)
    }
}
