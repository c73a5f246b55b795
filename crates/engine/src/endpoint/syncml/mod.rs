//! A `SyncML` store as an endpoint (docs/adr/0030-syncml-mirror.md).
//!
//! A `SyncML` server tells what changed since it was last asked, once; it cannot be asked for an item. So what it told
//! is kept in a [`Mirror`], and the endpoint answers from there: `observe` runs a session that sends nothing (`refresh`),
//! `write` one that sends what was decided and nothing else (`execute`). All stores of an account are looked at in one
//! session, and one session runs at a time.
//!
//! What is never done here: an anchor kept before what it stands for is in the mirror; an item sent that is not in
//! `pending` first; a deletion concluded from a listing that was cut short or that stood alone.

mod apply;
mod draft;
mod execute;
mod find;
mod known_info;
mod mirror;
mod nameless;
mod names;
mod ourselves;
mod post;
mod refresh;
mod series;
mod talk;
mod wire;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use pim::Kind;
use syncml::message::{AlertCode, Version};
use syncml::{Coding, DevInf};

pub use self::mirror::Mirror;
use self::refresh::Standing;
use super::dav::Credentials;
use super::{
    Abilities, Cursor, Endpoint, EndpointError, Extent, Fetched, ItemId, Listing, Seen, Trouble,
    Write, WriteOutcome, name,
};
use crate::door::{Clock, Transport};
use crate::say;

/// What the identity of every store begins with.
pub(crate) const IDENTITY: &str = "syncml ";

/// Where an account's `SyncML` is and what of it is used.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// What the person types in the browser for webmail.
    pub account_url: String,
    /// The address, where it was chosen.
    pub address: Option<String>,
    /// The device id, where it was chosen.
    pub device: Option<String>,
    /// The kinds looked at, each with the store that was chosen for it.
    pub kinds: BTreeMap<Kind, Option<String>>,
}

/// What tests turn.
#[derive(Debug, Clone, Default)]
pub struct Tuning {
    /// The largest message we take, in bytes.
    pub max_msg_size: Option<u32>,
    /// The version to speak.
    pub version: Option<Version>,
    /// The coding to write.
    pub coding: Option<Coding>,
    /// The scheme to sign in with.
    pub scheme: Option<syncml::auth::Scheme>,
    /// Send the formats of 1996.
    pub legacy_formats: bool,
}

/// One account's server, for one pass.
pub struct SyncmlServer {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    credentials: Credentials,
    place: Place,
    mirror: Arc<Mirror>,
    tuning: Tuning,
    /// How the stores were looked at in this pass.
    standing: tokio::sync::Mutex<Standing>,
    /// One session at a time: a second one of the same device would end the first.
    talking: tokio::sync::Mutex<()>,
    requests: AtomicU64,
    bytes: AtomicU64,
}

/// Mirrors that are open, by account, for one engine.
#[derive(Default)]
pub struct Mirrors {
    open: Mutex<BTreeMap<String, Arc<Mirror>>>,
}

impl Mirrors {
    /// The mirror of an account; `path` is `None` where everything is in memory.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn of(
        &self,
        account: &str,
        path: Option<&Path>,
        clock: &dyn Clock,
    ) -> Result<Arc<Mirror>, EndpointError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mirror) = open.get(account) {
            return Ok(Arc::clone(mirror));
        }
        let path = path.unwrap_or(Path::new(":memory:"));
        let mirror = Arc::new(Mirror::open(path, clock)?);
        open.insert(account.to_owned(), Arc::clone(&mirror));
        Ok(mirror)
    }
}

impl SyncmlServer {
    /// A server about to be spoken to; nothing is sent yet.
    ///
    /// # Errors
    /// The mirror cannot be used.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        credentials: Credentials,
        place: Place,
        mirror: Arc<Mirror>,
    ) -> Result<Self, EndpointError> {
        let this = Self {
            transport,
            clock,
            credentials,
            place,
            mirror,
            tuning: Tuning::default(),
            standing: tokio::sync::Mutex::default(),
            talking: tokio::sync::Mutex::default(),
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        };
        this.adopt_device()?;
        Ok(this)
    }

    /// The same with what a test turns.
    #[must_use]
    pub fn tuned(mut self, tuning: Tuning) -> Self {
        self.tuning = tuning;
        self
    }

    /// Another device id, mailbox or server: nothing is known of it, and nothing agreed before holds.
    fn adopt_device(&self) -> Result<(), EndpointError> {
        let known = self.mirror.device()?;
        let id = self.place.device.as_ref().unwrap_or(&known.id);
        let user = &self.credentials.user;
        let places = names::addresses(self.place.address.as_deref(), &self.place.account_url);
        let is_elsewhere = known
            .address
            .as_ref()
            .is_some_and(|address| !places.contains(address));
        if *id == known.id && *user == known.user && !is_elsewhere {
            return Ok(());
        }
        let generation = format!("{:016x}", self.clock.entropy());
        self.mirror
            .write(|change| change.begin_again(id, user, &generation))
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.place.kinds.keys().copied()
    }

    /// Requests sent, and bytes over the line.
    pub fn traffic(&self) -> (u64, u64) {
        (
            self.requests.load(Ordering::Relaxed),
            self.bytes.load(Ordering::Relaxed),
        )
    }

    fn count(&self, reply: &post::Reply) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let bytes = reply.sent_bytes + reply.received_bytes;
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// The endpoint of one kind.
    ///
    /// # Errors
    /// The mirror cannot be used.
    pub fn store(self: &Arc<Self>, kind: Kind) -> Result<SyncmlStore, EndpointError> {
        let (device, store) = (self.mirror.device()?, self.mirror.store(kind)?);
        Ok(SyncmlStore {
            server: Arc::clone(self),
            kind,
            generation: format!("{}{}", device.generation, store.generation),
        })
    }
}

