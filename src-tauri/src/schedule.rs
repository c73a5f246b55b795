//! Passes that begin by themselves, where the settings say so: at the start, every so many minutes, after a local change.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use engine::app::AccountState;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};

use crate::program::{Program, held};
use crate::{notice, passes, sample};

/// A person who edits goes on editing: a pass begins when they have paused.
const PAUSE: Duration = Duration::from_secs(20);

/// What is going to begin by itself.
#[derive(Default)]
pub(crate) struct Schedule {
    repeating: Mutex<Option<JoinHandle<()>>>,
    /// Counts local changes, so that only the last of several begins a pass.
    changes: AtomicU64,
}

/// At the start of the program; `unseen` where no window shows how the accounts stand.
pub(crate) fn begin(app: &AppHandle, unseen: bool) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let program = app.state::<Program>();
        let accounts = program
            .ask(async |engine| engine.accounts())
            .await
            .unwrap_or_default();
        if unseen {
            notice::after_a_crash(&app, &accounts);
        }
        start_sample(&app, &accounts).await;
        if program.settings().sync_at_start {
            passes::in_the_background(&app, None);
        }
        repeat(&app);
    });
}

/// After the program has started itself again: what was going to begin is still going to.
pub(crate) fn go_on(app: &AppHandle) {
    repeat(app);
}

/// The bundled server runs again where an account needs it.
async fn start_sample(app: &AppHandle, accounts: &[AccountState]) {
    let accounts: Vec<_> = accounts.iter().map(|state| state.account.clone()).collect();
    let app = app.clone();
    let _ = tauri::async_runtime::spawn_blocking(move || {
        sample::start_for(&app.state::<Program>(), &accounts);
    })
    .await;
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
    let every = Duration::from_secs(u64::from(minutes) * 60);
    *repeating = Some(tauri::async_runtime::spawn(async move {
        let mut wait = first_wait(&app, every).await;
        loop {
            tokio::time::sleep(wait).await;
            passes::in_the_background(&app, None);
            wait = every;
        }
    }));
}

/// How long until the first pass: counted from the last one, so that a program that starts again and again is not always too
/// early.
async fn first_wait(app: &AppHandle, every: Duration) -> Duration {
    let accounts = app
        .state::<Program>()
        .ask(async |engine| engine.accounts())
        .await
        .unwrap_or_default();
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let last = accounts.iter().filter_map(|state| state.last_pass).min();
    left_of(every, last, now)
}

/// What is left of a time that began at `last` (Unix milliseconds); all of it where that is unknown or lies in the future.
fn left_of(every: Duration, last: Option<i64>, now: Duration) -> Duration {
    let last = last.and_then(|ms| u64::try_from(ms).ok());
    let since = last.and_then(|ms| now.checked_sub(Duration::from_millis(ms)));
    every.saturating_sub(since.unwrap_or_default())
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
    let errand = app.state::<Program>().errands.begin();
    tauri::async_runtime::spawn(async move {
        let _errand = errand;
        tokio::time::sleep(PAUSE).await;
        if app.state::<Schedule>().changes.load(Ordering::Relaxed) == number {
            passes::in_the_background(&app, Some(account));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pass_is_due_as_long_after_the_last_as_any_other() {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let at = |minutes: i64| Some(minutes * 60_000);
        for (last, now, left) in [
            (at(100), 110, 5),
            (at(100), 200, 0),
            (at(100), 90, 15),
            (None, 110, 15),
        ] {
            let wait = left_of(minutes(15), last, minutes(now));
            assert_eq!(wait, minutes(left), "{last:?} at {now}");
        }
    }
}
