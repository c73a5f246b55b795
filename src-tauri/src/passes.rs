//! Passes started from the window, the tray or the clock: each tells the window where it is, and that it ended.

use std::sync::atomic::Ordering;

use engine::pass::{Progress, Report, Watch};
use engine::{Code, Failure, say};
use tauri::{AppHandle, Emitter, Manager};

use crate::program::{Cancel, Program};
use crate::words::{PassProgress, SyncRequest};
use crate::{notice, tray};

/// One pass of one account, or what it would do.
pub(crate) async fn synchronize(
    app: &AppHandle,
    account: String,
    request: SyncRequest,
    preview: bool,
) -> Result<Report, Failure> {
    let program = app.state::<Program>();
    let watch = Told::new(app, &account)?;
    let options = request.options(preview);
    changed(app);
    let pass = program
        .ask(async move |engine| engine.sync(&watch.account, &options, &watch).await)
        .await;
    program.end(&account);
    match &pass {
        Ok(report) => tracing::info!(
            pass = report.pass.map(|pass| pass.0),
            requests = report.requests,
            failure = report
                .failure
                .as_ref()
                .map(|failure| failure.message.as_str()),
            "pass ended"
        ),
        Err(failure) => tracing::warn!("no pass: {}", failure.message),
    }
    changed(app);
    pass
}

/// A pass of every account (or of one), from the tray or the clock: what comes of it is in the window, in the history, and where
/// it needs the person in a notification.
pub(crate) fn in_the_background(app: &AppHandle, only: Option<String>) {
    let app = app.clone();
    // Also while it goes from one account to the next, and says what came of it.
    let errand = app.state::<Program>().errands.begin();
    tauri::async_runtime::spawn(async move {
        let _errand = errand;
        let program = app.state::<Program>();
        let accounts = program
            .ask(async |engine| engine.accounts())
            .await
            .unwrap_or_default();
        for state in accounts {
            let name = state.account.name;
            if only.as_ref().is_some_and(|only| *only != name) || program.runs(&name) {
                continue;
            }
            let outcome = synchronize(&app, name.clone(), SyncRequest::default(), false).await;
            notice::after_a_pass(&app, &name, &outcome);
        }
    });
}

fn runs_already(account: &str) -> Failure {
    let hint = say!("Wait until that has finished, or cancel it.");
    Failure::new(
        Code::InUse,
        account,
        say!("this account is being synchronised already"),
        hint,
    )
}

/// Tells the window where a pass is.
pub(crate) struct Told {
    app: AppHandle,
    pub(crate) account: String,
    cancel: Cancel,
}

impl Told {
    /// Notes that a pass begins; the program notes that it ended.
    pub(crate) fn new(app: &AppHandle, account: &str) -> Result<Self, Failure> {
        let cancel = app.state::<Program>().begin(account);
        Ok(Self {
            app: app.clone(),
            account: account.to_owned(),
            cancel: cancel.ok_or_else(|| runs_already(account))?,
        })
    }
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

/// Accounts, items or conflicts are not what they were: windows and tray read again.
pub(crate) fn changed(app: &AppHandle) {
    tell(app, "changed", ());
    tray::refresh(app);
}

/// Events are for whoever looks; a window that is closed misses nothing it will not read when it opens.
pub(crate) fn tell(app: &AppHandle, event: &str, payload: impl serde::Serialize + Clone) {
    let _ = app.emit(event, payload);
}
