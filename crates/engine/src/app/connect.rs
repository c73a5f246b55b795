//! From an account to the collections on its server: signing in, what was found before, and what was learnt.

use std::collections::BTreeMap;
use std::sync::Arc;

use pim::Kind;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::connect_syncml::SyncmlChance;
use crate::account::{Account, Protocol};
use crate::discovery::{Discovered, Sought, choose, discover};
use crate::door::Transport;
use crate::endpoint::dav::{Credentials, DavCollection, DavHome, DavSession, Learned};
use crate::endpoint::syncml::{self, SyncmlServer};
use crate::endpoint::{Endpoint, EndpointError};
use crate::sentence::many;
use crate::{Code, Failure};
use crate::{Sentence, say};

/// What is remembered of an account's server from pass to pass. Forgetting it costs requests and nothing else.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    discovered: Option<Discovered>,
    dav: Learned,
    /// Whether there is `SyncML` too, where that was looked for.
    syncml: Option<bool>,
}

/// An account's server, for one pass.
pub(crate) struct Connected {
    session: Arc<DavSession>,
    /// `None` where no kind uses DAV.
    discovered: Option<Discovered>,
    syncml: Option<Arc<SyncmlServer>>,
    has_syncml: Option<bool>,
    collections: BTreeMap<Kind, Result<Box<dyn Endpoint>, Failure>>,
}

impl Connected {
    /// The collection of a kind.
    ///
    /// # Errors
    /// The server has none.
    pub(crate) fn collection(&self, kind: Kind) -> Result<&dyn Endpoint, Failure> {
        match self.collections.get(&kind) {
            Some(Ok(collection)) => Ok(collection.as_ref()),
            Some(Err(failure)) => Err(failure.clone()),
            None => Err(no_collection(
                kind,
                say!("this kind is not chosen in the account"),
            )),
        }
    }

    /// Requests sent, and bytes over the line.
    pub(crate) fn traffic(&self) -> (u64, u64) {
        let traffic = self.session.traffic();
        let (requests, bytes) = match &self.syncml {
            Some(server) => server.traffic(),
            None => (0, 0),
        };
        (
            traffic.requests + requests,
            traffic.sent_bytes + traffic.received_bytes + bytes,
        )
    }
}

impl Engine {
    async fn session_with(
        &self,
        account: &Account,
        learned: Learned,
    ) -> Result<Arc<DavSession>, Failure> {
        let password = self.password_of(account).await?;
        self.session_of(account, password, learned)
    }

    /// A session with settings that need not be stored. `password` with nothing: the stored one.
    pub(super) async fn session_unsaved(
        &self,
        account: &Account,
        password: Option<SecretString>,
    ) -> Result<Arc<DavSession>, Failure> {
        let password = match password {
            Some(password) => password,
            None => self.password_of(account).await?,
        };
        self.session_of(account, password, Learned::default())
    }

    pub(super) fn session_of(
        &self,
        account: &Account,
        password: SecretString,
        learned: Learned,
    ) -> Result<Arc<DavSession>, Failure> {
        Ok(Arc::new(DavSession::new(
            self.transport_of(account)?,
            Arc::clone(&self.doors.clock),
            credentials_of(account, password),
            learned,
        )))
    }

    pub(super) fn transport_of(&self, account: &Account) -> Result<Arc<dyn Transport>, Failure> {
        let trusted = account.trusted_certificate.as_deref();
        let transport = self.doors.network.transport(trusted);
        transport.map_err(|trouble| EndpointError::new(&account.url, trouble).into())
    }

    fn memory(&self, account: &Account) -> Result<Memory, Failure> {
        let json = self.journal.learned(&account.name)?.unwrap_or_default();
        Ok(serde_json::from_value(json).unwrap_or_default())
    }

