//! The tables of the file, and how a file that an earlier version wrote gets those that came later.

use rusqlite::Connection;

use super::DiskError;

/// What each version added to the one before.
const STEPS: [&str; 3] = [MAILBOXES, USERS_AND_DEVICES, SHARES];

/// Makes the tables that are not there yet, in one transaction.
pub(super) fn bring_up_to_date(connection: &mut Connection) -> Result<(), DiskError> {
    let transaction = connection.transaction()?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or_default();
    let missing = STEPS.get(done..).ok_or(DiskError::Newer(version))?;
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len())?;
    Ok(transaction.commit()?)
}

/// What was there from the beginning.
const MAILBOXES: &str = "
CREATE TABLE mailbox (
    email TEXT PRIMARY KEY,
    last_change INTEGER NOT NULL,
    last_collection INTEGER NOT NULL
);
CREATE TABLE collection (
    email TEXT NOT NULL,
    id INTEGER NOT NULL,
    home TEXT NOT NULL,
    name TEXT NOT NULL,
    components TEXT NOT NULL,
    read_only INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (email, id)
);
CREATE TABLE property (
    email TEXT NOT NULL,
    collection INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    local TEXT NOT NULL,
    inner TEXT NOT NULL,
    PRIMARY KEY (email, collection, namespace, local)
) WITHOUT ROWID;
CREATE TABLE resource (
    email TEXT NOT NULL,
    collection INTEGER NOT NULL,
    name TEXT NOT NULL,
    etag TEXT NOT NULL,
    uid TEXT NOT NULL,
    component TEXT NOT NULL,
    change INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (email, collection, name)
);
CREATE TABLE tombstone (
    email TEXT NOT NULL,
    collection INTEGER NOT NULL,
    name TEXT NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (email, collection, name)
) WITHOUT ROWID;
";

/// What version 2 added: users whose password was set in a page, and devices.
const USERS_AND_DEVICES: &str = "
CREATE TABLE user (
    email TEXT PRIMARY KEY,
    phc TEXT,
    digests TEXT NOT NULL,
    quota_bytes INTEGER,
    removed INTEGER NOT NULL
);
CREATE TABLE device (
    email TEXT NOT NULL,
    id TEXT NOT NULL,
    protocol TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_sync INTEGER,
    last_success INTEGER,
    renamed INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    PRIMARY KEY (email, id)
);
CREATE TABLE device_state (
    email TEXT NOT NULL,
    device TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (email, device, key)
);
CREATE TABLE device_session (
    email TEXT NOT NULL,
    device TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    read INTEGER NOT NULL,
    written INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX device_session_of ON device_session (email, device);
";

/// What version 3 added: collections that are shared.
const SHARES: &str = "
CREATE TABLE share (
    email TEXT NOT NULL,
    collection INTEGER NOT NULL,
    guest TEXT NOT NULL,
    writes INTEGER NOT NULL,
    PRIMARY KEY (email, collection, guest)
) WITHOUT ROWID;
";
