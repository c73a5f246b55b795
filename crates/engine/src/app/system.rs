//! The real doors: this computer's network, clock and keyring.

use std::path::Path;
use std::sync::Arc;

use super::{Doors, Network};
use crate::Failure;
use crate::door::Transport;
use crate::endpoint::Trouble;
use crate::transport::{Dns, Fingerprint, Http, HttpOptions, NotAFingerprint, SystemClock, SystemDns};
use crate::vault::{self, Choice};

/// HTTP and DNS of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn transport(&self, trusted_certificate: Option<&str>) -> Result<Arc<dyn Transport>, Trouble> {
        let trusted_certificate = trusted_certificate
            .map(str::parse::<Fingerprint>)
            .transpose()
            .map_err(|error: NotAFingerprint| Trouble::Nonsense(error.to_string()))?;
        Ok(Arc::new(Http::new(HttpOptions { trusted_certificate, ..HttpOptions::default() })?))
    }

    fn dns(&self) -> Arc<dyn Dns> {
        Arc::new(SystemDns::new())
    }
}

impl Doors {
    /// This computer's doors, with the passwords where [`vault::choose`] finds a place for them; and that place in words.
    ///
    /// # Errors
    /// There is a passphrase, but it does not open the sealed file.
    pub async fn of_this_computer(home: &Path) -> Result<(Self, String), Failure> {
        let chosen = vault::choose(Choice::from_environment(home.join("passwords.age"))).await?;
        let doors = Self { network: Arc::new(SystemNetwork), clock: Arc::new(SystemClock), vault: chosen.vault };
        Ok((doors, chosen.why))
    }
}
