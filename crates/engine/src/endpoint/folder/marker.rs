//! The marker: a dotfile in the folder that says which folder it is. Other vdir programs pass over dotfiles.
//!
//! An empty mount point, a folder made again under the same name, another folder put in its place: none has the marker,
//! and nothing that is absent there was deleted by anybody.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::trouble;
use crate::door::Clock;
use crate::endpoint::{EndpointError, Trouble};

const NAME: &str = ".smsync-folder";

/// Which folder it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FolderId(pub(super) String);

impl fmt::Display for FolderId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Makes sure that this is still the folder it was.
pub(super) fn expect(folder: &Path, id: &FolderId) -> Result<(), EndpointError> {
    let missing =
        |why: &str| EndpointError::new(format!("{} ({why})", folder.display()), Trouble::Missing);
    match read(folder) {
        Ok(found) if found.as_ref() == Some(id) => Ok(()),
        Ok(Some(_)) => Err(missing("another folder has taken its place")),
        Ok(None) if folder.is_dir() => Err(missing(
            "the folder is there, but not its marker .smsync-folder: not mounted, or replaced by another?",
        )),
        Ok(None) => Err(missing("not mounted, moved or deleted?")),
        Err(error) => Err(trouble::about(folder, &error)),
    }
}

/// The folder's id; makes the folder and the marker where there is none.
pub(super) fn find_or_make(folder: &Path, clock: &dyn Clock) -> Result<FolderId, EndpointError> {
    let attempt = || -> io::Result<FolderId> {
        // Not the folders above it: a path that leads nowhere is a mistake or a disk that is not there.
        match fs::create_dir(folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if let Some(id) = read(folder)? {
            return Ok(id);
        }
        let id = new_id(clock);
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path(folder));
        match made.and_then(|mut file| {
            file.write_all(text(&id).as_bytes())
                .and_then(|()| file.sync_all())
        }) {
            Ok(()) => Ok(id),
            // Another process was quicker, for another kind of item.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => read(folder)?.ok_or(error),
            Err(error) => Err(error),
        }
    };
    attempt().map_err(|error| trouble::about(folder, &error))
}

/// Gives the folder a new id.
pub(super) fn renew(folder: &Path, clock: &dyn Clock) -> Result<FolderId, EndpointError> {
    match fs::remove_file(path(folder)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(trouble::about(folder, &error)),
        _ => find_or_make(folder, clock),
    }
}

fn new_id(clock: &dyn Clock) -> FolderId {
    FolderId(format!("{:016x}{:016x}", clock.entropy(), clock.entropy()))
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

fn text(id: &FolderId) -> String {
    format!(
        "id = {id}\nSmarterMail Sync knows this folder by this file. Without it nothing is synchronised here, and nothing deleted.\n"
    )
}

/// `None` where there is no marker, or nothing that could be one.
fn read(folder: &Path) -> io::Result<Option<FolderId>> {
    match fs::read_to_string(path(folder)) {
        Ok(text) => Ok(text
            .lines()
            .find_map(|line| line.strip_prefix("id = "))
            .map(|id| FolderId(id.trim().to_owned()))),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidData
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
