//! Earlier versions: what an item was before it was replaced or deleted, kept for 90 days.

use rusqlite::{Connection, OptionalExtension, params};

use super::Collection;
use crate::endpoint::{EndpointError, ItemId};

/// How long an earlier version is kept: 90 days.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Who replaced a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The person, in the app or at the command line.
    Person,
    /// A synchronisation.
    Pass,
}

impl Author {
    fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Pass => "pass",
        }
    }
}

/// One earlier version of an item, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Names it in `earlier_text`.
    pub number: i64,
    /// What the item was called.
    pub title: String,
    /// When this version was made, in Unix milliseconds.
    pub changed_at_ms: i64,
    /// When it was replaced or deleted, in Unix milliseconds.
    pub replaced_at_ms: i64,
    /// Who did that.
    pub replaced_by: Author,
}

impl Collection {
    /// The earlier versions of an item, newest first; also of one that was deleted.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn earlier(&self, id: &ItemId) -> Result<Vec<Earlier>, EndpointError> {
        let read = || {
            let connection = self.store.connection();
            let mut rows = connection.prepare_cached(
                "SELECT number, title, changed_at, replaced_at, replaced_by FROM version WHERE collection = ?1 AND id = ?2 ORDER BY number DESC",
            )?;
            rows.query_map(params![self.number, id.0], |row| {
                Ok(Earlier {
                    number: row.get(0)?,
                    title: row.get(1)?,
                    changed_at_ms: row.get(2)?,
                    replaced_at_ms: row.get(3)?,
                    replaced_by: if row.get::<_, String>(4)? == "person" {
                        Author::Person
                    } else {
                        Author::Pass
                    },
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.store.failure(&error))
    }

    /// The text of one earlier version; `None` once it is past its 90 days.
    ///
    /// # Errors
    /// The store cannot be used.
    pub fn earlier_text(&self, number: i64) -> Result<Option<Vec<u8>>, EndpointError> {
        self.store
            .connection()
            .prepare_cached("SELECT body FROM version WHERE collection = ?1 AND number = ?2")
            .and_then(|mut find| {
                find.query_row([self.number, number], |row| row.get(0))
                    .optional()
            })
            .map_err(|error| self.store.failure(&error))
    }
}

/// Keeps what stands in this row of `item` now.
pub(super) fn keep(
    connection: &Connection,
    row: i64,
    now_ms: i64,
    by: Author,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO version (collection, id, revision, title, changed_at, replaced_at, replaced_by, body)
             SELECT collection, id, revision, title, changed_at, ?2, ?3, body FROM item WHERE rowid = ?1",
        )?
        .execute(params![row, now_ms, by.as_str()])?;
    Ok(())
}

/// Forgets what is past its time.
pub(super) fn forget_old(connection: &Connection, now_ms: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM version WHERE replaced_at < ?1")?
        .execute([now_ms.saturating_sub(KEPT_MS)])?;
    Ok(())
}
