//! The engine behind the windows. It is opened for each question, on a thread of its own: its two databases open in
//! milliseconds, and nothing it does can hold up the window.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use engine::app::{Doors, Engine, SystemPolicy};
use engine::{Code, Failure};

/// What the app keeps while it runs.
pub(crate) struct Program {
    home: PathBuf,
    doors: Doors,
    /// The passes that run, each with its Cancel.
    running: Mutex<BTreeMap<String, Cancel>>,
}

/// Set once the person wants a pass to stop.
pub(crate) type Cancel = Arc<AtomicBool>;

impl Program {
    /// Everything the engine keeps is in `home`.
    pub(crate) fn new(home: PathBuf) -> Self {
        let (doors, _) = Doors::of_this_computer(&home);
        Self {
            home,
            doors,
            running: Mutex::default(),
        }
    }

    /// Asks the engine.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl AsyncFnOnce(&Engine) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (home, doors) = (self.home.clone(), self.doors.clone());
        let answer = tauri::async_runtime::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|e| broken(&e))?;
            runtime.block_on(async {
                let policy = SystemPolicy::of_this_computer()?;
                question(&Engine::open(&home, doors)?.with_policy(policy)?).await
            })
        });
        answer.await.unwrap_or_else(|error| Err(broken(&error)))
    }

    /// Notes that a pass of an account begins; `None` where one runs already.
    pub(crate) fn begin(&self, account: &str) -> Option<Cancel> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(account) {
            return None;
        }
        let cancel = Cancel::default();
        running.insert(account.to_owned(), Arc::clone(&cancel));
        Some(cancel)
    }

    /// Notes that it ended.
    pub(crate) fn end(&self, account: &str) {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(account);
    }

    /// Asks a running pass to stop.
    pub(crate) fn cancel(&self, account: &str) {
        if let Some(cancel) = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(account)
        {
            cancel.store(true, Ordering::Relaxed);
        }
    }
}

fn broken(error: &dyn std::error::Error) -> Failure {
    let hint = "Your items are safe. Start the program again; if it stays so, send us the log.";
    Failure::new(
        Code::Storage,
        "the program",
        format!("a part of the program stopped: {error}"),
        hint,
    )
}
