//! The folder that keeps everything: the same one that the command line uses.

use std::path::PathBuf;

/// What `SMSYNC_HOME` names, else the place this system has for it; `None` where it has none.
pub(crate) fn folder() -> Option<PathBuf> {
    match std::env::var_os("SMSYNC_HOME").filter(|named| !named.is_empty()) {
        Some(named) => std::path::absolute(named).ok(),
        None => Some(
            directories::ProjectDirs::from("", "", "smartermail-sync")?
                .data_local_dir()
                .to_owned(),
        ),
    }
}
