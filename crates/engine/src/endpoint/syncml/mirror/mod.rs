//! What the server holds, as far as it told: `SyncML` tells changes only, so what was told must be kept.
//!
//! One `SQLite` file for each account. Everything is written before the server is told that it arrived, and every write
//! of ours is in `pending` before it is sent, until the server's answer is known. Anchors move last. Where the file is
//! lost, it begins again with another generation: nothing agreed before holds, and everything is compared.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pim::Kind;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, Transaction, params};

use crate::door::Clock;
use crate::endpoint::{EndpointError, Trouble, Version};

const LAYOUT: i64 = 1;

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
    CREATE TABLE removed (kind TEXT NOT NULL, luid TEXT NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (kind, luid)) WITHOUT ROWID;
    CREATE TABLE pending (
        kind TEXT NOT NULL, luid TEXT NOT NULL, deed TEXT NOT NULL, body BLOB NOT NULL, wire BLOB NOT NULL, version TEXT,
        PRIMARY KEY (kind, luid)
    ) WITHOUT ROWID;
";

/// What is known of the server and of ourselves there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Device {
    /// Our id.
    pub(super) id: String,
    /// Whose mailbox it is; empty before the first time.
    pub(super) user: String,
    /// Random; what was agreed with another generation does not hold.
    pub(super) generation: String,
    pub(super) nonce: Vec<u8>,
    pub(super) scheme: String,
    /// The address that was found.
    pub(super) address: Option<String>,
    pub(super) version: String,
    pub(super) wbxml: bool,
    /// The server's device information, as the codec writes it.
    pub(super) dev_inf: Option<Vec<u8>>,
    /// The server knows what we are.
    pub(super) is_introduced: bool,
}

/// A store in the mirror.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct StoreState {
    pub(super) remote: String,
    /// Random; what was agreed with another generation does not hold.
    pub(super) generation: String,
    pub(super) anchor: Option<String>,
    pub(super) server_anchor: Option<String>,
    pub(super) sequence: i64,
}

/// One item as the server holds it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) luid: String,
    /// The server's id, where it told one.
    pub(super) guid: Option<String>,
    /// As the engine sees it: everything, also what the server's format cannot say.
    pub(super) body: Vec<u8>,
    /// As it went over the line.
    pub(super) wire: Vec<u8>,
    pub(super) version: Version,
    /// In how many complete listings in a row it was missing.
    pub(super) missing: i64,
}

/// A write of ours whose answer is not known.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) luid: String,
    pub(super) deed: Deed,
    pub(super) body: Vec<u8>,
    pub(super) wire: Vec<u8>,
    /// The version it was made on.
    pub(super) on: Option<Version>,
}

/// What a write does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Add,
    Replace,
    Delete,
}

impl Deed {
    fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
            Self::Delete => "delete",
        }
    }

    fn of(text: &str) -> Self {
        match text {
            "add" => Self::Add,
            "delete" => Self::Delete,
            _ => Self::Replace,
        }
    }
}

/// The open file.
pub struct Mirror {
    connection: Mutex<Connection>,
    about: String,
}

