//! A folder of files, one item a file: the vdir layout that khal, khard, todoman and vdirsyncer use.
//!
//! An item's id is its file's name, its version the hash of its content: an edit made in the same second, with the same
//! length, is another version all the same. A cache outside the folder (`state.rs`) remembers what was hashed,
//! so that an unchanged file costs one `stat`; it may be lost at any time.
//!
//! A dotfile in the folder (`marker.rs`) says that it is the folder it was: a folder that is unmounted, moved or
//! replaced is an error and never an empty listing. Writes are whole or not there (`write.rs`), and look at what
//! they replaced. Links, sub-folders, dotfiles and other endings are somebody else's. Begin reading at `look.rs`.

mod holds;
mod leftover;
mod look;
mod marker;
mod names;
mod read;
mod state;
mod swap;
mod trouble;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use pim::Kind;

use self::marker::FolderId;
use self::state::State;
use super::{
    Abilities, Cursor, Endpoint, EndpointError, Fetched, ItemId, Listing, Trouble, Write,
    WriteOutcome,
};
use crate::door::Clock;

/// The largest file that is read as an item: 32 MiB.
pub const MAX_ITEM_BYTES: u64 = 32 * 1024 * 1024;

/// A folder as an endpoint for one kind of item. Cheap to clone.
#[derive(Clone)]
pub struct Folder {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    kind: Kind,
    id: FolderId,
    clock: Arc<dyn Clock>,
    /// Held through a whole look or batch of writes: this program does one thing in a folder at a time.
    state: Mutex<State>,
}

impl Folder {
    /// Opens a folder that was opened before, or makes or takes over one that this cache has not seen yet.
    ///
    /// `cache` is a file of this pairing, outside the folder. A folder may be opened for several kinds: each sees the
    /// files that hold its kind.
    ///
    /// # Errors
    /// `Trouble::Missing` where the folder, or the marker in it, is not the one this cache belongs to: not mounted, moved,
    /// replaced. [`Folder::adopt`] is what the person can then choose.
    pub fn open(
        path: &Path,
        kind: Kind,
        cache: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EndpointError> {
        let mut state = State::open(cache, clock.as_ref())?;
        let id = if let Some(known) = state.folder()? {
            marker::expect(path, &known)?;
            known
        } else {
            let id = marker::find_or_make(path, clock.as_ref())?;
            state.belongs_to(&id)?;
            id
        };
        leftover::tidy(path, &state, leftover::GRACE)?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                kind,
                id,
                clock,
                state: Mutex::new(state),
            }),
        })
    }

    /// Takes this folder as it is now, because the person said that it is the right one. It gets a new identity, so
    /// that the next pass is a first sync: both sides are united and nothing is deleted.
    ///
    /// # Errors
    /// The marker or the cache could not be written.
    pub fn adopt(
        path: &Path,
        kind: Kind,
        cache: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, EndpointError> {
        let id = marker::renew(path, clock.as_ref())?;
        let mut state = State::open(cache, clock.as_ref())?;
        state.begin_again(&id, clock.as_ref())?;
        drop(state);
        Self::open(path, kind, cache, clock)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// What changed since a cursor, as [`Endpoint::observe`] answers it: one `stat` for each file that is as it was.
    ///
    /// # Errors
    /// The folder is not there, or not the one it was.
    pub fn changes_since(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        self.inner.look(since)
    }

    /// What other programs call this folder: the text of its file `displayname`.
    pub fn display_name(&self) -> Option<String> {
        self.inner.one_line("displayname")
    }

    /// Its colour, `#RRGGBB`: the text of its file `color`.
    pub fn color(&self) -> Option<String> {
        self.inner.one_line("color")
    }

    /// Runs work on files off the async thread.
    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, EndpointError> {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .map_err(|error| {
                EndpointError::new(self.inner.about(), Trouble::File(error.to_string().into()))
            })
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        // The cache is written in transactions: a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder in words, for messages.
    fn about(&self) -> String {
        self.path.display().to_string()
    }

    fn one_line(&self, name: &str) -> Option<String> {
        let text = read::read(&self.path.join(name)).ok()?.body;
        let line = String::from_utf8(text)
            .ok()?
            .lines()
            .next()?
            .trim()
            .to_owned();
        (!line.is_empty()).then_some(line)
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Folder")
            .field("path", &self.inner.path)
            .field("kind", &self.inner.kind)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Endpoint for Folder {
    fn identity(&self) -> String {
        format!("folder:{}/{}", self.inner.id, self.inner.kind)
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            read_only: None,
            max_item_bytes: Some(MAX_ITEM_BYTES),
            fetch_batch: 100,
            write_batch: 100,
            may_rewrite: false,
        }
    }

    fn propose_id(&self, uid: &str, attempt: u32) -> ItemId {
        names::propose(self.inner.kind, uid, attempt)
    }

    async fn observe(&self, since: Option<&Cursor>) -> Result<Listing, EndpointError> {
        let since = since.cloned();
        self.off_thread(move |inner| inner.look(since.as_ref()))
            .await?
    }

    async fn fetch(&self, ids: &[ItemId]) -> Result<Vec<Fetched>, EndpointError> {
        let ids = ids.to_vec();
        self.off_thread(move |inner| inner.fetch(&ids)).await?
    }

    async fn write(&self, writes: Vec<Write>) -> Vec<WriteOutcome> {
        let count = writes.len();
        let done = self.off_thread(move |inner| inner.write(&writes)).await;
        // The work broke off in the middle: each write may have happened.
        done.unwrap_or_else(|error| {
            (0..count)
                .map(|_| WriteOutcome::Unknown(error.clone()))
                .collect()
        })
    }
}
