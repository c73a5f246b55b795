//! Intents: written before a write, cleared with its base. One that is left over means that a reply was lost or the
//! program ended: the next pass looks at both ids again.
//!
//! An intent keeps the text its write is about to replace, so that it is in the journal even where the program ends
//! between the write and its entry in the history.

use rusqlite::params;

use super::{Batch, BodyId, Journal, JournalError, PairingId};
use crate::Both;
use crate::endpoint::ItemId;

/// A stored intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntentId(i64);

/// An intent left over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Its row.
    pub id: IntentId,
    /// What it was about.
    pub about: NewIntent,
}

/// What an intent is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntent {
    /// The item on the server, under the name it has or will get.
    pub server_id: Option<ItemId>,
    /// The item on this computer, under the name it has or will get.
    pub local_id: Option<ItemId>,
    /// The item's title.
    pub title: String,
    /// The texts about to be replaced or deleted.
    pub before: Both<Option<BodyId>>,
}

impl Batch<'_> {
    /// Stores an intent.
    pub fn put_intent(
        &self,
        pairing: PairingId,
        intent: &NewIntent,
    ) -> Result<IntentId, JournalError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO intent (pairing, server_id, local_id, title, server_before, local_before)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                pairing.0,
                intent.server_id.as_ref().map(|id| &id.0),
                intent.local_id.as_ref().map(|id| &id.0),
                intent.title,
                intent.before.server.map(|body| body.0),
                intent.before.local.map(|body| body.0),
            ])?;
        Ok(IntentId(self.transaction.last_insert_rowid()))
    }

    /// Clears an intent: what became of its write is known and stored.
    pub fn clear_intent(&self, id: IntentId) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached("DELETE FROM intent WHERE id = ?1")?
            .execute([id.0])?;
        Ok(())
    }
}

impl Journal {
    /// The intents left over by earlier passes.
    pub fn intents(&self, pairing: PairingId) -> Result<Vec<Intent>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, server_id, local_id, title, server_before, local_before
             FROM intent WHERE pairing = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([pairing.0], |row| {
            Ok(Intent {
                id: IntentId(row.get(0)?),
                about: NewIntent {
                    server_id: row.get::<_, Option<String>>(1)?.map(ItemId),
                    local_id: row.get::<_, Option<String>>(2)?.map(ItemId),
                    title: row.get(3)?,
                    before: Both {
                        server: row.get::<_, Option<i64>>(4)?.map(BodyId),
                        local: row.get::<_, Option<i64>>(5)?.map(BodyId),
                    },
                },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
