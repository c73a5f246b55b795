//! Which vault to use: a sealed file where a passphrase is given, else the keyring where there is one, else memory.

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
    /// Whether it keeps what it was given once this program has ended.
    pub lasts: bool,
}

/// Chooses. Whoever gives a passphrase wants the sealed file; without one the keyring goes first.
///
/// # Errors
/// There is a passphrase, but it does not open the sealed file, or the file cannot be used. Never passes on to
/// another place then: the passwords would seem to be gone.
pub async fn choose(choice: Choice) -> Result<Chosen, VaultError> {
    let path = choice.sealed_file.display().to_string();
    if let Some(passphrase) = choice.passphrase {
        let file = SealedFile::open(&choice.sealed_file, passphrase, choice.work).await?;
        let why = format!("Passwords are kept in {path}, sealed with your passphrase.");
        return Ok(chosen(file, why));
    }
    let reason = match Keyring::reach().await {
        Ok(keyring) => {
            let why = "Passwords are kept in the keyring of this computer.".to_owned();
            return Ok(chosen(keyring, why));
        }
        Err(error) => error,
    };
    let why = if choice.sealed_file.exists() {
        format!(
            "Passwords are in {path}, but no passphrase was given to open it (set {PASSPHRASE_VARIABLE}), and {reason}. New ones are kept until this program ends."
        )
    } else {
        format!(
            "Passwords are kept only until this program ends, because {reason}. Set {PASSPHRASE_VARIABLE} to keep them in a sealed file."
        )
    };
    Ok(Chosen {
        lasts: false,
        ..chosen(SessionMemory::default(), why)
    })
}

fn chosen(vault: impl Vault + 'static, why: String) -> Chosen {
    Chosen {
        vault: Arc::new(vault),
        why,
        lasts: true,
    }
}
