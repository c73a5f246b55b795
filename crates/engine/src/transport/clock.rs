//! The system's clock and its randomness.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;

use crate::door::Clock;

/// The time of this computer, tokio's timers, and the operating system's random bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // A clock set before 1970 reads as 1970.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    async fn sleep(&self, how_long: Duration) {
        tokio::time::sleep(how_long).await;
    }

    fn entropy(&self) -> u64 {
        // Where the system gives no randomness, the time in nanoseconds still makes ids that do not repeat.
        getrandom::u64().unwrap_or_else(|_| {
            let since = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            since.as_secs().rotate_left(32) ^ u64::from(since.subsec_nanos())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_past_2025_and_entropy_does_not_repeat() {
        assert!(SystemClock.now_ms() > 1_735_689_600_000);
        assert_ne!(SystemClock.entropy(), SystemClock.entropy());
    }
}
