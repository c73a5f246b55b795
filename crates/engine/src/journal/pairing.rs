//! Pairings: one server collection tied to one local collection, with where each was last observed.

use rusqlite::{OptionalExtension, params};

use super::{Batch, Journal, JournalError, column};
use crate::Side;
use crate::endpoint::Cursor;
use pim::Kind;

/// A stored pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PairingId(pub(super) i64);

/// One server collection tied to one local collection, for one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// Its row.
    pub id: PairingId,
    /// The account it belongs to.
    pub account: String,
    /// The kind of its items.
    pub kind: Kind,
    /// Where the server was last observed.
    pub server_cursor: Option<Cursor>,
    /// Where this computer was last observed.
    pub local_cursor: Option<Cursor>,
    /// Up to how many deletions the person said they need not be asked.
    pub guard_remembered: usize,
}

impl Pairing {
    /// One side's cursor.
    pub fn cursor(&self, side: Side) -> Option<&Cursor> {
        match side {
            Side::Server => self.server_cursor.as_ref(),
            Side::Local => self.local_cursor.as_ref(),
        }
    }
}

/// What SQL stores for a kind.
pub(super) fn kind_key(kind: Kind) -> Result<String, JournalError> {
    Ok(serde_json::to_string(&kind)?)
}

pub(super) fn kind_from(key: &str) -> Result<Kind, JournalError> {
    Ok(serde_json::from_str(key)?)
}

impl Journal {
    /// The pairing of an account's kind between these two places. Where it was between other places before, nothing
    /// agreed then holds: bases, cursors and what waited are forgotten (history stays), and this is a first sync.
    pub fn pairing_between(
        &self,
        account: &str,
        kind: Kind,
        server_identity: &str,
        local_identity: &str,
    ) -> Result<Pairing, JournalError> {
        if let Some((pairing, server, local)) = self.stored_pairing(account, kind)? {
            if server == server_identity && local == local_identity {
                return Ok(pairing);
            }
            self.write(|batch| {
                batch.begin_pairing_anew(pairing.id, server_identity, local_identity)
            })?;
        } else {
            let key = kind_key(kind)?;
            self.write(|batch| {
                batch.transaction.execute(
                    "INSERT INTO pairing (account, kind, server_identity, local_identity) VALUES (?1, ?2, ?3, ?4)",
                    params![account, key, server_identity, local_identity],
                )?;
                Ok(())
            })?;
        }
        let (pairing, ..) = self.stored_pairing(account, kind)?.ok_or_else(|| {
            JournalError::Corrupt("a pairing that was just stored is not there".into())
        })?;
        Ok(pairing)
    }

    fn stored_pairing(
        &self,
        account: &str,
        kind: Kind,
    ) -> Result<Option<(Pairing, String, String)>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, server_cursor, local_cursor, guard_remembered, server_identity, local_identity
             FROM pairing WHERE account = ?1 AND kind = ?2",
        )?;
        let read = statement.query_row(params![account, kind_key(kind)?], |row| {
            let pairing = Pairing {
                id: PairingId(row.get(0)?),
                account: account.to_owned(),
                kind,
                server_cursor: row.get::<_, Option<String>>(1)?.map(Cursor),
                local_cursor: row.get::<_, Option<String>>(2)?.map(Cursor),
                guard_remembered: row.get::<_, u32>(3)? as usize,
            };
            Ok((pairing, row.get(4)?, row.get(5)?))
        });
        Ok(read.optional()?)
    }

    /// The pairing of an account's kind, if there was ever a pass.
    pub fn pairing_of(&self, account: &str, kind: Kind) -> Result<Option<Pairing>, JournalError> {
        Ok(self
            .stored_pairing(account, kind)?
            .map(|(pairing, ..)| pairing))
    }

    /// Which place on the server a kind was tied to last; `None` where it never was.
    pub fn server_identity_of(
        &self,
        account: &str,
        kind: Kind,
    ) -> Result<Option<String>, JournalError> {
        Ok(self
            .stored_pairing(account, kind)?
            .map(|(_, server, _)| server))
    }

    /// The account and kind a pairing belongs to.
    pub fn pairing_owner(&self, id: PairingId) -> Result<Option<(String, Kind)>, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT account, kind FROM pairing WHERE id = ?1")?;
        let found: Option<(String, String)> = statement
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        found
            .map(|(account, kind)| Ok((account, kind_from(&kind)?)))
            .transpose()
    }
}

impl Batch<'_> {
    fn begin_pairing_anew(
        &self,
        id: PairingId,
        server: &str,
        local: &str,
    ) -> Result<(), JournalError> {
        for table in ["base", "intent", "attention", "conflict"] {
            self.transaction
                .execute(&format!("DELETE FROM {table} WHERE pairing = ?1"), [id.0])?;
        }
        self.transaction.execute(
            "UPDATE pairing SET server_identity = ?2, local_identity = ?3, server_cursor = NULL, local_cursor = NULL,
                                guard_remembered = 0 WHERE id = ?1",
            params![id.0, server, local],
        )?;
        Ok(())
    }

    /// Stores where a side was observed to. Called last, when everything seen up to there is dealt with or noted.
    pub fn put_cursor(
        &self,
        id: PairingId,
        side: Side,
        cursor: Option<&Cursor>,
    ) -> Result<(), JournalError> {
        let column = column(side, "cursor");
        self.transaction
            .prepare_cached(&format!("UPDATE pairing SET {column} = ?2 WHERE id = ?1"))?
            .execute(params![id.0, cursor.map(|c| &c.0)])?;
        Ok(())
    }

    /// Remembers up to how many deletions the person need not be asked.
    pub fn remember_guard(&self, id: PairingId, up_to: usize) -> Result<(), JournalError> {
        self.transaction.execute(
            "UPDATE pairing SET guard_remembered = ?2 WHERE id = ?1",
            params![id.0, u32::try_from(up_to).unwrap_or(u32::MAX)],
        )?;
        Ok(())
    }

    /// Forgets what an account's sides agreed on; its items stay where they are, its history too.
    pub fn remove_pairings(&self, account: &str) -> Result<(), JournalError> {
        self.transaction
            .execute("DELETE FROM pairing WHERE account = ?1", [account])?;
        Ok(())
    }
}
