//! What is remembered of the folder between two looks, in a `SQLite` file outside it. It saves work, and no item depends on it:
//! a damaged one is begun again, and the next listing is a full one.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Row, Transaction, TransactionBehavior, params,
};

use super::holds::Holds;
use super::marker::FolderId;
use super::read::Stamp;
use crate::door::Clock;
use crate::endpoint::{EndpointError, Trouble, Version};

const LAYOUT: i64 = 1;

const TABLES: &str = "
    CREATE TABLE folder (id TEXT, generation TEXT NOT NULL, sequence INTEGER NOT NULL);
    CREATE TABLE file (
        name TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
        looked_ns INTEGER NOT NULL, version TEXT NOT NULL, holds TEXT NOT NULL, was_ours INTEGER NOT NULL,
        sequence INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE removed (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID;
";

/// What is known of one file.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) stamp: Stamp,
    /// When it was read, in Unix nanoseconds.
    pub(super) looked_ns: i64,
    pub(super) version: Version,
    pub(super) holds: Holds,
    /// Whether it once held an item of the kind that is looked for.
    pub(super) was_ours: bool,
    /// The number of the look that found this version.
    pub(super) sequence: i64,
}

/// The open cache.
pub(super) struct State {
    connection: Connection,
    about: String,
    /// Random; cursors of a cache that was lost do not fit the next one.
    pub(super) generation: String,
}

impl State {
    /// Opens it, or begins it again where it is damaged.
    pub(super) fn open(path: &Path, clock: &dyn Clock) -> Result<Self, EndpointError> {
        let about = path.display().to_string();
        let opened = connect(path, clock).or_else(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                tracing::warn!(%about, %error, "the cache of a folder is damaged and is begun again");
                for ending in ["", "-wal", "-shm"] {
                    // What cannot be removed is met again, and reported, on the next line.
                    let _ = std::fs::remove_file(format!("{about}{ending}"));
                }
                connect(path, clock)
            }
            _ => Err(error),
        });
        let (connection, generation) = opened.map_err(|error| failure(&about, &error))?;
        Ok(Self {
            connection,
            about,
            generation,
        })
    }

    /// The folder it belongs to, where it has one.
    pub(super) fn folder(&self) -> Result<Option<FolderId>, EndpointError> {
        let id = self
            .connection
            .query_row("SELECT id FROM folder", [], |row| {
                row.get::<_, Option<String>>(0)
            });
        Ok(id.map_err(|error| self.failure(&error))?.map(FolderId))
    }

    /// Ties it to a folder.
    pub(super) fn belongs_to(&mut self, id: &FolderId) -> Result<(), EndpointError> {
        self.connection
            .execute("UPDATE folder SET id = ?1", [&id.0])
            .map_err(|error| self.failure(&error))?;
        Ok(())
    }

    /// Forgets everything and ties it to another folder.
    pub(super) fn begin_again(
        &mut self,
        id: &FolderId,
        clock: &dyn Clock,
    ) -> Result<(), EndpointError> {
        let generation = format!("{:016x}", clock.entropy());
        self.change(|change| {
            change.execute("DELETE FROM file", [])?;
            change.execute("DELETE FROM removed", [])?;
            change.execute(
                "UPDATE folder SET id = ?1, generation = ?2, sequence = 0",
                params![id.0, generation],
            )?;
            Ok(())
        })?;
        self.generation = generation;
        Ok(())
    }

    /// Everything that is known.
    pub(super) fn files(&self) -> Result<HashMap<String, Known>, EndpointError> {
        let read = || {
            self.connection
                .prepare_cached("SELECT name, size_bytes, modified_ns, changed_ns, inode, looked_ns, version, holds, was_ours, sequence FROM file")?
                .query_map([], known)?
                .collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.failure(&error))
    }

    /// What is known of one file.
    pub(super) fn file(&self, name: &str) -> Result<Option<Known>, EndpointError> {
        self.connection
            .prepare_cached(
                "SELECT name, size_bytes, modified_ns, changed_ns, inode, looked_ns, version, holds, was_ours, sequence FROM file WHERE name = ?1",
            )
            .and_then(|mut find| find.query_row([name], known).optional())
            .map(|found| found.map(|(_, known)| known))
            .map_err(|error| self.failure(&error))
    }

    /// The number of the last look that found a change.
    pub(super) fn sequence(&self) -> Result<i64, EndpointError> {
        self.connection
            .query_row("SELECT sequence FROM folder", [], |row| row.get(0))
            .map_err(|error| self.failure(&error))
    }

    /// Files removed after this look.
    pub(super) fn removed_after(&self, sequence: i64) -> Result<Vec<String>, EndpointError> {
        let read = || {
            self.connection
                .prepare_cached("SELECT name FROM removed WHERE sequence > ?1 ORDER BY name")?
                .query_map([sequence], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()
        };
        read().map_err(|error| self.failure(&error))
    }

    /// Remembers what a look found that began after look number `last`, in one transaction; answers the number it was
    /// given. Another program may have looked at the same time: what is news to this one gets a number after that look, or a
    /// cursor of that look would pass it over. Files of no kind that was ours leave no trace when they go.
    pub(super) fn remember(
        &mut self,
        last: i64,
        found: &[(String, Known)],
        gone: &[String],
    ) -> Result<i64, EndpointError> {
        if found.is_empty() && gone.is_empty() {
            return Ok(last);
        }
        let is_news = !gone.is_empty() || found.iter().any(|(_, known)| known.sequence > last);
        self.change(|change| {
            let newest: i64 =
                change.query_row("SELECT sequence FROM folder", [], |row| row.get(0))?;
            let now = if is_news { newest.max(last) + 1 } else { last };
            for (name, known) in found {
                let sequence = if known.sequence > last {
                    now
                } else {
                    known.sequence
                };
                put(change, name, known, sequence)?;
            }
            for name in gone {
                change
                    .prepare_cached("DELETE FROM file WHERE name = ?1")?
                    .execute([name])?;
                change
                    .prepare_cached("INSERT OR REPLACE INTO removed VALUES (?1, ?2)")?
                    .execute(params![name, now])?;
            }
            if is_news {
                change.execute("UPDATE folder SET sequence = ?1", [now])?;
            }
            Ok(now)
        })
    }

    fn change<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, EndpointError> {
        let about = &self.about;
        // It reads before it writes: nobody else may write in between.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| failure(about, &error))?;
        let done = work(&transaction).map_err(|error| failure(about, &error))?;
        transaction
            .commit()
            .map_err(|error| failure(about, &error))?;
        Ok(done)
    }

    fn failure(&self, error: &rusqlite::Error) -> EndpointError {
        failure(&self.about, error)
    }
}