/// One store of a server, for one kind of item.
pub struct SyncmlStore {
    server: Arc<SyncmlServer>,
    kind: Kind,
    generation: String,
}

impl SyncmlStore {
    fn error(&self, trouble: Trouble) -> EndpointError {
        EndpointError::new(format!("SyncML, {}s", self.kind), trouble)
    }

    fn listing(&self, since: Option<i64>) -> Result<Listing, EndpointError> {
        let mirror = &self.server.mirror;
        let after = since.unwrap_or(-1);
        let seen = mirror
            .listed(self.kind, after)?
            .into_iter()
            .map(|(luid, version)| Seen {
                id: ItemId(luid),
                version: Some(version),
            });
        let removed = match since {
            Some(after) => mirror.removed(self.kind, after)?,
            None => Vec::new(),
        };
        let sequence = mirror.store(self.kind)?.sequence;
        Ok(Listing {
            seen: seen.collect(),
            removed: removed.into_iter().map(ItemId).collect(),
            extent: if since.is_some() {
                Extent::Changes
            } else {
                Extent::Everything
            },
            cursor: Some(Cursor(format!("{}:{sequence}", self.generation))),
        })
    }

    /// The number in a cursor of this generation.
    fn number_of(&self, cursor: &Cursor) -> Option<i64> {
        let (generation, number) = cursor.0.split_once(':')?;
        (generation == self.generation)
            .then(|| number.parse().ok())
            .flatten()
    }
}

#[async_trait]
impl Endpoint for SyncmlStore {
    fn identity(&self) -> String {
        format!(
            "{IDENTITY}{} {} {}",
            self.kind, self.server.place.account_url, self.generation
        )
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            read_only: None,
            max_item_bytes: Some(draft::MOST_ITEM_BYTES),
            fetch_batch: 200,
            write_batch: 1_000,
            may_rewrite: false,
        }
    }

    /// Short and plain: some servers keep 64 bytes, some compare without case.
    fn propose_id(&self, uid: &str, attempt: u32) -> ItemId {
        let hash = name::short_hash(format!("{uid}\n{attempt}").as_bytes());
        ItemId(format!("c{}", hash.get(..20).unwrap_or(&hash)))
    }

    async fn observe(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        let since = since.and_then(|cursor| self.number_of(cursor));
        self.server.refresh(self.kind, since.is_none()).await?;
        self.listing(since)
    }

    async fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        let mut fetched = Vec::with_capacity(ids.len());
        for id in ids {
            fetched.push(match self.server.mirror.item(self.kind, &id.0)? {
                // In no complete listing, and yet nobody said that it is gone.
                Some(held) if held.missing > 0 => Fetched::Failed {
                    id: id.clone(),
                    error: self.error(Trouble::Nonsense(say!(
                        "the server lists it no more, and did not say that it was deleted"
                    ))),
                },
                Some(held) => Fetched::Here {
                    id: id.clone(),
                    version: Some(held.version),
                    body: held.body,
                },
                None if self.is_unanswered(&id.0)? => Fetched::Failed {
                    id: id.clone(),
                    error: self.error(Trouble::NoConnection(say!(
                        "the answer to its sending was lost"
                    ))),
                },
                None => Fetched::Gone { id: id.clone() },
            });
        }
        Ok(fetched)
    }

    /// What two listings without a single item left out may be gone, or the whole store may be: the person is asked.
    fn doubts(&self, gone: &ItemId) -> bool {
        let doubtful = self.server.mirror.is_doubtful(self.kind, &gone.0);
        doubtful.unwrap_or(true)
    }

    async fn write(&self, writes: Vec<Write>) -> Vec<WriteOutcome> {
        self.server.execute(self.kind, writes).await
    }
}

impl SyncmlStore {
    fn is_unanswered(&self, luid: &str) -> Result<bool, EndpointError> {
        self.server.mirror.is_pending(self.kind, luid)
    }
}

/// The name of a server's store for a kind, by its device information; the usual one where it lists none.
pub fn store_for(kind: Kind, info: &DevInf) -> Option<String> {
    if info.stores.is_empty() {
        return names::usual(kind).first().map(|name| (*name).to_owned());
    }
    names::store_of(kind, info).map(|store| store.source_ref.clone())
}

/// Whether everything is compared, so that a listing is complete.
fn is_full(mode: AlertCode) -> bool {
    matches!(mode, AlertCode::SLOW | AlertCode::REFRESH_FROM_SERVER)
}

/// A moment in UTC, as `20261120T135229Z`.
fn stamp(unix_ms: i64) -> String {
    let seconds = unix_ms.div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = series::civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_written_as_every_peer_writes_it() {
        assert_eq!(stamp(1_795_182_749_000), "20261120T135229Z");
        assert_eq!(stamp(0), "19700101T000000Z");
    }
}
