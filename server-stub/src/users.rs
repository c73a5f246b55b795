//! Users as an administrator changes them while the server runs.

use std::sync::Arc;

use crate::account::Account;
use crate::config::Challenge;
use crate::lock::lock;
use crate::mailbox::Mailbox;
use crate::password::Password;
use crate::sample;
use crate::server::{Inner, Server};
use crate::store::{DiskError, KeptUser, Shelves};

/// The shortest password a page takes.
const SHORTEST_PASSWORD: usize = 8;

/// Why a user was not added or changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// An address is something before and after one `@`, of letters, digits and `.-_+`.
    #[error("{0:?} is not an e-mail address")]
    NotAnAddress(String),
    /// There is a user of that address.
    #[error("{0} is there already")]
    Exists(String),
    /// There is no user of that address.
    #[error("there is no user {0}")]
    Missing(String),
    /// The password is too short.
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    ShortPassword,
    /// The system gives no randomness for the password's salt.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// The disk did not take it.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Server {
    /// Takes a user in, with the collections every mailbox begins with.
    ///
    /// # Errors
    /// The address or the password is not one, the address is in use, or the disk does not take it.
    pub fn add_user(
        &self,
        email: &str,
        password: &str,
        sample: bool,
    ) -> Result<Mailbox, UserError> {
        let email = address(email)?;
        if self.inner.accounts.of(&email).is_some() {
            return Err(UserError::Exists(email));
        }
        let password = self.inner.hashed(&email, password)?;
        let now = (self.inner.config.clock)();
        let mut shelves = match &self.inner.disk {
            Some(disk) => Shelves::on_disk(disk.mailbox(&email), now)?.0,
            None => Shelves::in_memory(now),
        };
        if sample {
            sample::fill(&mut shelves, &email, now);
        }
        let account = Arc::new(Account::new(email.clone(), password, None, shelves));
        self.inner.keep(&account, false)?;
        if !self.inner.accounts.add(Arc::clone(&account)) {
            return Err(UserError::Exists(email));
        }
        Ok(Mailbox::new(account, Arc::clone(&self.inner)))
    }

    /// Gives a user another password.
    ///
    /// # Errors
    /// There is no such user, or the password is too short.
    pub fn set_password(&self, email: &str, password: &str) -> Result<(), UserError> {
        let account = self.inner.known(email)?;
        account.set_password(self.inner.hashed(&account.email, password)?);
        self.inner.sessions.end_all_of(&account.email);
        Ok(self.inner.keep(&account, false)?)
    }

    /// The most bytes of items the user's mailbox may hold; none for no limit.
    ///
    /// # Errors
    /// There is no such user.
    pub fn set_quota(&self, email: &str, quota_bytes: Option<u64>) -> Result<(), UserError> {
        let account = self.inner.known(email)?;
        account.set_quota(quota_bytes);
        Ok(self.inner.keep(&account, false)?)
    }

    /// Removes a user with everything in the mailbox.
    ///
    /// # Errors
    /// There is no such user, or the disk does not take it.
    pub fn remove_user(&self, email: &str) -> Result<(), UserError> {
        let account = self.inner.known(email)?;
        self.inner.keep(&account, true)?;
        self.inner.accounts.remove(&account.email);
        self.inner.sessions.end_all_of(&account.email);
        self.inner.devices.delete_user(&account.email);
        lock(&account.shelves).clear()?;
        // Whoever gets this address later was given nothing.
        for other in self.inner.accounts.all() {
            lock(&other.shelves).end_shares_with(&account.email)?;
        }
        Ok(())
    }

    /// The addresses of all users, in the order they came.
    pub fn users(&self) -> Vec<String> {
        let all = self.inner.accounts.all();
        all.iter().map(|account| account.email.clone()).collect()
    }
}

impl Inner {
    fn known(&self, email: &str) -> Result<Arc<Account>, UserError> {
        self.accounts
            .of(email)
            .ok_or_else(|| UserError::Missing(email.to_owned()))
    }

    fn hashed(&self, email: &str, password: &str) -> Result<Password, UserError> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(UserError::ShortPassword);
        }
        let local = email.split('@').next().unwrap_or_default();
        let digest = self.config.challenge != Challenge::Basic;
        Password::kept(password, &[email, local], digest).ok_or(UserError::NoRandomness)
    }

    fn keep(&self, account: &Account, removed: bool) -> Result<(), DiskError> {
        let Some(disk) = &self.disk else {
            return Ok(());
        };
        disk.keep_user(&KeptUser {
            email: account.email.clone(),
            password: account.password().to_disk(),
            quota_bytes: account.quota_bytes(),
            removed,
        })
    }
}

fn address(text: &str) -> Result<String, UserError> {
    let lower = text.trim().to_lowercase();
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|character| character.is_alphanumeric() || ".-_+".contains(character))
    };
    match lower.split_once('@') {
        Some((local, domain)) if fits(local) && fits(domain) && lower.len() <= 200 => Ok(lower),
        _ => Err(UserError::NotAnAddress(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn users_come_go_and_are_there_again_after_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Server::open(Config::default(), directory.path()).unwrap();
        let server = open();
        server
            .add_user("Carol@Example.com", "through the glass", false)
            .unwrap();
        server.set_quota("carol@example.com", Some(5_000)).unwrap();
        server.remove_user("bob@example.com").unwrap();
        server
            .set_password("alice@example.com", "looking glass")
            .unwrap();
        drop(server);
        let server = open();
        assert_eq!(server.users(), ["alice@example.com", "carol@example.com"]);
        let account = |email: &str| server.inner.accounts.of(email).unwrap();
        assert!(
            account("carol@example.com")
                .password()
                .is("through the glass")
        );
        assert_eq!(account("carol@example.com").quota_bytes(), Some(5_000));
        let alice = account("alice@example.com").password();
        assert!(alice.is("looking glass") && !alice.is("wonderland"));
    }

    #[test]
    fn what_is_no_user_is_refused_with_the_reason() {
        let server = Server::new(Config::default());
        for (email, password, reason) in [
            ("carol", "long enough", "not an e-mail address"),
            ("a/b@example.com", "long enough", "not an e-mail address"),
            ("carol@example.com", "short", "at least 8"),
            ("ALICE@example.com", "long enough", "already"),
        ] {
            let error = server
                .add_user(email, password, false)
                .err()
                .unwrap()
                .to_string();
            assert!(error.contains(reason), "{error}");
        }
        assert!(server.remove_user("nobody@example.com").is_err());
    }
}
