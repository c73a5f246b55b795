//! `SmarterMail` Sync: the desktop app. It owns windows, tray and commands; the engine decides.
//!
//! Begin reading here: `desktop` looks at what is there, `window` and `tray` show it, `commands` is what the page may
//! ask, `program` asks the engine, `schedule` begins passes by itself.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod autostart;
mod closing;
mod commands;
mod desktop;
mod elsewhere;
mod errand;
mod first;
mod inherited;
mod log;
mod notice;
mod opened;
mod passes;
mod program;
mod sample;
mod schedule;
mod settings;
mod tongue;
mod tray;
mod update;
mod window;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::desktop::Desktop;
use crate::program::Program;
use crate::schedule::Schedule;

/// Starts without a window, where there is a tray.
const IN_THE_TRAY: &str = "--tray";
/// The program started itself again, to be small: for the person nothing begins.
const GOES_ON: &str = "--goes-on";
/// What is remembered of a window.
const WINDOW_STATE: StateFlags = StateFlags::SIZE
    .union(StateFlags::POSITION)
    .union(StateFlags::MAXIMIZED);

fn main() -> ExitCode {
    engine::heap::keep_small();
    if std::env::args().any(|argument| argument == GOES_ON) {
        inherited::see_off();
    }
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
    let arguments: Vec<String> = std::env::args().collect();
    let folder = std::env::current_dir().unwrap_or_default();
    let has_files = opened::keep(&program, &arguments, &folder);
    let is_told = |word: &str| arguments.iter().any(|argument| argument == word);
    let in_the_tray = desktop.tray && is_told(IN_THE_TRAY) && !has_files;
    let goes_on = is_told(GOES_ON);
    let home = program.home().to_owned();
    let sizes = tauri_plugin_window_state::Builder::new()
        .with_state_flags(WINDOW_STATE)
        .build();
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(again))
        .plugin(sizes)
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
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
            notice::begin(app.handle());
            if goes_on {
                schedule::go_on(app.handle());
            } else {
                schedule::begin(app.handle(), in_the_tray);
            }
            elsewhere::watch(app.handle());
            update::begin(app.handle(), goes_on);
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::CloseRequested { api, .. } if closing::asks_first(window) => {
                api.prevent_close();
            }
            // Meanwhile somebody may have edited items with another program.
            WindowEvent::Focused(true) => passes::changed(window.app_handle()),
            _ => {}
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            // `Quit` gives a code and ends the program. Closing the last window does not: with a tray it goes on there,
            // without one it ends once nothing is half done.
            if let RunEvent::ExitRequested {
                api, code: None, ..
            } = event
            {
                api.prevent_exit();
                closing::closed(app);
            }
        });
    Ok(())
}

/// The program was started a second time: the first one shows itself, and asks about the files the second one was given.
#[allow(
    clippy::needless_pass_by_value,
    reason = "as the plugin hands them over"
)]
fn again(app: &AppHandle, arguments: Vec<String>, folder: String) {
    let has_files = opened::keep(&app.state::<Program>(), &arguments, Path::new(&folder));
    if has_files {
        opened::ask(app);
    } else if !arguments.iter().any(|argument| argument == IN_THE_TRAY) {
        window::raise(app);
    }
}
