//! History: passes, what each did and why, and what happened to an item.

use pim::{Item, Kind, Row};
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::endpoint::ItemId;
use crate::journal::{Change, ChangeId, Deed, Millis, PassId, PassRow};
use crate::pass::Report;
use crate::reconcile::conflict::sentence;
use crate::{Code, Failure, Side};
use crate::{Sentence, say};

/// A pass as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PassView {
    /// Its number.
    pub id: PassId,
    /// The account.
    pub account: String,
    /// When it began.
    pub started: Millis,
    /// When it ended; `None` where the program ended first.
    pub ended: Option<Millis>,
    /// Its report.
    pub report: Option<Report>,
}

/// One change as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Its number.
    pub id: ChangeId,
    /// The pass that made it.
    pub pass: PassId,
    /// The kind of item.
    pub kind: Kind,
    /// The side that was written.
    pub side: Side,
    /// What was done.
    pub deed: Deed,
    /// The item's title.
    pub title: String,
    /// Why, in words.
    pub reason: Sentence,
    /// Its id on the server.
    pub server_id: Option<ItemId>,
    /// Its id on this computer.
    pub local_id: Option<ItemId>,
    /// What it was before, where it is still kept.
    pub before: Option<String>,
    /// What it was made.
    pub after: Option<String>,
    /// The pass that took it back.
    pub undone_by: Option<PassId>,
}

/// One change in a list: without the texts, which can be seen with [`Engine::change_rows`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "ChangeView"))]
pub struct ChangeLine {
    /// Its number.
    pub id: ChangeId,
    /// The pass that made it.
    pub pass: PassId,
    /// The kind of item.
    pub kind: Kind,
    /// The side that was written.
    pub side: Side,
    /// What was done.
    pub deed: Deed,
    /// The item's title.
    pub title: String,
    /// Why, in words.
    pub reason: Sentence,
    /// Its id on the server.
    pub server_id: Option<ItemId>,
    /// Its id on this computer.
    pub local_id: Option<ItemId>,
    /// Whether what it was before is kept.
    pub has_before: bool,
    /// Whether it is there since.
    pub has_after: bool,
    /// The pass that took it back.
    pub undone_by: Option<PassId>,
}

impl From<Change> for ChangeLine {
    fn from(change: Change) -> Self {
        Self {
            id: change.id,
            pass: change.pass,
            kind: change.what.kind,
            side: change.what.side,
            deed: change.what.deed,
            title: change.what.title,
            reason: change.what.reason,
            server_id: change.what.server_id,
            local_id: change.what.local_id,
            has_before: change.what.before.is_some(),
            has_after: change.what.after.is_some(),
            undone_by: change.undone_by,
        }
    }
}

/// Everything that happened to one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHistory {
    /// The changes, newest first.
    pub changes: Vec<ChangeView>,
    /// What waits: an open conflict or a reason why it is left as it is.
    pub waiting: Vec<Sentence>,
}

impl Engine {
    /// The newest passes, of one account or of all.
    pub fn passes(&self, account: Option<&str>, limit: usize) -> Result<Vec<PassView>, Failure> {
        Ok(self
            .journal
            .passes(account, limit)?
            .into_iter()
            .map(pass_view)
            .collect())
    }

    /// One pass and all it did.
    pub fn pass(&self, id: PassId) -> Result<(PassView, Vec<ChangeView>), Failure> {
        let pass = self.pass_row(id)?;
        let changes = self
            .journal
            .changes(id)?
            .into_iter()
            .map(|change| self.change_view(change));
        Ok((pass_view(pass), changes.collect::<Result<_, _>>()?))
    }

    /// One pass and all it did, each in a line.
    pub fn pass_lines(&self, id: PassId) -> Result<(PassView, Vec<ChangeLine>), Failure> {
        let pass = pass_view(self.pass_row(id)?);
        let changes = self.journal.changes(id)?;
        Ok((pass, changes.into_iter().map(ChangeLine::from).collect()))
    }

    pub(super) fn pass_row(&self, id: PassId) -> Result<PassRow, Failure> {
        self.journal.pass(id)?.ok_or_else(|| {
            Failure::new(
                Code::Unknown,
                id.0.to_string(),
                say!("there is no pass {number}", number = id.0),
                say!("See the passes there were with: smsync history"),
            )
        })
    }

    fn change_view(&self, change: Change) -> Result<ChangeView, Failure> {
        let text = |body| -> Result<Option<String>, Failure> {
            let Some(body) = body else { return Ok(None) };
            Ok(self
                .journal
                .body(body)?
                .map(|text| String::from_utf8_lossy(&text).into_owned()))
        };
        Ok(ChangeView {
            id: change.id,
            pass: change.pass,
            kind: change.what.kind,
            side: change.what.side,
            deed: change.what.deed,
            before: text(change.what.before)?,
            after: text(change.what.after)?,
            title: change.what.title,
            reason: change.what.reason,
            server_id: change.what.server_id,
            local_id: change.what.local_id,
            undone_by: change.undone_by,
        })
    }

    /// What a change did, field by field: in the server's place what was before, in the local place what was after. An item
    /// that was added or deleted is shown against nothing. The keys are those of [`Engine::undo_field`].
    pub fn change_rows(&self, id: ChangeId) -> Result<Vec<Row>, Failure> {
        let what = self.change(id)?.what;
        let empty = || Item::empty(what.kind, "");
        let before = self.item_of(what.kind, what.before)?;
        let after = self.item_of(what.kind, what.after)?;
        Ok(pim::compare(
            &before.unwrap_or_else(empty),
            &after.unwrap_or_else(empty),
        ))
    }

    pub(super) fn change(&self, id: ChangeId) -> Result<Change, Failure> {
        self.journal.change(id)?.ok_or_else(|| {
            Failure::new(
                Code::Unknown,
                id.0.to_string(),
                say!("there is no change {number}", number = id.0),
                say!("See what a pass changed with: smsync history PASS"),
            )
        })
    }

    /// Everything that happened to the item with this id on this computer, and why it is as it is.
    pub fn why(&self, account: &str, kind: Kind, id: &ItemId) -> Result<ItemHistory, Failure> {
        let (changes, waiting) = self.happened_to(account, kind, id)?;
        let changes = changes.into_iter().map(|change| self.change_view(change));
        Ok(ItemHistory {
            changes: changes.collect::<Result<_, _>>()?,
            waiting,
        })
    }

    /// The changes of an item, newest first, and what waits.
    pub(super) fn happened_to(
        &self,
        account: &str,
        kind: Kind,
        id: &ItemId,
    ) -> Result<(Vec<Change>, Vec<Sentence>), Failure> {
        self.settings_of(account)?;
        let Some(pairing) = self.journal.pairing_of(account, kind)? else {
            return Ok((Vec::new(), Vec::new()));
        };
        let changes = self.journal.changes_of(pairing.id, Side::Local, id)?;
        let mut waiting = Vec::new();
        if let Some(conflict) = self.journal.conflict_of(pairing.id, Side::Local, id)? {
            waiting.push(say!(
                "conflict {number}: {why}",
                number = conflict.id.0,
                why = sentence(conflict.case)
            ));
        }
        for attention in self.journal.attentions(pairing.id)? {
            if attention.local_id.as_ref() == Some(id) {
                waiting.push(attention.message);
            }
        }
        Ok((changes, waiting))
    }
}

fn pass_view(row: PassRow) -> PassView {
    PassView {
        id: row.id,
        account: row.account,
        started: row.started,
        ended: row.ended,
        report: row.report.and_then(|json| serde_json::from_str(&json).ok()),
    }
}
