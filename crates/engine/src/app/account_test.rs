//! An account's test: what works, step by step, and at the first failure what to try.

use super::Engine;
use crate::Failure;
use crate::discovery::{AccountTest, Sought, test_account};
use crate::transport::has_route;

impl Engine {
    /// Tests an account. What goes wrong at the server is in the answer, with advice.
    ///
    /// # Errors
    /// It could not even begin: no such account, no password.
    pub async fn test_account(&self, name: &str) -> Result<AccountTest, Failure> {
        let account = self.settings_of(name)?;
        let session = self.session(&account).await?;
        let wanted: Vec<_> = account
            .kinds
            .iter()
            .map(|(kind, choice)| (*kind, choice.server_collection.clone()))
            .collect();
        let sought = Sought {
            url: account.url.clone(),
            email: account.email.clone(),
            user: account.user.clone(),
            agreed_hosts: Vec::new(),
        };
        Ok(test_account(
            &session,
            self.doors.network.dns().as_ref(),
            &sought,
            &wanted,
            has_route,
        )
        .await)
    }
}
