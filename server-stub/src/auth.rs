//! Who is asking: Basic (RFC 7617) and Digest (RFC 7616).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, header};
use md5::Md5;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::config::Challenge;
use crate::server::Inner;

const REALM: &str = "SmarterMail test server";

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
        self.written(self.count.fetch_add(1, Ordering::Relaxed))
    }

    fn written(&self, count: u64) -> String {
        format!("{:016x}{count:08x}", self.seed ^ 0x5eed_0000_0000_0000)
    }

    /// Whether this server made that nonce.
    fn gave(&self, nonce: &str) -> bool {
        let count = nonce
            .get(16..)
            .and_then(|count| u64::from_str_radix(count, 16).ok());
        count.is_some_and(|count| {
            count < self.count.load(Ordering::Relaxed) && self.written(count) == nonce
        })
    }
}

/// The account whose credentials these headers hold.
pub(crate) fn signed_in<'a>(
    server: &'a Inner,
    method: &str,
    target: &str,
    headers: &HeaderMap,
) -> Option<&'a Arc<Account>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") && server.config.challenge != Challenge::Digest {
        return basic(server, rest.trim());
    }
    if scheme.eq_ignore_ascii_case("digest") && server.config.challenge != Challenge::Basic {
        return digest(server, method, target, rest);
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

/// `qop=auth` with either algorithm (RFC 7616, 3.4). Nonces do not age: this server is for trials.
fn digest<'a>(
    server: &'a Inner,
    method: &str,
    target: &str,
    rest: &str,
) -> Option<&'a Arc<Account>> {
    let fields = fields(rest);
    let field = |name: &str| fields.get(name).map(String::as_str);
    if field("realm") != Some(REALM) || field("uri") != Some(target) || field("qop") != Some("auth")
    {
        return None;
    }
    let nonce = field("nonce").filter(|nonce| server.nonces.gave(nonce))?;
    let name = field("username")?;
    let account = server.account_signing_in(name)?;
    let hash: fn(&str) -> String = match field("algorithm").unwrap_or("MD5") {
        "SHA-256" => hex::<Sha256>,
        "MD5" => hex::<Md5>,
        _ => return None,
    };
    let secret = hash(&format!(
        "{name}:{REALM}:{}",
        account.password.expose_secret()
    ));
    let asked = hash(&format!("{method}:{target}"));
    let (count, own) = (field("nc")?, field("cnonce")?);
    let expected = hash(&format!("{secret}:{nonce}:{count}:{own}:auth:{asked}"));
    same(expected.as_bytes(), field("response")?.as_bytes()).then_some(account)
}

fn hex<D: Digest>(text: &str) -> String {
    let digest = D::digest(text.as_bytes());
    digest.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// `name="value", name=value` with names in lower case.
fn fields(text: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', ',']).to_ascii_lowercase();
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_once(',').unwrap_or((after, "")),
        };
        fields.insert(name, value.trim().to_owned());
        rest = next;
    }
    fields
}

/// Compares without telling by its duration where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// The `WWW-Authenticate` headers of a 401, strongest first.
pub(crate) fn challenges(server: &Inner) -> Vec<HeaderValue> {
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
