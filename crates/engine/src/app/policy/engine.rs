//! The engine under what an administrator decided.

use super::SystemPolicy;
use super::place::login;
use crate::Failure;
use crate::account::Account;
use crate::app::Engine;

/// Names the accounts that were there from the start once: who removed one is not given it again.
const GIVEN: &str = "accounts-given";

impl Engine {
    /// The same engine under what was decided for this computer; accounts that are to be there from the start are.
    ///
    /// # Errors
    /// The journal cannot be read or written.
    pub fn with_policy(mut self, policy: SystemPolicy) -> Result<Self, Failure> {
        self.policy = policy;
        self.give_accounts()?;
        Ok(self)
    }

    /// What was decided for this computer.
    pub fn policy(&self) -> &SystemPolicy {
        &self.policy
    }

    /// What a new account begins with: its address may still be empty.
    pub fn new_account(&self, name: &str) -> Account {
        self.policy.draft(name, &login())
    }

    pub(in crate::app) fn enforce_policy(&self, account: &mut Account) {
        self.policy.enforce(account, &login());
    }

    pub(in crate::app) fn check_policy(&self, account: &Account) -> Result<(), Failure> {
        self.policy.check(account, &login())
    }

    fn give_accounts(&self) -> Result<(), Failure> {
        let known = self.journal.setting(GIVEN)?.unwrap_or_default();
        let mut given: Vec<String> = serde_json::from_str(&known).unwrap_or_default();
        let mut new = Vec::new();
        for account in self.policy.accounts(&login()) {
            if !given.contains(&account.name) && self.check_new_account(&account).is_ok() {
                given.push(account.name.clone());
                new.push(account);
            }
        }
        if !new.is_empty() {
            self.journal.write_durably(|batch| {
                new.iter()
                    .try_for_each(|account| batch.put_account(account))?;
                batch.put_setting(GIVEN, &serde_json::json!(given).to_string())
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::Code;
    use crate::app::{Doors, SystemNetwork};
    use crate::transport::SystemClock;
    use crate::vault::SessionMemory;

    fn engine(home: &std::path::Path, policy: serde_json::Value) -> Engine {
        let doors = Doors {
            network: Arc::new(SystemNetwork),
            clock: Arc::new(SystemClock),
            vault: Arc::new(SessionMemory::default()),
        };
        let policy = SystemPolicy::parse(policy).unwrap();
        Engine::open(home, doors)
            .unwrap()
            .with_policy(policy)
            .unwrap()
    }

    fn names(engine: &Engine) -> Vec<String> {
        let states = engine.accounts().unwrap();
        states.into_iter().map(|state| state.account.name).collect()
    }

    #[tokio::test]
    async fn an_account_from_the_start_is_there_once_and_stays_removed() {
        let home = tempfile::tempdir().unwrap();
        let policy = json!({ "accounts": {
            "Work": { "url": "https://mail.example.com", "email": "office@example.com" }
        }});
        let first = engine(home.path(), policy.clone());
        assert_eq!(names(&first), ["Work"]);
        first.remove_account("Work").await.unwrap();
        drop(first);
        assert!(names(&engine(home.path(), policy)).is_empty());
    }

    #[tokio::test]
    async fn a_setting_locked_later_holds_for_the_accounts_there_are_and_refuses_others() {
        let home = tempfile::tempdir().unwrap();
        let free = engine(home.path(), json!({}));
        let mut account = free.new_account("mine");
        account.url = "https://elsewhere.example".to_owned();
        account.email = "anna@example.com".to_owned();
        free.add_account(&account, None).await.unwrap();
        drop(free);

        let locked = engine(
            home.path(),
            json!({ "defaults": { "url": "https://mail.example.com" }, "locked": ["url"] }),
        );
        let held = locked.account("mine").unwrap().account;
        assert_eq!(held.url, "https://mail.example.com");
        account.name = "other".to_owned();
        let refused = locked.add_account(&account, None).await.unwrap_err();
        assert_eq!(refused.code, Code::NotAllowed);
        assert_eq!(names(&locked), ["mine"]);
    }
}
