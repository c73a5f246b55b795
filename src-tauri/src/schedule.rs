//! Passes that begin by themselves, where the settings say so: at the start, every so many minutes, after a local change.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};

use crate::passes;
use crate::program::{Program, held};

/// A person who edits goes on editing: a pass begins when they have paused.
const PAUSE: Duration = Duration::from_secs(20);

/// What is going to begin by itself.
#[derive(Default)]
pub(crate) struct Schedule {
    repeating: Mutex<Option<JoinHandle<()>>>,
    /// Counts local changes, so that only the last of several begins a pass.
    changes: AtomicU64,
}

/// At the start of the program.
pub(crate) fn begin(app: &AppHandle) {
    if app.state::<Program>().settings().sync_at_start {
        passes::in_the_background(app, None);
    }
    repeat(app);
}

/// Goes by the settings as they are now.
pub(crate) fn repeat(app: &AppHandle) {
    let minutes = app.state::<Program>().settings().sync_every_minutes;
    let schedule = app.state::<Schedule>();
    let mut repeating = held(&schedule.repeating);
    if let Some(earlier) = repeating.take() {
        earlier.abort();
    }
    let Some(minutes) = minutes.filter(|minutes| *minutes > 0) else {
        return;
    };
    let app = app.clone();
    *repeating = Some(tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(u64::from(minutes) * 60)).await;
            passes::in_the_background(&app, None);
        }
    }));
}

/// Items of an account were changed here.
pub(crate) fn after_a_change(app: &AppHandle, account: &str) {
    if !app.state::<Program>().settings().sync_on_change {
        return;
    }
    let number = app
        .state::<Schedule>()
        .changes
        .fetch_add(1, Ordering::Relaxed)
        + 1;
    let (app, account) = (app.clone(), account.to_owned());
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PAUSE).await;
        if app.state::<Schedule>().changes.load(Ordering::Relaxed) == number {
            passes::in_the_background(&app, Some(account));
        }
    });
}
