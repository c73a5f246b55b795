//! Whose credentials these are.

use std::sync::Arc;

use secrecy::ExposeSecret as _;

use crate::account::Account;
use crate::password::Password;
use crate::server::Inner;

impl Inner {
    /// The account somebody means, if this is its password.
    pub(crate) fn account_with_password(&self, name: &str, password: &str) -> Option<Arc<Account>> {
        let account = self.account_named(name)?;
        account.password().is(password).then_some(account)
    }

    /// The account somebody means when they sign in.
    pub(crate) fn account_named(&self, name: &str) -> Option<Arc<Account>> {
        self.accounts.signing_in(name)
    }
}

impl Account {
    /// The password, where it is known: one that was set in a page is kept as a hash, from which no digest can be made.
    pub(crate) fn known_password(&self) -> Option<String> {
        match &*self.password() {
            Password::Given(given) => Some(given.expose_secret().to_owned()),
            Password::Kept(_) => None,
        }
    }
}
