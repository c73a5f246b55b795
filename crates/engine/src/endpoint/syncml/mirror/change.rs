//! A transaction over the mirror: what is learnt in one message of the server's is written together, or not at all.

mod agreed;

use pim::Kind;
use rusqlite::{OptionalExtension, Params, Row, Transaction, params};

use super::rows::{self, pending_row};
use super::{Device, Held, Pending, StoreState};

/// A transaction.
pub(in crate::endpoint::syncml) struct Change<'t> {
    transaction: &'t Transaction<'t>,
}

impl<'t> Change<'t> {
    pub(super) fn in_transaction(transaction: &'t Transaction<'t>) -> Self {
        Self { transaction }
    }

    fn run(&self, sql: &str, values: impl Params) -> rusqlite::Result<usize> {
        self.transaction.prepare_cached(sql)?.execute(values)
    }

    fn one<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.transaction
            .prepare_cached(sql)?
            .query_row(values, read)
    }

    /// A number no session had before, so many after the last one.
    pub(super) fn next_session(&self, after: u32) -> rusqlite::Result<u32> {
        self.run(
            "UPDATE device SET session = session % 1000000 + ?1",
            [after],
        )?;
        self.one("SELECT session FROM device", [], |row| row.get(0))
    }

    /// Remembers what is known of the server. The id and the generation stay.
    pub(in crate::endpoint::syncml) fn put_device(&self, device: &Device) -> rusqlite::Result<()> {
        self.run(
            "UPDATE device SET nonce = ?1, scheme = ?2, address = ?3, version = ?4, wbxml = ?5, dev_inf = ?6, is_introduced = ?7",
            params![
                device.nonce,
                device.scheme,
                device.address,
                device.version,
                device.wbxml,
                device.dev_inf,
                device.is_introduced
            ],
        )?;
        Ok(())
    }

    /// Forgets everything of the server: another device id, address or store makes another server of it.
    pub(in crate::endpoint::syncml) fn begin_again(
        &self,
        id: &str,
        user: &str,
        generation: &str,
    ) -> rusqlite::Result<()> {
        for table in ["store", "item", "removed", "pending", "agreed"] {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        self.run(
            "UPDATE device SET id = ?1, user = ?2, generation = ?3, nonce = x'', scheme = '', address = NULL, version = '', wbxml = 0, dev_inf = NULL, is_introduced = 0",
            params![id, user, generation],
        )?;
        Ok(())
    }

    pub(in crate::endpoint::syncml) fn put_store(
        &self,
        kind: Kind,
        store: &StoreState,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT OR REPLACE INTO store VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                kind.as_str(),
                store.remote,
                store.generation,
                store.anchor,
                store.server_anchor,
                store.sequence
            ],
        )?;
        Ok(())
    }

    /// Forgets what is known of a store: it is another one now.
    pub(in crate::endpoint::syncml) fn forget_store(&self, kind: Kind) -> rusqlite::Result<()> {
        for table in ["item", "removed", "pending", "agreed"] {
            self.run(
                &format!("DELETE FROM {table} WHERE kind = ?1"),
                [kind.as_str()],
            )?;
        }
        Ok(())
    }

    /// Both anchors, when both sides are in step.
    pub(in crate::endpoint::syncml) fn put_anchors(
        &self,
        kind: Kind,
        ours: &str,
        theirs: Option<&str>,
    ) -> rusqlite::Result<()> {
        self.run(
            "UPDATE store SET anchor = ?2, server_anchor = ?3 WHERE kind = ?1",
            params![kind.as_str(), ours, theirs],
        )?;
        self.run(
            "INSERT INTO agreed SELECT kind, sequence, 0 FROM store WHERE kind = ?1
             ON CONFLICT (kind) DO UPDATE SET sequence = excluded.sequence",
            [kind.as_str()],
        )?;
        Ok(())
    }

    /// The next look must compare everything.
    pub(in crate::endpoint::syncml) fn forget_anchors(&self, kind: Kind) -> rusqlite::Result<()> {
        self.run(
            "UPDATE store SET anchor = NULL, server_anchor = NULL WHERE kind = ?1",
            [kind.as_str()],
        )?;
        Ok(())
    }

    fn next_sequence(&self, kind: Kind) -> rusqlite::Result<i64> {
        self.run(
            "UPDATE store SET sequence = sequence + 1 WHERE kind = ?1",
            [kind.as_str()],
        )?;
        self.one(
            "SELECT sequence FROM store WHERE kind = ?1",
            [kind.as_str()],
            |row| row.get(0),
        )
    }

    pub(in crate::endpoint::syncml) fn item(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<Option<Held>> {
        rows::item(self.transaction, kind, luid)
    }

    /// Our name of what the server calls so.
    pub(in crate::endpoint::syncml) fn luid_with_guid(
        &self,
        kind: Kind,
        guid: &str,
    ) -> rusqlite::Result<Option<String>> {
        self.one(rows::WITH_GUID, params![kind.as_str(), guid], |row| {
            row.get(0)
        })
        .optional()
    }

    /// An item that is new or changed: it is in the next listing.
    pub(in crate::endpoint::syncml) fn put_item(
        &self,
        kind: Kind,
        one: &Held,
    ) -> rusqlite::Result<()> {
        let sequence = self.next_sequence(kind)?;
        self.transaction
            .prepare_cached("DELETE FROM removed WHERE kind = ?1 AND luid = ?2")?
            .execute(params![kind.as_str(), one.luid])?;
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                kind.as_str(),
                one.luid,
                one.guid,
                one.body,
                one.wire,
                one.version.0,
                sequence,
                one.missing
            ])?;
        Ok(())
    }

    /// The server told this item again; it means the same as before.
    pub(in crate::endpoint::syncml) fn note_seen(
        &self,
        kind: Kind,
        luid: &str,
        guid: Option<&str>,
        wire: &[u8],
    ) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached(
                "UPDATE item SET guid = coalesce(?3, guid), wire = ?4, missing = 0 WHERE kind = ?1 AND luid = ?2",
            )?
            .execute(params![kind.as_str(), luid, guid, wire])?;
        Ok(())
    }

    pub(in crate::endpoint::syncml) fn remove_item(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<()> {
        self.remove(kind, luid, false)
    }

    fn remove(&self, kind: Kind, luid: &str, is_doubtful: bool) -> rusqlite::Result<()> {
        let known = self
            .transaction
            .prepare_cached("DELETE FROM item WHERE kind = ?1 AND luid = ?2")?
            .execute(params![kind.as_str(), luid])?;
        if known > 0 {
            let sequence = self.next_sequence(kind)?;
            self.transaction
                .prepare_cached("INSERT OR REPLACE INTO removed VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![kind.as_str(), luid, sequence, is_doubtful])?;
        }
        Ok(())
    }

    /// A complete listing begins: everything is missing until it is seen. In the second one in a row, what the first
    /// did not show is missing twice.
    pub(in crate::endpoint::syncml) fn begin_listing(
        &self,
        kind: Kind,
        is_second: bool,
    ) -> rusqlite::Result<()> {
        let missing = if is_second { "missing + 1" } else { "1" };
        self.run(
            &format!("UPDATE item SET missing = {missing} WHERE kind = ?1"),
            [kind.as_str()],
        )?;
        Ok(())
    }

    /// Items the server never told its id of, with their texts as they went over the line, one after the other.
    pub(in crate::endpoint::syncml) fn each_without_guid(
        &self,
        kind: Kind,
        mut what: impl FnMut(String, &[u8]),
    ) -> rusqlite::Result<()> {
        let mut statement = self.transaction.prepare_cached(rows::WITHOUT_GUID)?;
        let mut rows = statement.query([kind.as_str()])?;
        while let Some(row) = rows.next()? {
            what(row.get(0)?, row.get_ref(1)?.as_blob()?);
        }
        Ok(())
    }

    /// A listing broke off: nothing may be concluded from it.
    pub(in crate::endpoint::syncml) fn undo_listing(&self, kind: Kind) -> rusqlite::Result<()> {
        self.run(
            "UPDATE item SET missing = 0 WHERE kind = ?1",
            [kind.as_str()],
        )?;
        Ok(())
    }

    /// How many items are there, and how many are missing from that many complete listings.
    pub(in crate::endpoint::syncml) fn count(
        &self,
        kind: Kind,
        missing_at_least: i64,
    ) -> rusqlite::Result<(i64, i64)> {
        self.one(
            "SELECT coalesce(sum(missing = 0), 0), coalesce(sum(missing >= ?2), 0) FROM item WHERE kind = ?1",
            params![kind.as_str(), missing_at_least],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// Deletes what is missing from two complete listings; `is_doubtful` where these held nothing at all. What only one of
    /// them left out is there.
    pub(in crate::endpoint::syncml) fn remove_missing(
        &self,
        kind: Kind,
        is_doubtful: bool,
    ) -> rusqlite::Result<()> {
        let luids: Vec<String> = self
            .transaction
            .prepare("SELECT luid FROM item WHERE kind = ?1 AND missing >= 2")?
            .query_map([kind.as_str()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for luid in luids {
            self.remove(kind, &luid, is_doubtful)?;
        }
        self.undo_listing(kind)
    }

    pub(in crate::endpoint::syncml) fn put_pending(
        &self,
        kind: Kind,
        one: &Pending,
    ) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO pending VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                kind.as_str(),
                one.luid,
                one.deed.as_str(),
                one.body,
                one.wire,
                one.on.as_ref().map(|version| &version.0)
            ])?;
        Ok(())
    }

    pub(in crate::endpoint::syncml) fn pending_of(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<Option<Pending>> {
        self.transaction
            .prepare_cached(
                "SELECT luid, deed, body, wire, version FROM pending WHERE kind = ?1 AND luid = ?2",
            )?
            .query_row(params![kind.as_str(), luid], pending_row)
            .optional()
    }

    pub(in crate::endpoint::syncml) fn pending(
        &self,
        kind: Kind,
    ) -> rusqlite::Result<Vec<Pending>> {
        rows::pending(self.transaction, kind)
    }

    /// Whether there are writes whose answer is not known.
    pub(in crate::endpoint::syncml) fn has_pending(&self, kind: Kind) -> rusqlite::Result<bool> {
        self.transaction
            .prepare_cached("SELECT 1 FROM pending WHERE kind = ?1 LIMIT 1")?
            .exists([kind.as_str()])
    }

    /// Whatever was unanswered is known now.
    pub(in crate::endpoint::syncml) fn clear_all_pending(
        &self,
        kind: Kind,
    ) -> rusqlite::Result<()> {
        self.run("DELETE FROM pending WHERE kind = ?1", [kind.as_str()])?;
        Ok(())
    }

    pub(in crate::endpoint::syncml) fn clear_pending(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("DELETE FROM pending WHERE kind = ?1 AND luid = ?2")?
            .execute(params![kind.as_str(), luid])?;
        Ok(())
    }
}
