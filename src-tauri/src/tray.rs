//! The icon in the tray and its menu. Made only where [`crate::desktop`] found a tray.

use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{App, AppHandle};

use crate::{passes, window};

const ICON: Image<'static> = tauri::include_image!("../icons/32.png");

/// Puts the icon there.
pub(crate) fn make(app: &App) -> Result<(), tauri::Error> {
    let menu = Menu::with_items(
        app,
        &[
            &MenuItem::with_id(app, "synchronize", "Synchronize all", true, None::<&str>)?,
            &MenuItem::with_id(app, "open", "Open SmarterMail Sync", true, None::<&str>)?,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?,
        ],
    )?;
    TrayIconBuilder::with_id("main")
        .icon(ICON)
        .tooltip("SmarterMail Sync")
        .menu(&menu)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()))
        .build(app)?;
    Ok(())
}

fn chosen(app: &AppHandle, entry: &str) {
    match entry {
        "synchronize" => passes::synchronize_all(app),
        "quit" => app.exit(0),
        _ => {
            if let Err(error) = window::show(app) {
                eprintln!("smsync-app: the window cannot be opened: {error}");
            }
        }
    }
}
