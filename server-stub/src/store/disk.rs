//! A mailbox on disk: SQLite in WAL mode, one transaction per change, written before memory is.
//!
//! Memory answers all reads; the file is read once, when the server starts. Of passwords it holds hashes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::{
    Access, Collection, CollectionPath, Component, Components, ETag, Home, Resource, schema,
};
use crate::lock::lock;
use crate::xml::Name;

/// Why the data cannot be opened, or a change not be kept.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// SQLite says so: no room, no permission, or a damaged file.
    #[error("the data cannot be kept: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Another server has it open.
    #[error("another server has these data open: the file is locked")]
    InUse,
    /// The directory or the file in it cannot be made.
    #[error("the data directory cannot be used: {0}")]
    Directory(#[from] std::io::Error),
    /// A newer program wrote it.
    #[error("the data was written by a newer version of this program (format {0})")]
    Newer(i64),
}

/// The file all mailboxes share.
#[derive(Clone)]
pub(crate) struct Disk {
    connection: Arc<Mutex<Connection>>,
}

/// The part of the file that is one mailbox.
pub(crate) struct DiskMailbox {
    disk: Disk,
    email: String,
}

/// What a mailbox begins with when it is read from the file.
pub(crate) struct Loaded {
    pub(crate) collections: BTreeMap<CollectionPath, Collection>,
    pub(crate) last_change: u64,
    pub(crate) last_collection: u64,
}

impl Disk {
    /// Opens the file in that directory, and makes both if need be. One server at a time may have it open.
    pub(crate) fn open(directory: &Path) -> Result<Disk, DiskError> {
        std::fs::create_dir_all(directory)?;
        let file = directory.join("mailboxes.sqlite3");
        make_private(&file)?;
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(Duration::from_secs(2))?;
        match prepare(&mut connection) {
            Ok(()) => Ok(Disk {
                connection: Arc::new(Mutex::new(connection)),
            }),
            Err(DiskError::Sqlite(error)) if is_busy(&error) => Err(DiskError::InUse),
            Err(error) => Err(error),
        }
    }

    /// Reads something.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, DiskError> {
        Ok(work(&lock(&self.connection))?)
    }

    /// Writes something in one transaction.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, DiskError> {
        let mut connection = lock(&self.connection);
        let transaction = connection.transaction()?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// One user's part.
    pub(crate) fn mailbox(&self, email: &str) -> DiskMailbox {
        DiskMailbox {
            disk: self.clone(),
            email: email.to_owned(),
        }
    }
}

/// Makes the file for its owner alone, where it is not there yet: items and hashes of passwords are in it. SQLite gives the
/// files beside it the same permissions.
fn make_private(file: &Path) -> Result<(), std::io::Error> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(|_| ())
}

