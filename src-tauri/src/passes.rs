//! Passes started from the window or the tray: each tells the window where it is, and that it ended.

use std::sync::atomic::Ordering;

use engine::app::SyncOptions;
use engine::pass::{Progress, Watch};
use engine::{Code, Failure};
use tauri::{AppHandle, Emitter, Manager};

use crate::program::{Cancel, Program};
use crate::summary::{PassProgress, PassSummary};

/// One pass of one account.
pub(crate) async fn synchronize(app: &AppHandle, account: String) -> Result<PassSummary, Failure> {
    let program = app.state::<Program>();
    let cancel = program
        .begin(&account)
        .ok_or_else(|| runs_already(&account))?;
    let watch = Told {
        app: app.clone(),
        account: account.clone(),
        cancel,
    };
    let pass = program
        .ask(async move |engine| {
            engine
                .sync(&watch.account, &SyncOptions::default(), &watch)
                .await
        })
        .await;
    program.end(&account);
    tell(app, "changed", ());
    Ok(pass?.into())
}

/// A pass of every account, from the tray: what comes of it is in the window and in the history.
pub(crate) fn synchronize_all(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let program = app.state::<Program>();
        let accounts = program
            .ask(async |engine| engine.accounts())
            .await
            .unwrap_or_default();
        for state in accounts {
            if let Err(failure) = synchronize(&app, state.account.name).await {
                eprintln!("smsync-app: {}: {failure}", failure.about);
            }
        }
    });
}

fn runs_already(account: &str) -> Failure {
    let hint = "Wait until that has finished, or cancel it.";
    Failure::new(
        Code::InUse,
        account,
        "this account is being synchronised already",
        hint,
    )
}

/// Tells the window where a pass is.
struct Told {
    app: AppHandle,
    account: String,
    cancel: Cancel,
}

impl Watch for Told {
    fn progress(&self, progress: Progress) {
        tell(
            &self.app,
            "progress",
            PassProgress::new(&self.account, &progress),
        );
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// Events are for whoever looks; a window that is closed misses nothing it will not read when it opens.
fn tell(app: &AppHandle, event: &str, payload: impl serde::Serialize + Clone) {
    let _ = app.emit(event, payload);
}
