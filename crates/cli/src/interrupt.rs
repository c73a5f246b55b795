//! Ctrl-C: the first asks the pass to stop where it is safe, the second ends the program.
//!
//! It listens on a thread of its own, so that it is heard while the rest of the program is busy.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What shells report for a program ended by Ctrl-C.
const ENDED_BY_CTRL_C: i32 = 130;

/// How long a pass has to stop by itself: a request that is under way is waited for.
const GRACE: Duration = Duration::from_secs(8);

/// Whether Ctrl-C was pressed. A clone is another handle to the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupt {
    pressed: Arc<AtomicBool>,
    waiting_for_the_person: Arc<AtomicBool>,
}

impl Interrupt {
    /// Begins to listen.
    pub(crate) fn listen() -> Self {
        let interrupt = Self::default();
        let heard = interrupt.clone();
        std::thread::spawn(move || {
            // Without a runtime or a signal handler Ctrl-C simply ends the program, as it does everywhere.
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
            else {
                return;
            };
            runtime.block_on(async {
                while tokio::signal::ctrl_c().await.is_ok() {
                    heard.press();
                }
            });
        });
        interrupt
    }

    fn press(&self) {
        let again = self.pressed.swap(true, Ordering::SeqCst);
        if again || self.waiting_for_the_person.load(Ordering::SeqCst) {
            eprintln!();
            std::process::exit(ENDED_BY_CTRL_C);
        }
        eprintln!("\nStopping where it is safe; press Ctrl-C again to stop at once.");
    }

    /// Whether Ctrl-C was pressed.
    pub(crate) fn is_pressed(&self) -> bool {
        self.pressed.load(Ordering::SeqCst)
    }

    /// Runs `question`; Ctrl-C meanwhile ends the program at once, for nothing is under way.
    pub(crate) fn while_asking<T>(&self, question: impl FnOnce() -> T) -> T {
        self.waiting_for_the_person.store(true, Ordering::SeqCst);
        let answer = question();
        self.waiting_for_the_person.store(false, Ordering::SeqCst);
        answer
    }

    /// Comes back some seconds after Ctrl-C was pressed.
    pub(crate) async fn patience_is_over(&self) {
        while !self.is_pressed() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(GRACE).await;
    }
}
