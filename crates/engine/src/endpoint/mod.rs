//! One place items live: a DAV collection, the built-in store, a folder of files.
//!
//! An endpoint observes, fetches and writes; it never decides. Reconcile decides, from what two endpoints say.
//! Every endpoint passes the one conformance suite (`engine::conformance`): begin reading there for what is promised.
//!
//! What an endpoint must never do: let a listing that is short look complete, overwrite a version it was not told
//! to overwrite, or report a write as refused when it may have happened.

pub mod builtin;
pub mod dav;
mod error;
pub mod folder;
mod listing;
mod name;
pub(crate) mod search;
pub mod syncml;
mod write;

pub use error::{EndpointError, Issued, Trouble};
pub use listing::{Cursor, Extent, Fetched, ItemId, Listing, Seen, Version};
pub use write::{Refusal, Stored, Write, WriteOutcome};

use crate::Sentence;
use async_trait::async_trait;
use tokio::sync::mpsc;

/// Where answers are handed over as they arrive. It has room for few: a place goes on when they have been taken, and
/// stops when nobody takes them any more.
pub type Parts = mpsc::Sender<Vec<Fetched>>;

/// What an endpoint can hold and do, as far as it knows before it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abilities {
    /// `Some(reason in words)` where nothing can be written here.
    pub read_only: Option<Sentence>,
    /// The largest item it takes, in bytes.
    pub max_item_bytes: Option<u64>,
    /// How many bodies one `fetch` should ask for.
    pub fetch_batch: usize,
    /// How many writes one `write` should carry.
    pub write_batch: usize,
    /// Whether a stored body may come back with another meaning (a server that drops what it does not know), so
    /// that what was written should be read again until it has shown to be faithful.
    pub may_rewrite: bool,
}

/// One place items live. See the module's head for what it must never do.
#[async_trait]
pub trait Endpoint: Send + Sync {
    /// Which place this is. When it changes (another address, another folder), nothing agreed before holds, and the
    /// next pass is a first sync.
    fn identity(&self) -> String;

    /// What it can hold and do.
    fn abilities(&self) -> Abilities;

    /// The id a new item with this UID would get. The same UID and attempt always give the same id, so that a write
    /// whose reply was lost is found again. `attempt` above 0 asks for another id because the first is taken.
    fn propose_id(&self, uid: &str, attempt: u32) -> ItemId;

    /// What changed since `since`, to the last page; with `None` (or a cursor that has expired) everything.
    ///
    /// # Errors
    /// Nothing was observed and nothing may be concluded; the cursor stays what it was.
    async fn observe(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError>;

    /// The bodies of these items: exactly one answer for each id asked, in any order. Only `Fetched::Gone` says that
    /// an item does not exist.
    ///
    /// # Errors
    /// The whole request failed; no item's fate is known.
    async fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError>;

    /// The bodies of any number of items, none of them named twice, handed over in parts as they arrive: exactly one
    /// answer for each, in any order. What waits for the reader does not grow with the number.
    ///
    /// # Errors
    /// It failed half-way: what was handed over is good, nothing is known of the rest.
    async fn fetch_in_parts(&self, ids: &[ItemId], parts: Parts) -> Result<(), EndpointError> {
        let mut rest = ids;
        while !rest.is_empty() {
            let size = self.abilities().fetch_batch.clamp(1, rest.len());
            let (next, left) = rest.split_at(size);
            rest = left;
            if parts.send(self.fetch(next).await?).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Whether that this item is gone is a conclusion the person should be asked about, however few are gone.
    fn doubts(&self, _gone: &ItemId) -> bool {
        false
    }

    /// Told after written items were read again: whether they came back with the meaning they were sent with.
    fn note_fidelity(&self, _faithful: bool) {}

    /// Does these writes, several in flight where that helps, and answers each in the order given.
    async fn write(&self, writes: Vec<Write>) -> Vec<WriteOutcome>;
}
