//! Closing the window. With a tray the program goes on there; without one it ends, and where the person would not expect that,
//! the window says so before it goes.

use std::fs;

use tauri::{AppHandle, Manager, Window};

use crate::program::Program;
use crate::words::Closing;
use crate::{passes, window};

/// Made once the person was told.
const TOLD: &str = "told-that-closing-quits";

/// The person closes the window; `true` where it stays for now, because it asks first.
pub(crate) fn asks_first(window: &Window) -> bool {
    let app = window.app_handle();
    let program = app.state::<Program>();
    if program.desktop.tray || !window::is_main(window) || program.asked_about_closing() {
        return false;
    }
    let settings = program.settings();
    let closing = Closing {
        running: program.is_busy(),
        by_itself: settings.sync_every_minutes.is_some() || settings.sync_on_change,
    };
    let told = program.home().join(TOLD);
    if !closing.running && !closing.by_itself && told.exists() {
        return false;
    }
    // Where it cannot be noted, the person is told once more.
    tauri::async_runtime::spawn_blocking(move || fs::write(told, ""));
    program.asks_about_closing(true);
    passes::tell(app, "closing", closing);
    true
}

/// The last window is gone.
pub(crate) fn closed(app: &AppHandle) {
    if app.state::<Program>().desktop.tray {
        window::rest_when_idle(app);
    } else {
        tracing::info!("there is no tray on this desktop: ends with its window");
        window::quit(app);
    }
}
