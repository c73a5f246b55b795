//! Bodies: item text, stored once and shared by bases, history and conflicts.

use rusqlite::OptionalExtension;

use super::{Batch, Journal, JournalError};

/// A stored body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyId(pub(super) i64);

impl Batch<'_> {
    /// Stores a body.
    pub fn put_body(&self, bytes: &[u8]) -> Result<BodyId, JournalError> {
        self.transaction
            .prepare_cached("INSERT INTO body (bytes) VALUES (?1)")?
            .execute([bytes])?;
        Ok(BodyId(self.transaction.last_insert_rowid()))
    }

    /// Removes the bodies nothing refers to any more, and the passes (with their changes) that ended before `before`.
    pub fn forget_before(&self, before: super::Millis) -> Result<(), JournalError> {
        self.transaction
            .execute("DELETE FROM pass WHERE ended < ?1", [before])?;
        self.transaction.execute_batch(
            "DELETE FROM body WHERE id NOT IN (
                SELECT server_body FROM base UNION SELECT local_body FROM base
                UNION SELECT before_body FROM change WHERE before_body IS NOT NULL
                UNION SELECT after_body FROM change WHERE after_body IS NOT NULL
                UNION SELECT server_before FROM intent WHERE server_before IS NOT NULL
                UNION SELECT local_before FROM intent WHERE local_before IS NOT NULL
                UNION SELECT server_body FROM conflict WHERE server_body IS NOT NULL
                UNION SELECT local_body FROM conflict WHERE local_body IS NOT NULL
                UNION SELECT server_base FROM conflict WHERE server_base IS NOT NULL
                UNION SELECT local_base FROM conflict WHERE local_base IS NOT NULL)",
        )?;
        Ok(())
    }
}

impl Journal {
    /// Calls back with every text that is kept.
    pub fn each_body(&self, mut with: impl FnMut(&[u8])) -> Result<(), JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached("SELECT bytes FROM body ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            with(row.get_ref(0)?.as_blob().map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(
                    0,
                    rusqlite::types::Type::Blob,
                    Box::new(error),
                )
            })?);
        }
        Ok(())
    }

    /// A stored body's text; `None` where it is no longer kept.
    pub fn body(&self, id: BodyId) -> Result<Option<Vec<u8>>, JournalError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached("SELECT bytes FROM body WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
    }
}
