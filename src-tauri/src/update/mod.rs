//! Newer versions of the program: looked for once a day and when the person asks, told, and installed only once they agree.
//!
//! Only where the program was installed by its own setup, where this build was given an address and a key, and where the
//! administrator did not say no (docs/adr/0053). [`release`] looks, fetches and checks; here is when, and in which words.

mod release;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::time::Duration;

use engine::app::{SystemPolicy, Updates};
use engine::{Failure, say};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons};
use tauri_plugin_updater::Update;

use crate::commands::{asked, on_disk};
use crate::program::Program;
use crate::tongue::Tongue;
use crate::window;
use release::Source;

/// The start belongs to the person.
const AFTER_THE_START: Duration = Duration::from_mins(2);
const A_DAY: Duration = Duration::from_hours(24);
/// Of the notes, what fits a dialog.
const NOTES_CHARACTERS: usize = 600;

/// Looks once a day, where that may be. `goes_on`: the program did not start, it only began anew in the tray.
pub(crate) fn begin(app: &AppHandle, goes_on: bool) {
    if !is_possible() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        // Who said “Later” is asked again about this version at the next start.
        let mut declined = None;
        tokio::time::sleep(if goes_on { A_DAY } else { AFTER_THE_START }).await;
        loop {
            match look(&app).await {
                Ok(Some(update)) if declined.as_ref() != Some(&update.version) => {
                    declined = Some(update.version.clone());
                    offer(&app, update).await;
                }
                Ok(_) => {}
                // Offline, most of the time; whoever asked would be told.
                Err(failure) => tracing::info!("no newer version was looked for: {failure}"),
            }
            tokio::time::sleep(A_DAY).await;
        }
    });
}

/// The person asks whether there is a newer version.
pub(crate) fn on_demand(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match look(&app).await {
            Ok(Some(update)) => offer(&app, update).await,
            Ok(None) => {
                let version = env!("CARGO_PKG_VERSION");
                let newest = say!("{version} is the newest version.", version = version);
                tell(&app, &tongue(&app).say(&newest)).await;
            }
            Err(failure) => tell(&app, &sentences(tongue(&app), &failure)).await,
        }
    });
}

/// Whether this program may look for newer versions of itself.
pub(crate) fn is_possible() -> bool {
    let policy = SystemPolicy::of_this_computer().map(|policy| policy.updates());
    may_look(
        Source::of_this_build().is_some(),
        is_its_own_setup(),
        // Until the administrator's mistake is mended, nothing is open that was meant to be closed.
        policy.unwrap_or(Updates::Off),
    )
}

fn may_look(has_a_source: bool, is_its_own_setup: bool, policy: Updates) -> bool {
    has_a_source && is_its_own_setup && policy == Updates::Ask
}

fn is_its_own_setup() -> bool {
    if cfg!(target_os = "linux") {
        return std::env::var_os("APPIMAGE").is_some();
    }
    std::env::current_exe().is_ok_and(|program| is_from_our_setup(&program))
}

/// On Windows our setup leaves its uninstaller beside the program, the MSI does not; on a Mac the program is inside its app.
fn is_from_our_setup(program: &Path) -> bool {
    if cfg!(target_os = "macos") {
        program
            .ancestors()
            .any(|folder| folder.extension().is_some_and(|it| it == "app"))
    } else {
        program.with_file_name("uninstall.exe").exists()
    }
}

async fn look(app: &AppHandle) -> Result<Option<Update>, Failure> {
    match Source::of_this_build() {
        Some(source) => release::look(release::updater(app, &source)?).await,
        None => Ok(None),
    }
}

/// Says that there is a newer version; without a yes, nothing happens.
async fn offer(app: &AppHandle, update: Update) {
    // The program must not begin anew in the tray while it asks or fetches.
    let _errand = app.state::<Program>().errands.begin();
    let tongue = tongue(app);
    let buttons = MessageDialogButtons::OkCancelCustom(
        tongue.say(&say!("Install and restart")),
        tongue.say(&say!("Later")),
    );
    let dialog = app.dialog().message(question(tongue, &update));
    let dialog = dialog.title("SmarterMail Sync").buttons(buttons);
    if asked(|answer| dialog.show(answer)).await != Some(true) {
        return;
    }
    if let Err(failure) = install(app, update).await {
        tracing::warn!("the newer version was not installed: {failure}");
        tell(app, &sentences(tongue, &failure)).await;
    }
}

async fn install(app: &AppHandle, update: Update) -> Result<(), Failure> {
    let program = release::fetch(&update).await?;
    window::passes_at_rest(app).await;
    on_disk(move || release::install(&update, &program)).await?;
    tracing::info!("a newer version was installed");
    app.request_restart();
    Ok(())
}

fn tongue(app: &AppHandle) -> Tongue {
    app.state::<Program>().tongue()
}

fn question(tongue: Tongue, update: &Update) -> String {
    let first = tongue.say(&say!(
        "SmarterMail Sync {newer} is there. You have {own}.",
        newer = &update.version,
        own = &update.current_version
    ));
    match update.body.as_deref().map(str::trim).unwrap_or_default() {
        "" => first,
        notes => {
            let shown: String = notes.chars().take(NOTES_CHARACTERS).collect();
            let more = if shown.len() < notes.len() {
                " …"
            } else {
                ""
            };
            format!("{first}\n\n{shown}{more}")
        }
    }
}

fn sentences(tongue: Tongue, failure: &Failure) -> String {
    tongue.state(&say!(
        "{message}. {hint}",
        message = &failure.message,
        hint = &failure.hint
    ))
}

async fn tell(app: &AppHandle, words: &str) {
    let dialog = app.dialog().message(words).title("SmarterMail Sync");
    asked(|answer: Box<dyn FnOnce(bool) + Send>| dialog.show(answer)).await;
}
