//! The engine behind the windows. It is opened for each question, on a thread of its own: its two databases open in
//! milliseconds, and nothing it does can hold up the window.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::app::{Doors, Engine, SystemPolicy, SystemVault};
use engine::{Code, Failure, Sentence, say};

use crate::desktop::Desktop;
use crate::errand::Errands;
use crate::opened::Opened;
use crate::sample::SampleServer;
use crate::settings::Settings;
use crate::tongue::Tongue;
use crate::tray::Said;
use crate::words::Place;

/// What the app keeps while it runs.
pub(crate) struct Program {
    home: PathBuf,
    doors: Doors,
    vault: Arc<SystemVault>,
    pub(crate) desktop: Desktop,
    /// The passes that run, each with its Cancel.
    running: Mutex<BTreeMap<String, Cancel>>,
    settings: Mutex<Settings>,
    /// Where a window that is about to open should go.
    place: Mutex<Option<Place>>,
    /// A window was opened since the program started.
    has_had_a_window: AtomicBool,
    /// The window asks whether it should close.
    asks_about_closing: AtomicBool,
    /// What must come to its end before the program starts itself again.
    pub(crate) errands: Errands,
    /// The files the person opened with the program.
    pub(crate) opened: Opened,
    pub(crate) said_in_the_tray: Mutex<Option<Said>>,
    pub(crate) sample: Mutex<Option<SampleServer>>,
}

/// Set once the person wants a pass to stop.
pub(crate) type Cancel = Arc<AtomicBool>;

impl Program {
    /// Everything the engine keeps is in `home`.
    pub(crate) fn new(home: PathBuf, desktop: Desktop) -> Self {
        let (doors, vault) = Doors::of_this_computer(&home);
        Self {
            settings: Mutex::new(Settings::load(&home)),
            home,
            doors,
            vault,
            desktop,
            running: Mutex::default(),
            place: Mutex::default(),
            has_had_a_window: AtomicBool::new(false),
            asks_about_closing: AtomicBool::new(false),
            errands: Errands::default(),
            opened: Opened::default(),
            said_in_the_tray: Mutex::default(),
            sample: Mutex::default(),
        }
    }

    /// The folder that keeps everything.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Asks the engine.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl AsyncFnOnce(&Engine) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (home, doors) = (self.home.clone(), self.doors.clone());
        let _errand = self.errands.begin();
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

    /// Where passwords are kept, in words that go on from “kept in”.
    pub(crate) async fn password_place(&self) -> Sentence {
        match self.vault.why().await {
            Ok(_) => engine::vault::Vault::place(self.vault.as_ref()).into(),
            Err(error) => error.said(),
        }
    }

    /// Whether the passwords that were typed are still there after the program has started itself again.
    pub(crate) fn keeps_passwords(&self) -> bool {
        self.vault.outlives_the_program()
    }

    pub(crate) fn settings(&self) -> Settings {
        held(&self.settings).clone()
    }

    /// The language of what is said outside the windows.
    pub(crate) fn tongue(&self) -> Tongue {
        Tongue::of(self.settings().language, &system_language())
    }

    /// Stores the settings, then goes by them.
    pub(crate) fn set_settings(&self, settings: Settings) -> Result<(), Failure> {
        settings.save(&self.home)?;
        *held(&self.settings) = settings;
        Ok(())
    }

    /// Notes that a window was opened.
    pub(crate) fn opens_a_window(&self) {
        self.has_had_a_window.store(true, Ordering::Relaxed);
    }

    /// Whether a window was opened since the program started.
    pub(crate) fn opened_a_window(&self) -> bool {
        self.has_had_a_window.load(Ordering::Relaxed)
    }

    /// Notes that the window asks whether it should close, or was answered that it should not.
    pub(crate) fn asks_about_closing(&self, asks: bool) {
        self.asks_about_closing.store(asks, Ordering::Relaxed);
    }

    /// Whether it asked and was not answered.
    pub(crate) fn asked_about_closing(&self) -> bool {
        self.asks_about_closing.load(Ordering::Relaxed)
    }

    /// Notes where the next window should go.
    pub(crate) fn lead_to(&self, place: Place) {
        *held(&self.place) = Some(place);
    }

    /// Where the window should go, told once.
    pub(crate) fn take_place(&self) -> Option<Place> {
        held(&self.place).take()
    }

    /// Whether the bundled server runs beside the program, or is being started: that takes a while, and is not waited for.
    pub(crate) fn has_a_sample_server(&self) -> bool {
        self.sample
            .try_lock()
            .map_or(true, |sample| sample.is_some())
    }

    /// Notes that a pass of an account begins; `None` where one runs already.
    pub(crate) fn begin(&self, account: &str) -> Option<Cancel> {
        let mut running = held(&self.running);
        if running.contains_key(account) {
            return None;
        }
        let cancel = Cancel::default();
        running.insert(account.to_owned(), Arc::clone(&cancel));
        Some(cancel)
    }

    /// Notes that it ended.
    pub(crate) fn end(&self, account: &str) {
        held(&self.running).remove(account);
    }

    /// Whether a pass of this account runs.
    pub(crate) fn runs(&self, account: &str) -> bool {
        held(&self.running).contains_key(account)
    }

    /// Whether any pass runs.
    pub(crate) fn is_busy(&self) -> bool {
        !held(&self.running).is_empty()
    }

    /// Asks a running pass to stop.
    pub(crate) fn cancel(&self, account: &str) {
        if let Some(cancel) = held(&self.running).get(account) {
            cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Asks every running pass to stop.
    pub(crate) fn cancel_all(&self) {
        for cancel in held(&self.running).values() {
            cancel.store(true, Ordering::Relaxed);
        }
    }
}

/// The language of this computer (BCP 47): `de_DE.UTF-8` as `de-DE`.
pub(crate) fn system_language() -> String {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    let language = named
        .as_deref()
        .and_then(|value| value.split(['.', '@']).next())
        .map(|value| value.replace('_', "-"))
        .filter(|value| value.len() > 1 && value != "POSIX");
    language.unwrap_or_else(|| "en".to_owned())
}

/// What is behind a lock; a panic elsewhere leaves it as good as it was, for every change of it is one step.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn broken(error: &dyn std::fmt::Display) -> Failure {
    let hint =
        say!("Your items are safe. Start the program again; if it stays so, send us the log.");
    Failure::new(
        Code::Storage,
        "the program",
        say!(
            "a part of the program stopped: {error}",
            error = error.to_string()
        ),
        hint,
    )
}
