//! The tables, and how an older file becomes a current one. `PRAGMA user_version` counts the steps taken.

use rusqlite::{Connection, TransactionBehavior};

use super::{earlier, summary};
use crate::door::Clock;

/// "SMSt": marks the file as ours, so that no other program's database is ever written to.
const APPLICATION_ID: i64 = 0x534d_5374;

/// Each step takes a file from the layout numbered by its place to the next. Steps are only ever added.
const STEPS: [&str; 2] = [
    "
    CREATE TABLE collection (
        number      INTEGER PRIMARY KEY,
        kind        TEXT NOT NULL,
        name        TEXT NOT NULL,
        -- Random; a collection deleted and made again under the same name is another one.
        generation  TEXT NOT NULL,
        -- The revision of the last change; every change takes the next.
        revision    INTEGER NOT NULL DEFAULT 0,
        UNIQUE (kind, name)
    );
    CREATE TABLE item (
        collection  INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
        id          TEXT NOT NULL,
        uid         TEXT,
        title       TEXT NOT NULL,
        -- The title as it is sorted and searched: lower case.
        sorted      TEXT NOT NULL,
        revision    INTEGER NOT NULL,
        -- Unix milliseconds.
        changed_at  INTEGER NOT NULL,
        body        BLOB NOT NULL,
        UNIQUE (collection, id)
    );
    -- Covers a listing: it never touches a body.
    CREATE INDEX item_by_revision ON item (collection, revision, id);
    CREATE INDEX item_by_title ON item (collection, sorted, id);
    CREATE INDEX item_by_uid ON item (collection, uid);
    -- Items that are gone, so that a listing of changes can say so.
    CREATE TABLE removed (
        collection  INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
        id          TEXT NOT NULL,
        revision    INTEGER NOT NULL,
        PRIMARY KEY (collection, id)
    ) WITHOUT ROWID;
    CREATE INDEX removed_by_revision ON removed (collection, revision);
    -- What an item was before it was replaced or deleted.
    CREATE TABLE version (
        number      INTEGER PRIMARY KEY,
        collection  INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
        id          TEXT NOT NULL,
        revision    INTEGER NOT NULL,
        title       TEXT NOT NULL,
        changed_at  INTEGER NOT NULL,
        replaced_at INTEGER NOT NULL,
        replaced_by TEXT NOT NULL,
        body        BLOB NOT NULL
    );
    CREATE INDEX version_by_item ON version (collection, id, number);
    CREATE INDEX version_by_age ON version (replaced_at);
",
    "
    -- What a list shows besides the title; read from the body when it is written.
    ALTER TABLE item ADD COLUMN subtitle TEXT;
    -- A task's: Unix seconds, and whether that is a day, an instant or a floating time.
    ALTER TABLE item ADD COLUMN due INTEGER;
    ALTER TABLE item ADD COLUMN due_form TEXT;
    ALTER TABLE item ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE item ADD COLUMN priority INTEGER;
    ALTER TABLE item ADD COLUMN category TEXT;
    -- Unix seconds between which an appointment can happen, with a day to spare for time zones.
    ALTER TABLE item ADD COLUMN begins INTEGER;
    ALTER TABLE item ADD COLUMN ends INTEGER;
    CREATE INDEX item_by_time ON item (collection, begins, ends) WHERE begins IS NOT NULL;
",
];

/// The layout since which a row says what a list shows besides the title.
const LISTED_SINCE: i64 = 2;

/// Why a file cannot be used.
pub(super) enum Unusable {
    Sql(rusqlite::Error),
    NotAStore,
    TooNew(i64),
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Sets the connection up and brings the file to the current layout.
pub(super) fn prepare(connection: &mut Connection, clock: &dyn Clock) -> Result<(), Unusable> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    refuse_strangers(connection, version)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // A commit survives a killed process; after a power cut the last ones may be missing, never torn.
    connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")?;
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have taken the steps meanwhile.
    let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let steps = usize::try_from(version)
        .ok()
        .and_then(|taken| STEPS.get(taken..))
        .unwrap_or_default();
    for step in steps {
        change.execute_batch(step)?;
    }
    if version > 0 && version < LISTED_SINCE {
        summary::fill(&change)?;
    }
    if !steps.is_empty() {
        change.pragma_update(None, "application_id", APPLICATION_ID)?;
        change.pragma_update(
            None,
            "user_version",
            i64::try_from(STEPS.len()).unwrap_or(i64::MAX),
        )?;
    }
    earlier::forget_old(&change, clock.now_ms())?;
    change.commit()?;
    Ok(())
}

/// Refuses files that are not ours or that a newer version made; an empty file is a new store.
fn refuse_strangers(connection: &Connection, version: i64) -> Result<(), Unusable> {
    let owner: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && owner != APPLICATION_ID {
        return Err(Unusable::NotAStore);
    }
    if usize::try_from(version).is_ok_and(|taken| taken > STEPS.len()) {
        return Err(Unusable::TooNew(version));
    }
    Ok(())
}