    /// Connects: by what was found before where there is something, else by looking for it.
    pub(crate) async fn connect(&self, account: &Account) -> Result<Connected, Failure> {
        let memory = self.memory(account)?;
        let session = self.session_with(account, memory.dav).await?;
        let mut syncml = SyncmlChance::new(self, account, memory.syncml);
        let wants_dav = account
            .kinds
            .values()
            .any(|choice| choice.protocol != Protocol::Syncml);
        let discovered = match memory.discovered {
            _ if !wants_dav => None,
            Some(discovered) => Some(discovered),
            None => match self.find(account, &session).await {
                Ok(discovered) => Some(discovered),
                // A server with SyncML alone: the kinds that may use it do.
                Err(failure)
                    if is_no_dav(failure.code)
                        && !self.uses_dav(account)?
                        && syncml.is_there().await =>
                {
                    tracing::debug!(%failure, "no DAV, but SyncML");
                    None
                }
                Err(failure) => return Err(failure),
            },
        };
        let homes = homes_of(discovered.as_ref(), &session);
        let mut collections: BTreeMap<Kind, Result<Box<dyn Endpoint>, Failure>> = BTreeMap::new();
        for (kind, choice) in &account.kinds {
            let tied = self.tied_by(account, *kind)?;
            let dav = match (&discovered, choice.protocol) {
                (_, Protocol::Syncml) => None,
                (_, Protocol::Auto) if tied == Some(Protocol::Syncml) => None,
                (None, _) => Some(Err(no_collection(
                    *kind,
                    say!("the server has no CalDAV or CardDAV"),
                ))),
                (Some(found), _) => Some(
                    match choose(found, *kind, choice.server_collection.as_deref()) {
                        Ok(info) => {
                            let home = homes.get(&info.home).cloned();
                            DavCollection::new(Arc::clone(&session), home, info.clone(), *kind)
                                .map_err(Failure::from)
                        }
                        Err(none) => Err(no_collection(*kind, none.said())),
                    },
                ),
            };
            let collection: Result<Box<dyn Endpoint>, Failure> = match dav {
                Some(Ok(collection)) => Ok(Box::new(collection)),
                Some(Err(failure))
                    if choice.protocol == Protocol::Dav
                        || tied == Some(Protocol::Dav)
                        || !syncml.is_there().await =>
                {
                    Err(failure)
                }
                Some(Err(_)) | None => syncml.store(*kind).await,
            };
            collections.insert(*kind, collection);
        }
        Ok(Connected {
            session,
            discovered,
            has_syncml: syncml.is_there,
            syncml: syncml.server,
            collections,
        })
    }

    /// By which protocol a kind was tied to the server. Automatic stays with it: a collection that is missing from one
    /// answer, or a server that answers nonsense for an hour, must not tie the same items together a second time.
    fn tied_by(&self, account: &Account, kind: Kind) -> Result<Option<Protocol>, Failure> {
        let identity = self.journal.server_identity_of(&account.name, kind)?;
        Ok(identity.map(|identity| {
            if identity.starts_with(syncml::IDENTITY) {
                Protocol::Syncml
            } else {
                Protocol::Dav
            }
        }))
    }

    /// Whether any kind was ever tied to the server by DAV.
    fn uses_dav(&self, account: &Account) -> Result<bool, Failure> {
        for kind in account.kinds.keys() {
            if self.tied_by(account, *kind)? == Some(Protocol::Dav) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What the server calls the collection of a kind; empty where nothing was found yet.
    pub(crate) fn collection_name(&self, account: &str, kind: Kind) -> Result<String, Failure> {
        let settings = self.settings_of(account)?;
        let chosen = settings
            .kinds
            .get(&kind)
            .and_then(|choice| choice.server_collection.as_deref());
        let memory = self.memory(&settings)?;
        let found = memory.discovered.as_ref();
        Ok(found
            .and_then(|found| choose(found, kind, chosen).ok())
            .map(crate::endpoint::dav::CollectionInfo::title)
            .unwrap_or_default())
    }

    pub(super) async fn find(
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
            discovered: connected.discovered.clone().filter(|_| !outdated),
            dav: connected.session.learned(),
            syncml: connected.has_syncml.filter(|_| !outdated),
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

/// Failures that say there is no DAV here, and not that nothing can be reached.
fn is_no_dav(code: Code) -> bool {
    matches!(code, Code::Missing | Code::Nonsense | Code::Unknown)
}

pub(super) fn credentials_of(account: &Account, password: SecretString) -> Credentials {
    Credentials {
        user: account.sign_in_name().to_owned(),
        password,
    }
}

fn homes_of(
    discovered: Option<&Discovered>,
    session: &Arc<DavSession>,
) -> BTreeMap<String, Arc<DavHome>> {
    let homes = discovered.into_iter().flat_map(|found| &found.homes);
    homes
        .filter_map(|home| {
            let url = dav::Url::parse(&home.url).ok()?;
            Some((home.url.clone(), DavHome::new(Arc::clone(session), url)))
        })
        .collect()
}

fn no_collection(kind: Kind, message: Sentence) -> Failure {
    Failure::new(
        Code::Unknown,
        many(kind),
        message,
        say!("Choose another collection for it in the account's settings, or untick it."),
    )
}
