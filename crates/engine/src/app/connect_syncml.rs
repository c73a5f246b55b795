//! From an account to its `SyncML` server: where it is, and whether there is one.

use std::sync::Arc;

use pim::Kind;
use secrecy::SecretString;

use super::Engine;
use super::connect::credentials_of;
use crate::Failure;
use crate::account::{Account, Protocol};
use crate::endpoint::Endpoint;
use crate::endpoint::syncml::{Place, SyncmlServer};

impl Engine {
    /// An account's `SyncML` server; nothing is sent yet.
    pub(crate) async fn syncml_server(
        &self,
        account: &Account,
    ) -> Result<Arc<SyncmlServer>, Failure> {
        let password = self.password_of(account).await?;
        self.syncml_server_of(account, password)
    }

    /// The same with settings that need not be stored.
    pub(super) fn syncml_server_of(
        &self,
        account: &Account,
        password: SecretString,
    ) -> Result<Arc<SyncmlServer>, Failure> {
        let path = match self.home() {
            Some(home) => {
                let folder = home.join("syncml");
                super::make_private_folder(&folder)?;
                Some(folder.join(format!("{}.db", crate::hex(account.name.as_bytes()))))
            }
            None => None,
        };
        let clock = Arc::clone(&self.doors.clock);
        let mirror = self
            .mirrors
            .of(&account.name, path.as_deref(), clock.as_ref())?;
        let kinds = account
            .kinds
            .iter()
            .filter(|(_, choice)| choice.protocol != Protocol::Dav);
        let place = Place {
            account_url: account.url.clone(),
            address: account.syncml.address.clone(),
            device: account.syncml.device.clone(),
            kinds: kinds
                .map(|(kind, choice)| {
                    // A DAV address is no store's name.
                    let store = choice.server_collection.clone();
                    (*kind, store.filter(|_| choice.protocol == Protocol::Syncml))
                })
                .collect(),
        };
        Ok(Arc::new(SyncmlServer::new(
            self.transport_of(account)?,
            clock,
            credentials_of(account, password),
            place,
            mirror,
        )?))
    }
}

/// Whether an account's server speaks `SyncML`, looked for at most once, and only where it matters.
pub(super) struct SyncmlChance<'e> {
    engine: &'e Engine,
    account: &'e Account,
    /// Made when it is first needed.
    pub(super) server: Option<Arc<SyncmlServer>>,
    /// `None` where it did not matter, or could not be said.
    pub(super) is_there: Option<bool>,
    /// It was looked for in this pass, and whether it is there could not be said: the next pass looks again.
    is_unclear: bool,
}

impl<'e> SyncmlChance<'e> {
    /// `is_there`: what an earlier pass found.
    pub(super) fn new(engine: &'e Engine, account: &'e Account, is_there: Option<bool>) -> Self {
        Self {
            engine,
            account,
            server: None,
            is_there,
            is_unclear: false,
        }
    }

    async fn server(&mut self) -> Result<Arc<SyncmlServer>, Failure> {
        if let Some(server) = &self.server {
            return Ok(Arc::clone(server));
        }
        let server = self.engine.syncml_server(self.account).await?;
        self.server = Some(Arc::clone(&server));
        Ok(server)
    }

    pub(super) async fn is_there(&mut self) -> bool {
        if self.is_there.is_none() && !self.is_unclear {
            let Ok(server) = self.server().await else {
                return false;
            };
            self.is_there = server.is_there().await;
            self.is_unclear = self.is_there.is_none();
        }
        self.is_there == Some(true)
    }

    pub(super) async fn store(&mut self, kind: Kind) -> Result<Box<dyn Endpoint>, Failure> {
        let server = self.server().await?;
        Ok(Box::new(server.store(kind)?))
    }
}
