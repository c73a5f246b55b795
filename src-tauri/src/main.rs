//! `SmarterMail` Sync: the desktop app. It owns windows, tray and commands; the engine decides.
//!
//! Begin reading here: `desktop` looks at what is there, `window` and `tray` show it, `commands` is what the page may
//! ask, `program` asks the engine.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod commands;
mod desktop;
mod passes;
mod program;
mod summary;
mod tray;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use tauri::{AppHandle, RunEvent};

use crate::desktop::Desktop;
use crate::program::Program;

fn main() -> ExitCode {
    let desktop = Desktop::look();
    if !desktop.display {
        eprintln!(
            "SmarterMail Sync cannot open a window: there is no display here.\n\
             Start it in a desktop session, or use the command line instead: smsync --help"
        );
        return ExitCode::FAILURE;
    }
    let named = std::env::var_os("SMSYNC_HOME").map(PathBuf::from);
    let home = match engine::app::home_folder(named.as_deref()) {
        Ok(home) => home,
        Err(failure) => {
            eprintln!("{}. {}", failure.message, failure.hint);
            return ExitCode::FAILURE;
        }
    };
    match start(desktop, Program::new(home)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("SmarterMail Sync cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(desktop: Desktop, program: Program) -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)))
        .manage(program)
        .invoke_handler(tauri::generate_handler![
            commands::accounts,
            commands::add_account,
            commands::synchronize,
            commands::cancel,
        ])
        .setup(move |app| {
            if desktop.tray {
                tray::make(app)?;
            }
            window::show(app.handle())?;
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(move |_, event| {
            // With a tray, closing the window leaves the icon; `Quit` (which gives a code) ends the program.
            if let RunEvent::ExitRequested {
                api, code: None, ..
            } = event
                && desktop.tray
            {
                api.prevent_exit();
            }
        });
    Ok(())
}

/// A second start brings the first one's window to the front.
fn raise(app: &AppHandle) {
    if let Err(error) = window::show(app) {
        eprintln!("smsync-app: the window cannot be opened: {error}");
    }
}
