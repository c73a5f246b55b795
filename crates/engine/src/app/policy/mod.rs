//! What an administrator decided for everyone on this computer: defaults for new accounts, settings that nobody may
//! change, accounts that are there from the start. Described for administrators in `docs/admin/roll-out.md`.
//!
//! Pure but for [`place`]: what was decided is read from a JSON value, and looked up. Never holds a password.

mod engine;
mod place;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::json;

pub use settings::Setting;
use settings::{Settings, words};

use crate::account::Account;
use crate::say;
use crate::{Code, Failure};

/// What was decided; empty where nothing was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SystemPolicy {
    /// What a new account begins with.
    defaults: Settings,
    /// What nobody may change.
    #[serde(deserialize_with = "words")]
    locked: BTreeSet<Setting>,
    /// Accounts that are there from the start, by name.
    accounts: BTreeMap<String, Settings>,
    /// Whether the program may look for newer versions of itself.
    updates: Updates,
}

/// Whether the program may look for newer versions of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Updates {
    /// It looks, says so, and asks.
    #[default]
    Ask,
    /// It never looks.
    Off,
}

impl SystemPolicy {
    /// Reads what was decided.
    ///
    /// # Errors
    /// A name or a value is not one that is known, in words for the administrator. A mistake is never passed over: a
    /// setting that was meant to be locked would be open.
    pub fn parse(value: serde_json::Value) -> Result<Self, String> {
        if !value.is_object() {
            return Err("it has to be an object, with names and values".to_owned());
        }
        let policy: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
        for setting in [Setting::Url, Setting::Email] {
            if policy.defaults.text(setting).is_some() {
                continue;
            }
            if let Some((name, _)) = policy
                .accounts
                .iter()
                .find(|(_, own)| own.text(setting).is_none())
            {
                return Err(format!("the account “{name}” has no “{setting}”"));
            }
            if policy.locked.contains(&setting) && policy.accounts.is_empty() {
                return Err(format!("“{setting}” is locked, but has no value"));
            }
        }
        Ok(policy)
    }

    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether nobody may change the setting.
    pub fn locks(&self, setting: Setting) -> bool {
        self.locked.contains(&setting)
    }

    /// Whether the program may look for newer versions of itself.
    pub fn updates(&self) -> Updates {
        self.updates
    }

    /// What a new account begins with: its address may still be empty. `login` is who is signed in to this computer.
    pub fn draft(&self, name: &str, login: &str) -> Account {
        let mut account = blank(name);
        for setting in Setting::ALL {
            self.put(setting, &mut account, login);
        }
        account
    }

    /// The accounts that are there from the start.
    pub(crate) fn accounts(&self, login: &str) -> impl Iterator<Item = Account> {
        self.accounts
            .keys()
            .map(move |name| self.draft(name, login))
    }

    /// Puts the locked settings into an account, whatever it was stored with.
    pub(crate) fn enforce(&self, account: &mut Account, login: &str) {
        for setting in &self.locked {
            self.put(*setting, account, login);
        }
    }

    /// Refuses an account in which somebody chose otherwise than what is locked.
    ///
    /// # Errors
    /// A locked setting has another value, and not the one it has where nobody chooses.
    pub fn check(&self, account: &Account, login: &str) -> Result<(), Failure> {
        let untouched = blank(&account.name);
        for setting in &self.locked {
            let mut enforced = account.clone();
            self.put(*setting, &mut enforced, login);
            let mut cleared = account.clone();
            setting.put(&Settings::of(&untouched), &mut cleared, login);
            if enforced != *account && cleared != *account {
                return Err(Failure::new(
                    Code::NotAllowed,
                    &account.name,
                    say!(
                        "“{setting}” is fixed by the administrator of this computer",
                        setting = setting.to_string()
                    ),
                    say!("Leave it as it is, or ask the administrator to change it for everyone."),
                ));
            }
        }
        Ok(())
    }

    /// Puts one setting into an account: what was decided for this account, else for all, else what it is anyway.
    fn put(&self, setting: Setting, account: &mut Account, login: &str) {
        let untouched = Settings::of(&blank(&account.name));
        let of_account = self.accounts.get(&account.name);
        let decided = of_account.into_iter().chain([&self.defaults]);
        let chosen = decided
            .chain([&untouched])
            .find(|settings| settings.decides(setting));
        if let Some(settings) = chosen {
            setting.put(settings, account, login);
        }
    }
}

