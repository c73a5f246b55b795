//! The program as a whole: settings, about, log, clipboard, links, quit.

use engine::{Code, Failure, say};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use super::{asked, on_disk, program};
use crate::program::system_language;
use crate::settings::Settings;
use crate::words::{About, Place, refused};
use crate::{autostart, log, notice, passes, schedule, window};

#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a command's arguments arrive by value"
)]
pub(crate) fn settings(app: AppHandle) -> Settings {
    program(&app).settings()
}

#[tauri::command]
pub(crate) async fn set_settings(app: AppHandle, settings: Settings) -> Result<(), Failure> {
    let starts = settings.start_with_computer;
    let own = app.clone();
    on_disk(move || {
        let before = program(&own).settings();
        if before.start_with_computer != starts {
            start_with_computer(starts)?;
        }
        program(&own).set_settings(settings)
    })
    .await?;
    schedule::repeat(&app);
    notice::name_buttons(&app);
    passes::changed(&app);
    Ok(())
}

fn start_with_computer(wanted: bool) -> Result<(), Failure> {
    autostart::set(wanted).map_err(|error| {
        let hint = say!("Add the program to the programs that start with your session by hand.");
        Failure::new(
            Code::Storage,
            "start with the computer",
            error.to_string(),
            hint,
        )
    })
}

#[tauri::command]
pub(crate) async fn about(app: AppHandle) -> Result<About, Failure> {
    let program = program(&app);
    Ok(About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        home: program.home().display().to_string(),
        password_place: program.password_place().await,
        tray: program.desktop.tray,
        system_language: system_language(),
        time_zone: time_zone(),
    })
}

/// The newest lines of the log, secrets removed.
#[tauri::command]
pub(crate) async fn log(app: AppHandle) -> Result<Vec<String>, Failure> {
    on_disk(move || Ok(log::newest(program(&app).home()))).await
}

#[tauri::command]
pub(crate) async fn save_log_bundle(app: AppHandle) -> Result<Option<String>, Failure> {
    let known = about(app.clone()).await?;
    let head = format!(
        "SmarterMail Sync {}, {} {}, passwords: {}, tray: {}, language: {}",
        known.version,
        std::env::consts::OS,
        std::env::consts::ARCH,
        known.password_place,
        known.tray,
        known.system_language,
    );
    let own = app.clone();
    let text = on_disk(move || Ok(log::bundle(program(&own).home(), &head))).await?;
    save_as(&app, "smartermail-sync-log.txt", text.into_bytes()).await
}

/// Asks where to and writes it there; `None` where the person cancelled.
pub(super) async fn save_as(
    app: &AppHandle,
    name: &str,
    text: Vec<u8>,
) -> Result<Option<String>, Failure> {
    let dialog = app.dialog().file().set_file_name(name);
    let Some(path) = asked(|answer| dialog.save_file(answer))
        .await
        .flatten()
        .and_then(|path| path.into_path().ok())
    else {
        return Ok(None);
    };
    on_disk(move || {
        let shown = path.display().to_string();
        std::fs::write(&path, text).map_err(|error| {
            let hint = say!("Choose a folder that you may write in, with room on its disk.");
            Failure::new(Code::Storage, &shown, error.to_string(), hint)
        })?;
        Ok(Some(shown))
    })
    .await
}

/// Puts text into the clipboard.
#[tauri::command]
pub(crate) async fn copy(app: AppHandle, text: String) -> Result<(), Failure> {
    #[cfg(target_os = "linux")]
    {
        let copied = app.run_on_main_thread(move || {
            gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD).set_text(&text);
        });
        copied.map_err(|error| crate::program::broken(&error))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (app, text);
        Err(refused(
            "the clipboard",
            say!("it cannot be used from here"),
            say!("Select the text and copy it."),
        ))
    }
}

/// A link out of an item, opened outside.
#[tauri::command]
pub(crate) async fn open(app: AppHandle, url: String) -> Result<(), Failure> {
    if !may_be_opened(&url) {
        return Err(refused(
            &url,
            say!("links of this sort are not opened"),
            say!("Copy it, and open it where you trust it."),
        ));
    }
    let opened = app.opener().open_url(&url, None::<&str>);
    opened.map_err(|error| {
        let hint = say!("Copy the link and open it in the browser.");
        Failure::new(Code::Storage, &url, error.to_string(), hint)
    })
}

fn may_be_opened(url: &str) -> bool {
    tauri::Url::parse(url)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "mailto" | "tel"))
}

/// Where a window that has just opened should go.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a command's arguments arrive by value"
)]
pub(crate) fn opening_place(app: AppHandle) -> Option<Place> {
    program(&app).take_place()
}

#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a command's arguments arrive by value"
)]
pub(crate) fn quit(app: AppHandle) {
    window::quit(&app);
}

/// The person wants the window to stay.
#[tauri::command]
#[allow(
    clippy::needless_pass_by_value,
    reason = "a command's arguments arrive by value"
)]
pub(crate) fn stay_open(app: AppHandle) {
    program(&app).asks_about_closing(false);
}

/// The time zone of this computer, by its IANA name.
pub(super) fn time_zone() -> String {
    jiff::tz::TimeZone::system()
        .iana_name()
        .unwrap_or("UTC")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::may_be_opened;

    #[test]
    fn only_links_that_do_no_harm_are_opened() {
        for (url, may) in [
            ("https://example.com/", true),
            ("mailto:anna@example.com", true),
            ("tel:+4930123", true),
            ("file:///etc/passwd", false),
            ("javascript:alert(1)", false),
            ("smb://host/share", false),
            ("not a link", false),
        ] {
            assert_eq!(may_be_opened(url), may, "{url}");
        }
    }
}
