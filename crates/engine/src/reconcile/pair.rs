//! One item as both sides hold it: what reconcile is given.

use pim::{Item, Kind};

use crate::Both;
use crate::endpoint::{ItemId, Version};
use crate::journal::{Base, Candidate};

/// One item on both sides, with what they last agreed on.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The kind of item.
    pub kind: Kind,
    /// What both last agreed on, as each side held it; `None` where they never did.
    pub base: Option<Agreement>,
    /// What each side holds now.
    pub now: Both<State>,
    /// How the two came to be looked at together.
    pub join: Join,
}

/// What both sides last agreed on. Each has its own text: what a side cannot hold is not an edit.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// The journal's row.
    pub base: Base,
    /// The texts.
    pub items: Both<Item>,
}

/// What one side holds now.
#[derive(Debug, Clone)]
pub enum State {
    /// Exactly what was agreed.
    AsAgreed,
    /// This.
    Here(Copy),
    /// Nothing any more: the endpoint said so for this very item.
    Gone(ItemId),
    /// Nothing, and it never did.
    Absent,
    /// Something that cannot be read.
    Unreadable {
        /// Its id.
        id: ItemId,
        /// What is wrong with it.
        reason: String,
    },
}

impl State {
    /// The item's id there; `None` where there is none, or it is the agreed one.
    pub fn id(&self) -> Option<&ItemId> {
        match self {
            Self::Here(copy) => Some(&copy.id),
            Self::Gone(id) | Self::Unreadable { id, .. } => Some(id),
            Self::AsAgreed | Self::Absent => None,
        }
    }
}

/// An item as one side holds it.
#[derive(Debug, Clone)]
pub struct Copy {
    /// Its id there.
    pub id: ItemId,
    /// The version of exactly this text.
    pub version: Option<Version>,
    /// The item.
    pub item: Item,
}

/// How two items came to be looked at together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Join {
    /// They agreed before.
    Agreed,
    /// There is only one.
    Alone,
    /// They have the same UID.
    SameUid,
    /// They mean the same, word for word.
    Twins,
    /// They resemble each other; the local one in the pair is the best of these.
    Resemblance(Vec<Candidate>),
}
