//! The journal: the `SQLite` file that keeps what was observed and agreed. Never a list of work left to do: a plan is
//! computed again from what is observed.
//!
//! Begin reading at `schema.rs`. Everything that belongs together is written in one [`Batch`], a transaction.

mod accounts;
mod attention;
mod base;
mod body;
mod conflict;
mod history;
mod intent;
mod pairing;
mod schema;
#[cfg(test)]
pub(crate) mod testing;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction};

use crate::{Sentence, Side, say};

pub use attention::{Attention, Need};
pub use base::{Agreed, Base, BaseId, NewBase};
pub use body::BodyId;
pub use conflict::{
    Candidate, Conflict, ConflictCase, ConflictId, ConflictSide, Decision, NewConflict,
};
pub use history::{Change, ChangeId, Deed, NewChange, PassId, PassRow};
pub use intent::{Intent, IntentId, NewIntent};
pub use pairing::{Pairing, PairingId};

/// What can go wrong with the journal.
#[derive(Debug)]
pub enum JournalError {
    /// Another program (or another pass) holds it.
    Locked,
    /// The file is damaged.
    Corrupt(String),
    /// It was written by a newer version of this program.
    Newer {
        /// The format found.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// No room on the disk.
    DiskFull,
    /// Anything else `SQLite` says.
    Other(rusqlite::Error),
    /// Something stored could not be read back.
    Unreadable(serde_json::Error),
    /// A test cut the program off here.
    CutOff,
}

impl JournalError {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::Locked => say!("the journal is in use by another program"),
            Self::Corrupt(what) => say!("the journal is damaged: {what}", what = what),
            Self::Newer { found, known } => say!(
                "the journal was written by a newer version of SmarterMail Sync (format {found}, this one knows {known})",
                found = found.to_string(),
                known = known.to_string()
            ),
            Self::DiskFull => say!("the disk is full"),
            Self::Other(error) => {
                say!("the journal cannot be used: {why}", why = error.to_string())
            }
            Self::Unreadable(error) => say!(
                "the journal holds something unreadable: {why}",
                why = error.to_string()
            ),
            Self::CutOff => "cut off".into(),
        }
    }
}

impl std::fmt::Display for JournalError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}

impl std::error::Error for JournalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Other(error) => Some(error),
            Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

impl From<serde_json::Error> for JournalError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt(error.to_string())
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            _ => Self::Other(error),
        }
    }
}

/// Asked before each transaction; a test answers `false` to cut the program off there.
pub type WriteGate = Box<dyn Fn() -> bool + Send + Sync>;

/// The journal, open.
pub struct Journal {
    connection: Mutex<Connection>,
    gate: Option<WriteGate>,
}

impl Journal {
    /// Opens the journal at `path`, making or migrating it.
    ///
    /// # Errors
    /// See [`JournalError`]; a damaged file is left as it is.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Self::prepare(Connection::open(path)?)
    }

    /// A journal in memory, for simulation.
    pub fn in_memory() -> Result<Self, JournalError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, JournalError> {
        crate::sqlite::make_ready(&connection)?;
        schema::migrate(&mut connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
            gate: None,
        })
    }

    /// Asks `gate` before each transaction from now on.
    pub fn set_write_gate(&mut self, gate: WriteGate) {
        self.gate = Some(gate);
    }

    /// Does everything in `work`, or nothing of it.
    ///
    /// # Errors
    /// What `work` or the commit failed with; nothing was written then.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Batch<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        if self.gate.as_ref().is_some_and(|gate| !gate()) {
            return Err(JournalError::CutOff);
        }
        let mut connection = self.lock();
        let batch = Batch {
            transaction: connection.transaction()?,
        };
        let done = work(&batch)?;
        batch.transaction.commit()?;
        Ok(done)
    }

    /// The same, and it is on the disk when this returns: for what a person decided.
    ///
    /// # Errors
    /// As for [`Journal::write`].
    pub fn write_durably<T>(
        &self,
        work: impl FnOnce(&Batch<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.lock().pragma_update(None, "synchronous", "FULL")?;
        let done = self.write(work);
        self.lock().pragma_update(None, "synchronous", "NORMAL")?;
        done
    }

    /// A poisoned lock only means that another thread panicked between two transactions: the file is whole.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Journal")
    }
}

/// One transaction under way.
pub struct Batch<'connection> {
    transaction: Transaction<'connection>,
}

/// The column for one side: every table that keeps something of both names them `server_…` and `local_…`.
fn column(side: Side, of: &str) -> String {
    format!("{side}_{of}")
}

/// Milliseconds since 1970-01-01 UTC, as the journal stores times.
pub type Millis = i64;
