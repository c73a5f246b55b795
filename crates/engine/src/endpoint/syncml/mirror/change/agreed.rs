//! Which of our ids the server knows, as far as can be told: what it agreed to, what it was given, and whether it has shown
//! since that it knows others.

use pim::Kind;
use rusqlite::params;

use super::Change;

impl Change<'_> {
    /// Whether the server agreed, in a session that ended well, that we have this item.
    pub(in crate::endpoint::syncml) fn was_agreed(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<bool> {
        self.transaction
            .prepare_cached(
                "SELECT 1 FROM item, agreed WHERE item.kind = ?1 AND luid = ?2 AND agreed.kind = ?1
                 AND item.sequence <= agreed.sequence",
            )?
            .exists(params![kind.as_str(), luid])
    }

    /// Whether we ever gave an item this id.
    pub(in crate::endpoint::syncml) fn was_given(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<bool> {
        for table in ["item", "removed", "pending"] {
            let sql = format!("SELECT 1 FROM {table} WHERE kind = ?1 AND luid = ?2");
            let mut find = self.transaction.prepare_cached(&sql)?;
            if find.exists(params![kind.as_str(), luid])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the server has a name of its own for this item: then it knows ours only by a Map.
    pub(in crate::endpoint::syncml) fn is_named_there(
        &self,
        kind: Kind,
        luid: &str,
    ) -> rusqlite::Result<bool> {
        self.transaction
            .prepare_cached(
                "SELECT 1 FROM item WHERE kind = ?1 AND luid = ?2 AND guid IS NOT NULL",
            )?
            .exists(params![kind.as_str(), luid])
    }

    /// Whether another item than this one holds these words.
    pub(in crate::endpoint::syncml) fn another_says(
        &self,
        kind: Kind,
        luid: &str,
        words: &str,
    ) -> rusqlite::Result<bool> {
        self.transaction
            .prepare_cached(
                "SELECT 1 FROM item WHERE kind = ?1 AND luid <> ?2 AND instr(wire, CAST(?3 AS BLOB)) > 0",
            )?
            .exists(params![kind.as_str(), luid, words])
    }

    /// The server knows other ids than ours, or none: the next look must compare everything.
    pub(in crate::endpoint::syncml) fn doubt(&self, kind: Kind) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO agreed VALUES (?1, 0, 1) ON CONFLICT (kind) DO UPDATE SET is_doubted = 1",
            [kind.as_str()],
        )?;
        Ok(())
    }

    /// Everything was compared.
    pub(in crate::endpoint::syncml) fn doubt_no_more(&self, kind: Kind) -> rusqlite::Result<()> {
        self.run(
            "UPDATE agreed SET is_doubted = 0 WHERE kind = ?1",
            [kind.as_str()],
        )?;
        Ok(())
    }
}
