//! Errands: what must come to its end before the program may start itself again. A question to the engine is one, and so are an
//! edit that waits to be sent and a notification that waits to be answered.

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::program::held;

/// All that are under way.
#[derive(Default)]
pub(crate) struct Errands {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    count: Mutex<usize>,
    none_left: Notify,
}

/// One of them; it ends when dropped.
pub(crate) struct Errand {
    inner: Arc<Inner>,
}

impl Errands {
    /// One more.
    pub(crate) fn begin(&self) -> Errand {
        *held(&self.inner.count) += 1;
        Errand {
            inner: Arc::clone(&self.inner),
        }
    }

    /// Whether none is under way.
    pub(crate) fn are_none(&self) -> bool {
        *held(&self.inner.count) == 0
    }

    /// Waits until none is under way.
    pub(crate) async fn none_left(&self) {
        loop {
            // Before the count is looked at, so that an end in between is not missed.
            let ended = self.inner.none_left.notified();
            tokio::pin!(ended);
            ended.as_mut().enable();
            if self.are_none() {
                return;
            }
            ended.await;
        }
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        let mut count = held(&self.inner.count);
        *count -= 1;
        if *count == 0 {
            self.inner.none_left.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_errand_to_end_is_waited_for() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let errands = Errands::default();
            errands.none_left().await;
            let (first, second) = (errands.begin(), errands.begin());
            let waiting = errands.none_left();
            tokio::pin!(waiting);
            drop(first);
            tokio::select! {
                biased;
                () = &mut waiting => panic!("one is under way"),
                () = tokio::task::yield_now() => {}
            }
            drop(second);
            waiting.await;
            assert!(errands.are_none());
        });
    }
}
