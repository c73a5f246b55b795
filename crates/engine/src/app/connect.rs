//! From an account to the collections on its server: signing in, what was found before, and what was learnt.

use std::collections::BTreeMap;
use std::sync::Arc;

use pim::Kind;
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::account::{Account, Protocol};
use crate::discovery::{Discovered, Sought, choose, discover};
use crate::endpoint::dav::{Credentials, DavCollection, DavHome, DavSession, Learned};
use crate::endpoint::{Endpoint, EndpointError};
use crate::{Code, Failure};

/// What is remembered of an account's server from pass to pass. Forgetting it costs requests and nothing else.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    discovered: Option<Discovered>,
    dav: Learned,
}

/// An account's server, for one pass.
pub(crate) struct Connected {
    session: Arc<DavSession>,
    discovered: Discovered,
    collections: BTreeMap<Kind, Result<DavCollection, Failure>>,
}

impl Connected {
    /// The collection of a kind.
    ///
    /// # Errors
    /// The server has none.
    pub(crate) fn collection(&self, kind: Kind) -> Result<&dyn Endpoint, Failure> {
        match self.collections.get(&kind) {
            Some(Ok(collection)) => Ok(collection),
            Some(Err(failure)) => Err(failure.clone()),
            None => Err(no_collection(
                kind,
                "this kind is not chosen in the account".into(),
            )),
        }
    }

    /// Requests sent, and bytes over the line.
    pub(crate) fn traffic(&self) -> (u64, u64) {
        let traffic = self.session.traffic();
        (
            traffic.requests,
            traffic.sent_bytes + traffic.received_bytes,
        )
    }
}

impl Engine {
    /// A session with an account's server; nothing is sent yet.
    pub(crate) async fn session(&self, account: &Account) -> Result<Arc<DavSession>, Failure> {
        let memory = self.memory(account)?;
        self.session_with(account, memory.dav).await
    }

    async fn session_with(
        &self,
        account: &Account,
        learned: Learned,
    ) -> Result<Arc<DavSession>, Failure> {
        let credentials = Credentials {
            user: account.sign_in_name().to_owned(),
            password: self.password_of(account).await?,
        };
        let transport = self
            .doors
            .network
            .transport(account.trusted_certificate.as_deref())
            .map_err(|trouble| EndpointError::new(&account.url, trouble))?;
        Ok(Arc::new(DavSession::new(
            transport,
            Arc::clone(&self.doors.clock),
            credentials,
            learned,
        )))
    }

    fn memory(&self, account: &Account) -> Result<Memory, Failure> {
        let json = self.journal.learned(&account.name)?.unwrap_or_default();
        Ok(serde_json::from_value(json).unwrap_or_default())
    }

    /// Connects: by what was found before where there is something, else by looking for it.
    pub(crate) async fn connect(&self, account: &Account) -> Result<Connected, Failure> {
        let memory = self.memory(account)?;
        let session = self.session_with(account, memory.dav).await?;
        let discovered = match memory.discovered {
            Some(discovered) => discovered,
            None => self.find(account, &session).await?,
        };
        let homes: BTreeMap<&str, Arc<DavHome>> = discovered
            .homes
            .iter()
            .filter_map(|home| {
                let url = dav::Url::parse(&home.url).ok()?;
                Some((home.url.as_str(), DavHome::new(Arc::clone(&session), url)))
            })
            .collect();
        let mut collections = BTreeMap::new();
        for (kind, choice) in &account.kinds {
            let collection = if choice.protocol == Protocol::Syncml {
                Err(no_collection(
                    *kind,
                    "SyncML is not available in this version".into(),
                ))
            } else {
                match choose(&discovered, *kind, choice.server_collection.as_deref()) {
                    Ok(info) => {
                        let home = homes.get(info.home.as_str()).cloned();
                        DavCollection::new(Arc::clone(&session), home, info.clone(), *kind)
                            .map_err(Failure::from)
                    }
                    Err(none) => Err(no_collection(*kind, none.to_string())),
                }
            };
            collections.insert(*kind, collection);
        }
        Ok(Connected {
            session,
            discovered,
            collections,
        })
    }

    async fn find(
        &self,
        account: &Account,
        session: &Arc<DavSession>,
    ) -> Result<Discovered, Failure> {
        let sought = Sought {
            url: account.url.clone(),
            email: account.email.clone(),
            user: account.user.clone(),
            agreed_hosts: Vec::new(),
        };
        let found = discover(session, self.doors.network.dns().as_ref(), &sought).await;
        found.map_err(|error| EndpointError::from(error).into())
    }

    /// Stores what was found and learnt; what turned out to be outdated is looked for again in the next pass.
    pub(crate) fn remember(
        &self,
        account: &Account,
        connected: &Connected,
        failures: &[Failure],
    ) -> Result<(), Failure> {
        let outdated = !connected.session.moved().is_empty()
            || failures.iter().any(|failure| failure.code == Code::Missing);
        let memory = Memory {
            discovered: (!outdated).then(|| connected.discovered.clone()),
            dav: connected.session.learned(),
        };
        let json = serde_json::to_value(&memory).unwrap_or_default();
        if self.journal.learned(&account.name)?.as_ref() == Some(&json) {
            return Ok(());
        }
        self.journal
            .write(|batch| batch.put_learned(&account.name, &json))?;
        Ok(())
    }
}

fn no_collection(kind: Kind, message: String) -> Failure {
    Failure::new(
        Code::Unknown,
        format!("{kind}s"),
        message,
        "Choose another collection for it in the account's settings, or untick it.",
    )
}
