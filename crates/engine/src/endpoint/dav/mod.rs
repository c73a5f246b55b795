//! A `CalDAV` or `CardDAV` collection as an endpoint.
//!
//! Begin with [`DavCollection`]: it observes (`observe`), fetches (`fetch`) and writes (`write`), each in a file of
//! its own, over a [`DavSession`] that signs in, follows and waits. What a server was seen to do is remembered in
//! [`Learned`]. How real servers differ stands with the code that minds it.
//!
//! Nothing here decides. What is not certain is said to be so: a listing that may be short is a `Part`, a write whose
//! reply was lost is `Unknown`, and an item is `Gone` only when the server says so of this item, twice, while the
//! collection is there.

mod cursor;
mod fetch;
mod home;
mod ids;
mod info;
mod learned;
mod observe;
mod reply;
mod session;
mod sign_in;
mod traffic;
mod write;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use async_trait::async_trait;
use dav::collections::Collection;
use dav::multiget::Data;
use dav::{Extension, Limits, Url, collections, resource_name};
use pim::Kind;

pub use home::DavHome;
pub use info::CollectionInfo;
pub(crate) use info::component;
pub use learned::{CollectionLearned, Conditions, HomeLearned, Learned};
pub use session::DavSession;
pub use sign_in::{Credentials, Scheme};
pub use traffic::{Exchange, Observer, Traffic};

use super::{
    Abilities, Cursor, Endpoint, EndpointError, Fetched, ItemId, Listing, Parts, Trouble, Write,
    WriteOutcome,
};

/// Bodies of this size together are asked for in one `fetch`.
const FETCH_BYTES: u32 = 1_500_000;
/// So many at most: of four kinds at once, each has as many in hand.
const MOST_FETCHED: u32 = 400;
/// So many items in a row must come back as they were written before a server counts as faithful.
const FAITHFUL_AFTER: u32 = 3;

/// One calendar or address book, for one kind of item.
pub struct DavCollection {
    session: Arc<DavSession>,
    home: Option<Arc<DavHome>>,
    url: Url,
    info: CollectionInfo,
    kind: Kind,
    /// How many members the last complete listing had.
    listed: AtomicUsize,
}

impl DavCollection {
    /// The endpoint of one kind in one collection. With its `home`, a quiet pass can be cheaper.
    ///
    /// # Errors
    /// The remembered address is none.
    pub fn new(
        session: Arc<DavSession>,
        home: Option<Arc<DavHome>>,
        info: CollectionInfo,
        kind: Kind,
    ) -> Result<Self, EndpointError> {
        let url = Url::parse(&info.url)
            .map_err(|error| {
                EndpointError::new(&info.url, Trouble::Nonsense(error.to_string().into()))
            })?
            .as_collection();
        Ok(Self {
            session,
            home,
            url,
            info,
            kind,
            listed: AtomicUsize::new(0),
        })
    }

    /// What is known of the collection.
    pub fn info(&self) -> &CollectionInfo {
        &self.info
    }

    /// What the collection says of itself now.
    ///
    /// # Errors
    /// It did not answer, or is not there any more.
    pub(super) async fn ask_itself(&self) -> Result<Collection, EndpointError> {
        let (request, url) = (collections::request_one(&self.url), self.url.clone());
        let read = self.session.read(&request, move |status, headers, body| {
            collections::parse(&url, status, headers, body, Limits::default())
        });
        let found = read
            .await?
            .into_iter()
            .find(|found| found.href.place_in(&self.url.href()) == dav::Place::Itself);
        found.ok_or_else(|| self.error(Trouble::Missing))
    }

    /// A failure about this collection.
    pub(super) fn error(&self, trouble: Trouble) -> EndpointError {
        EndpointError::new(self.url.to_string(), trouble)
    }

    /// The sort of data to ask for. vCard 4.0 is asked for by name wherever it is held: Cyrus and sabre hand out 3.0
    /// otherwise, and drop what 3.0 cannot say.
    pub(super) fn data(&self) -> Data {
        match self.kind {
            Kind::Contact if self.info.takes_vcard4 && !self.learned().no_vcard4 => Data::Card4,
            Kind::Contact => Data::Card,
            Kind::Appointment | Kind::Task | Kind::Note => Data::Calendar,
        }
    }

    pub(super) fn learned(&self) -> CollectionLearned {
        self.session.collection(self.url.path())
    }

    pub(super) fn learn(&self, what: impl FnOnce(&mut CollectionLearned)) {
        self.session.learn(self.url.path(), what);
    }

    /// How many items one `fetch` should ask for.
    fn fetch_batch(&self) -> usize {
        let item_bytes = self.learned().item_bytes.unwrap_or(4_000).max(1);
        (FETCH_BYTES / item_bytes).clamp(10, MOST_FETCHED) as usize
    }
}

#[async_trait]
impl Endpoint for DavCollection {
    fn identity(&self) -> String {
        format!("dav {} {}", self.kind.as_str(), self.url)
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            read_only: self.info.read_only.clone(),
            max_item_bytes: self.info.max_item_bytes,
            fetch_batch: self.fetch_batch(),
            write_batch: 50,
            may_rewrite: self.learned().faithful < FAITHFUL_AFTER,
        }
    }

    fn propose_id(&self, uid: &str, attempt: u32) -> ItemId {
        let extension = if self.kind == Kind::Contact {
            Extension::Vcf
        } else {
            Extension::Ics
        };
        let uid = match attempt {
            0 => uid.to_owned(),
            again => format!("{uid}\n{again}"),
        };
        ids::id_of(&self.url.href().member(&resource_name(&uid, extension)))
    }

    async fn observe(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        self.observe_since(since).await
    }

    async fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        self.fetch_all(ids).await
    }

    async fn fetch_in_parts(&self, ids: &[ItemId], parts: Parts) -> Result<(), EndpointError> {
        self.fetch_members(ids, parts, self.session.multigets())
            .await
    }

    fn note_fidelity(&self, faithful: bool) {
        self.learn(|learned| {
            learned.faithful = if faithful {
                learned.faithful.saturating_add(1)
            } else {
                0
            }
        });
    }

    async fn write(&self, writes: Vec<Write>) -> Vec<WriteOutcome> {
        self.write_all(writes).await
    }
}
