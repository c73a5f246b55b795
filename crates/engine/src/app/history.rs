//! History: passes, what each did and why, an item's versions, and undo.

use std::collections::BTreeMap;

use pim::Kind;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::sync::SyncOptions;
use crate::endpoint::ItemId;
use crate::journal::{Change, ChangeId, Deed, Millis, PassId, PassRow};
use crate::pass::{Report, Undone};
use crate::{Both, Code, Failure, Side};

/// A pass as a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    pub reason: String,
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

/// Everything that happened to one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemHistory {
    /// The changes, newest first.
    pub changes: Vec<ChangeView>,
    /// What waits: an open conflict or a reason why it is left as it is.
    pub waiting: Vec<String>,
}

/// What undoing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoReport {
    /// The pass that did it.
    pub pass: PassId,
    /// One for each change that was to be taken back.
    pub items: Vec<Undone>,
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

    fn pass_row(&self, id: PassId) -> Result<PassRow, Failure> {
        self.journal.pass(id)?.ok_or_else(|| {
            Failure::new(
                Code::Unknown,
                id.0.to_string(),
                format!("there is no pass {}", id.0),
                "See the passes there were with: smsync history",
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

    /// Everything that happened to the item with this id on this computer, and why it is as it is.
    pub fn why(&self, account: &str, kind: Kind, id: &ItemId) -> Result<ItemHistory, Failure> {
        self.settings_of(account)?;
        let mut history = ItemHistory {
            changes: Vec::new(),
            waiting: Vec::new(),
        };
        let Some(pairing) = self.journal.pairing_of(account, kind)? else {
            return Ok(history);
        };
        for change in self.journal.changes_of(pairing.id, Side::Local, id)? {
            history.changes.push(self.change_view(change)?);
        }
        if let Some(conflict) = self.journal.conflict_of(pairing.id, Side::Local, id)? {
            history
                .waiting
                .push(format!("conflict {}: {}", conflict.id.0, conflict.case));
        }
        for attention in self.journal.attentions(pairing.id)? {
            if attention.local_id.as_ref() == Some(id) {
                history.waiting.push(attention.message);
            }
        }
        Ok(history)
    }

    /// Takes back what a pass did, all of it or one item (by its id on either side).
    ///
    /// # Errors
    /// There is no such pass, the account is gone or busy, or a side cannot be reached. What was taken back until then
    /// stays so.
    pub async fn undo(&self, id: PassId, item: Option<&ItemId>) -> Result<UndoReport, Failure> {
        let row = self.pass_row(id)?;
        let settings = self.settings_of(&row.account)?;
        let _lock = self.lock(&row.account)?;
        let mut by_kind: BTreeMap<Kind, Vec<Change>> = BTreeMap::new();
        for change in self.journal.changes(id)? {
            let ids = [&change.what.server_id, &change.what.local_id];
            if item.is_none_or(|item| ids.into_iter().flatten().any(|id| id == item)) {
                by_kind.entry(change.what.kind).or_default().push(change);
            }
        }
        let connected = self.connect(&settings).await?;
        let now = self.doors.clock.now_ms();
        let pass = self
            .journal
            .write(|batch| batch.begin_pass(&row.account, now))?;
        let mut items = Vec::new();
        for (kind, changes) in by_kind {
            let local = self.local_place(&settings, kind)?;
            let endpoints = Both {
                server: connected.collection(kind)?,
                local: local.endpoint(),
            };
            let options = SyncOptions::default();
            let run = self.pairing_pass(&settings, kind, &options, endpoints, pass, &())?;
            items.extend(run.undo(&changes).await?);
        }
        let report = Report {
            account: row.account,
            pass: Some(pass),
            started: now,
            ended: self.doors.clock.now_ms(),
            ..Report::default()
        };
        let json = serde_json::to_string(&report).unwrap_or_default();
        self.journal
            .write(|batch| batch.end_pass(pass, report.ended, &json))?;
        Ok(UndoReport { pass, items })
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
