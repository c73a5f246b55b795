//! How each file of ours is held open by `SQLite`: journal, built-in store, a folder's memory, a `SyncML` mirror.

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// More than the statements that one pass over a file uses.
const STATEMENTS: usize = 96;

/// How long a call waits for another program (the app beside the command line) to finish its own short write.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages kept in memory, in KiB. More makes a first pass over 10,000 items no quicker.
const CACHE_KIB: i64 = 1_024;

/// To be called right after opening.
pub(crate) fn make_ready(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    // Without this a statement that compares with a value is parsed and planned again for each value it is given, cached or not.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_cached_statement_is_planned_once_whatever_value_it_is_given() -> rusqlite::Result<()> {
        let connection = Connection::open_in_memory()?;
        make_ready(&connection)?;
        connection.execute_batch(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, revision INTEGER);
             CREATE INDEX item_revision ON item (revision);",
        )?;
        for since in 0..10 {
            let mut statement = connection
                .prepare_cached("SELECT id FROM item WHERE revision > ?1 ORDER BY revision")?;
            assert!(statement.query([since])?.next()?.is_none());
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
        Ok(())
    }
}
