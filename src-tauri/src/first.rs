//! One instance: a second start asks the first to show itself, and ends before it has begun anything.
//!
//! The plugin would find the first one too, but only in the middle of starting, and then end the process under its own threads,
//! which now and then died of it.

/// Asks the instance that runs already to show its window; `true` where there is one and it answered.
#[cfg(target_os = "linux")]
pub(crate) fn is_told() -> bool {
    use gtk::gio::prelude::*;
    use gtk::gio::{BusType, Cancellable, DBusCallFlags};
    use gtk::glib;

    /// Its window may take a moment on a busy computer.
    const PATIENCE_MS: i32 = 10_000;

    let Ok(bus) = gtk::gio::bus_get_sync(BusType::Session, Cancellable::NONE) else {
        return false;
    };
    let arguments: Vec<String> = std::env::args().collect();
    let folder = std::env::current_dir().unwrap_or_default();
    let told = bus.call_sync(
        Some("org.smsync.app.SingleInstance"),
        "/org/smsync/app/SingleInstance",
        "org.SingleInstance.DBus",
        "ExecuteCallback",
        Some(&(arguments, folder.to_string_lossy().into_owned()).to_variant()),
        None::<&glib::VariantTy>,
        DBusCallFlags::NO_AUTO_START,
        PATIENCE_MS,
        Cancellable::NONE,
    );
    told.is_ok()
}

/// Elsewhere the plugin does it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_told() -> bool {
    false
}
