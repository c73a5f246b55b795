//! The one surface of the engine for its shells: the command line, the desktop app, and tests.
//!
//! Begin reading at [`Engine`]. A shell turns what it answers into words and windows; it decides nothing.

mod account_test;
mod accounts;
mod collections;
mod conflicts;
mod connect;
mod connect_syncml;
mod decide;
mod earlier;
mod edits;
mod forms;
mod guests;
mod held;
mod history;
mod import;
mod items;
mod list;
mod occurrences;
mod place;
mod policy;
mod series;
mod series_dates;
mod sync;
mod system;
mod undo;
mod versions;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use account_test::{KindTested, TestedAccount};
pub use accounts::AccountState;
pub use collections::CollectionChoice;
pub use conflicts::{ConflictSummary, ConflictView, SideView};
pub use decide::Carried;
pub use earlier::VersionView;
pub use edits::{Typed, TypedEdit};
pub use forms::{FieldForm, Input, field_forms};
pub use guests::{Guest, Invitation};
pub use history::{ChangeLine, ChangeView, ItemHistory, PassView};
pub use import::Imported;
pub use items::{Edit, ItemView, Listed};
pub use list::{ListedItem, ListedPage};
pub use occurrences::Occurrence;
pub use policy::{Setting, SystemPolicy, Updates};
pub use series_dates::SeriesDates;
pub use sync::SyncOptions;
pub use system::{SystemNetwork, SystemVault, home_folder};
pub use undo::UndoReport;
pub use versions::{ItemStory, ItemVersion};

use crate::door::{Clock, Transport};
use crate::endpoint::builtin::Store;
use crate::endpoint::syncml::Mirrors;
use crate::endpoint::{EndpointError, Trouble};
use crate::journal::Journal;
use crate::say;
use crate::transport::Dns;
use crate::vault::Vault;
use crate::{Code, Failure};

/// How often, and how long apart, a lock is tried before it is said that somebody has it.
const GLANCES: u32 = 4;
const GLANCE: Duration = Duration::from_millis(10);

/// The doors to the network; in tests they lead to a server in the same process.
pub trait Network: Send + Sync {
    /// A transport for one account, which may trust one certificate of its own.
    ///
    /// # Errors
    /// The transport cannot be made: the fingerprint is not one, say.
    fn transport(&self, trusted_certificate: Option<&str>) -> Result<Arc<dyn Transport>, Trouble>;
    /// Where names are looked up.
    fn dns(&self) -> Arc<dyn Dns>;
}

/// The doors out of the engine.
#[derive(Clone)]
pub struct Doors {
    /// The network.
    pub network: Arc<dyn Network>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Secrets.
    pub vault: Arc<dyn Vault>,
}

/// The engine over one folder that keeps everything: accounts, journal, the built-in store.
pub struct Engine {
    /// `None`: everything is in memory.
    home: Option<PathBuf>,
    pub(crate) journal: Journal,
    pub(crate) store: Store,
    pub(crate) doors: Doors,
    /// What the administrator of this computer decided.
    policy: SystemPolicy,
    pub(crate) mirrors: Mirrors,
}

impl Engine {
    /// Opens (or makes) the folder and what is in it.
    ///
    /// # Errors
    /// The folder, journal or store cannot be used. Nothing in it was changed.
    pub fn open(home: &Path, doors: Doors) -> Result<Self, Failure> {
        make_private_folder(home)?;
        let journal = Journal::open(&home.join("journal.db"))?;
        let store = Store::open(&home.join("store.db"), Arc::clone(&doors.clock))?;
        Ok(Self {
            home: Some(home.to_owned()),
            journal,
            store,
            doors,
            policy: SystemPolicy::default(),
            mirrors: Mirrors::default(),
        })
    }

    /// An engine that keeps everything in memory, for simulation.
    ///
    /// # Errors
    /// Memory cannot be had.
    pub fn in_memory(doors: Doors) -> Result<Self, Failure> {
        let store = Store::open(Path::new(":memory:"), Arc::clone(&doors.clock))?;
        Ok(Self {
            home: None,
            journal: Journal::in_memory()?,
            store,
            doors,
            policy: SystemPolicy::default(),
            mirrors: Mirrors::default(),
        })
    }

    /// The folder; `None` where everything is in memory.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// Every text that is kept besides the live items: what was agreed, history, conflicts.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn kept_texts(&self) -> Result<Vec<String>, Failure> {
        let mut texts = Vec::new();
        self.journal
            .each_body(|text| texts.push(String::from_utf8_lossy(text).into_owned()))?;
        Ok(texts)
    }

    /// The journal, for tests that cut the program off.
    pub fn journal_mut(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// Holds the account for one pass: two at once would undo each other's bookkeeping.
    pub(crate) fn lock(&self, account: &str) -> Result<AccountLock, Failure> {
        let Some(path) = self.lock_file(account)? else {
            return Ok(AccountLock { _file: None });
        };
        for _ in 0..GLANCES {
            if let Some(file) = try_lock(&path)? {
                return Ok(AccountLock { _file: Some(file) });
            }
            // Whoever asks whether it is held holds it for a moment.
            std::thread::sleep(GLANCE);
        }
        Err(Failure::new(
            Code::InUse,
            account,
            say!("this account is being synchronised already"),
            say!("Wait until that has finished, or cancel it there."),
        ))
    }

    /// Whether a pass of this account runs now, in this program or another.
    pub(crate) fn is_held(&self, account: &str) -> bool {
        let path = self.lock_file(account).ok().flatten();
        path.is_some_and(|path| matches!(try_lock(&path), Ok(None)))
    }

    /// `None` where everything is in memory.
    fn lock_file(&self, account: &str) -> Result<Option<PathBuf>, Failure> {
        let Some(home) = &self.home else {
            return Ok(None);
        };
        let folder = home.join("locks");
        make_private_folder(&folder)?;
        let name = format!("{}.lock", crate::hex(account.as_bytes()));
        Ok(Some(folder.join(name)))
    }
}

/// Locks a file; `None` where another has.
fn try_lock(path: &Path) -> Result<Option<File>, Failure> {
    let cannot = |error: std::io::Error| {
        let trouble = Trouble::File(error.to_string().into());
        Failure::from(EndpointError::new(path.display().to_string(), trouble))
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(cannot(error)),
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Engine")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

/// An account held for one pass; let go when dropped, or when the program ends in any way.
pub(crate) struct AccountLock {
    _file: Option<File>,
}

fn make_private_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| {
        let trouble = match error.kind() {
            std::io::ErrorKind::StorageFull => Trouble::DiskFull,
            _ => Trouble::File(error.to_string().into()),
        };
        EndpointError::new(path.display().to_string(), trouble).into()
    })
}
