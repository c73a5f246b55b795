//! What `SQLite`'s failures mean to a person, and what can be done about each.

use rusqlite::ErrorCode;

use crate::endpoint::Trouble;
use crate::{Sentence, say};

/// A failure of `SQLite` in words.
pub(super) fn of(error: &rusqlite::Error) -> Trouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Trouble::DiskFull,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Store(say!(
            "another program has kept it locked for several seconds; close that program, or try again later"
        )),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Trouble::Store(damaged(&error.to_string()))
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            Trouble::Store(say!(
                "it cannot be opened for writing ({error}); check the folder and its permissions",
                error = error.to_string()
            ))
        }
        _ => Trouble::Store(error.to_string().into()),
    }
}

/// Whether the file itself is damaged.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// Whether it is unknown what reached the disk.
pub(super) fn leaves_doubt(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure))
}

/// The words for a damaged file.
pub(super) fn damaged(what: &str) -> Sentence {
    say!(
        "the file is damaged ({what}). Nothing was changed. Put a backup in its place, or move it aside: the items then come back from the server",
        what = what
    )
}
