//! A clock that stands still unless it is moved; its randomness counts up.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use engine::door::Clock;

/// Starts on 2026-01-01.
pub(crate) struct StillClock {
    now_ms: AtomicI64,
    drawn: AtomicU64,
}

impl StillClock {
    /// `seed` tells clocks apart: two stores opened with different seeds have different generations.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            now_ms: AtomicI64::new(1_767_225_600_000),
            drawn: AtomicU64::new(seed << 32),
        }
    }

    pub(crate) fn pass(&self, how_long: Duration) {
        self.now_ms.fetch_add(
            i64::try_from(how_long.as_millis()).unwrap(),
            Ordering::Relaxed,
        );
    }
}

#[async_trait::async_trait]
impl Clock for StillClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    async fn sleep(&self, how_long: Duration) {
        self.pass(how_long);
    }

    fn entropy(&self) -> u64 {
        self.drawn.fetch_add(1, Ordering::Relaxed)
    }
}
