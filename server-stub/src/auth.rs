//! Who is asking: Basic (RFC 7617) and Digest (RFC 7616).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, header};

use crate::account::Account;
use crate::config::Challenge;
use crate::password::{DigestAlgorithm, same};
use crate::server::Inner;

/// What a client shows beside the question for a password.
pub(crate) const REALM: &str = "SmarterMail test server";

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

/// Who a request says it is from.
pub(crate) enum Asking {
    /// It has no credentials.
    Nobody,
    /// Its credentials are right.
    Known(Arc<Account>),
    /// Its credentials are wrong; the name is as it was sent.
    Refused(String),
}

/// Whose credentials these headers hold.
pub(crate) fn asking(server: &Inner, method: &str, target: &str, headers: &HeaderMap) -> Asking {
    let credentials = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '));
    let Some((scheme, rest)) = credentials else {
        return Asking::Nobody;
    };
    if scheme.eq_ignore_ascii_case("basic") && server.config.challenge != Challenge::Digest {
        return basic(server, rest.trim());
    }
    if scheme.eq_ignore_ascii_case("digest") && server.config.challenge != Challenge::Basic {
        let fields = fields(rest);
        return match digest(server, method, target, &fields) {
            Some(account) => Asking::Known(account),
            None => Asking::Refused(fields.get("username").cloned().unwrap_or_default()),
        };
    }
    Asking::Nobody
}

fn basic(server: &Inner, encoded: &str) -> Asking {
    let decoded = STANDARD.decode(encoded).ok();
    let text = decoded.and_then(|decoded| String::from_utf8(decoded).ok());
    let Some((name, password)) = text.as_deref().and_then(|text| text.split_once(':')) else {
        return Asking::Refused(String::new());
    };
    match server.accounts.signing_in(name) {
        Some(account) if account.password().is(password) => Asking::Known(account),
        _ => Asking::Refused(name.to_owned()),
    }
}

/// `qop=auth` with either algorithm (RFC 7616, 3.4). Nonces do not age: this server is for trials.
fn digest(
    server: &Inner,
    method: &str,
    target: &str,
    fields: &BTreeMap<String, String>,
) -> Option<Arc<Account>> {
    let field = |name: &str| fields.get(name).map(String::as_str);
    if field("realm") != Some(REALM) || field("uri") != Some(target) || field("qop") != Some("auth")
    {
        return None;
    }
    let nonce = field("nonce").filter(|nonce| server.nonces.gave(nonce))?;
    let name = field("username")?;
    let account = server.accounts.signing_in(name)?;
    let algorithm = DigestAlgorithm::from_name(field("algorithm").unwrap_or("MD5"))?;
    let secret = account.password().digest_secret(name, algorithm)?;
    let asked = algorithm.hex(&format!("{method}:{target}"));
    let (count, own) = (field("nc")?, field("cnonce")?);
    let expected = algorithm.hex(&format!("{secret}:{nonce}:{count}:{own}:auth:{asked}"));
    same(expected.as_bytes(), field("response")?.as_bytes()).then_some(account)
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
