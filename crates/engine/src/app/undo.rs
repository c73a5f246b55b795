//! Undo: a pass, an item, one change, or one field of a change. It is a pass of its own, with a number and a history.

use std::collections::BTreeMap;

use pim::{Kind, RowKey};
use serde::{Deserialize, Serialize};

use super::Engine;
use super::connect::Connected;
use super::sync::SyncOptions;
use crate::account::Account;
use crate::endpoint::ItemId;
use crate::journal::{Change, ChangeId, PassId};
use crate::pass::{Report, Undone};
use crate::{Both, Failure};

/// What undoing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UndoReport {
    /// The pass that did it.
    pub pass: PassId,
    /// One for each change that was to be taken back.
    pub items: Vec<Undone>,
}

impl Engine {
    /// Takes back what a pass did, all of it or one item (by its id on either side).
    ///
    /// # Errors
    /// There is no such pass, the account is gone or busy, or a side cannot be reached. What was taken back until then
    /// stays so.
    pub async fn undo(&self, id: PassId, item: Option<&ItemId>) -> Result<UndoReport, Failure> {
        let account = self.pass_row(id)?.account;
        let mut changes = self.journal.changes(id)?;
        changes.retain(|change| {
            let ids = [&change.what.server_id, &change.what.local_id];
            item.is_none_or(|item| ids.into_iter().flatten().any(|id| id == item))
        });
        self.take_back(&account, changes, None).await
    }

    /// Takes back one change: what one pass did to one item on one side.
    ///
    /// # Errors
    /// As for [`Engine::undo`].
    pub async fn undo_change(&self, id: ChangeId) -> Result<UndoReport, Failure> {
        let change = self.change(id)?;
        let account = self.pass_row(change.pass)?.account;
        self.take_back(&account, vec![change], None).await
    }

    /// Takes back what one change did to one field, named as in [`Engine::change_rows`]. The rest of the item stays as it
    /// is now, also what was changed since.
    ///
    /// # Errors
    /// As for [`Engine::undo`].
    pub async fn undo_field(&self, id: ChangeId, field: RowKey) -> Result<UndoReport, Failure> {
        let change = self.change(id)?;
        let account = self.pass_row(change.pass)?.account;
        self.take_back(&account, vec![change], Some(field)).await
    }

    /// A pass that takes back these changes, or one field of each.
    async fn take_back(
        &self,
        account: &str,
        changes: Vec<Change>,
        field: Option<RowKey>,
    ) -> Result<UndoReport, Failure> {
        let settings = self.settings_of(account)?;
        let _lock = self.lock(account)?;
        let connected = self.connect(&settings).await?;
        let started = self.doors.clock.now_ms();
        let pass = self
            .journal
            .write(|batch| batch.begin_pass(account, started))?;
        let mut by_kind: BTreeMap<Kind, Vec<Change>> = BTreeMap::new();
        for change in changes {
            by_kind.entry(change.what.kind).or_default().push(change);
        }
        let mut items = Vec::new();
        for (kind, changes) in by_kind {
            items.extend(
                self.take_back_kind(&settings, &connected, kind, pass, &changes, field)
                    .await?,
            );
        }
        let report = Report {
            account: account.to_owned(),
            pass: Some(pass),
            started,
            ..Report::default()
        };
        self.end_pass(pass, report)?;
        Ok(UndoReport { pass, items })
    }

    async fn take_back_kind(
        &self,
        settings: &Account,
        connected: &Connected,
        kind: Kind,
        pass: PassId,
        changes: &[Change],
        field: Option<RowKey>,
    ) -> Result<Vec<Undone>, Failure> {
        let local = self.local_place(settings, kind)?;
        let endpoints = Both {
            server: connected.collection(kind)?,
            local: local.endpoint(),
        };
        let options = SyncOptions::default();
        let run = || self.pairing_pass(settings, kind, &options, endpoints, pass, &());
        let Some(field) = field else {
            return Ok(run()?.undo(changes).await?);
        };
        let mut undone = Vec::new();
        for change in changes {
            undone.push(run()?.undo_field(change, field).await?);
        }
        Ok(undone)
    }
}
