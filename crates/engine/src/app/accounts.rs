//! Accounts: add, change, list, remove, and their passwords.

use std::collections::BTreeMap;

use pim::Kind;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::place::LocalPlace;
use crate::account::{Account, StoreChoice};
use crate::discovery::read_address;
use crate::journal::Millis;
use crate::pass::Report;
use crate::{Code, Failure, Side};
use crate::{Sentence, say};

/// An account and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AccountState {
    /// The account.
    pub account: Account,
    /// Conflicts that wait for the person.
    pub conflicts: usize,
    /// Items left as they are for now.
    pub held: usize,
    /// When the last pass began.
    pub last_pass: Option<Millis>,
    /// The report of the last pass; `None` where there was none, or where the program ended in the middle of it.
    pub last_report: Option<Report>,
    /// True where the last pass did not come to its end: the computer or the program stopped. One that runs, in whichever
    /// program, was not.
    pub was_cut_off: bool,
    /// Items on this computer were changed since the last pass. Of a folder that was never synchronised it is not known.
    #[serde(default)]
    pub changes_to_send: bool,
}

impl Engine {
    /// All accounts, by name.
    pub fn accounts(&self) -> Result<Vec<AccountState>, Failure> {
        self.journal
            .accounts()?
            .into_iter()
            .map(|account| self.state_of(account))
            .collect()
    }

    /// One account and how it stands.
    pub fn account(&self, name: &str) -> Result<AccountState, Failure> {
        self.state_of(self.settings_of(name)?)
    }

    /// One account's settings.
    pub(crate) fn settings_of(&self, name: &str) -> Result<Account, Failure> {
        let mut account = self
            .journal
            .account(name)?
            .ok_or_else(|| unknown_account(name))?;
        self.enforce_policy(&mut account);
        Ok(account)
    }

    fn state_of(&self, mut account: Account) -> Result<AccountState, Failure> {
        self.enforce_policy(&mut account);
        let mut state = AccountState {
            conflicts: 0,
            held: 0,
            last_pass: None,
            last_report: None,
            was_cut_off: false,
            changes_to_send: self.changes_to_send(&account),
            account,
        };
        for kind in state.account.kinds.keys() {
            if let Some(pairing) = self.journal.pairing_of(&state.account.name, *kind)? {
                state.conflicts += self.journal.conflicts(pairing.id)?.len();
                state.held += self.journal.attentions(pairing.id)?.len();
            }
        }
        if let Some(pass) = self
            .journal
            .passes(Some(&state.account.name), 1)?
            .into_iter()
            .next()
        {
            state.last_pass = Some(pass.started);
            // One that runs elsewhere, in the command line or another window, has not ended either.
            state.was_cut_off = pass.ended.is_none() && !self.is_held(&state.account.name);
            state.last_report = pass
                .report
                .and_then(|json| serde_json::from_str(&json).ok());
        }
        Ok(state)
    }

    /// Whether items of an account were changed on this computer since its last pass. A place that cannot be read has none.
    fn changes_to_send(&self, account: &Account) -> bool {
        account
            .kinds
            .keys()
            .any(|kind| self.has_changes(account, *kind).unwrap_or(false))
    }

