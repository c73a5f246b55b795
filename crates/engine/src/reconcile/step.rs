//! What a pass intends to do: plain data, the same that preview shows and that execution runs.

use pim::{Kind, Row};
use serde::{Deserialize, Serialize};

use crate::Sentence;
use crate::endpoint::{ItemId, Version};
use crate::journal::{Base, Candidate, ConflictCase, Deed, Need};
use crate::say;
use crate::{Both, SIDES, Side};

/// What reconcile decided for one pair.
#[derive(Debug, Clone)]
pub enum Resolution {
    /// Nothing to do.
    Nothing,
    /// One step, or two where both versions are kept as two items.
    Steps(Vec<Step>),
    /// The person must say.
    Ask(Question),
    /// Left as it is on both sides, for now.
    Hold(Hold),
    /// Gone on both sides: what was agreed is forgotten.
    Forget(Base),
}

/// Something to do with one item.
#[derive(Debug, Clone)]
pub struct Step {
    /// The kind of item.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its UID.
    pub uid: Option<String>,
    /// What was agreed before.
    pub base: Option<Base>,
    /// What is done on each side.
    pub sides: Both<Target>,
    /// Why.
    pub reason: Reason,
    /// What differs, field by field, where something is changed.
    pub rows: Vec<Row>,
    /// Told to the person as still waiting when the step is done: a local edit of a read-only item, say.
    pub leaves: Option<Hold>,
}

/// One side of a step.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its id there; `None` where it is made only now.
    pub id: Option<ItemId>,
    /// The version of `now`: what a conditional write expects.
    pub version: Option<Version>,
    /// Its text there now.
    pub now: Option<Vec<u8>>,
    /// What is done.
    pub act: Act,
    /// What is agreed for this side afterwards, where that is not simply what it holds then.
    pub agreed: Option<Vec<u8>>,
}

/// What is done on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Nothing.
    Keep,
    /// Make it.
    Create(Vec<u8>),
    /// Change it to this.
    Replace(Vec<u8>),
    /// Delete it.
    Delete,
}

impl Act {
    /// What it is called in reports; `None` where nothing is done.
    pub fn deed(&self, reason: Reason) -> Option<Deed> {
        match self {
            Self::Keep => None,
            Self::Create(_) => Some(Deed::Added),
            Self::Replace(_) if reason == Reason::Merged => Some(Deed::Merged),
            Self::Replace(_) => Some(Deed::Changed),
            Self::Delete => Some(Deed::Deleted),
        }
    }
}

impl Step {
    /// The sides on which something is written.
    pub fn written(&self) -> impl Iterator<Item = Side> + '_ {
        SIDES
            .into_iter()
            .filter(|side| self.sides.of(*side).act != Act::Keep)
    }

    /// Whether it deletes on some side.
    pub fn deletes(&self) -> bool {
        self.written()
            .any(|side| self.sides.of(side).act == Act::Delete)
    }
}

/// A conflict, as reconcile finds it.
#[derive(Debug, Clone)]
pub struct Question {
    /// What kind of disagreement.
    pub case: ConflictCase,
    /// The item's title.
    pub title: String,
    /// What each side holds: id, version and text (`None`: deleted).
    pub sides: Both<Option<QuestionSide>>,
    /// The local items it might be.
    pub candidates: Vec<Candidate>,
    /// What was agreed before.
    pub base: Option<Base>,
}

/// One side of a question.
#[derive(Debug, Clone)]
pub struct QuestionSide {
    /// Its id there.
    pub id: ItemId,
    /// The version of `body`.
    pub version: Option<Version>,
    /// Its text; `None` where it was deleted.
    pub body: Option<Vec<u8>>,
}

/// An item left as it is.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Why, and when it is looked at again.
    pub need: Need,
    /// Its ids.
    pub ids: Both<Option<ItemId>>,
    /// Its title.
    pub title: String,
    /// The reason in words.
    pub message: Sentence,
}

/// Why something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It is new on that side.
    New(Side),
    /// It was changed on that side.
    ChangedOn(Side),
    /// It was deleted on that side.
    DeletedOn(Side),
    /// Both sides changed different parts.
    Merged,
    /// Both sides hold the same already.
    TheSame,
    /// The policy for conflicts says so.
    Policy,
    /// Both versions are kept, as two items.
    BothKept,
    /// The person decided so.
    Decided,
    /// It is brought back, for the person did not want it deleted.
    Restored,
    /// The person took back what an earlier pass did.
    Undone,
}

impl Reason {
    /// The same in words.
    pub fn said(self) -> Sentence {
        match self {
            Self::New(Side::Server) => say!("new on the server"),
            Self::New(Side::Local) => say!("new here"),
            Self::ChangedOn(Side::Server) => say!("changed on the server"),
            Self::ChangedOn(Side::Local) => say!("changed here"),
            Self::DeletedOn(Side::Server) => say!("deleted on the server"),
            Self::DeletedOn(Side::Local) => say!("deleted here"),
            Self::Merged => say!("both sides changed different parts; put together"),
            Self::TheSame => say!("the same on both sides"),
            Self::Policy => say!("both sides changed it; the account's policy decided"),
            Self::BothKept => say!("both versions kept, as two items"),
            Self::Decided => say!("as you decided"),
            Self::Restored => say!("brought back instead of being deleted"),
            Self::Undone => say!("undone"),
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}
