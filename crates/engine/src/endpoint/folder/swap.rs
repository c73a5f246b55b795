//! Names in one folder exchanged, taken and given without ever losing what stood there.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Gives the file at `from` the name `to`, unless something has it.
///
/// # Errors
/// `ErrorKind::AlreadyExists` where the name is taken; then nothing happened.
pub(super) fn give_free_name(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => {
            Err(error)
        }
        // FAT and some network drives have no links: claim the name with an empty file, then put ours in its place.
        Err(_) => {
            OpenOptions::new().write(true).create_new(true).open(to)?;
            fs::rename(from, to)
        }
    }
}

/// What became of the file that stood under the name.
pub(super) enum Replaced {
    /// It stands under the new file's old name now.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only Linux exchanges names")
    )]
    SetAside,
    /// It is gone: this file system cannot exchange names.
    Overwritten,
}

/// Puts the file at `new` in the place of the one at `old`.
#[cfg(target_os = "linux")]
pub(super) fn put_in_place(new: &Path, old: &Path) -> io::Result<Replaced> {
    match exchange(new, old) {
        Ok(()) => Ok(Replaced::SetAside),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            fs::rename(new, old).map(|()| Replaced::Overwritten)
        }
        Err(error) => Err(error),
    }
}

/// Puts the file at `new` in the place of the one at `old`.
#[cfg(not(target_os = "linux"))]
pub(super) fn put_in_place(new: &Path, old: &Path) -> io::Result<Replaced> {
    fs::rename(new, old).map(|()| Replaced::Overwritten)
}

/// Exchanges two names in one step; fails where one of them is not there.
#[cfg(target_os = "linux")]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Never reached: only what was set aside is exchanged back.
#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}
