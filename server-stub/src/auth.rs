//! Who is asking: Basic (RFC 7617) and Digest (RFC 7616).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, header};
use secrecy::ExposeSecret;

use crate::account::Account;
use crate::config::Challenge;
use crate::server::Inner;

/// Where nonces come from: a count and the seed, so that the same run gives the same ones.
pub(crate) struct Nonces {
    seed: u64,
    count: AtomicU64,
}

impl Nonces {
    pub(crate) fn new(seed: u64) -> Nonces {
        Nonces {
            seed,
            count: AtomicU64::new(0),
        }
    }

    fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}{count:08x}", self.seed ^ 0x5eed_0000_0000_0000)
    }
}

/// The account whose credentials these headers hold.
pub(crate) fn signed_in<'a>(server: &'a Inner, headers: &HeaderMap) -> Option<&'a Arc<Account>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") && server.config.challenge != Challenge::Digest {
        return basic(server, rest.trim());
    }
    None
}

fn basic<'a>(server: &'a Inner, encoded: &str) -> Option<&'a Arc<Account>> {
    let decoded = STANDARD.decode(encoded).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (name, password) = text.split_once(':')?;
    let account = server.account_signing_in(name)?;
    same(
        account.password.expose_secret().as_bytes(),
        password.as_bytes(),
    )
    .then_some(account)
}

/// Compares without telling by its duration where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// The `WWW-Authenticate` headers of a 401, strongest first.
pub(crate) fn challenges(server: &Inner) -> Vec<HeaderValue> {
    const REALM: &str = "SmarterMail test server";
    let digest = |algorithm: &str, nonce: &str| {
        format!(
            r#"Digest realm="{REALM}", qop="auth", algorithm={algorithm}, nonce="{nonce}", charset=UTF-8"#
        )
    };
    let mut values = Vec::new();
    if server.config.challenge != Challenge::Basic {
        let nonce = server.nonces.next();
        values.push(digest("SHA-256", &nonce));
        values.push(digest("MD5", &nonce));
    }
    if server.config.challenge != Challenge::Digest {
        values.push(format!(r#"Basic realm="{REALM}", charset="UTF-8""#));
    }
    values
        .iter()
        .filter_map(|value| HeaderValue::from_str(value).ok())
        .collect()
}
