//! What the server holds, as far as it told: `SyncML` tells changes only, so what was told must be kept.
//!
//! One `SQLite` file for each account. Everything is written before the server is told that it arrived, and every write
//! of ours is in `pending` before it is sent, until the server's answer is known. Anchors move last. Where the file is
//! lost, it begins again with another generation: nothing agreed before holds, and everything is compared.

mod change;
mod rows;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pim::Kind;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use syncml::DevInf;

pub(super) use change::Change;

use super::known_info::KnownInfo;
use crate::door::Clock;
use crate::endpoint::{EndpointError, Trouble, Version};

/// One session may take several numbers, when it has to sign in again.
const NUMBERS_OF_A_SESSION: u32 = 4;

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
    info: KnownInfo,
}

impl Mirror {
    /// Opens it, or begins it again where it is damaged.
    pub(super) fn open(path: &Path, clock: &dyn Clock) -> Result<Self, EndpointError> {
        let about = path.display().to_string();
        let opened = rows::connect(path, clock).or_else(|error| match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                tracing::warn!(%about, %error, "what is known of the server is damaged and is begun again");
                for ending in ["", "-wal", "-shm"] {
                    // What cannot be removed is met again, and reported, on the next line.
                    let _ = std::fs::remove_file(format!("{about}{ending}"));
                }
                rows::connect(path, clock)
            }
            _ => Err(error),
        });
        let connection = opened.map_err(|error| failure(&about, &error))?;
        Ok(Self {
            connection: Mutex::new(connection),
            about,
            info: KnownInfo::default(),
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
            let done = work(&Change::in_transaction(&transaction))?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|error| failure(&self.about, &error))
    }

    /// What is known of the server and of ourselves there.
    pub(super) fn device(&self) -> Result<Device, EndpointError> {
        self.read(|connection| {
            let mut find = connection.prepare_cached(
                "SELECT id, user, generation, nonce, scheme, address, version, wbxml, dev_inf, is_introduced FROM device",
            )?;
            find.query_row(
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

    /// What the server said of itself; `None` where it said nothing that is understood.
    pub(super) fn server_info(&self, device: &Device) -> Option<Arc<DevInf>> {
        self.info.of(device.dev_inf.as_deref()?)
    }

    /// A number no session had before.
    pub(super) fn next_session(&self) -> Result<u32, EndpointError> {
        self.write(|change| change.next_session(NUMBERS_OF_A_SESSION))
    }

    /// A store; as new where it was never synchronised.
    pub(super) fn store(&self, kind: Kind) -> Result<StoreState, EndpointError> {
        self.read(|connection| rows::store(connection, kind))
    }

    /// One item.
    pub(super) fn item(&self, kind: Kind, luid: &str) -> Result<Option<Held>, EndpointError> {
        self.read(|connection| rows::item(connection, kind, luid))
    }

    /// The versions of these items, all at one moment; `None` for one that is not there.
    pub(super) fn versions<'l>(
        &self,
        kind: Kind,
        luids: impl Iterator<Item = &'l str>,
    ) -> Result<Vec<Option<Version>>, EndpointError> {
        self.read(|connection| {
            let moment = connection.unchecked_transaction()?;
            let mut find =
                moment.prepare_cached("SELECT version FROM item WHERE kind = ?1 AND luid = ?2")?;
            luids
                .map(|luid| {
                    find.query_row(params![kind.as_str(), luid], |row| row.get(0).map(Version))
                        .optional()
                })
                .collect()
        })
    }

    /// Ids and versions of what is there, of everything or of what changed after this number.
    pub(super) fn listed(
        &self,
        kind: Kind,
        after: i64,
    ) -> Result<Vec<(String, Version)>, EndpointError> {
        self.read(|connection| {
            connection
                .prepare_cached(if after < 0 {
                    rows::EVERYTHING
                } else {
                    rows::CHANGES
                })?
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

    /// Whether the server was found to know other ids than ours.
    pub(super) fn is_doubted(&self, kind: Kind) -> Result<bool, EndpointError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM agreed WHERE kind = ?1 AND is_doubted")?
                .exists([kind.as_str()])
        })
    }

    /// Whether that an item was deleted is concluded from listings that held nothing at all.
    pub(super) fn is_doubtful(&self, kind: Kind, luid: &str) -> Result<bool, EndpointError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT 1 FROM removed WHERE kind = ?1 AND luid = ?2 AND is_doubtful",
                )?
                .exists(params![kind.as_str(), luid])
        })
    }

    /// Whether the answer to a write of this item is not known.
    pub(super) fn is_pending(&self, kind: Kind, luid: &str) -> Result<bool, EndpointError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM pending WHERE kind = ?1 AND luid = ?2")?
                .exists(params![kind.as_str(), luid])
        })
    }

    /// Writes whose answer is not known.
    pub(super) fn pending(&self, kind: Kind) -> Result<Vec<Pending>, EndpointError> {
        self.read(|connection| rows::pending(connection, kind))
    }
}

fn failure(about: &str, error: &rusqlite::Error) -> EndpointError {
    let trouble = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Trouble::DiskFull,
        _ => Trouble::Store(error.to_string().into()),
    };
    EndpointError::new(about, trouble)
}