fn connect(path: &Path, clock: &dyn Clock) -> rusqlite::Result<(Connection, String)> {
    let mut connection = Connection::open(path)?;
    crate::sqlite::make_ready(&connection)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch("PRAGMA synchronous = NORMAL")?;
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if change.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? != LAYOUT {
        // A cache of another layout is worth nothing; so is one that never was.
        change.execute_batch(
            "DROP TABLE IF EXISTS folder; DROP TABLE IF EXISTS file; DROP TABLE IF EXISTS removed;",
        )?;
        change.execute_batch(TABLES)?;
        change.execute(
            "INSERT INTO folder VALUES (NULL, ?1, 0)",
            [format!("{:016x}", clock.entropy())],
        )?;
        change.pragma_update(None, "user_version", LAYOUT)?;
    }
    let generation = change.query_row("SELECT generation FROM folder", [], |row| row.get(0))?;
    change.commit()?;
    Ok((connection, generation))
}

fn put(change: &Transaction<'_>, name: &str, known: &Known, sequence: i64) -> rusqlite::Result<()> {
    change
        .prepare_cached("DELETE FROM removed WHERE name = ?1")?
        .execute([name])?;
    change
        .prepare_cached(
            "INSERT OR REPLACE INTO file VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            name,
            known.stamp.size_bytes.cast_signed(),
            known.stamp.modified_ns,
            known.stamp.changed_ns,
            known.stamp.inode.cast_signed(),
            known.looked_ns,
            known.version.0,
            known.holds.as_str(),
            known.was_ours,
            sequence
        ])?;
    Ok(())
}

fn known(row: &Row<'_>) -> rusqlite::Result<(String, Known)> {
    let known = Known {
        stamp: Stamp {
            size_bytes: row.get::<_, i64>(1)?.cast_unsigned(),
            modified_ns: row.get(2)?,
            changed_ns: row.get(3)?,
            inode: row.get::<_, i64>(4)?.cast_unsigned(),
        },
        looked_ns: row.get(5)?,
        version: Version(row.get(6)?),
        holds: Holds::from_str(&row.get::<_, String>(7)?),
        was_ours: row.get(8)?,
        sequence: row.get(9)?,
    };
    Ok((row.get(0)?, known))
}

fn failure(about: &str, error: &rusqlite::Error) -> EndpointError {
    let trouble = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Trouble::DiskFull,
        _ => Trouble::Store(error.to_string().into()),
    };
    EndpointError::new(about, trouble)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::StillClock;

    fn found(name: &str, sequence: i64) -> Vec<(String, Known)> {
        let known = Known {
            stamp: Stamp {
                size_bytes: 1,
                modified_ns: 0,
                changed_ns: 0,
                inode: 0,
            },
            looked_ns: 0,
            version: Version("v".to_owned()),
            holds: Holds::Unclear,
            was_ours: true,
            sequence,
        };
        vec![(name.to_owned(), known)]
    }

    #[test]
    fn of_two_looks_at_once_neither_hides_its_news_behind_the_other_ones_cursor() {
        let home = tempfile::tempdir().unwrap();
        let open = || State::open(&home.path().join("cache.db"), &StillClock::new(0, 1)).unwrap();
        let (mut pass, mut window) = (open(), open());
        let last = pass.sequence().unwrap();
        assert_eq!(window.sequence().unwrap(), last);
        let cursor = pass.remember(last, &found("a", last + 1), &[]).unwrap();
        let later = window.remember(last, &found("b", last + 1), &[]).unwrap();
        assert!(later > cursor);
        let files = pass.files().unwrap();
        assert_eq!(
            (files["a"].sequence, files["b"].sequence),
            (cursor, later),
            "a pass that goes on from its cursor sees b"
        );
        let gone = pass.remember(cursor, &[], &["a".to_owned()]).unwrap();
        assert!(gone > later);
        assert_eq!(window.removed_after(later).unwrap(), ["a"]);
    }
}
