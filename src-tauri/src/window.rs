//! The main window: opened, raised, and gone when closed, so that no web page stays behind the tray.

use std::time::Duration;

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_window_state::AppHandleExt;

use crate::passes;
use crate::program::Program;
use crate::words::Place;

const MAIN: &str = "main";
/// A pass that was asked to stop finishes the write it is at.
const FINISHING: Duration = Duration::from_secs(15);

/// Opens the main window, or brings it to the front where it is open already.
pub(crate) fn show(app: &AppHandle) -> Result<(), tauri::Error> {
    if let Some(window) = app.get_webview_window(MAIN) {
        window.unminimize()?;
        window.show()?;
        return window.set_focus();
    }
    app.state::<Program>().opens_a_window();
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("SmarterMail Sync")
        .inner_size(980.0, 680.0)
        .min_inner_size(420.0, 360.0)
        .on_navigation(is_our_own)
        // Files are dropped on the page, which reads them itself: it is given no path.
        .disable_drag_drop_handler()
        .build()?;
    Ok(())
}

/// The same, at a place: told to a window that is open, kept for one that opens.
pub(crate) fn show_at(app: &AppHandle, place: Place) {
    if app.get_webview_window(MAIN).is_some() {
        passes::tell(app, "place", place);
    } else {
        app.state::<Program>().lead_to(place);
    }
    raise(app);
}

/// A second start, or the tray, brings the window to the front.
pub(crate) fn raise(app: &AppHandle) {
    if let Err(error) = show(app) {
        tracing::error!("the window cannot be opened: {error}");
        eprintln!("smsync-app: the window cannot be opened: {error}");
    }
}

/// Whether this is the main window.
pub(crate) fn is_main(window: &tauri::Window) -> bool {
    window.label() == MAIN
}

/// Whether the person looks at the window.
pub(crate) fn is_in_front(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN)
        .is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// Ends the program: a running pass stops at a place where nothing is half done, the sample server ends.
pub(crate) fn quit(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        passes_at_rest(&app).await;
        crate::program::held(&app.state::<Program>().sample).take();
        tracing::info!("ended");
        app.exit(0);
    });
}

/// Asks running passes to stop, and waits until they have.
pub(crate) async fn passes_at_rest(app: &AppHandle) {
    let program = app.state::<Program>();
    program.cancel_all();
    let waiting = async {
        while program.is_busy() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let _ = tokio::time::timeout(FINISHING, waiting).await;
}

/// With the window closed and a tray to come back from, the program starts itself again without one: a process that never opened
/// a window is half as large as one that has closed it. Never in the middle of something: it waits for what is under way, and
/// where something would be lost it stays as it is.
pub(crate) fn rest_when_idle(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let program = app.state::<Program>();
        program.errands.none_left().await;
        if !may_rest(&app) {
            return;
        }
        // On the main thread, so that no window and no entry of the tray's menu comes in between.
        let main = app.clone();
        let _ = app.run_on_main_thread(move || {
            if !main.state::<Program>().errands.are_none() {
                rest_when_idle(&main);
            } else if may_rest(&main) {
                // The plugin does it at an end, which this is not.
                if let Err(error) = main.save_window_state(crate::WINDOW_STATE) {
                    tracing::warn!("the size of the window is not remembered: {error}");
                }
                start_again_in_the_tray();
            }
        });
    });
}

fn may_rest(app: &AppHandle) -> bool {
    let program = app.state::<Program>();
    program.desktop.tray
        && app.webview_windows().is_empty()
        && program.opened_a_window()
        && program.keeps_passwords()
        && !program.has_a_sample_server()
}

/// The process becomes the new one; its connections close with it, and the new one takes the name and the icon anew.
fn start_again_in_the_tray() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        if let Ok(own) = std::env::current_exe() {
            tracing::info!("rests in the tray");
            let error = std::process::Command::new(own)
                .args([crate::IN_THE_TRAY, crate::GOES_ON])
                .exec();
            tracing::warn!("goes on as it is: {error}");
        }
    }
}

/// The window shows the app's own pages and nothing else.
fn is_our_own(url: &tauri::Url) -> bool {
    url.scheme() == "tauri"
        || url.host_str() == Some("tauri.localhost")
        || (cfg!(debug_assertions) && is_vite(url))
}

fn is_vite(url: &tauri::Url) -> bool {
    url.host_str() == Some("127.0.0.1") && url.port() == Some(5173)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_stays_on_the_apps_own_pages() {
        for (url, ours) in [
            ("tauri://localhost/", true),
            ("http://tauri.localhost/index.html", true),
            ("https://mail.example.com/", false),
            ("file:///etc/passwd", false),
            ("http://127.0.0.1:8080/", false),
        ] {
            assert_eq!(is_our_own(&tauri::Url::parse(url).unwrap()), ours, "{url}");
        }
    }
}
