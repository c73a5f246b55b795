//! The tables of the mirror, and what their rows say.

use std::path::Path;

use pim::Kind;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Deed, Held, Pending, StoreState};
use crate::door::Clock;
use crate::endpoint::Version;

const LAYOUT: i64 = 2;

/// What is kept of the file in memory; negative, as `SQLite` wants it for KiB. The mirror is written and read through from
/// one end to the other, so more of it is only a larger part of what is not looked at again.
const CACHE_KIB: i32 = -512;

const TABLES: &str = "
    CREATE TABLE device (
        id TEXT NOT NULL, user TEXT NOT NULL, generation TEXT NOT NULL, session INTEGER NOT NULL, nonce BLOB NOT NULL, scheme TEXT NOT NULL,
        address TEXT, version TEXT NOT NULL, wbxml INTEGER NOT NULL, dev_inf BLOB, is_introduced INTEGER NOT NULL
    );
    CREATE TABLE store (
        kind TEXT PRIMARY KEY, remote TEXT NOT NULL, generation TEXT NOT NULL, anchor TEXT, server_anchor TEXT,
        sequence INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE item (
        kind TEXT NOT NULL, luid TEXT NOT NULL, guid TEXT, body BLOB NOT NULL, wire BLOB NOT NULL, version TEXT NOT NULL,
        sequence INTEGER NOT NULL, missing INTEGER NOT NULL, PRIMARY KEY (kind, luid)
    ) WITHOUT ROWID;
    CREATE INDEX item_guid ON item (kind, guid);
    CREATE INDEX item_sequence ON item (kind, sequence);
    CREATE TABLE removed (
        kind TEXT NOT NULL, luid TEXT NOT NULL, sequence INTEGER NOT NULL, is_doubtful INTEGER NOT NULL, PRIMARY KEY (kind, luid)
    ) WITHOUT ROWID;
    CREATE TABLE pending (
        kind TEXT NOT NULL, luid TEXT NOT NULL, deed TEXT NOT NULL, body BLOB NOT NULL, wire BLOB NOT NULL, version TEXT,
        PRIMARY KEY (kind, luid)
    ) WITHOUT ROWID;
";

/// Up to which number the server agreed with us when a session last ended well, and whether it has been found since to know
/// other ids than ours. Came later than the other tables: a mirror without it has nothing to forget.
const AGREED: &str = "
    CREATE TABLE IF NOT EXISTS agreed (
        kind TEXT PRIMARY KEY, sequence INTEGER NOT NULL, is_doubted INTEGER NOT NULL
    ) WITHOUT ROWID;
";

// `SQLite` would read all items for each of these: it takes the first column of a table that is its own index for better than
// two columns of another index. So they name the index.

/// The items of a kind that have this name at the server.
pub(super) const WITH_GUID: &str =
    "SELECT luid FROM item INDEXED BY item_guid WHERE kind = ?1 AND guid = ?2";

/// The items of a kind whose name at the server is not known.
pub(super) const WITHOUT_GUID: &str = "SELECT luid, wire FROM item INDEXED BY item_guid WHERE kind = ?1 AND guid IS NULL ORDER BY luid";

/// What is there and changed after this number.
pub(super) const CHANGES: &str = "SELECT luid, version FROM item INDEXED BY item_sequence
    WHERE kind = ?1 AND sequence > ?2 AND missing = 0 ORDER BY luid";

/// What is there; the number is one before all.
pub(super) const EVERYTHING: &str = "SELECT luid, version FROM item
    WHERE kind = ?1 AND sequence > ?2 AND missing = 0 ORDER BY luid";

pub(super) fn connect(path: &Path, clock: &dyn Clock) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open(path)?;
    crate::sqlite::make_ready(&connection)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // The server is told that an item arrived only when it is safely here.
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    let change = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if change.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? != LAYOUT {
        change.execute_batch(
            "DROP TABLE IF EXISTS device; DROP TABLE IF EXISTS store; DROP TABLE IF EXISTS item;
             DROP TABLE IF EXISTS removed; DROP TABLE IF EXISTS pending; DROP TABLE IF EXISTS agreed;",
        )?;
        change.execute_batch(TABLES)?;
        change.execute(
            "INSERT INTO device VALUES (?1, '', ?2, 0, x'', '', NULL, '', 0, NULL, 0)",
            params![new_device(clock), format!("{:016x}", clock.entropy())],
        )?;
        change.pragma_update(None, "user_version", LAYOUT)?;
    }
    change.execute_batch(AGREED)?;
    change.commit()?;
    Ok(connection)
}

/// An id no other device has.
fn new_device(clock: &dyn Clock) -> String {
    format!("smsync-{:016x}", clock.entropy())
}

pub(super) fn store(connection: &Connection, kind: Kind) -> rusqlite::Result<StoreState> {
    let found = connection
        .prepare_cached(
            "SELECT remote, generation, anchor, server_anchor, sequence FROM store WHERE kind = ?1",
        )?
        .query_row([kind.as_str()], |row| {
            Ok(StoreState {
                remote: row.get(0)?,
                generation: row.get(1)?,
                anchor: row.get(2)?,
                server_anchor: row.get(3)?,
                sequence: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub(super) fn item(
    connection: &Connection,
    kind: Kind,
    luid: &str,
) -> rusqlite::Result<Option<Held>> {
    connection
        .prepare_cached(
            "SELECT luid, guid, body, wire, version, missing FROM item WHERE kind = ?1 AND luid = ?2",
        )?
        .query_row(params![kind.as_str(), luid], held)
        .optional()
}

pub(super) fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        luid: row.get(0)?,
        guid: row.get(1)?,
        body: row.get(2)?,
        wire: row.get(3)?,
        version: Version(row.get(4)?),
        missing: row.get(5)?,
    })
}

pub(super) fn pending(connection: &Connection, kind: Kind) -> rusqlite::Result<Vec<Pending>> {
    connection
        .prepare_cached(
            "SELECT luid, deed, body, wire, version FROM pending WHERE kind = ?1 ORDER BY luid",
        )?
        .query_map([kind.as_str()], pending_row)?
        .collect()
}

pub(super) fn pending_row(row: &Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        luid: row.get(0)?,
        deed: Deed::of(&row.get::<_, String>(1)?),
        body: row.get(2)?,
        wire: row.get(3)?,
        on: row.get::<_, Option<String>>(4)?.map(Version),
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::testing::StillClock;

    #[test]
    fn the_few_items_that_are_looked_for_are_found_without_reading_the_many() -> rusqlite::Result<()>
    {
        let connection = connect(Path::new(":memory:"), &StillClock::new(0, 1))?;
        for number in 0..1_000 {
            connection.execute(
                "INSERT INTO item VALUES ('contact', ?1, ?2, x'', x'', 'v', ?3, 0)",
                params![format!("c{number}"), format!("g{number}"), number],
            )?;
        }
        for (sql, value) in [(WITH_GUID, &"g7" as &dyn rusqlite::ToSql), (CHANGES, &998)] {
            let mut find = connection.prepare(sql)?;
            let found = find.query_map(params!["contact", value], |_| Ok(()))?;
            assert_eq!(found.count(), 1, "{sql}");
            assert!(find.get_status(StatementStatus::VmStep) < 100, "{sql}");
        }
        let mut find = connection.prepare(WITHOUT_GUID)?;
        assert!(find.query(["contact"])?.next()?.is_none());
        assert!(find.get_status(StatementStatus::VmStep) < 100);
        Ok(())
    }
}
