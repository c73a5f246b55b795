//! The main window: opened, raised, and gone when closed, so that no web page stays behind the tray.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

const MAIN: &str = "main";

/// Opens the main window, or brings it to the front where it is open already.
pub(crate) fn show(app: &AppHandle) -> Result<(), tauri::Error> {
    if let Some(window) = app.get_webview_window(MAIN) {
        window.unminimize()?;
        window.show()?;
        return window.set_focus();
    }
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("SmarterMail Sync")
        .inner_size(680.0, 640.0)
        .min_inner_size(420.0, 360.0)
        .on_navigation(is_our_own)
        .build()?;
    Ok(())
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
