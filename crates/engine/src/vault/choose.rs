//! Which vault to use: a sealed file where a passphrase is given, else the keyring where there is one, else memory.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use super::{Keyring, SealedFile, SessionMemory, Vault, VaultError, Work};
use crate::{Sentence, say};

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
    pub why: Sentence,
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
        let why = say!(
            "Passwords are kept in {path}, sealed with your passphrase.",
            path = path
        );
        return Ok(chosen(file, why));
    }
    let reason = match Keyring::reach().await {
        Ok(keyring) => {
            let why = say!("Passwords are kept in the keyring of this computer.");
            return Ok(chosen(keyring, why));
        }
        Err(error) => error,
    };
    let why = if choice.sealed_file.exists() {
        say!(
            "Passwords are in {path}, but no passphrase was given to open it (set {variable}), and {why}. New ones are kept until this program ends.",
            path = path,
            variable = PASSPHRASE_VARIABLE,
            why = reason.said()
        )
    } else {
        say!(
            "Passwords are kept only until this program ends, because {why}. Set {variable} to keep them in a sealed file.",
            why = reason.said(),
            variable = PASSPHRASE_VARIABLE
        )
    };
    Ok(Chosen {
        lasts: false,
        ..chosen(SessionMemory::default(), why)
    })
}

fn chosen(vault: impl Vault + 'static, why: Sentence) -> Chosen {
    Chosen {
        vault: Arc::new(vault),
        why,
        lasts: true,
    }
}