/// An account in which nothing was chosen.
fn blank(name: &str) -> Account {
    let kinds: serde_json::Map<_, _> = pim::Kind::ALL
        .iter()
        .map(|kind| (kind.to_string(), json!({})))
        .collect();
    let account = json!({ "name": name, "url": "", "email": "", "kinds": kinds });
    // Whatever else an account has, it has a default: stored accounts of earlier versions are read the same way.
    serde_json::from_value(account).expect("the four fields without a default are here")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pim::Kind;

    use super::*;
    use crate::account::{Direction, Policy, Protocol, StoreChoice};

    fn policy(value: serde_json::Value) -> SystemPolicy {
        SystemPolicy::parse(value).unwrap()
    }

    fn company() -> SystemPolicy {
        policy(json!({
            "defaults": {
                "url": "https://mail.example.com",
                "email": "{user}@example.com",
                "kinds": ["contacts", "appointments"],
                "policy": "server",
                "guard-many": 20,
            },
            "locked": ["url", "trust", "guard-many"],
            "accounts": { "Work": {}, "Shared": { "email": "office@example.com", "direction": "from-server" } },
            "updates": "off",
        }))
    }

    #[test]
    fn where_nothing_was_decided_an_account_begins_as_it_always_does() {
        let account = SystemPolicy::default().draft("work", "anna");
        assert_eq!(account, blank("work"));
        assert_eq!(account.kinds.len(), 4);
        assert!(SystemPolicy::default().is_empty());
    }

    #[test]
    fn a_new_account_begins_with_the_defaults() {
        let account = company().draft("mine", "anna");
        assert_eq!(account.url, "https://mail.example.com");
        assert_eq!(account.email, "anna@example.com");
        assert_eq!(
            account.kinds.keys().copied().collect::<BTreeSet<_>>(),
            BTreeSet::from([Kind::Contact, Kind::Appointment])
        );
        assert_eq!((account.policy, account.guard.many), (Policy::Server, 20));
    }

    #[test]
    fn accounts_from_the_start_have_their_own_settings_and_else_the_defaults() {
        let accounts: Vec<_> = company().accounts("anna").collect();
        let [shared, work] = accounts.as_slice() else {
            panic!("{accounts:?}")
        };
        assert_eq!(
            (work.name.as_str(), work.email.as_str()),
            ("Work", "anna@example.com")
        );
        assert_eq!(shared.email, "office@example.com");
        assert!(
            shared
                .kinds
                .values()
                .all(|choice| choice.direction == Direction::FromServer)
        );
        assert!(
            work.kinds
                .values()
                .all(|choice| choice.direction == Direction::Both)
        );
    }

    #[test]
    fn what_is_locked_is_put_into_accounts_that_were_stored_otherwise() {
        let mut account = blank("old");
        account.url = "https://elsewhere.example".to_owned();
        account.trusted_certificate = Some("00".repeat(32));
        account.policy = Policy::Local;
        company().enforce(&mut account, "anna");
        assert_eq!(account.url, "https://mail.example.com");
        assert_eq!(account.trusted_certificate, None);
        assert_eq!(account.policy, Policy::Local, "what is not locked stays");
    }

    #[test]
    fn choosing_otherwise_than_what_is_locked_is_refused_by_name() {
        let mut account = company().draft("mine", "anna");
        assert_eq!(company().check(&account, "anna"), Ok(()));
        account.guard.many = 5000;
        let refused = company().check(&account, "anna").unwrap_err();
        assert_eq!(refused.code, Code::NotAllowed);
        assert!(refused.message.contains("guard-many"), "{refused}");
        account.guard.many = blank("mine").guard.many;
        assert_eq!(
            company().check(&account, "anna"),
            Ok(()),
            "nobody chose this"
        );
        account.url = "https://elsewhere.example".to_owned();
        assert!(company().check(&account, "anna").is_err());
    }

    #[test]
    fn every_setting_can_be_given_and_locked() {
        let policy = policy(json!({
            "defaults": {
                "url": "https://mail.example.com", "email": "a@example.com", "user": "EXAMPLE\\{user}",
                "kinds": "notes", "protocol": "dav", "store": "folder:/srv/pim", "direction": "from-local",
                "trust": "ab".repeat(32), "policy": "ask", "guard-percent": 1, "guard-few": 2, "guard-many": 3,
            },
            "locked": Setting::ALL.map(|setting| setting.to_string()),
        }));
        let mut account = blank("any");
        policy.enforce(&mut account, "Anna");
        let choice = &account.kinds[&Kind::Note];
        assert_eq!(account.kinds.len(), 1);
        assert_eq!(
            (choice.protocol, choice.direction),
            (Protocol::Dav, Direction::FromLocal)
        );
        assert_eq!(account.user.as_deref(), Some("EXAMPLE\\Anna"));
        assert_eq!(account.store, StoreChoice::Folder("/srv/pim".into()));
        assert!(account.trusted_certificate.is_some());
        assert_eq!(
            (account.guard.percent, account.guard.few, account.guard.many),
            (1, 2, 3)
        );
        for setting in Setting::ALL {
            assert!(policy.locks(setting));
            let mut cleared = account.clone();
            setting.put(&Settings::of(&blank("any")), &mut cleared, "Anna");
            assert_ne!(cleared, account, "{setting} does nothing");
        }
    }

    #[test]
    fn words_may_stand_in_one_text_as_a_registry_or_an_installer_writes_them() {
        let policy = policy(json!({
            "defaults": { "url": "https://mail.example.com", "kinds": "contacts, tasks" }, "locked": "url,kinds"
        }));
        assert!(policy.locks(Setting::Url) && policy.locks(Setting::Kinds));
        assert_eq!(policy.draft("a", "b").kinds.len(), 2);
    }

    #[test]
    fn a_mistake_is_told_and_never_passed_over() {
        for (wrong, says) in [
            (json!({ "lokced": ["url"] }), "lokced"),
            (json!({ "locked": ["password"] }), "password"),
            (json!({ "defaults": { "password": "secret" } }), "password"),
            (json!({ "defaults": { "kinds": ["mail"] } }), "mail"),
            (json!({ "defaults": { "store": "outlook" } }), "folder:DIR"),
            (json!({ "defaults": { "trust": "12" } }), "64"),
            (json!({ "locked": ["url"] }), "url"),
            (
                json!({ "accounts": { "Work": { "url": "https://mail.example.com" } } }),
                "email",
            ),
            (json!({ "updates": "always" }), "always"),
            (json!(["url"]), "object"),
        ] {
            let told = SystemPolicy::parse(wrong.clone()).unwrap_err();
            assert!(told.contains(says), "{wrong}: {told}");
        }
    }
}