fn prepare(connection: &mut Connection) -> Result<(), DiskError> {
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    schema::bring_up_to_date(connection)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

impl DiskMailbox {
    /// What is kept; `None` for a user who is new.
    pub(crate) fn load(&self) -> Result<Option<Loaded>, DiskError> {
        let connection = lock(&self.disk.connection);
        let head = connection
            .query_row(
                "SELECT last_change, last_collection FROM mailbox WHERE email = ?1",
                [&self.email],
                |row| Ok((row.get::<_, u64>(0)?, row.get::<_, u64>(1)?)),
            )
            .optional()?;
        let Some((last_change, last_collection)) = head else {
            return Ok(None);
        };
        let mut collections = BTreeMap::new();
        let mut statement = connection.prepare(
            "SELECT id, home, name, components, read_only, generation FROM collection WHERE email = ?1",
        )?;
        let mut rows = statement.query([&self.email])?;
        while let Some(row) = rows.next()? {
            let Some(home) = Home::from_segment(&row.get::<_, String>(1)?) else {
                continue;
            };
            let components = row.get::<_, String>(3)?;
            let components = components
                .split(',')
                .filter_map(Component::from_name)
                .collect();
            let mut collection = Collection::new(row.get(0)?, home, Components(components));
            collection.read_only = row.get(4)?;
            collection.generation = row.get(5)?;
            self.fill(&connection, &mut collection)?;
            let name: String = row.get(2)?;
            collections.insert(CollectionPath::new(home, &name), collection);
        }
        Ok(Some(Loaded {
            collections,
            last_change,
            last_collection,
        }))
    }

    fn fill(&self, connection: &Connection, collection: &mut Collection) -> Result<(), DiskError> {
        let id = collection.id;
        let of = params![self.email, id];
        let mut statement = connection.prepare(
            "SELECT namespace, local, inner FROM property WHERE email = ?1 AND collection = ?2",
        )?;
        let mut rows = statement.query(of)?;
        while let Some(row) = rows.next()? {
            let name = Name::read(row.get(0)?, row.get(1)?);
            collection.properties.insert(name, row.get(2)?);
        }
        let mut statement = connection
            .prepare("SELECT guest, writes FROM share WHERE email = ?1 AND collection = ?2")?;
        let mut rows = statement.query(of)?;
        while let Some(row) = rows.next()? {
            let access = if row.get(1)? {
                Access::Write
            } else {
                Access::Read
            };
            collection.shares.insert(row.get(0)?, access);
        }
        let mut statement = connection
            .prepare("SELECT name, change FROM tombstone WHERE email = ?1 AND collection = ?2")?;
        let mut rows = statement.query(of)?;
        while let Some(row) = rows.next()? {
            collection.entomb(row.get::<_, String>(0)?.into(), row.get(1)?);
        }
        let mut statement = connection.prepare(
            "SELECT name, etag, uid, component, change, created, modified, body FROM resource
             WHERE email = ?1 AND collection = ?2",
        )?;
        let mut rows = statement.query(of)?;
        while let Some(row) = rows.next()? {
            let Some(component) = Component::from_name(&row.get::<_, String>(3)?) else {
                continue;
            };
            collection.restore(Arc::new(Resource {
                name: row.get::<_, String>(0)?.into(),
                etag: ETag::raw(&row.get::<_, String>(1)?),
                uid: row.get(2)?,
                component,
                change: row.get(4)?,
                created: time(row.get(5)?),
                modified: time(row.get(6)?),
                body: Bytes::from(row.get::<_, Vec<u8>>(7)?),
            }));
        }
        Ok(())
    }

    /// Keeps new or changed resources of one collection, all or none.
    pub(crate) fn keep_resources(
        &self,
        collection: u64,
        resources: &[Arc<Resource>],
    ) -> Result<(), DiskError> {
        self.disk.write(|transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT OR REPLACE INTO resource
                 (email, collection, name, etag, uid, component, change, created, modified, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?;
            let mut unbury = transaction.prepare_cached(
                "DELETE FROM tombstone WHERE email = ?1 AND collection = ?2 AND name = ?3",
            )?;
            for resource in resources {
                unbury.execute(params![self.email, collection, &*resource.name])?;
                insert.execute(params![
                    self.email,
                    collection,
                    &*resource.name,
                    resource.etag.opaque(),
                    resource.uid,
                    resource.component.name(),
                    resource.change,
                    nanoseconds(resource.created),
                    nanoseconds(resource.modified),
                    &resource.body[..],
                ])?;
                self.count(transaction, resource.change)?;
            }
            Ok(())
        })
    }

    /// Forgets a resource and keeps its tombstone.
    pub(crate) fn bury(&self, collection: u64, name: &str, change: u64) -> Result<(), DiskError> {
        self.disk.write(|transaction| {
            transaction.execute(
                "DELETE FROM resource WHERE email = ?1 AND collection = ?2 AND name = ?3",
                params![self.email, collection, name],
            )?;
            transaction.execute(
                "INSERT OR REPLACE INTO tombstone (email, collection, name, change) VALUES (?1, ?2, ?3, ?4)",
                params![self.email, collection, name, change],
            )?;
            self.count(transaction, change)
        })
    }

    fn count(&self, transaction: &Transaction<'_>, change: u64) -> Result<(), rusqlite::Error> {
        transaction
            .prepare_cached("UPDATE mailbox SET last_change = ?2 WHERE email = ?1")?
            .execute(params![self.email, change])
            .map(|_| ())
    }

    /// Keeps a collection's own state, new or changed; not its resources.
    pub(crate) fn keep_collection(
        &self,
        path: &CollectionPath,
        collection: &Collection,
        last_change: u64,
    ) -> Result<(), DiskError> {
        let components: Vec<&str> = collection
            .components
            .0
            .iter()
            .map(|component| component.name())
            .collect();
        self.disk.write(|transaction| {
            transaction.execute(
                "INSERT INTO mailbox (email, last_change, last_collection) VALUES (?1, ?3, ?2)
                 ON CONFLICT (email) DO UPDATE SET last_collection = max(last_collection, ?2)",
                params![self.email, collection.id, last_change],
            )?;
            transaction.execute(
                "INSERT OR REPLACE INTO collection (email, id, home, name, components, read_only, generation)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    self.email,
                    collection.id,
                    path.home.segment(),
                    path.name,
                    components.join(","),
                    collection.read_only,
                    collection.generation,
                ],
            )?;
            transaction.execute(
                "DELETE FROM property WHERE email = ?1 AND collection = ?2",
                params![self.email, collection.id],
            )?;
            for (name, inner) in &collection.properties {
                transaction.execute(
                    "INSERT INTO property (email, collection, namespace, local, inner) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![self.email, collection.id, name.namespace, name.local, inner],
                )?;
            }
            transaction.execute(
                "DELETE FROM share WHERE email = ?1 AND collection = ?2",
                params![self.email, collection.id],
            )?;
            for (guest, access) in &collection.shares {
                transaction.execute(
                    "INSERT INTO share (email, collection, guest, writes) VALUES (?1, ?2, ?3, ?4)",
                    params![self.email, collection.id, guest, *access == Access::Write],
                )?;
            }
            Ok(())
        })
    }

    /// Forgets the whole mailbox.
    pub(crate) fn forget(&self) -> Result<(), DiskError> {
        self.disk.write(|transaction| {
            for table in [
                "resource",
                "tombstone",
                "property",
                "share",
                "collection",
                "mailbox",
            ] {
                transaction.execute(
                    &format!("DELETE FROM {table} WHERE email = ?1"),
                    [&self.email],
                )?;
            }
            Ok(())
        })
    }

    /// Forgets a collection with all that is in it.
    pub(crate) fn forget_collection(&self, collection: u64) -> Result<(), DiskError> {
        self.disk.write(|transaction| {
            for statement in [
                "DELETE FROM resource WHERE email = ?1 AND collection = ?2",
                "DELETE FROM tombstone WHERE email = ?1 AND collection = ?2",
                "DELETE FROM property WHERE email = ?1 AND collection = ?2",
                "DELETE FROM share WHERE email = ?1 AND collection = ?2",
                "DELETE FROM collection WHERE email = ?1 AND id = ?2",
            ] {
                transaction.execute(statement, params![self.email, collection])?;
            }
            Ok(())
        })
    }
}

/// Nanoseconds since 1970; the year 2262 is the last it can say.
pub(crate) fn nanoseconds(time: SystemTime) -> i64 {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// The time so many nanoseconds after 1970.
pub(crate) fn time(nanoseconds: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds.unsigned_abs())
}
