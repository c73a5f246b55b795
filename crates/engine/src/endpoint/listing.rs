//! What an endpoint reports of its items: listings that say for themselves whether they are complete, and bodies.

use serde::{Deserialize, Serialize};

use super::EndpointError;

/// An item's name within one endpoint: a DAV href (decoded), a row's key, a file's name. Only its endpoint reads it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct ItemId(pub String);

/// One state of one item as its endpoint names it: an `ETag`, a revision, a hash. Compared, never read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "ItemVersion"))]
#[serde(transparent)]
pub struct Version(pub String);

/// Where the last observation ended: a sync token, a revision, a fingerprint of a folder. Only its endpoint reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// An item that is there, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its id.
    pub id: ItemId,
    /// Its version; `None` where the server names none, so that only the body can tell.
    pub version: Option<Version>,
}

/// What may be concluded from an item's absence in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Only what changed since the cursor: what is absent is unchanged, what is gone is in `removed`.
    Changes,
    /// Everything there is: what is absent may be gone, and is asked for by name before that is believed.
    Everything,
    /// Cut short: absence says nothing at all.
    Part,
}

/// What an endpoint has, or what changed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Items that are there (all of them, or those that changed: see `extent`).
    pub seen: Vec<Seen>,
    /// Items the endpoint itself says are gone.
    pub removed: Vec<ItemId>,
    /// What absence means.
    pub extent: Extent,
    /// Where to go on next time; `None` where the endpoint cannot say, so that the next listing is a full one.
    pub cursor: Option<Cursor>,
}

impl Listing {
    /// The ids of all it tells of, there or gone.
    pub fn ids(&self) -> impl Iterator<Item = &ItemId> {
        self.seen.iter().map(|seen| &seen.id).chain(&self.removed)
    }
}

/// The answer for one item asked for by id.
#[derive(Debug, Clone)]
pub enum Fetched {
    /// It is there.
    Here {
        /// Its id, as asked.
        id: ItemId,
        /// The version of exactly this body.
        version: Option<Version>,
        /// Its text, byte for byte.
        body: Vec<u8>,
    },
    /// The endpoint says, for this very item, that it does not exist.
    Gone {
        /// Its id, as asked.
        id: ItemId,
    },
    /// Nothing is known of it: refused, unreadable, or left out of the answer even when asked for alone.
    Failed {
        /// Its id, as asked.
        id: ItemId,
        /// Why.
        error: EndpointError,
    },
}

impl Fetched {
    /// The id that was asked for.
    pub fn id(&self) -> &ItemId {
        match self {
            Self::Here { id, .. } | Self::Gone { id } | Self::Failed { id, .. } => id,
        }
    }
}