impl Mirror {
    /// Opens it, or begins it again where it is damaged.
    pub(super) fn open(path: &Path, clock: &dyn Clock) -> Result<Self, EndpointError> {
        let about = path.display().to_string();
        let opened = connect(path, clock).or_else(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                tracing::warn!(%about, %error, "what is known of the server is damaged and is begun again");
                for ending in ["", "-wal", "-shm"] {
                    // What cannot be removed is met again, and reported, on the next line.
                    let _ = std::fs::remove_file(format!("{about}{ending}"));
                }
                connect(path, clock)
            }
            _ => Err(error),
        });
        let connection = opened.map_err(|error| failure(&about, &error))?;
        Ok(Self {
            connection: Mutex::new(connection),
            about,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // Everything is written in transactions: a panic elsewhere leaves it whole.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, EndpointError> {
        work(&self.lock()).map_err(|error| failure(&self.about, &error))
    }

    /// Writes all of it or nothing, durably.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Change<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, EndpointError> {
        let run = || {
            let mut connection = self.lock();
            let transaction = connection.transaction()?;
            let done = work(&Change {
                transaction: &transaction,
            })?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|error| failure(&self.about, &error))
    }

    /// What is known of the server and of ourselves there.
    pub(super) fn device(&self) -> Result<Device, EndpointError> {
        self.read(|connection| {
            connection.query_row(
                "SELECT id, user, generation, nonce, scheme, address, version, wbxml, dev_inf, is_introduced FROM device",
                [],
                |row| {
                    Ok(Device {
                        id: row.get(0)?,
                        user: row.get(1)?,
                        generation: row.get(2)?,
                        nonce: row.get(3)?,
                        scheme: row.get(4)?,
                        address: row.get(5)?,
                        version: row.get(6)?,
                        wbxml: row.get(7)?,
                        dev_inf: row.get(8)?,
                        is_introduced: row.get(9)?,
                    })
                },
            )
        })
    }

    /// A number no session had before.
    pub(super) fn next_session(&self) -> Result<u32, EndpointError> {
        self.write(|change| {
            // One session may take several numbers, when it has to sign in again.
            change
                .transaction
                .execute("UPDATE device SET session = session % 1000000 + 4", [])?;
            change
                .transaction
                .query_row("SELECT session FROM device", [], |row| row.get(0))
        })
    }

    /// A store; as new where it was never synchronised.
    pub(super) fn store(&self, kind: Kind) -> Result<StoreState, EndpointError> {
        self.read(|connection| store(connection, kind))
    }

    /// One item.
    pub(super) fn item(&self, kind: Kind, luid: &str) -> Result<Option<Held>, EndpointError> {
        self.read(|connection| item(connection, kind, luid))
    }

    /// Ids and versions of what is there, of everything or of what changed after this number.
    pub(super) fn listed(
        &self,
        kind: Kind,
        after: i64,
    ) -> Result<Vec<(String, Version)>, EndpointError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT luid, version FROM item WHERE kind = ?1 AND sequence > ?2 AND missing = 0 ORDER BY luid",
                )?
                .query_map(params![kind.as_str(), after], |row| {
                    Ok((row.get(0)?, Version(row.get(1)?)))
                })?
                .collect()
        })
    }

    /// What was deleted after this number.
    pub(super) fn removed(&self, kind: Kind, after: i64) -> Result<Vec<String>, EndpointError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT luid FROM removed WHERE kind = ?1 AND sequence > ?2 ORDER BY luid",
                )?
                .query_map(params![kind.as_str(), after], |row| row.get(0))?
                .collect()
        })
    }

    /// Writes whose answer is not known.
    pub(super) fn pending(&self, kind: Kind) -> Result<Vec<Pending>, EndpointError> {
        self.read(|connection| pending(connection, kind))
    }
}

/// A transaction.
pub(super) struct Change<'t> {
    transaction: &'t Transaction<'t>,
}

