//! The tables, and how an older file becomes a newer one.

use rusqlite::Connection;

use super::JournalError;

/// One step for each `user_version`: step n makes version n + 1 from n.
const MIGRATIONS: &[&str] = &[FIRST, INTENDED_DEEDS];

const FIRST: &str = "
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    settings TEXT NOT NULL,          -- Account as JSON
    learned TEXT NOT NULL DEFAULT '{}'  -- what was found out about its server, as JSON
) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE pairing (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    server_identity TEXT NOT NULL,
    local_identity TEXT NOT NULL,
    server_cursor TEXT,
    local_cursor TEXT,
    guard_remembered INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, kind)
) STRICT;

CREATE TABLE body (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

CREATE TABLE base (
    id INTEGER PRIMARY KEY,
    pairing INTEGER NOT NULL REFERENCES pairing ON DELETE CASCADE,
    uid TEXT,
    server_id TEXT NOT NULL, server_version TEXT, server_body INTEGER NOT NULL, server_echo INTEGER NOT NULL,
    local_id TEXT NOT NULL, local_version TEXT, local_body INTEGER NOT NULL, local_echo INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX base_server ON base (pairing, server_id);
CREATE UNIQUE INDEX base_local ON base (pairing, local_id);
CREATE INDEX base_uid ON base (pairing, uid);
CREATE INDEX base_echo ON base (pairing) WHERE server_echo OR local_echo;

CREATE TABLE intent (
    id INTEGER PRIMARY KEY,
    pairing INTEGER NOT NULL REFERENCES pairing ON DELETE CASCADE,
    server_id TEXT, local_id TEXT,
    title TEXT NOT NULL,
    server_before INTEGER, local_before INTEGER  -- the texts about to be overwritten or deleted
) STRICT;

CREATE TABLE attention (
    id INTEGER PRIMARY KEY,
    pairing INTEGER NOT NULL REFERENCES pairing ON DELETE CASCADE,
    server_id TEXT, local_id TEXT,
    need TEXT NOT NULL,
    version TEXT,                    -- the version it was looked at in: not again before it changes
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX attention_server ON attention (pairing, server_id);
CREATE INDEX attention_local ON attention (pairing, local_id);

CREATE TABLE conflict (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number a person was told is never another conflict's
    pairing INTEGER NOT NULL REFERENCES pairing ON DELETE CASCADE,
    conflict_case TEXT NOT NULL,
    title TEXT NOT NULL,
    opened INTEGER NOT NULL,
    server_id TEXT, server_version TEXT, server_body INTEGER, server_base INTEGER,
    local_id TEXT, local_version TEXT, local_body INTEGER, local_base INTEGER,
    candidates TEXT NOT NULL DEFAULT '[]',
    decision TEXT
) STRICT;
CREATE INDEX conflict_server ON conflict (pairing, server_id);
CREATE INDEX conflict_local ON conflict (pairing, local_id);

CREATE TABLE pass (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER,
    report TEXT
) STRICT;
CREATE INDEX pass_account ON pass (account, id);

CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    pass INTEGER NOT NULL REFERENCES pass ON DELETE CASCADE,
    pairing INTEGER NOT NULL,
    kind TEXT NOT NULL,
    side TEXT NOT NULL,
    deed TEXT NOT NULL,
    title TEXT NOT NULL,
    reason TEXT NOT NULL,
    server_id TEXT, local_id TEXT,
    before_body INTEGER, after_body INTEGER,
    undone_by INTEGER
) STRICT;
CREATE INDEX change_pass ON change (pass);
CREATE INDEX change_server ON change (pairing, server_id);
CREATE INDEX change_local ON change (pairing, local_id);
";

const INTENDED_DEEDS: &str = "
ALTER TABLE intent ADD COLUMN server_deed TEXT;  -- what was about to be done there
ALTER TABLE intent ADD COLUMN local_deed TEXT;
ALTER TABLE intent ADD COLUMN reason TEXT NOT NULL DEFAULT '';
";

/// Brings the file to the newest version, one transaction a step.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), JournalError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(JournalError::Newer { found, known });
    }
    for (version, step) in (0..)
        .zip(MIGRATIONS)
        .skip(usize::try_from(found).unwrap_or(0))
    {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
