//! What can go wrong with a vault; never with a secret in it.

use std::time::Duration;

use crate::failure::{Code, Failure};

/// A failure of a vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keyring that could be asked.
    #[error("no keyring can be reached: {0}")]
    Unreachable(String),
    /// The keyring is locked, or the person said no.
    #[error("the keyring is locked or does not give access: {0}")]
    Locked(String),
    /// The keyring took too long; perhaps it waits for the person.
    #[error("the keyring did not answer within {} s; perhaps it is asking for its own password", .0.as_secs())]
    TimedOut(Duration),
    /// The keyring answered something that cannot be used.
    #[error("the keyring refused: {0}")]
    Refused(String),
    /// The passphrase does not open the sealed file.
    #[error("the passphrase does not open {path}")]
    WrongPassphrase {
        /// The sealed file.
        path: String,
    },
    /// The sealed file is not one, or is damaged.
    #[error("{path} is not a sealed file of this program, or it is damaged: {reason}")]
    Damaged {
        /// The sealed file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The sealed file could not be read or written.
    #[error("{path} could not be read or written: {reason}")]
    File {
        /// The sealed file.
        path: String,
        /// What the system says.
        reason: String,
    },
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let (code, hint) = match &error {
            VaultError::Unreachable(_) => (
                Code::Storage,
                "Start the desktop's keyring, or set SMSYNC_PASSPHRASE to keep passwords in a file sealed with that passphrase.",
            ),
            VaultError::Locked(_) | VaultError::TimedOut(_) => {
                (Code::Storage, "Unlock the keyring and try again.")
            }
            VaultError::Refused(_) => (
                Code::Storage,
                "Look at the entry “smartermail-sync” in the keyring's own program, and remove it if it is damaged.",
            ),
            VaultError::WrongPassphrase { .. } => (
                Code::SignIn,
                "Check SMSYNC_PASSPHRASE. If the passphrase is lost, delete the file and type the passwords again.",
            ),
            VaultError::Damaged { .. } => (
                Code::Storage,
                "Put a backup in its place, or delete it and type the passwords again.",
            ),
            VaultError::File { .. } => (
                Code::Storage,
                "Check the folder, its permissions and the room on the disk.",
            ),
        };
        Self::new(code, "passwords", error.to_string(), hint)
    }
}