impl Change<'_> {
    /// Remembers what is known of the server. The id and the generation stay.
    pub(super) fn put_device(&self, device: &Device) -> rusqlite::Result<()> {
        self.transaction.execute(
            "UPDATE device SET nonce = ?1, scheme = ?2, address = ?3, version = ?4, wbxml = ?5, dev_inf = ?6, is_introduced = ?7",
            params![
                device.nonce,
                device.scheme,
                device.address,
                device.version,
                device.wbxml,
                device.dev_inf,
                device.is_introduced
            ],
        )?;
        Ok(())
    }

    /// Forgets everything of the server: another device id, address or store makes another server of it.
    pub(super) fn begin_again(
        &self,
        id: &str,
        user: &str,
        generation: &str,
    ) -> rusqlite::Result<()> {
        for table in ["store", "item", "removed", "pending"] {
            self.transaction
                .execute(&format!("DELETE FROM {table}"), [])?;
        }
        self.transaction.execute(
            "UPDATE device SET id = ?1, user = ?2, generation = ?3, nonce = x'', scheme = '', address = NULL, version = '', wbxml = 0, dev_inf = NULL, is_introduced = 0",
            params![id, user, generation],
        )?;
        Ok(())
    }

    pub(super) fn put_store(&self, kind: Kind, store: &StoreState) -> rusqlite::Result<()> {
        self.transaction.execute(
            "INSERT OR REPLACE INTO store VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                kind.as_str(),
                store.remote,
                store.generation,
                store.anchor,
                store.server_anchor,
                store.sequence
            ],
        )?;
        Ok(())
    }

    /// Forgets what is known of a store: it is another one now.
    pub(super) fn forget_store(&self, kind: Kind) -> rusqlite::Result<()> {
        for table in ["item", "removed", "pending"] {
            self.transaction.execute(
                &format!("DELETE FROM {table} WHERE kind = ?1"),
                [kind.as_str()],
            )?;
        }
        Ok(())
    }

    /// Both anchors, when both sides are in step.
    pub(super) fn put_anchors(
        &self,
        kind: Kind,
        ours: &str,
        theirs: Option<&str>,
    ) -> rusqlite::Result<()> {
        self.transaction.execute(
            "UPDATE store SET anchor = ?2, server_anchor = ?3 WHERE kind = ?1",
            params![kind.as_str(), ours, theirs],
        )?;
        Ok(())
    }

    /// The next look must compare everything.
    pub(super) fn forget_anchors(&self, kind: Kind) -> rusqlite::Result<()> {
        self.transaction.execute(
            "UPDATE store SET anchor = NULL, server_anchor = NULL WHERE kind = ?1",
            [kind.as_str()],
        )?;
        Ok(())
    }

    fn next_sequence(&self, kind: Kind) -> rusqlite::Result<i64> {
        self.transaction.execute(
            "UPDATE store SET sequence = sequence + 1 WHERE kind = ?1",
            [kind.as_str()],
        )?;
        self.transaction.query_row(
            "SELECT sequence FROM store WHERE kind = ?1",
            [kind.as_str()],
            |row| row.get(0),
        )
    }

    pub(super) fn item(&self, kind: Kind, luid: &str) -> rusqlite::Result<Option<Held>> {
        item(self.transaction, kind, luid)
    }

    pub(super) fn item_with_guid(&self, kind: Kind, guid: &str) -> rusqlite::Result<Option<Held>> {
        self.transaction
            .prepare_cached(
                "SELECT luid, guid, body, wire, version, missing FROM item WHERE kind = ?1 AND guid = ?2",
            )?
            .query_row(params![kind.as_str(), guid], held)
            .optional()
    }

    /// An item that is new or changed: it is in the next listing.
    pub(super) fn put_item(&self, kind: Kind, one: &Held) -> rusqlite::Result<()> {
        let sequence = self.next_sequence(kind)?;
        self.transaction
            .prepare_cached("DELETE FROM removed WHERE kind = ?1 AND luid = ?2")?
            .execute(params![kind.as_str(), one.luid])?;
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                kind.as_str(),
                one.luid,
                one.guid,
                one.body,
                one.wire,
                one.version.0,
                sequence,
                one.missing
            ])?;
        Ok(())
    }

    /// The server told this item again; it means the same as before.
    pub(super) fn note_seen(
        &self,
        kind: Kind,
        luid: &str,
        guid: Option<&str>,
        wire: &[u8],
    ) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached(
                "UPDATE item SET guid = coalesce(?3, guid), wire = ?4, missing = 0 WHERE kind = ?1 AND luid = ?2",
            )?
            .execute(params![kind.as_str(), luid, guid, wire])?;
        Ok(())
    }

    pub(super) fn remove_item(&self, kind: Kind, luid: &str) -> rusqlite::Result<()> {
        let known = self
            .transaction
            .prepare_cached("DELETE FROM item WHERE kind = ?1 AND luid = ?2")?
            .execute(params![kind.as_str(), luid])?;
        if known > 0 {
            let sequence = self.next_sequence(kind)?;
            self.transaction
                .prepare_cached("INSERT OR REPLACE INTO removed VALUES (?1, ?2, ?3)")?
                .execute(params![kind.as_str(), luid, sequence])?;
        }
        Ok(())
    }

    /// A complete listing begins: everything is missing until it is seen. In the second one in a row, what the first
    /// did not show is missing twice.
    pub(super) fn begin_listing(&self, kind: Kind, is_second: bool) -> rusqlite::Result<()> {
        let missing = if is_second { "missing + 1" } else { "1" };
        self.transaction.execute(
            &format!("UPDATE item SET missing = {missing} WHERE kind = ?1"),
            [kind.as_str()],
        )?;
        Ok(())
    }

    /// Items the server never told its id of, for matching.
    pub(super) fn without_guid(&self, kind: Kind) -> rusqlite::Result<Vec<Held>> {
        self.transaction
            .prepare_cached(
                "SELECT luid, guid, body, wire, version, missing FROM item WHERE kind = ?1 AND guid IS NULL",
            )?
            .query_map([kind.as_str()], held)?
            .collect()
    }

    /// A listing broke off: nothing may be concluded from it.
    pub(super) fn undo_listing(&self, kind: Kind) -> rusqlite::Result<()> {
        self.transaction.execute(
            "UPDATE item SET missing = 0 WHERE kind = ?1",
            [kind.as_str()],
        )?;
        Ok(())
    }

    /// How many items are there, and how many are missing from that many complete listings.
    pub(super) fn count(&self, kind: Kind, missing_at_least: i64) -> rusqlite::Result<(i64, i64)> {
        self.transaction.query_row(
            "SELECT coalesce(sum(missing = 0), 0), coalesce(sum(missing >= ?2), 0) FROM item WHERE kind = ?1",
            params![kind.as_str(), missing_at_least],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// Deletes what is missing from two complete listings.
    pub(super) fn remove_missing(&self, kind: Kind) -> rusqlite::Result<()> {
        let luids: Vec<String> = self
            .transaction
            .prepare("SELECT luid FROM item WHERE kind = ?1 AND missing >= 2")?
            .query_map([kind.as_str()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for luid in luids {
            self.remove_item(kind, &luid)?;
        }
        Ok(())
    }

    pub(super) fn put_pending(&self, kind: Kind, one: &Pending) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO pending VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                kind.as_str(),
                one.luid,
                one.deed.as_str(),
                one.body,
                one.wire,
                one.on.as_ref().map(|version| &version.0)
            ])?;
        Ok(())
    }

    pub(super) fn pending_of(&self, kind: Kind, luid: &str) -> rusqlite::Result<Option<Pending>> {
        self.transaction
            .prepare_cached(
                "SELECT luid, deed, body, wire, version FROM pending WHERE kind = ?1 AND luid = ?2",
            )?
            .query_row(params![kind.as_str(), luid], pending_row)
            .optional()
    }

    pub(super) fn pending(&self, kind: Kind) -> rusqlite::Result<Vec<Pending>> {
        pending(self.transaction, kind)
    }

    pub(super) fn clear_pending(&self, kind: Kind, luid: &str) -> rusqlite::Result<()> {
        self.transaction
            .prepare_cached("DELETE FROM pending WHERE kind = ?1 AND luid = ?2")?
            .execute(params![kind.as_str(), luid])?;
        Ok(())
    }
}

