//! What the person chose for the program as a whole: one small file in the home folder, replaced as a whole and durably.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use engine::{Code, Failure, say};
use serde::{Deserialize, Serialize};

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a check box of its own"
)]
pub(crate) struct Settings {
    /// Start with the computer, in the tray.
    pub(crate) start_with_computer: bool,
    /// Synchronise all accounts when the program starts.
    pub(crate) sync_at_start: bool,
    /// And every so many minutes.
    pub(crate) sync_every_minutes: Option<u32>,
    /// And when items on this computer were changed.
    pub(crate) sync_on_change: bool,
    /// Say so when something needs the person while no window is in front.
    pub(crate) notifications: bool,
    /// The language of the windows.
    pub(crate) language: Language,
    /// Light or dark.
    pub(crate) theme: Theme,
    /// Conflicts one at a time, while the pass waits.
    pub(crate) classic_conflicts: bool,
}

/// The language of the windows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    #[default]
    System,
    En,
    De,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            start_with_computer: false,
            sync_at_start: false,
            sync_every_minutes: None,
            sync_on_change: false,
            notifications: true,
            language: Language::System,
            theme: Theme::System,
            classic_conflicts: false,
        }
    }
}

impl Settings {
    /// What was chosen; what cannot be read is as at the first start.
    pub(crate) fn load(home: &Path) -> Self {
        fs::read(file(home))
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    /// Stores them; on the disk when this returns.
    pub(crate) fn save(&self, home: &Path) -> Result<(), Failure> {
        self.write(home).map_err(|error| {
            let about = file(home).display().to_string();
            let hint = say!("Check that the folder exists and that you may write in it.");
            Failure::new(Code::Storage, about, error.to_string(), hint)
        })
    }

    fn write(&self, home: &Path) -> std::io::Result<()> {
        fs::create_dir_all(home)?;
        let next = file(home).with_extension("json.new");
        let mut out = File::create(&next)?;
        out.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
        out.sync_all()?;
        fs::rename(&next, file(home))
    }
}

fn file(home: &Path) -> PathBuf {
    home.join("settings.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_were_stored_and_a_damaged_file_is_no_obstacle() {
        let home = std::env::temp_dir().join(format!("smsync-settings-{}", std::process::id()));
        assert_eq!(Settings::load(&home), Settings::default());
        let chosen = Settings {
            sync_every_minutes: Some(15),
            theme: Theme::Dark,
            ..Settings::default()
        };
        chosen.save(&home).unwrap();
        assert_eq!(Settings::load(&home), chosen);
        fs::write(file(&home), "{\"theme\":").unwrap();
        assert_eq!(Settings::load(&home), Settings::default());
        fs::remove_dir_all(&home).unwrap();
    }
}
