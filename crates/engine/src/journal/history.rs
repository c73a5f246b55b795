//! History: passes, and every change they made, with the text before and after.

use pim::Kind;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::pairing::{kind_from, kind_key};
use super::{Batch, BodyId, Journal, JournalError, Millis, PairingId, column};
use crate::Sentence;
use crate::Side;
use crate::endpoint::ItemId;

/// A stored pass; the number a person names it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct PassId(pub i64);

/// A stored change; the number a person names it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct ChangeId(pub i64);

/// What a pass did to an item on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    /// Added.
    Added,
    /// Changed to what the other side had.
    Changed,
    /// Deleted.
    Deleted,
    /// Changed to hold the edits of both sides.
    Merged,
}

/// One change about to be stored.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// The pairing.
    pub pairing: PairingId,
    /// The item's kind.
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
    /// The text that side had before.
    pub before: Option<BodyId>,
    /// The text it has since.
    pub after: Option<BodyId>,
}

/// A stored change.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its number.
    pub id: ChangeId,
    /// The pass that made it.
    pub pass: PassId,
    /// What was done.
    pub what: NewChange,
    /// The pass that took it back.
    pub undone_by: Option<PassId>,
}

/// A stored pass.
#[derive(Debug, Clone)]
pub struct PassRow {
    /// Its number.
    pub id: PassId,
    /// The account.
    pub account: String,
    /// When it began.
    pub started: Millis,
    /// When it ended; `None` where the program ended first.
    pub ended: Option<Millis>,
    /// Its report as JSON, once it ended.
    pub report: Option<String>,
}

const CHANGE_COLUMNS: &str = "id, pass, pairing, kind, side, deed, title, reason, server_id, local_id, before_body, after_body, undone_by";

fn read_change(row: &Row<'_>) -> Result<Change, JournalError> {
    let what = NewChange {
        pairing: PairingId(row.get(2)?),
        kind: kind_from(&row.get::<_, String>(3)?)?,
        side: serde_json::from_str(&row.get::<_, String>(4)?)?,
        deed: serde_json::from_str(&row.get::<_, String>(5)?)?,
        title: row.get(6)?,
        reason: Sentence::from_column(row.get(7)?),
        server_id: row.get::<_, Option<String>>(8)?.map(ItemId),
        local_id: row.get::<_, Option<String>>(9)?.map(ItemId),
        before: row.get::<_, Option<i64>>(10)?.map(BodyId),
        after: row.get::<_, Option<i64>>(11)?.map(BodyId),
    };
    Ok(Change {
        id: ChangeId(row.get(0)?),
        pass: PassId(row.get(1)?),
        what,
        undone_by: row.get::<_, Option<i64>>(12)?.map(PassId),
    })
}

fn read_pass(row: &Row<'_>) -> rusqlite::Result<PassRow> {
    Ok(PassRow {
        id: PassId(row.get(0)?),
        account: row.get(1)?,
        started: row.get(2)?,
        ended: row.get(3)?,
        report: row.get(4)?,
    })
}

impl Batch<'_> {
    /// Notes that a pass begins.
    pub fn begin_pass(&self, account: &str, now: Millis) -> Result<PassId, JournalError> {
        self.transaction.execute(
            "INSERT INTO pass (account, started) VALUES (?1, ?2)",
            params![account, now],
        )?;
        Ok(PassId(self.transaction.last_insert_rowid()))
    }

    /// Notes that a pass ended, with its report.
    pub fn end_pass(&self, id: PassId, now: Millis, report: &str) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE pass SET ended = ?2, report = ?3 WHERE id = ?1",
            params![id.0, now, report],
        )?;
        Ok(())
    }

    /// Stores a change.
    pub fn put_change(&self, pass: PassId, change: &NewChange) -> Result<ChangeId, JournalError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO change (pass, pairing, kind, side, deed, title, reason, server_id, local_id,
                                     before_body, after_body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                pass.0,
                change.pairing.0,
                kind_key(change.kind)?,
                serde_json::to_string(&change.side)?,
                serde_json::to_string(&change.deed)?,
                change.title,
                change.reason.to_column(),
                change.server_id.as_ref().map(|id| &id.0),
                change.local_id.as_ref().map(|id| &id.0),
                change.before.map(|id| id.0),
                change.after.map(|id| id.0),
            ])?;
        Ok(ChangeId(self.transaction.last_insert_rowid()))
    }

    /// Notes that a change was taken back.
    pub fn mark_undone(&self, id: ChangeId, by: PassId) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE change SET undone_by = ?2 WHERE id = ?1",
            params![id.0, by.0],
        )?;
        Ok(())
    }
}

impl Journal {
    /// The passes of an account (or of all), newest first.
    pub fn passes(
        &self,
        account: Option<&str>,
        limit: usize,
    ) -> Result<Vec<PassRow>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, account, started, ended, report FROM pass
             WHERE ?1 IS NULL OR account = ?1 ORDER BY id DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(
            params![account, i64::try_from(limit).unwrap_or(i64::MAX)],
            read_pass,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One pass.
    pub fn pass(&self, id: PassId) -> Result<Option<PassRow>, JournalError> {
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached("SELECT id, account, started, ended, report FROM pass WHERE id = ?1")?;
        Ok(statement.query_row([id.0], read_pass).optional()?)
    }

    /// The changes a pass made, in order.
    pub fn changes(&self, pass: PassId) -> Result<Vec<Change>, JournalError> {
        self.changes_where("pass = ?1 ORDER BY id", params![pass.0])
    }

    /// One change.
    pub fn change(&self, id: ChangeId) -> Result<Option<Change>, JournalError> {
        Ok(self.changes_where("id = ?1", params![id.0])?.pop())
    }

    /// Every change made to the item with this id on that side, newest first.
    pub fn changes_of(
        &self,
        pairing: PairingId,
        side: Side,
        id: &ItemId,
    ) -> Result<Vec<Change>, JournalError> {
        let item = column(side, "id");
        self.changes_where(
            &format!("pairing = ?1 AND {item} = ?2 ORDER BY id DESC"),
            params![pairing.0, id.0],
        )
    }

    fn changes_where(
        &self,
        condition: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Change>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS} FROM change WHERE {condition}"
        ))?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_change(row)?);
        }
        Ok(found)
    }
}
