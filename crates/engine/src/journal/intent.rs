//! Intents: written before a write, cleared with its base. One that is left over means that a reply was lost or the
//! program ended: the next pass looks at both ids again.
//!
//! An intent keeps the text its write is about to replace, so that it is in the journal even where the program ends
//! between the write and its entry in the history.

use rusqlite::{Row, params};

use super::{Batch, BodyId, Deed, Journal, JournalError, PairingId};
use crate::Sentence;
use crate::endpoint::ItemId;
use crate::{Both, Side};

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
    /// What is about to be done on each side.
    pub deeds: Both<Option<Deed>>,
    /// Why, in words.
    pub reason: Sentence,
}

impl NewIntent {
    /// The item's id on that side.
    pub fn id(&self, side: Side) -> Option<&ItemId> {
        match side {
            Side::Server => self.server_id.as_ref(),
            Side::Local => self.local_id.as_ref(),
        }
    }
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
                "INSERT INTO intent (pairing, server_id, local_id, title, server_before, local_before,
                                     server_deed, local_deed, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                pairing.0,
                intent.server_id.as_ref().map(|id| &id.0),
                intent.local_id.as_ref().map(|id| &id.0),
                intent.title,
                intent.before.server.map(|body| body.0),
                intent.before.local.map(|body| body.0),
                deed_key(intent.deeds.server)?,
                deed_key(intent.deeds.local)?,
                intent.reason.to_column(),
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
            "SELECT id, server_id, local_id, title, server_before, local_before, server_deed, local_deed, reason
             FROM intent WHERE pairing = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([pairing.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

fn read(row: &Row<'_>) -> Result<Intent, JournalError> {
    let id =
        |at: usize| -> rusqlite::Result<_> { Ok(row.get::<_, Option<String>>(at)?.map(ItemId)) };
    let body =
        |at: usize| -> rusqlite::Result<_> { Ok(row.get::<_, Option<i64>>(at)?.map(BodyId)) };
    let deed = |at: usize| -> Result<Option<Deed>, JournalError> {
        let key: Option<String> = row.get(at)?;
        Ok(key.map(|key| serde_json::from_str(&key)).transpose()?)
    };
    Ok(Intent {
        id: IntentId(row.get(0)?),
        about: NewIntent {
            server_id: id(1)?,
            local_id: id(2)?,
            title: row.get(3)?,
            before: Both {
                server: body(4)?,
                local: body(5)?,
            },
            deeds: Both {
                server: deed(6)?,
                local: deed(7)?,
            },
            reason: Sentence::from_column(row.get(8)?),
        },
    })
}

fn deed_key(deed: Option<Deed>) -> Result<Option<String>, JournalError> {
    Ok(deed.map(|deed| serde_json::to_string(&deed)).transpose()?)
}
