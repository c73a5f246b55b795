//! Reading one file: never through a link, never more than the limit, never half of an edit under way.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{MAX_ITEM_BYTES, trouble};
use crate::endpoint::{Trouble, Version, name};
use crate::say;

/// What `stat` says of a file; where any of it changed the file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) size_bytes: u64,
    pub(super) modified_ns: i64,
    /// When name, owner or content last changed: it cannot be set back, so it shows edits that keep the time
    /// of the file. 0 where the system has none.
    pub(super) changed_ns: i64,
    pub(super) inode: u64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed_ns, inode) = {
            use std::os::unix::fs::MetadataExt;
            (
                metadata
                    .ctime()
                    .saturating_mul(1_000_000_000)
                    .saturating_add(metadata.ctime_nsec()),
                metadata.ino(),
            )
        };
        #[cfg(not(unix))]
        let (changed_ns, inode) = (0, 0);
        Self {
            size_bytes: metadata.len(),
            modified_ns: metadata.modified().map_or(i64::MAX, nanoseconds),
            changed_ns,
            inode,
        }
    }

    /// The later of its two times.
    pub(super) fn latest_ns(&self) -> i64 {
        self.modified_ns.max(self.changed_ns)
    }
}

/// Unix nanoseconds.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// A file's content, and its stamp while it had that content.
pub(super) struct Content {
    pub(super) body: Vec<u8>,
    pub(super) stamp: Stamp,
}

impl Content {
    pub(super) fn version(&self) -> Version {
        version(&self.body)
    }
}

/// The version of a content.
pub(super) fn version(body: &[u8]) -> Version {
    Version(name::short_hash(body))
}

/// Why a file was not read.
pub(super) enum NotRead {
    /// There is no file of this name.
    Gone,
    /// There is something, but its content is not known.
    Because(Trouble),
}

impl From<io::Error> for NotRead {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Gone,
            _ => Self::Because(trouble::of(&error)),
        }
    }
}

/// Reads a file whole.
pub(super) fn read(path: &Path) -> Result<Content, NotRead> {
    const TRIES: u32 = 3;
    for _ in 0..TRIES {
        if let Some(content) = read_once(path)? {
            return Ok(content);
        }
    }
    Err(NotRead::Because(Trouble::File(say!(
        "another program is writing it; it is read next time"
    ))))
}

/// `None` where the file was changed or exchanged while it was read.
fn read_once(path: &Path) -> Result<Option<Content>, NotRead> {
    let named = path.symlink_metadata()?;
    if !named.is_file() {
        return Err(NotRead::Because(Trouble::File(say!(
            "it is a link or a folder, not a file"
        ))));
    }
    let too_large = || {
        NotRead::Because(Trouble::TooLarge {
            limit_bytes: MAX_ITEM_BYTES,
        })
    };
    if named.len() > MAX_ITEM_BYTES {
        return Err(too_large());
    }
    let file = File::open(path)?;
    // Also tells when a link was put in the file's place meanwhile: it leads to another inode.
    let before = Stamp::of(&file.metadata()?);
    let mut body = Vec::with_capacity(usize::try_from(named.len()).unwrap_or_default());
    (&file).take(MAX_ITEM_BYTES + 1).read_to_end(&mut body)?;
    if body.len() as u64 > MAX_ITEM_BYTES {
        return Err(too_large());
    }
    let after = Stamp::of(&file.metadata()?);
    let whole =
        Stamp::of(&named) == before && before == after && after.size_bytes == body.len() as u64;
    Ok(whole.then_some(Content { body, stamp: after }))
}
