//! Conditional writes and what became of them.

use super::{EndpointError, ItemId, Version};
use crate::{Sentence, say};

/// One conditional write.
#[derive(Debug, Clone)]
pub enum Write {
    /// Make a new item. Never overwrites: where `id` is taken the outcome is `Exists`.
    Create {
        /// The id to give it, from `propose_id`.
        id: ItemId,
        /// Its text.
        body: Vec<u8>,
    },
    /// Overwrite exactly this version.
    Replace {
        /// The item.
        id: ItemId,
        /// The version the new body was made from; `None` only where the endpoint names no versions, so that it
        /// must be read again and compared before the write.
        expected: Option<Version>,
        /// The body that version had, for endpoints that ignore preconditions or name no versions.
        replaces: Vec<u8>,
        /// Its new text.
        body: Vec<u8>,
    },
    /// Delete exactly this version.
    Delete {
        /// The item.
        id: ItemId,
        /// The version last agreed on.
        expected: Option<Version>,
        /// The body that version had, for endpoints that ignore preconditions or name no versions.
        replaces: Vec<u8>,
    },
}

/// What is there after a write that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Where it is (a server may choose another name than proposed).
    pub id: ItemId,
    /// The version of what is stored, where the endpoint told it.
    pub version: Option<Version>,
    /// True where version and body must be read again before they may be believed.
    pub read_again: bool,
}

/// What became of one write.
#[derive(Debug, Clone)]
pub enum WriteOutcome {
    /// Created or replaced.
    Stored(Stored),
    /// Deleted, or found already gone.
    Deleted,
    /// Changed meanwhile (a precondition failed): nothing was written; observe it again.
    Stale,
    /// Replace: it no longer exists. Nothing was written.
    Gone,
    /// Create: an item with this id or UID is there already. Nothing was written.
    Exists {
        /// Where, if the endpoint said so.
        at: Option<ItemId>,
    },
    /// The endpoint will not take it. Nothing was written; trying the same again is no use.
    Refused(Refusal),
    /// The reply was lost or made no sense: it may or may not have happened.
    Unknown(EndpointError),
    /// It was not done, and may be tried again later.
    NotDone(EndpointError),
}

/// Why an endpoint will not take an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing may be written there.
    ReadOnly,
    /// Larger than it allows.
    TooLarge {
        /// The limit, where known.
        limit_bytes: Option<u64>,
    },
    /// It finds the item invalid or of a kind it does not keep.
    Invalid(Sentence),
    /// No room.
    NoRoom,
    /// It says that what is there is not there: the fault is hardly the item's.
    Unexplained(Sentence),
}

impl Refusal {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::ReadOnly => say!("the collection is read-only"),
            Self::TooLarge {
                limit_bytes: Some(limit),
            } => say!(
                "the item is too large (at most {limit} bytes)",
                limit = *limit
            ),
            Self::TooLarge { limit_bytes: None } => say!("the item is too large"),
            Self::Invalid(why) => say!("the server does not accept the item: {why}", why = why),
            Self::NoRoom => say!("there is no room left"),
            Self::Unexplained(why) => say!("the server did not take the item: {why}", why = why),
        }
    }

    /// Whether the same may be taken another time although the item did not change.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::NoRoom | Self::Unexplained(_))
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}

impl std::error::Error for Refusal {}
