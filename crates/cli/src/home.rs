//! The folder that keeps everything: accounts, items, history, log.

use std::path::PathBuf;

use engine::{Code, Failure};

use crate::cli::Global;

/// Where everything is kept: what was typed, or the place this system has for it.
///
/// # Errors
/// Nothing was typed and the system names no place.
pub(crate) fn folder(global: &Global) -> Result<PathBuf, Failure> {
    if let Some(home) = global
        .home
        .as_ref()
        .filter(|home| !home.as_os_str().is_empty())
    {
        return std::path::absolute(home).map_err(|error| {
            Failure::new(
                Code::Storage,
                home.display().to_string(),
                error.to_string(),
                "Name a folder with --home DIR.",
            )
        });
    }
    directories::ProjectDirs::from("", "", "smartermail-sync")
        .map(|folders| folders.data_local_dir().to_owned())
        .ok_or_else(|| {
            Failure::new(
                Code::Usage,
                "--home",
                "this system does not say where programs keep their data",
                "Name a folder with --home DIR or SMSYNC_HOME.",
            )
        })
}