    fn has_changes(&self, account: &Account, kind: Kind) -> Result<bool, Failure> {
        let pairing = self.journal.pairing_of(&account.name, kind)?;
        // A folder is made or taken over by its first pass, not by somebody who looks.
        if pairing.is_none() && account.store != StoreChoice::Builtin {
            return Ok(false);
        }
        let place = self.local_place(account, kind)?;
        let Some(pairing) = pairing else {
            return match place {
                LocalPlace::Builtin(collection) => Ok(collection.count()? > 0),
                LocalPlace::Folder(_) => Ok(false),
            };
        };
        let since = pairing.cursor(Side::Local);
        let listing = match place {
            LocalPlace::Builtin(collection) => collection.changes_since(since)?,
            LocalPlace::Folder(folder) => folder.changes_since(since)?,
        };
        for seen in &listing.seen {
            // What the last pass wrote itself is no change of the person's.
            let base = self.journal.base_of(pairing.id, Side::Local, &seen.id)?;
            if base.is_none_or(|base| base.local.version != seen.version)
                && self
                    .journal
                    .conflict_of(pairing.id, Side::Local, &seen.id)?
                    .is_none()
            {
                return Ok(true);
            }
        }
        for id in &listing.removed {
            if self.journal.base_of(pairing.id, Side::Local, id)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What can be said about what was typed before anything is asked of a server: field to words. Empty where all is well.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn mistakes(
        &self,
        account: &Account,
        is_new: bool,
    ) -> Result<BTreeMap<&'static str, Sentence>, Failure> {
        let mut mistakes: BTreeMap<_, _> = mistakes_in(account)
            .into_iter()
            .map(|mistake| {
                (
                    mistake.field,
                    say!(
                        "{mistake}. {hint}",
                        mistake = mistake.message,
                        hint = mistake.hint
                    ),
                )
            })
            .collect();
        if is_new && self.journal.account(&account.name)?.is_some() {
            mistakes.insert(
                "name",
                say!("there is an account with this name already. Choose another name."),
            );
        }
        Ok(mistakes)
    }

    /// Stores a new account, with its password in the vault.
    ///
    /// # Errors
    /// The name is taken, or something typed does not fit; nothing was stored.
    pub async fn add_account(
        &self,
        account: &Account,
        password: Option<SecretString>,
    ) -> Result<(), Failure> {
        self.check_new_account(account)?;
        self.store_account(&with_whole_address(account), password)
            .await
    }

    /// Whether a new account could be stored: before its password is asked for.
    ///
    /// # Errors
    /// The name is taken, or something typed does not fit.
    pub fn check_new_account(&self, account: &Account) -> Result<(), Failure> {
        check(account)?;
        self.check_policy(account)?;
        if self.journal.account(&account.name)?.is_some() {
            return Err(Failure::new(
                Code::Usage,
                &account.name,
                say!("there is an account with this name already"),
                say!("Choose another name, or change the account that is there."),
            ));
        }
        Ok(())
    }

    /// Changes an account's settings and, where one is given, its password.
    ///
    /// # Errors
    /// There is no such account, or something typed does not fit; nothing was stored.
    pub async fn set_account(
        &self,
        account: &Account,
        password: Option<SecretString>,
    ) -> Result<(), Failure> {
        check(account)?;
        self.check_policy(account)?;
        let account = &with_whole_address(account);
        let known = self.settings_of(&account.name)?;
        if known.url != account.url || known.email != account.email || known.user != account.user {
            self.journal
                .write(|batch| batch.put_learned(&account.name, &serde_json::json!({})))?;
        }
        self.store_account(account, password).await
    }

    async fn store_account(
        &self,
        account: &Account,
        password: Option<SecretString>,
    ) -> Result<(), Failure> {
        if let Some(password) = password {
            self.doors.vault.put(&account.name, password).await?;
        }
        self.journal
            .write_durably(|batch| batch.put_account(account))?;
        Ok(())
    }

    /// Removes an account: its settings, its password and what its sides agreed on. The items stay on the server and on
    /// this computer; the history stays for 90 days.
    ///
    /// # Errors
    /// There is no such account, or it is being synchronised.
    pub async fn remove_account(&self, name: &str) -> Result<(), Failure> {
        let _lock = self.lock(name)?;
        self.settings_of(name)?;
        self.journal.write_durably(|batch| {
            batch.remove_account(name)?;
            batch.remove_pairings(name)
        })?;
        self.doors.vault.remove(name).await?;
        Ok(())
    }

    pub(crate) async fn password_of(&self, account: &Account) -> Result<SecretString, Failure> {
        self.doors.vault.get(&account.name).await?.ok_or_else(|| {
            Failure::new(
                Code::SignIn,
                &account.name,
                say!("there is no password stored for this account"),
                say!(
                    "Type the password again in the account's settings (smsync account set NAME --password-stdin)."
                ),
            )
        })
    }
}

fn unknown_account(name: &str) -> Failure {
    Failure::new(
        Code::Unknown,
        name,
        say!("there is no account named “{name}”", name = name),
        say!("See the accounts there are with: smsync account list"),
    )
}

/// The account as it is stored: what was typed as “mail.example.com”, as it may be typed into a browser, is an address with
/// its beginning from then on. What has one stays letter for letter.
fn with_whole_address(account: &Account) -> Account {
    let mut account = account.clone();
    if !account.url.contains("://")
        && let Ok(whole) = read_address(&account.url)
    {
        account.url = whole.to_string();
    }
    account
}

/// Something typed that does not fit.
struct Mistake {
    field: &'static str,
    message: Sentence,
    hint: Sentence,
}

fn check(account: &Account) -> Result<(), Failure> {
    match mistakes_in(account).into_iter().next() {
        None => Ok(()),
        Some(mistake) => Err(Failure::new(
            Code::Usage,
            &account.name,
            mistake.message,
            mistake.hint,
        )),
    }
}

/// What can be seen to be wrong without asking the server.
fn mistakes_in(account: &Account) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut wrong = |field, message, hint| {
        mistakes.push(Mistake {
            field,
            message,
            hint,
        });
    };
    if account.name.trim().is_empty() || account.name.chars().any(char::is_control) {
        wrong(
            "name",
            say!("the account needs a name"),
            say!("Type any name you will recognise, such as Work."),
        );
    }
    let address_ok = account
        .email
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty());
    if !address_ok {
        wrong(
            "email",
            say!("the e-mail address is not one"),
            say!("Type it in full, such as anna@example.com."),
        );
    }
    if account.url.starts_with('/') || read_address(&account.url).is_err() {
        wrong(
            "url",
            say!("the SmarterMail URL is not a web address"),
            say!("Type what you type in the browser for webmail, such as https://mail.example.com"),
        );
    }
    let syncml = account.syncml.address.as_deref();
    if syncml.is_some_and(|typed| typed.starts_with('/') || read_address(typed).is_err()) {
        wrong(
            "syncml",
            say!("the SyncML address is not a web address"),
            say!("Type it in full, such as https://mail.example.com/SyncML, or leave it empty."),
        );
    }
    if account.kinds.is_empty() {
        wrong(
            "kinds",
            say!("nothing is chosen to be synchronised"),
            say!("Choose at least one of contacts, appointments, tasks, notes."),
        );
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::account::{GuardLimits, KindChoice, Policy, SyncmlChoice};
    use crate::app::{Doors, SystemNetwork};
    use crate::transport::SystemClock;
    use crate::vault::SessionMemory;

    #[tokio::test]
    async fn a_pass_that_another_program_runs_was_not_cut_off() {
        let home = tempfile::tempdir().unwrap();
        let open = || {
            let doors = Doors {
                network: Arc::new(SystemNetwork),
                clock: Arc::new(SystemClock),
                vault: Arc::new(SessionMemory::default()),
            };
            Engine::open(home.path(), doors).unwrap()
        };
        let (one, other) = (open(), open());
        let mut account = one.new_account("Work");
        account.url = "https://mail.example.com".to_owned();
        account.email = "anna@example.com".to_owned();
        one.add_account(&account, None).await.unwrap();
        let was_cut_off = || other.account("Work").unwrap().was_cut_off;
        assert!(!was_cut_off());

        let running = one.lock("Work").unwrap();
        one.journal
            .write(|batch| batch.begin_pass("Work", 1))
            .unwrap();
        assert!(!was_cut_off(), "it runs");
        assert!(other.lock("Work").is_err(), "and one at a time does");
        drop(running);
        assert!(was_cut_off(), "it is over, and has no end");
        assert!(other.lock("Work").is_ok(), "who looks holds nothing up");
    }

    #[tokio::test]
    async fn an_address_may_be_typed_without_its_beginning_and_is_stored_with_it() {
        let home = tempfile::tempdir().unwrap();
        let doors = Doors {
            network: Arc::new(SystemNetwork),
            clock: Arc::new(SystemClock),
            vault: Arc::new(SessionMemory::default()),
        };
        let engine = Engine::open(home.path(), doors).unwrap();
        for (number, (typed, stored)) in [
            ("mail.example.com", "https://mail.example.com/"),
            ("mail.example.com:8443", "https://mail.example.com:8443/"),
            ("localhost:8080", "http://localhost:8080/"),
            ("HTTPS://mail.example.com", "HTTPS://mail.example.com"),
        ]
        .into_iter()
        .enumerate()
        {
            let name = number.to_string();
            let mut wanted = account(None);
            (wanted.name, wanted.url) = (name.clone(), typed.to_owned());
            engine.add_account(&wanted, None).await.unwrap();
            let stored_now = || engine.account(&name).unwrap().account.url;
            assert_eq!(stored_now(), stored, "{typed}, added");
            engine.set_account(&wanted, None).await.unwrap();
            assert_eq!(stored_now(), stored, "{typed}, changed");
        }
        for typed in ["", "/mail", "mail example", "ftp://mail.example.com"] {
            let mut wrong = account(None);
            wrong.url = typed.to_owned();
            assert!(engine.add_account(&wrong, None).await.is_err(), "{typed}");
        }
    }

    fn account(syncml: Option<&str>) -> Account {
        Account {
            name: "Work".to_owned(),
            url: "https://mail.example.com".to_owned(),
            email: "anna@example.com".to_owned(),
            user: None,
            kinds: [(Kind::Note, KindChoice::default())].into(),
            store: StoreChoice::Builtin,
            policy: Policy::default(),
            guard: GuardLimits::default(),
            trusted_certificate: None,
            syncml: SyncmlChoice {
                address: syncml.map(str::to_owned),
                device: None,
            },
        }
    }

    #[test]
    fn an_address_of_syncml_that_leads_nowhere_is_a_mistake_at_its_field() {
        for (typed, is_wrong) in [
            (None, false),
            (Some("https://mail.example.com/SyncML"), false),
            (Some("mail.example.com/SyncML"), false),
            (Some("/SyncML"), true),
            (Some("ftp://mail.example.com"), true),
            (Some("mail example"), true),
            (Some(""), true),
        ] {
            let mistakes = mistakes_in(&account(typed));
            let fields: Vec<&str> = mistakes.iter().map(|mistake| mistake.field).collect();
            let expected: &[&str] = if is_wrong { &["syncml"] } else { &[] };
            assert_eq!(fields, expected, "{typed:?}");
        }
    }
}
