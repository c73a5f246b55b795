//! What a pass did, in numbers and words: the report it leaves, and what it tells while it runs.

use pim::{Kind, Row};
use serde::{Deserialize, Serialize};

use crate::Sentence;
use crate::endpoint::ItemId;
use crate::journal::{ConflictCase, Deed, Millis, Need, PassId};
use crate::reconcile::Step;
use crate::{Both, Failure, Side};

/// What one pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Report {
    /// The account.
    pub account: String,
    /// The number of the pass; `None` for a preview.
    pub pass: Option<PassId>,
    /// When it began.
    pub started: Millis,
    /// When it ended.
    pub ended: Millis,
    /// One for each kind of item.
    pub kinds: Vec<KindReport>,
    /// Why nothing at all could be done: no connection, wrong password.
    pub failure: Option<Failure>,
    /// Requests sent to the server.
    pub requests: u64,
    /// Bytes received from and sent to the server.
    pub bytes: u64,
}

/// What one pass did to one kind of item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct KindReport {
    /// The kind.
    pub kind: Kind,
    /// What was written on each side.
    pub written: Both<Counts>,
    /// Items found to be the same on both sides, and tied together.
    pub linked: usize,
    /// Conflicts that wait for the person.
    pub conflicts: usize,
    /// Items left as they are for now, with the reason.
    pub held: Vec<Held>,
    /// Set where the pass stopped before deleting.
    pub guard: Option<GuardStop>,
    /// Why this kind could not be finished.
    pub failure: Option<Failure>,
    /// Something the person should know although nothing failed.
    pub notes: Vec<Sentence>,
    /// What was done (or, in a preview, would be), item by item. A pass that is long over has it in the history.
    pub lines: Vec<Line>,
}

impl KindReport {
    /// An empty report.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            written: Both::default(),
            linked: 0,
            conflicts: 0,
            held: Vec::new(),
            guard: None,
            failure: None,
            notes: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Counts one deed.
    pub fn count(&mut self, side: Side, deed: Deed) {
        let counts = self.written.of_mut(side);
        match deed {
            Deed::Added => counts.added += 1,
            Deed::Changed => counts.changed += 1,
            Deed::Deleted => counts.deleted += 1,
            Deed::Merged => counts.merged += 1,
        }
    }
}

/// What was written on one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Counts {
    /// New items.
    pub added: usize,
    /// Changed items.
    pub changed: usize,
    /// Deleted items.
    pub deleted: usize,
    /// Items that now hold the edits of both sides.
    pub merged: usize,
}

impl Counts {
    /// All of them.
    pub fn total(self) -> usize {
        self.added + self.changed + self.deleted + self.merged
    }
}

/// One item a pass wrote, would write, or asks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Line {
    /// Its title.
    pub title: String,
    /// What happens to it.
    pub what: What,
    /// The id on the server, where it has one.
    pub server_id: Option<crate::endpoint::ItemId>,
    /// The id on this computer, where it has one.
    pub local_id: Option<crate::endpoint::ItemId>,
    /// Why, in words.
    pub why: Sentence,
    /// Field by field, in a preview.
    pub rows: Vec<Row>,
}

/// What happens to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Written on this side.
    Written {
        /// The side.
        side: Side,
        /// What is done.
        deed: Deed,
    },
    /// Tied together, for both sides hold the same.
    Linked,
    /// The person is asked.
    Asked(ConflictCase),
}

/// An item left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Held {
    /// Its title.
    pub title: String,
    /// Why, and when it is looked at again.
    pub need: Need,
    /// The reason in words.
    pub message: Sentence,
    /// Its id on each side, where it has one.
    #[serde(default)]
    pub ids: Both<Option<ItemId>>,
}

/// A pass stopped before deleting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GuardStop {
    /// How many items would be deleted on each side.
    pub deletions: Both<usize>,
    /// How many items the pairing has.
    pub total: usize,
    /// Some of their titles.
    pub titles: Vec<String>,
}

/// Where a pass is; told while it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "phase")]
pub enum Progress {
    /// Asking both sides what changed.
    Looking {
        /// The kind.
        kind: Kind,
    },
    /// Working through what changed.
    Working {
        /// The kind.
        kind: Kind,
        /// Items dealt with.
        done: usize,
        /// Items to deal with, as far as known.
        total: usize,
    },
    /// This kind is finished.
    Finished {
        /// The kind.
        kind: Kind,
    },
}

/// Told how a pass goes, and asked whether to go on.
pub trait Watch: Send + Sync {
    /// Where the pass is.
    fn progress(&self, progress: Progress);
    /// True once the person pressed Cancel.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Watches nothing.
impl Watch for () {
    fn progress(&self, _: Progress) {}
}

impl Line {
    /// What a step does on one side.
    pub(crate) fn written(step: &Step, side: Side, deed: Deed) -> Self {
        Self {
            title: step.title.clone(),
            what: What::Written { side, deed },
            server_id: step.sides.server.id.clone(),
            local_id: step.sides.local.id.clone(),
            why: step.reason.said(),
            rows: Vec::new(),
        }
    }
}
