//! Who is there: basic and MD5 credentials, with a nonce for each device.
//!
//! The first digest of a device is made with an empty nonce; every answer to one brings the nonce of the next.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sha2::{Digest as _, Sha256};
use syncml::auth::{self, Scheme};
use syncml::message::{Chal, Header, StatusCode};

use super::options::Credentials;
use crate::account::Account;
use crate::lock::lock;
use crate::server::Inner;

/// Nonces of devices that have not signed in yet; beyond that many the list begins anew, which costs a second try.
const NONCES_KEPT: usize = 10_000;
const NONCE_KEY: &str = "syncml nonce";

/// The nonces given out.
#[derive(Default)]
pub(crate) struct Nonces {
    by_device: Mutex<BTreeMap<String, String>>,
    count: std::sync::atomic::AtomicU64,
}

/// Someone who signed in, and how the answer says so.
pub(crate) struct SignedIn {
    pub(crate) account: Arc<Account>,
    pub(crate) chal: Option<Chal>,
}

/// Why someone did not.
pub(crate) struct Refused {
    pub(crate) code: StatusCode,
    pub(crate) chal: Chal,
}

impl Nonces {
    /// A number nobody has had, scrambled; the same in the same run.
    pub(crate) fn fresh(&self, seed: u64) -> String {
        let count = self
            .count
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut digest = Sha256::new();
        digest.update(b"syncml");
        digest.update(seed.to_be_bytes());
        digest.update(count.to_be_bytes());
        digest
            .finalize()
            .iter()
            .take(8)
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }

    fn give(&self, server: &Inner, device: &str, account: Option<&Account>) -> String {
        let nonce = self.fresh(server.config.seed);
        let mut by_device = lock(&self.by_device);
        if by_device.len() >= NONCES_KEPT {
            by_device.clear();
        }
        by_device.insert(device.to_owned(), nonce.clone());
        if let Some(account) = account {
            server
                .devices
                .keep(&account.email, device, NONCE_KEY, nonce.as_bytes());
        }
        nonce
    }

    /// Forgets the nonce of a device for another one (a fault).
    pub(crate) fn change(&self, server: &Inner, device: &str) {
        self.give(server, device, None);
    }

    fn of(&self, server: &Inner, device: &str, account: &Account) -> String {
        let given = lock(&self.by_device).get(device).cloned();
        given
            .or_else(|| {
                let kept = server.devices.kept(&account.email, device, NONCE_KEY)?;
                String::from_utf8(kept).ok()
            })
            .unwrap_or_default()
    }
}

/// Looks at the credentials of a message.
pub(crate) fn sign_in(server: &Inner, header: &Header) -> Result<SignedIn, Box<Refused>> {
    let device = &header.source.uri;
    let nonces = &server.syncml.nonces;
    let taken = server.config.syncml.credentials;
    let meant = header.source.name.as_deref();
    let meant = meant.and_then(|name| server.account_named(name));
    // From a hash no digest can be checked: whose password was set in a page is asked for it in clear.
    let is_hashed = meant.is_some_and(|account| account.known_password().is_none());
    let challenge = |account: Option<&Account>| match taken {
        Credentials::Basic => auth::challenge_for(Scheme::Basic, b""),
        Credentials::Both if is_hashed => auth::challenge_for(Scheme::Basic, b""),
        _ => auth::challenge_for(Scheme::Md5, nonces.give(server, device, account).as_bytes()),
    };
    let refused = |code| {
        Box::new(Refused {
            code,
            chal: challenge(None),
        })
    };
    let Some(cred) = &header.cred else {
        return Err(refused(StatusCode::MISSING_CREDENTIALS));
    };
    let scheme = cred
        .meta
        .kind
        .as_deref()
        .map_or(Some(Scheme::Basic), Scheme::of);
    match scheme {
        Some(Scheme::Basic) if taken != Credentials::Md5 => {
            let account = auth::basic(cred)
                .and_then(|(name, password)| server.account_with_password(&name, &password));
            match account {
                Some(account) => Ok(SignedIn {
                    account,
                    chal: None,
                }),
                None => Err(refused(StatusCode::INVALID_CREDENTIALS)),
            }
        }
        Some(Scheme::Md5) if taken != Credentials::Basic => {
            let found = with_digest(server, header, cred.data.trim());
            match found {
                Some(account) => {
                    let chal = Some(challenge(Some(&account)));
                    Ok(SignedIn { account, chal })
                }
                None => Err(refused(StatusCode::INVALID_CREDENTIALS)),
            }
        }
        _ => Err(refused(StatusCode::INVALID_CREDENTIALS)),
    }
}

/// The account whose digest this is. A client that does not name its user is looked for among all.
fn with_digest(server: &Inner, header: &Header, sent: &str) -> Option<Arc<Account>> {
    let device = &header.source.uri;
    let named = header.source.name.as_deref().map(str::trim);
    let candidates: Vec<(Arc<Account>, Vec<String>)> = match named.filter(|name| !name.is_empty()) {
        Some(name) => server
            .account_named(name)
            .map(|account| vec![(account, vec![name.to_owned()])])
            .unwrap_or_default(),
        None => server
            .accounts
            .all()
            .into_iter()
            .map(|account| {
                let both = vec![account.email.clone(), account.local_part().to_owned()];
                (account, both)
            })
            .collect(),
    };
    candidates.into_iter().find_map(|(account, names)| {
        let nonce = server.syncml.nonces.of(server, device, &account);
        let is_right = names.iter().any(|name| {
            account.known_password().is_some_and(|password| {
                auth::digest(header.version, name, &password, nonce.as_bytes()) == sent
            })
        });
        is_right.then_some(account)
    })
}
