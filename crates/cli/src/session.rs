//! The engine over the home folder, with the real doors: network, clock, keyring.

use std::sync::Arc;

use engine::app::{Doors, Engine, SyncOptions, SystemPolicy, SystemVault, home_folder};
use engine::pass::Report;
use engine::vault::Vault;
use engine::{Code, Failure};

use crate::cli::Global;
use crate::interrupt::Interrupt;
use crate::output::Output;
use crate::output::progress::ProgressView;
use crate::{log, password};

/// The engine, and where to say what it does.
pub(crate) struct Session<'a> {
    pub(crate) engine: Engine,
    pub(crate) out: &'a Output,
    vault: Arc<SystemVault>,
}

impl<'a> Session<'a> {
    /// Opens the home folder; makes it where there is none.
    ///
    /// # Errors
    /// The folder, or what is in it, cannot be used.
    pub(crate) fn open(global: &Global, out: &'a Output) -> Result<Self, Failure> {
        let home = home_folder(global.home.as_deref())?;
        log::start(&home, global.verbose);
        let (doors, vault) = Doors::of_this_computer(&home);
        let policy = SystemPolicy::of_this_computer()?;
        let engine = Engine::open(&home, doors)?.with_policy(policy)?;
        Ok(Self { engine, out, vault })
    }

    /// The same, where there is a home folder already; looking makes none.
    ///
    /// # Errors
    /// What is in the folder cannot be used.
    pub(crate) fn open_existing(global: &Global, out: &'a Output) -> Result<Option<Self>, Failure> {
        let is_there = home_folder(global.home.as_deref())?
            .join("journal.db")
            .exists();
        is_there.then(|| Self::open(global, out)).transpose()
    }

    /// Sees to it that the account's password is at hand: from the file that the environment names, from where it is
    /// kept, or from the person.
    ///
    /// # Errors
    /// There is no such account, or no password and nobody to ask.
    pub(crate) async fn prepare_password(&self, account: &str) -> Result<(), Failure> {
        self.engine.account(account)?;
        let given = match password::from_file(account)? {
            Some(given) => Some(given),
            None if self.vault.get(account).await?.is_some() => None,
            None if self.out.may_ask() => Some(password::read(self.out, account, false)?),
            None => return Err(no_password(account)),
        };
        if let Some(given) = given {
            self.vault.put(account, given).await?;
        }
        Ok(())
    }

    /// Says where a password that was just typed is kept.
    ///
    /// # Errors
    /// There is no telling: the sealed file does not open, say.
    pub(crate) async fn say_where_passwords_are(&self) -> Result<(), Failure> {
        if password::is_in_file() {
            self.out.say(format!(
                "Its password is read from the file that {} names.",
                password::FILE
            ));
        } else {
            self.out.say(self.vault.why().await?);
        }
        Ok(())
    }

    /// One pass, with progress; Ctrl-C stops it.
    ///
    /// # Errors
    /// It could not even begin, or did not stop by itself after Ctrl-C.
    pub(crate) async fn sync(
        &self,
        account: &str,
        options: &SyncOptions,
        interrupt: &Interrupt,
    ) -> Result<Report, Failure> {
        self.prepare_password(account).await?;
        let view = ProgressView::new(self.out, interrupt.clone());
        let result = tokio::select! {
            result = self.engine.sync(account, options, &view) => result,
            () = interrupt.patience_is_over() => Err(Failure::new(
                Code::Cancelled,
                account,
                "cancelled while the server had not answered",
                "Synchronise again whenever you like; what was done so far is kept.",
            )),
        };
        view.finish();
        result
    }
}

fn no_password(account: &str) -> Failure {
    Failure::new(
        Code::SignIn,
        account,
        "its password is not kept on this computer",
        format!(
            "Name a file that holds it in {}, or set SMSYNC_PASSPHRASE and store it: smsync account set {account} --password-stdin",
            password::FILE
        ),
    )
}
