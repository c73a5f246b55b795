//! A user with their mailbox, and all of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::lock::lock;
use crate::password::Password;
use crate::store::Shelves;

/// One user.
pub(crate) struct Account {
    /// The full address, in lower case.
    pub(crate) email: String,
    password: Mutex<Arc<Password>>,
    /// 0 stands for no quota.
    quota_bytes: AtomicU64,
    /// Held for the length of one request's work, never across an await.
    pub(crate) shelves: Mutex<Shelves>,
}

impl Account {
    pub(crate) fn new(
        email: String,
        password: Password,
        quota: Option<u64>,
        shelves: Shelves,
    ) -> Account {
        Account {
            email,
            password: Mutex::new(Arc::new(password)),
            quota_bytes: AtomicU64::new(quota.unwrap_or(0)),
            shelves: Mutex::new(shelves),
        }
    }

    /// What stands before the `@`.
    pub(crate) fn local_part(&self) -> &str {
        self.email.split('@').next().unwrap_or_default()
    }

    pub(crate) fn password(&self) -> Arc<Password> {
        Arc::clone(&lock(&self.password))
    }

    pub(crate) fn set_password(&self, password: Password) {
        *lock(&self.password) = Arc::new(password);
    }

    /// The most bytes of items the mailbox may hold (RFC 4331).
    pub(crate) fn quota_bytes(&self) -> Option<u64> {
        Some(self.quota_bytes.load(Ordering::Relaxed)).filter(|quota| *quota > 0)
    }

    pub(crate) fn set_quota(&self, quota: Option<u64>) {
        self.quota_bytes
            .store(quota.unwrap_or(0), Ordering::Relaxed);
    }
}

/// Everyone with a mailbox here; users come and go while requests run.
#[derive(Default)]
pub(crate) struct Accounts {
    all: RwLock<Vec<Arc<Account>>>,
}

impl Accounts {
    /// Everyone, in the order they came.
    pub(crate) fn all(&self) -> Vec<Arc<Account>> {
        self.read(<[_]>::to_vec)
    }

    /// The account of that full address, in any case.
    pub(crate) fn of(&self, email: &str) -> Option<Arc<Account>> {
        self.read(|all| {
            all.iter()
                .find(|account| account.email.eq_ignore_ascii_case(email))
                .map(Arc::clone)
        })
    }

    /// The account somebody means when they sign in: its address, or its local part where only one has it.
    pub(crate) fn signing_in(&self, name: &str) -> Option<Arc<Account>> {
        self.of(name).or_else(|| {
            self.read(|all| {
                let mut matching = all
                    .iter()
                    .filter(|account| account.local_part().eq_ignore_ascii_case(name));
                let first = matching.next()?;
                matching.next().is_none().then(|| Arc::clone(first))
            })
        })
    }

    /// Takes a user in; `false` where there is one of that address.
    pub(crate) fn add(&self, account: Arc<Account>) -> bool {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = !all.iter().any(|old| old.email == account.email);
        if is_new {
            all.push(account);
        }
        is_new
    }

    /// Lets a user go.
    pub(crate) fn remove(&self, email: &str) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|account| account.email != email);
    }

    fn read<T>(&self, look: impl FnOnce(&[Arc<Account>]) -> T) -> T {
        look(&self.all.read().unwrap_or_else(PoisonError::into_inner))
    }
}
