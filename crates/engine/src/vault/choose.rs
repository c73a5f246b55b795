//! Which vault to use: the keyring where there is one, else a sealed file where there is a passphrase, else memory.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use super::{Keyring, SealedFile, SessionMemory, Vault, VaultError, Work};

/// The environment variable in which a script gives the passphrase.
pub const PASSPHRASE_VARIABLE: &str = "SMSYNC_PASSPHRASE";

/// What there is to choose from.
pub struct Choice {
    /// Where the sealed file is, or would be.
    pub sealed_file: PathBuf,
    /// The passphrase, where the person gave one.
    pub passphrase: Option<SecretString>,
    /// How slow it is to guess.
    pub work: Work,
}

impl Choice {
    /// The passphrase from `SMSYNC_PASSPHRASE`, where that is set and not empty.
    pub fn from_environment(sealed_file: PathBuf) -> Self {
        let passphrase = std::env::var(PASSPHRASE_VARIABLE)
            .ok()
            .filter(|passphrase| !passphrase.is_empty());
        Self {
            sealed_file,
            passphrase: passphrase.map(SecretString::from),
            work: Work::Full,
        }
    }
}

/// The vault that was chosen.
pub struct Chosen {
    /// The vault.
    pub vault: Arc<dyn Vault>,
    /// Which and why, in a sentence for the person.
    pub why: String,
}

/// Chooses. A sealed file that is there already and can be opened goes first: passwords are looked for where they
/// were put, also by a script that runs where no keyring is.
///
/// # Errors
/// There is a passphrase, but it does not open the sealed file, or the file cannot be used. Never passes on to
/// another place then: the passwords would seem to be gone.
pub async fn choose(choice: Choice) -> Result<Chosen, VaultError> {
    let path = choice.sealed_file.display().to_string();
    let is_there = choice.sealed_file.exists();
    if let (true, Some(passphrase)) = (is_there, &choice.passphrase) {
        let file = SealedFile::open(&choice.sealed_file, passphrase.clone(), choice.work).await?;
        return Ok(chosen(
            file,
            format!("Passwords are kept in {path}, sealed with your passphrase."),
        ));
    }
    let reason = match Keyring::reach().await {
        Ok(keyring) => {
            return Ok(chosen(
                keyring,
                "Passwords are kept in the keyring of this computer.".to_owned(),
            ));
        }
        Err(error) => error,
    };
    match choice.passphrase {
        Some(passphrase) => {
            let file = SealedFile::open(&choice.sealed_file, passphrase, choice.work).await?;
            Ok(chosen(
                file,
                format!(
                    "Passwords are kept in {path}, sealed with your passphrase, because {reason}."
                ),
            ))
        }
        None if is_there => Ok(chosen(
            SessionMemory::default(),
            format!(
                "Passwords are in {path}, but no passphrase was given to open it (set {PASSPHRASE_VARIABLE}), and {reason}. New ones are kept until this program ends."
            ),
        )),
        None => Ok(chosen(
            SessionMemory::default(),
            format!(
                "Passwords are kept only until this program ends, because {reason}. Set {PASSPHRASE_VARIABLE} to keep them in a sealed file."
            ),
        )),
    }
}

fn chosen(vault: impl Vault + 'static, why: String) -> Chosen {
    Chosen {
        vault: Arc::new(vault),
        why,
    }
}
