//! `SmarterMail` Sync: the desktop app. It owns windows, tray and commands; the engine decides.
//!
//! Begin reading here: `desktop` looks at what is there, `window` and `tray` show it, `commands` is what the page may
//! ask, `program` asks the engine, `schedule` begins passes by itself.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod autostart;
mod commands;
mod desktop;
mod first;
mod log;
mod notice;
mod passes;
mod program;
mod sample;
mod schedule;
mod settings;
mod tray;
mod window;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use tauri::RunEvent;
use tauri_plugin_window_state::StateFlags;

use crate::desktop::Desktop;
use crate::program::Program;
use crate::schedule::Schedule;

/// Starts without a window, where there is a tray.
const IN_THE_TRAY: &str = "--tray";

fn main() -> ExitCode {
    let desktop = Desktop::look();
    if !desktop.display {
        eprintln!(
            "SmarterMail Sync cannot open a window: there is no display here.\n\
             Start it in a desktop session, or use the command line instead: smsync --help"
        );
        return ExitCode::FAILURE;
    }
    if first::is_told() {
        return ExitCode::SUCCESS;
    }
    let named = std::env::var_os("SMSYNC_HOME").map(PathBuf::from);
    let home = match engine::app::home_folder(named.as_deref()) {
        Ok(home) => home,
        Err(failure) => {
            eprintln!("{}. {}", failure.message, failure.hint);
            return ExitCode::FAILURE;
        }
    };
    match start(desktop, Program::new(home, desktop)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("SmarterMail Sync cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(desktop: Desktop, program: Program) -> Result<(), tauri::Error> {
    let in_the_tray = desktop.tray && std::env::args().any(|argument| argument == IN_THE_TRAY);
    let home = program.home().to_owned();
    let sizes = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build();
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            if !arguments.iter().any(|argument| argument == IN_THE_TRAY) {
                window::raise(app);
            }
        }))
        .plugin(sizes)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(program)
        .manage(Schedule::default())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            // Only the first start comes here: a second one has raised the first one's window and ended.
            log::begin(&home);
            if !in_the_tray {
                window::show(app.handle())?;
            }
            if desktop.tray {
                tray::make(app)?;
            }
            schedule::begin(app.handle());
            window::start_sample(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(move |app, event| {
            // `Quit` gives a code and ends the program. Closing the last window does not: with a tray it goes on there,
            // without one it ends once nothing is half done.
            if let RunEvent::ExitRequested {
                api, code: None, ..
            } = event
            {
                api.prevent_exit();
                if desktop.tray {
                    window::rest_when_idle(app);
                } else {
                    window::quit_without_tray(app);
                }
            }
        });
    Ok(())
}
