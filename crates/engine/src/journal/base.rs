//! Bases: what both sides last agreed on. Each side has its own body, for a server may keep less than it was given, and
//! what it dropped is not an edit.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Batch, BodyId, Journal, JournalError, PairingId, column};
use crate::Side;
use crate::endpoint::{ItemId, Version};

/// A stored base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BaseId(pub(super) i64);

/// What one side held when both agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Its id there.
    pub id: ItemId,
    /// Its version there; `None` where the endpoint names none.
    pub version: Option<Version>,
    /// Its text there.
    pub body: BodyId,
    /// True while our own write has not yet been seen in a listing of changes. A change listed under the agreed version
    /// without it is looked at: some servers give an old `ETag` to a new body.
    pub echo: bool,
}

/// What both sides last agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Its row.
    pub id: BaseId,
    /// The item's UID, where it has one.
    pub uid: Option<String>,
    /// On the server.
    pub server: Agreed,
    /// On this computer.
    pub local: Agreed,
}

impl Base {
    /// One side's part.
    pub fn side(&self, side: Side) -> &Agreed {
        match side {
            Side::Server => &self.server,
            Side::Local => &self.local,
        }
    }
}

/// A base about to be stored.
#[derive(Debug, Clone)]
pub struct NewBase {
    /// The item's UID, where it has one.
    pub uid: Option<String>,
    /// On the server.
    pub server: Agreed,
    /// On this computer.
    pub local: Agreed,
}

const COLUMNS: &str = "id, uid, server_id, server_version, server_body, server_echo, \
                       local_id, local_version, local_body, local_echo";

fn read(row: &Row<'_>) -> rusqlite::Result<Base> {
    let agreed = |at: usize| -> rusqlite::Result<Agreed> {
        Ok(Agreed {
            id: ItemId(row.get(at)?),
            version: row.get::<_, Option<String>>(at + 1)?.map(Version),
            body: BodyId(row.get(at + 2)?),
            echo: row.get(at + 3)?,
        })
    };
    Ok(Base {
        id: BaseId(row.get(0)?),
        uid: row.get(1)?,
        server: agreed(2)?,
        local: agreed(6)?,
    })
}

fn one_base(
    connection: &Connection,
    pairing: PairingId,
    side: Side,
    item: &ItemId,
) -> Result<Option<Base>, JournalError> {
    let id = column(side, "id");
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM base WHERE pairing = ?1 AND {id} = ?2"
    ))?;
    Ok(statement
        .query_row(params![pairing.0, item.0], read)
        .optional()?)
}

impl Batch<'_> {
    /// The base of the item that has this id on that side, inside a transaction.
    pub fn base_of(
        &self,
        pairing: PairingId,
        side: Side,
        item: &ItemId,
    ) -> Result<Option<Base>, JournalError> {
        one_base(&self.transaction, pairing, side, item)
    }

    /// Stores a base, in place of any that has one of its two ids.
    pub fn put_base(&self, pairing: PairingId, base: &NewBase) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached(
                "DELETE FROM base WHERE pairing = ?1 AND local_id = ?2 AND server_id <> ?3",
            )?
            .execute(params![pairing.0, base.local.id.0, base.server.id.0])?;
        self.transaction
            .prepare_cached(
                "INSERT INTO base (pairing, uid, server_id, server_version, server_body, server_echo,
                                   local_id, local_version, local_body, local_echo)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (pairing, server_id) DO UPDATE SET
                    uid = excluded.uid, server_version = excluded.server_version, server_body = excluded.server_body,
                    server_echo = excluded.server_echo, local_id = excluded.local_id,
                    local_version = excluded.local_version, local_body = excluded.local_body,
                    local_echo = excluded.local_echo",
            )?
            .execute(params![
                pairing.0,
                base.uid,
                base.server.id.0,
                base.server.version.as_ref().map(|v| &v.0),
                base.server.body.0,
                base.server.echo,
                base.local.id.0,
                base.local.version.as_ref().map(|v| &v.0),
                base.local.body.0,
                base.local.echo,
            ])?;
        Ok(())
    }

    /// Forgets a base: the item is gone on both sides, or begins anew.
    pub fn remove_base(&self, id: BaseId) -> Result<(), JournalError> {
        self.transaction
            .prepare_cached("DELETE FROM base WHERE id = ?1")?
            .execute([id.0])?;
        Ok(())
    }

    /// Notes that our own write was seen in a listing.
    pub fn clear_echo(&self, id: BaseId, side: Side) -> Result<(), JournalError> {
        let echo = column(side, "echo");
        self.transaction
            .prepare_cached(&format!("UPDATE base SET {echo} = 0 WHERE id = ?1"))?
            .execute([id.0])?;
        Ok(())
    }
}

impl Journal {
    /// The base of the item that has this id on that side.
    pub fn base_of(
        &self,
        pairing: PairingId,
        side: Side,
        item: &ItemId,
    ) -> Result<Option<Base>, JournalError> {
        one_base(&self.lock(), pairing, side, item)
    }

    /// The bases of the items with this UID.
    pub fn bases_with_uid(&self, pairing: PairingId, uid: &str) -> Result<Vec<Base>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM base WHERE pairing = ?1 AND uid = ?2"
        ))?;
        let rows = statement.query_map(params![pairing.0, uid], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The ids on one side that we wrote ourselves and that no listing has shown since.
    pub fn awaited_echoes(
        &self,
        pairing: PairingId,
        side: Side,
    ) -> Result<Vec<ItemId>, JournalError> {
        let (id, echo) = (column(side, "id"), column(side, "echo"));
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {id} FROM base
             WHERE pairing = ?1 AND (server_echo OR local_echo) AND {echo} ORDER BY id"
        ))?;
        let rows = statement.query_map([pairing.0], |row| row.get(0).map(ItemId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether both sides agree on any item.
    pub fn has_bases(&self, pairing: PairingId) -> Result<bool, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM base WHERE pairing = ?1)")?;
        Ok(statement.query_row([pairing.0], |row| row.get(0))?)
    }

    /// How many items both sides agree on.
    pub fn base_count(&self, pairing: PairingId) -> Result<usize, JournalError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT count(*) FROM base WHERE pairing = ?1")?;
        let count: u32 = statement.query_row([pairing.0], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// The ids on one side that both agreed on and that are not among `present`.
    pub fn agreed_but_absent(
        &self,
        pairing: PairingId,
        side: Side,
        present: &HashSet<&ItemId>,
    ) -> Result<Vec<ItemId>, JournalError> {
        let column = column(side, "id");
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {column} FROM base WHERE pairing = ?1 ORDER BY id"
        ))?;
        let mut rows = statement.query([pairing.0])?;
        let mut absent = Vec::new();
        while let Some(row) = rows.next()? {
            let id = ItemId(row.get(0)?);
            if !present.contains(&id) {
                absent.push(id);
            }
        }
        Ok(absent)
    }
}
