//! What this desktop has, looked at before anything of it is started: without a display, and without the library behind
//! the tray, the toolkit ends the whole process instead of saying so.

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Desktop {
    /// A window can be shown.
    pub(crate) display: bool,
    /// An icon in the tray can be made, and something shows it.
    pub(crate) tray: bool,
}

impl Desktop {
    /// Looks. On Linux this initialises GTK, so it belongs on the main thread.
    pub(crate) fn look() -> Self {
        #[cfg(target_os = "linux")]
        {
            Self {
                display: linux::display(),
                tray: linux::tray_library() && linux::tray_host(),
            }
        }
        #[cfg(not(target_os = "linux"))]
        {
            Self {
                display: true,
                tray: true,
            }
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};

    use gtk::gio::prelude::*;
    use gtk::gio::{BusType, Cancellable, DBusCallFlags};
    use gtk::glib;

    /// Long enough for a busy session, short enough not to be waited for.
    const BUS_TIMEOUT_MS: i32 = 1000;

    pub(super) fn display() -> bool {
        gtk::init().is_ok()
    }

    /// Whether the library that the tray needs is where the loader looks for it.
    pub(super) fn tray_library() -> bool {
        const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
        library_folders()
            .iter()
            .any(|folder| NAMES.iter().any(|name| folder.join(name).exists()))
    }

    fn library_folders() -> Vec<PathBuf> {
        let chosen = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
        let usual = [
            "/usr/lib",
            "/usr/lib64",
            "/lib",
            "/lib64",
            "/usr/local/lib",
            "/app/lib",
        ]
        .map(PathBuf::from);
        let mut folders: Vec<_> = std::env::split_paths(&chosen).chain(usual).collect();
        // Debian keeps them one step below, in a folder named after the machine.
        let below: Vec<_> = folders
            .iter()
            .flat_map(|folder| folders_in(folder))
            .collect();
        folders.extend(below);
        folders
    }

    fn folders_in(folder: &Path) -> Vec<PathBuf> {
        let entries = folder.read_dir().into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(|path| path.to_string_lossy().contains("-linux-"))
            .collect()
    }

    /// Whether a panel on this session shows tray icons.
    pub(super) fn tray_host() -> bool {
        let Ok(bus) = gtk::gio::bus_get_sync(BusType::Session, Cancellable::NONE) else {
            return false;
        };
        let answer = bus.call_sync(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "NameHasOwner",
            Some(&("org.kde.StatusNotifierWatcher",).to_variant()),
            Some(glib::VariantTy::new("(b)").unwrap_or(glib::VariantTy::ANY)),
            DBusCallFlags::NONE,
            BUS_TIMEOUT_MS,
            Cancellable::NONE,
        );
        answer
            .ok()
            .and_then(|reply| reply.get::<(bool,)>())
            .is_some_and(|(owned,)| owned)
    }
}
