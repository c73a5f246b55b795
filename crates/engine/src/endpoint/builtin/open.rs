//! The file: opening it, what to say when it cannot be opened, moving a damaged one aside.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{schema, trouble};
use crate::door::Clock;
use crate::endpoint::{EndpointError, Trouble};
use crate::say;

/// An open store. Cheap to clone; all clones share one connection.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    connection: Mutex<Connection>,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Opens the store in this file, and makes it where there is none.
    ///
    /// # Errors
    /// `Trouble::Store` says in words whether it is damaged, locked, made by a newer version or no store at all;
    /// `Trouble::DiskFull` that there is no room. The file is left as it was.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, EndpointError> {
        let connection =
            open_connection(path, clock.as_ref()).map_err(|failure| failure.about(path))?;
        Ok(Self {
            shared: Arc::new(Shared {
                path: path.to_owned(),
                connection: Mutex::new(connection),
                clock,
            }),
        })
    }

    /// Moves a damaged store out of the way, keeping every byte of it, and answers where it is now. The next `open`
    /// starts an empty store under a new identity, so that the next pass is a first sync and deletes nothing.
    ///
    /// # Errors
    /// A file could not be renamed; nothing is lost.
    pub fn set_aside(path: &Path, clock: &dyn Clock) -> Result<PathBuf, EndpointError> {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let aside = path.with_file_name(format!("{name}.damaged-{}.db", clock.now_ms()));
        for ending in ["-wal", "-shm", ""] {
            let (from, to) = (with_ending(path, ending), with_ending(&aside, ending));
            match std::fs::rename(&from, &to) {
                Err(error)
                    if error.kind() == std::io::ErrorKind::NotFound && !ending.is_empty() => {}
                other => other.map_err(|error| {
                    EndpointError::new(
                        from.display().to_string(),
                        Trouble::File(error.to_string().into()),
                    )
                })?,
            }
        }
        Ok(aside)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// The connection, for one short piece of work.
    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere has rolled its transaction back when it was dropped: the connection is as good as new.
        self.shared
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        self.shared.clock.as_ref()
    }

    /// What a failure of `SQLite` means, in words, about this file.
    pub(super) fn failure(&self, error: &rusqlite::Error) -> EndpointError {
        EndpointError::new(self.shared.path.display().to_string(), trouble::of(error))
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Store")
            .field("path", &self.shared.path)
            .finish_non_exhaustive()
    }
}

fn open_connection(path: &Path, clock: &dyn Clock) -> Result<Connection, OpenFailure> {
    let mut connection = Connection::open(path)?;
    crate::sqlite::make_ready(&connection)?;
    match schema::prepare(&mut connection, clock) {
        Ok(()) => Ok(connection),
        Err(schema::Unusable::Sql(error)) if trouble::is_damage(&error) => {
            Err(OpenFailure::Damaged(examine(&connection)))
        }
        Err(schema::Unusable::Sql(error)) => Err(error.into()),
        Err(schema::Unusable::NotAStore) => Err(OpenFailure::NotAStore),
        Err(schema::Unusable::TooNew(version)) => Err(OpenFailure::TooNew(version)),
    }
}

/// The first lines of `SQLite`'s own integrity check, or that not even this could be read.
fn examine(connection: &Connection) -> String {
    let lines = connection
        .prepare("PRAGMA integrity_check(3)")
        .and_then(|mut check| {
            check
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()
        });
    match lines {
        Ok(lines) if lines != ["ok"] => lines.join("; "),
        _ => "its pages cannot be read".to_owned(),
    }
}

/// Why a store did not open.
enum OpenFailure {
    Damaged(String),
    NotAStore,
    TooNew(i64),
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for OpenFailure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl OpenFailure {
    fn about(self, path: &Path) -> EndpointError {
        let trouble = match self {
            Self::Damaged(what) => Trouble::Store(trouble::damaged(&what)),
            Self::NotAStore => Trouble::Store(say!(
                "the file is a database of another program; it was left alone"
            )),
            Self::TooNew(version) => Trouble::Store(say!(
                "it was made by a newer version of this program (layout {version}); install that version to open it",
                version = version
            )),
            Self::Sql(error) => trouble::of(&error),
        };
        EndpointError::new(path.display().to_string(), trouble)
    }
}

/// The path with `-wal` or `-shm` behind it, as `SQLite` names the files beside its own.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(ending);
    PathBuf::from(whole)
}
