//! An account's test: what works, step by step, and at the first failure what to try.

use pim::Kind;

use super::Engine;
use crate::Failure;
use crate::account::{Account, Protocol};
use crate::discovery::{AccountTest, Sought, Verdict, test_account};
use crate::endpoint::syncml::store_for;
use crate::transport::has_route;

impl Engine {
    /// Tests an account. What goes wrong at the server is in the answer, with advice.
    ///
    /// # Errors
    /// It could not even begin: no such account, no password.
    pub async fn test_account(&self, name: &str) -> Result<AccountTest, Failure> {
        let account = self.settings_of(name)?;
        let mut test = AccountTest::default();
        let wanted: Vec<_> = account
            .kinds
            .iter()
            .filter(|(_, choice)| choice.protocol != Protocol::Syncml)
            .map(|(kind, choice)| (*kind, choice.server_collection.clone()))
            .collect();
        if !wanted.is_empty() {
            let session = self.session(&account).await?;
            let sought = Sought {
                url: account.url.clone(),
                email: account.email.clone(),
                user: account.user.clone(),
                agreed_hosts: Vec::new(),
            };
            let dns = self.doors.network.dns();
            test = test_account(&session, dns.as_ref(), &sought, &wanted, has_route).await;
        }
        self.test_syncml(&account, &mut test).await?;
        Ok(test)
    }

    /// Kinds that want `SyncML`, and those that may use it because DAV has nothing for them.
    async fn test_syncml(&self, account: &Account, test: &mut AccountTest) -> Result<(), Failure> {
        let is_stopped = test.checks.iter().any(|check| {
            check.verdict == Verdict::Failed
                && matches!(
                    check.what.as_str(),
                    "Connection" | "Name" | "Certificate" | "Address"
                )
        });
        let lacks_dav = |kind: &Kind| {
            let mut uses = test.kinds.iter();
            !uses.any(|one| one.kind == *kind && one.collection.is_some())
        };
        let kinds: Vec<Kind> = account
            .kinds
            .iter()
            .filter(|(kind, choice)| match choice.protocol {
                Protocol::Syncml => true,
                Protocol::Auto => lacks_dav(kind),
                Protocol::Dav => false,
            })
            .map(|(kind, _)| *kind)
            .collect();
        if kinds.is_empty() || is_stopped {
            return Ok(());
        }
        let must = kinds.iter().any(|kind| {
            account
                .kinds
                .get(kind)
                .is_some_and(|one| one.protocol == Protocol::Syncml)
        });
        match self.syncml_server(account).await?.found().await {
            Ok((address, info)) => {
                let store = |kind: &Kind| {
                    let choice = account.kinds.get(kind)?;
                    let chosen = choice.server_collection.clone();
                    chosen
                        .filter(|_| choice.protocol == Protocol::Syncml)
                        .or_else(|| store_for(*kind, &info))
                };
                let stores: Vec<_> = kinds.iter().map(|kind| (*kind, store(kind))).collect();
                test.found_syncml(&address, &stores);
            }
            Err(error) if must => test.no_syncml(&error),
            Err(_) => {}
        }
        Ok(())
    }
}