fn connect(path: &Path, clock: &dyn Clock) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // The server is told that an item arrived only when it is safely here.
    connection.execute_batch("PRAGMA synchronous = FULL")?;
    let change = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if change.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? != LAYOUT {
        change.execute_batch(
            "DROP TABLE IF EXISTS device; DROP TABLE IF EXISTS store; DROP TABLE IF EXISTS item;
             DROP TABLE IF EXISTS removed; DROP TABLE IF EXISTS pending;",
        )?;
        change.execute_batch(TABLES)?;
        change.execute(
            "INSERT INTO device VALUES (?1, '', ?2, 0, x'', '', NULL, '', 0, NULL, 0)",
            params![new_device(clock), format!("{:016x}", clock.entropy())],
        )?;
        change.pragma_update(None, "user_version", LAYOUT)?;
    }
    change.commit()?;
    Ok(connection)
}

/// An id no other device has.
pub(super) fn new_device(clock: &dyn Clock) -> String {
    format!("smsync-{:016x}", clock.entropy())
}

fn store(connection: &Connection, kind: Kind) -> rusqlite::Result<StoreState> {
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

fn item(connection: &Connection, kind: Kind, luid: &str) -> rusqlite::Result<Option<Held>> {
    connection
        .prepare_cached(
            "SELECT luid, guid, body, wire, version, missing FROM item WHERE kind = ?1 AND luid = ?2",
        )?
        .query_row(params![kind.as_str(), luid], held)
        .optional()
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        luid: row.get(0)?,
        guid: row.get(1)?,
        body: row.get(2)?,
        wire: row.get(3)?,
        version: Version(row.get(4)?),
        missing: row.get(5)?,
    })
}

fn pending(connection: &Connection, kind: Kind) -> rusqlite::Result<Vec<Pending>> {
    connection
        .prepare_cached(
            "SELECT luid, deed, body, wire, version FROM pending WHERE kind = ?1 ORDER BY luid",
        )?
        .query_map([kind.as_str()], pending_row)?
        .collect()
}

fn pending_row(row: &Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        luid: row.get(0)?,
        deed: Deed::of(&row.get::<_, String>(1)?),
        body: row.get(2)?,
        wire: row.get(3)?,
        on: row.get::<_, Option<String>>(4)?.map(Version),
    })
}

fn failure(about: &str, error: &rusqlite::Error) -> EndpointError {
    let trouble = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Trouble::DiskFull,
        _ => Trouble::Store(error.to_string().into()),
    };
    EndpointError::new(about, trouble)
}
