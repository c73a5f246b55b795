//! A clock that stands still until somebody sleeps on it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;

use crate::door::Clock;

/// Virtual time and entropy from a seed.
#[derive(Debug)]
pub struct StillClock {
    now_ms: AtomicI64,
    entropy: AtomicU64,
}

impl StillClock {
    /// A clock at that moment (milliseconds since 1970, UTC).
    pub fn new(now_ms: i64, seed: u64) -> Self {
        Self {
            now_ms: AtomicI64::new(now_ms),
            entropy: AtomicU64::new(seed),
        }
    }

    /// Moves it, also backwards.
    pub fn advance_ms(&self, by_ms: i64) {
        self.now_ms.fetch_add(by_ms, Ordering::Relaxed);
    }
}

#[async_trait]
impl Clock for StillClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::Relaxed)
    }

    async fn sleep(&self, how_long: Duration) {
        self.advance_ms(i64::try_from(how_long.as_millis()).unwrap_or(i64::MAX));
    }

    /// `SplitMix64`.
    fn entropy(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let state = self
            .entropy
            .fetch_add(STEP, Ordering::Relaxed)
            .wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
