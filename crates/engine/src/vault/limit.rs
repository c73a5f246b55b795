//! Blocking work on a thread of its own, with a limit to how long it is waited for.

use std::time::Duration;

use tokio::sync::oneshot;

use super::VaultError;

/// Runs work on a new thread and waits for it at most this long.
///
/// Not tokio's own blocking threads: a program cannot end while one of those hangs, and a keyring that waits for the
/// person may hang for good.
pub(super) async fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let (done, waiting) = oneshot::channel();
    std::thread::Builder::new()
        .name("vault".to_owned())
        // Nobody listens any more once the limit has passed.
        .spawn(move || drop(done.send(work())))
        .map_err(|error| VaultError::Unreachable(error.to_string()))?;
    match tokio::time::timeout(limit, waiting).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(VaultError::Refused("the work broke off".to_owned())),
        Err(_) => Err(VaultError::TimedOut(limit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_hangs_is_given_up() {
        let (_keep, hang) = std::sync::mpsc::channel::<()>();
        let outcome = within(Duration::from_millis(5), move || {
            let _ = hang.recv();
            Ok(())
        });
        assert_eq!(
            outcome.await,
            Err(VaultError::TimedOut(Duration::from_millis(5)))
        );
    }

    #[tokio::test]
    async fn work_that_ends_is_answered_and_a_panic_is_an_error() {
        assert_eq!(within(Duration::from_mins(1), || Ok(7)).await, Ok(7));
        let broke = within(Duration::from_mins(1), || -> Result<(), VaultError> {
            panic!("on purpose")
        });
        assert!(matches!(broke.await, Err(VaultError::Refused(_))));
    }
}
