//! An account's test: what works, step by step, and at the first failure what to try. Settings need not be stored for it.

use pim::Kind;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{CollectionChoice, Engine};
use crate::Failure;
use crate::account::{Account, Protocol};
use crate::discovery::{
    AccountTest, CertificateDetails, Check, Sought, Verdict, choose, test_account,
};
use crate::endpoint::dav::{CollectionInfo, Learned};
use crate::endpoint::syncml::store_for;
use crate::transport::has_route;
use crate::{Sentence, say};

/// What came of testing settings, for a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "AccountTest"))]
pub struct TestedAccount {
    /// The steps, in order; after a failed one there are none.
    pub checks: Vec<Check>,
    /// What each kind will use.
    pub kinds: Vec<KindTested>,
    /// What to try, the most likely first; empty where everything works.
    pub advice: Vec<Sentence>,
    /// A certificate that is not trusted, to be compared and trusted.
    pub certificate: Option<CertificateDetails>,
    /// Every address that is used.
    pub addresses: Vec<String>,
    /// What the server can do, in words.
    pub abilities: Vec<Sentence>,
    /// Whether the account can be used.
    pub passed: bool,
}

/// What one kind will use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "KindUse"))]
pub struct KindTested {
    /// The kind.
    pub kind: Kind,
    /// The collection; `None` where the server has none for it.
    pub collection: Option<CollectionChoice>,
    /// In words.
    pub words: Sentence,
}

impl Engine {
    /// Tests an account. What goes wrong at the server is in the answer, with advice.
    ///
    /// # Errors
    /// It could not even begin: no such account, no password.
    pub async fn test_account(&self, name: &str) -> Result<AccountTest, Failure> {
        let account = self.settings_of(name)?;
        self.tested(&account, None, &mut |_| ()).await
    }

    /// Tests settings that need not be stored; each step is told as it happens. `password` with nothing: the stored one.
    ///
    /// # Errors
    /// It could not even begin: no password.
    pub async fn test_settings(
        &self,
        account: &Account,
        password: Option<SecretString>,
        told: &mut (dyn FnMut(&Check) + Send),
    ) -> Result<TestedAccount, Failure> {
        let test = self.tested(account, password, told).await?;
        Ok(for_a_window(test))
    }

    async fn tested(
        &self,
        account: &Account,
        password: Option<SecretString>,
        told: &mut (dyn FnMut(&Check) + Send),
    ) -> Result<AccountTest, Failure> {
        let password = match password {
            Some(password) => password,
            None => self.password_of(account).await?,
        };
        let mut test = AccountTest::default();
        let wanted: Vec<_> = account
            .kinds
            .iter()
            .filter(|(_, choice)| choice.protocol != Protocol::Syncml)
            .map(|(kind, choice)| (*kind, choice.server_collection.clone()))
            .collect();
        if !wanted.is_empty() {
            let session = self.session_of(account, password.clone(), Learned::default())?;
            let sought = Sought {
                url: account.url.clone(),
                email: account.email.clone(),
                user: account.user.clone(),
                agreed_hosts: Vec::new(),
            };
            let dns = self.doors.network.dns();
            test = test_account(&session, dns.as_ref(), &sought, &wanted, has_route, told).await;
        }
        let before = test.checks.len();
        self.test_syncml(account, password, &mut test).await?;
        for check in test.checks.get(before..).unwrap_or_default() {
            told(check);
        }
        Ok(test)
    }

    /// Kinds that want `SyncML`, and those that may use it because DAV has nothing for them.
    async fn test_syncml(
        &self,
        account: &Account,
        password: SecretString,
        test: &mut AccountTest,
    ) -> Result<(), Failure> {
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
        match self.syncml_server_of(account, password)?.found().await {
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

fn for_a_window(test: AccountTest) -> TestedAccount {
    let passed = test.passed();
    let abilities = abilities(&test);
    let used = || {
        test.kinds
            .iter()
            .filter_map(|used| used.collection.as_ref())
    };
    let mut addresses: Vec<String> = used().map(|info| info.url.clone()).collect();
    addresses.dedup();
    let is_default = |kind: Kind, info: &CollectionInfo| {
        test.discovered
            .as_ref()
            .and_then(|found| choose(found, kind, None).ok())
            .is_some_and(|default| default.url == info.url)
    };
    let kinds = test.kinds.iter().map(|used| KindTested {
        kind: used.kind,
        collection: used
            .collection
            .as_ref()
            .map(|info| CollectionChoice::on_server(info, is_default(used.kind, info))),
        words: used.words.clone(),
    });
    TestedAccount {
        kinds: kinds.collect(),
        certificate: test.certificate,
        checks: test.checks,
        advice: test.advice,
        addresses,
        abilities,
        passed,
    }
}

/// What the server can do, each in a sentence.
fn abilities(test: &AccountTest) -> Vec<Sentence> {
    let Some(found) = &test.discovered else {
        return Vec::new();
    };
    let used: Vec<&CollectionInfo> = test
        .kinds
        .iter()
        .filter_map(|used| used.collection.as_ref())
        .collect();
    let mut words = vec![say!(
        "{n} collections were found",
        n = found.collections.len()
    )];
    let tells = |info: &&CollectionInfo| info.offers_sync != Some(false);
    words.push(if used.iter().all(tells) {
        say!("It tells what changed, so that passes are short")
    } else {
        say!("It lists everything each time, so that passes take longer")
    });
    if used.iter().any(|info| info.takes_vcard4) {
        words.push(say!("It keeps contacts as vCard 4.0"));
    }
    if let Some(limit) = used.iter().filter_map(|info| info.max_item_bytes).min() {
        words.push(say!("It takes items up to {size} KiB", size = limit / 1024));
    }
    let shared = found
        .collections
        .iter()
        .filter(|info| found.access(info) != crate::discovery::Access::Own)
        .count();
    if shared > 0 {
        words.push(say!("{n} collections are shared with you", n = shared));
    }
    words
}
