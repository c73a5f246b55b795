//! Locks are held for a few lines and never across an await; a panic elsewhere does not make the data unusable.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock, also when another thread panicked while it held it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
