//! The real doors: this computer's network, clock and keyring.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::sync::OnceCell;

use super::{Doors, Network};
use crate::door::Transport;
use crate::endpoint::Trouble;
use crate::say;
use crate::transport::{
    Dns, Fingerprint, Http, HttpOptions, NotAFingerprint, SystemClock, SystemDns,
};
use crate::vault::{self, Choice, Chosen, Vault, VaultError};
use crate::{Code, Failure};

/// The folder that keeps everything: the one that was named, else the place this system has for it.
///
/// # Errors
/// None was named and this system names no place, or the name is no path.
pub fn home_folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    const HINT: &str = "Name a folder with --home DIR or SMSYNC_HOME.";
    if let Some(named) = named.filter(|named| !named.as_os_str().is_empty()) {
        let about = named.display().to_string();
        return std::path::absolute(named)
            .map_err(|error| Failure::new(Code::Storage, about, error.to_string(), HINT));
    }
    let folders = directories::ProjectDirs::from("", "", "smartermail-sync");
    folders
        .map(|folders| folders.data_local_dir().to_owned())
        .ok_or_else(|| {
            let what = say!("this system does not say where programs keep their data");
            Failure::new(Code::Usage, "the folder of SmarterMail Sync", what, HINT)
        })
}

/// HTTP and DNS of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn transport(&self, trusted_certificate: Option<&str>) -> Result<Arc<dyn Transport>, Trouble> {
        let trusted_certificate = trusted_certificate
            .map(str::parse::<Fingerprint>)
            .transpose()
            .map_err(|error: NotAFingerprint| Trouble::Nonsense(error.to_string().into()))?;
        Ok(Arc::new(Http::new(HttpOptions {
            trusted_certificate,
            ..HttpOptions::default()
        })?))
    }

    fn dns(&self) -> Arc<dyn Dns> {
        Arc::new(SystemDns::new())
    }
}

/// This computer's place for passwords, looked for when the first one is needed: reaching a keyring takes time, opening a
/// sealed file a second.
pub struct SystemVault {
    sealed_file: PathBuf,
    chosen: OnceCell<Chosen>,
}

impl SystemVault {
    async fn chosen(&self) -> Result<&Chosen, VaultError> {
        self.chosen
            .get_or_try_init(|| vault::choose(Choice::from_environment(self.sealed_file.clone())))
            .await
    }

    /// Whether what is kept is still there once this program has ended; yes where nothing was kept yet.
    pub fn outlives_the_program(&self) -> bool {
        self.chosen.get().is_none_or(|chosen| chosen.lasts)
    }

    /// Where passwords are kept and why, in a sentence.
    ///
    /// # Errors
    /// There is a passphrase, but it does not open the sealed file.
    pub async fn why(&self) -> Result<&str, VaultError> {
        Ok(&self.chosen().await?.why)
    }
}

#[async_trait]
impl Vault for SystemVault {
    async fn put(&self, account: &str, secret: SecretString) -> Result<(), VaultError> {
        self.chosen().await?.vault.put(account, secret).await
    }

    async fn get(&self, account: &str) -> Result<Option<SecretString>, VaultError> {
        self.chosen().await?.vault.get(account).await
    }

    async fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.chosen().await?.vault.remove(account).await
    }

    fn place(&self) -> &'static str {
        self.chosen
            .get()
            .map_or("this computer", |chosen| chosen.vault.place())
    }
}

impl Doors {
    /// This computer's doors; and the one to its passwords once more, to say where they are.
    pub fn of_this_computer(home: &Path) -> (Self, Arc<SystemVault>) {
        let vault = Arc::new(SystemVault {
            sealed_file: home.join("passwords.age"),
            chosen: OnceCell::new(),
        });
        let doors = Self {
            network: Arc::new(SystemNetwork),
            clock: Arc::new(SystemClock),
            vault: Arc::clone(&vault) as _,
        };
        (doors, vault)
    }
}
