//! What needs looking at again: items a side refused, could not be read, failed for a while, or that are kept apart.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{Batch, Journal, JournalError, Millis, PairingId, column};
use crate::endpoint::{ItemId, Version};
use crate::{Sentence, Side};

/// Why an item needs attention, and when it is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A passing failure: looked at again in every pass.
    Retry,
    /// Refused by an endpoint, or read-only there: looked at again when it changes.
    Refused,
    /// Its text cannot be read: looked at again when it changes.
    Unreadable,
    /// The person undid a copy: the item stays on one side only until it changes.
    KeptApart,
}

/// An item that needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attention {
    /// Its id on the server.
    pub server_id: Option<ItemId>,
    /// Its id on this computer.
    pub local_id: Option<ItemId>,
    /// Why.
    pub need: Need,
    /// Where only one side has it: the version it was looked at in. It is not looked at again before it changes.
    pub version: Option<Version>,
    /// Its title, for people.
    pub title: String,
    /// The reason in words.
    pub message: Sentence,
    /// Since when.
    pub since: Millis,
}

impl Batch<'_> {
    /// Notes an item, in place of what was noted of it before.
    pub fn put_attention(
        &self,
        pairing: PairingId,
        attention: &Attention,
    ) -> Result<(), JournalError> {
        self.clear_attention(
            pairing,
            attention.server_id.as_ref(),
            attention.local_id.as_ref(),
        )?;
        self.transaction
            .prepare_cached(
                "INSERT INTO attention (pairing, server_id, local_id, need, version, title, message, since)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                pairing.0,
                attention.server_id.as_ref().map(|id| &id.0),
                attention.local_id.as_ref().map(|id| &id.0),
                serde_json::to_string(&attention.need)?,
                attention.version.as_ref().map(|version| &version.0),
                attention.title,
                attention.message.to_column(),
                attention.since,
            ])?;
        Ok(())
    }

    /// Clears what was noted of an item under either id.
    pub fn clear_attention(
        &self,
        pairing: PairingId,
        server: Option<&ItemId>,
        local: Option<&ItemId>,
    ) -> Result<(), JournalError> {
        for (column, id) in [("server_id", server), ("local_id", local)] {
            if let Some(id) = id {
                self.transaction
                    .prepare_cached(&format!(
                        "DELETE FROM attention WHERE pairing = ?1 AND {column} = ?2"
                    ))?
                    .execute(params![pairing.0, id.0])?;
            }
        }
        Ok(())
    }
}

impl Journal {
    /// Everything noted for a pairing.
    pub fn attentions(&self, pairing: PairingId) -> Result<Vec<Attention>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT server_id, local_id, need, version, title, message, since FROM attention WHERE pairing = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([pairing.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Attention {
                server_id: row.get::<_, Option<String>>(0)?.map(ItemId),
                local_id: row.get::<_, Option<String>>(1)?.map(ItemId),
                need: serde_json::from_str(&row.get::<_, String>(2)?)?,
                version: row.get::<_, Option<String>>(3)?.map(Version),
                title: row.get(4)?,
                message: Sentence::from_column(row.get(5)?),
                since: row.get(6)?,
            });
        }
        Ok(found)
    }

    /// Whether something waits (an open conflict or a note) on the item with this id.
    pub fn waits(&self, pairing: PairingId, side: Side, id: &ItemId) -> Result<bool, JournalError> {
        let column = column(side, "id");
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM conflict WHERE pairing = ?1 AND {column} = ?2)
                 OR EXISTS (SELECT 1 FROM attention WHERE pairing = ?1 AND {column} = ?2)"
        ))?;
        Ok(statement.query_row(params![pairing.0, id.0], |row| row.get(0))?)
    }
}
