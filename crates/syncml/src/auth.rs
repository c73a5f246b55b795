//! Credentials: basic, and MD5 with a nonce (`SyncML` representation protocol, "Security").

use ::base64::Engine as _;
use md5::{Digest as _, Md5};

use crate::base64::BASE64;
use crate::message::{Chal, Cred, Meta, Version};

/// How a user proves who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scheme {
    /// User and password in base64: as good as clear.
    Basic,
    /// A digest of both and of a nonce the other side chose.
    #[default]
    Md5,
}

impl Scheme {
    /// As `Meta/Type` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "syncml:auth-basic",
            Self::Md5 => "syncml:auth-md5",
        }
    }

    /// The scheme of that name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Basic, Self::Md5]
            .into_iter()
            .find(|scheme| scheme.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

/// Credentials for a user. Version and nonce matter for MD5 alone; the first time the nonce is empty.
pub fn credentials(
    scheme: Scheme,
    version: Version,
    user: &str,
    password: &str,
    nonce: &[u8],
) -> Cred {
    let data = match scheme {
        Scheme::Basic => BASE64.encode(format!("{user}:{password}")),
        Scheme::Md5 => digest(version, user, password, nonce),
    };
    Cred {
        meta: Meta {
            format: Some("b64".to_owned()),
            kind: Some(scheme.as_str().to_owned()),
            ..Meta::default()
        },
        data,
    }
}

/// `B64(MD5(B64(MD5("user:password")) ":" nonce))`; before version 1.1 `B64(MD5("user:password:" nonce))`.
pub fn digest(version: Version, user: &str, password: &str, nonce: &[u8]) -> String {
    let known = format!("{user}:{password}");
    let secret = match version {
        Version::V1_0 => known,
        Version::V1_1 | Version::V1_2 => BASE64.encode(Md5::digest(known)),
    };
    let mut hash = Md5::new();
    hash.update(secret);
    hash.update(b":");
    hash.update(nonce);
    BASE64.encode(hash.finalize())
}

/// What a challenge asks for: the scheme, and the nonce for the next digest.
pub fn challenge(chal: &Chal) -> (Option<Scheme>, Option<Vec<u8>>) {
    let scheme = chal.meta.kind.as_deref().and_then(Scheme::of);
    let nonce = chal.meta.next_nonce.as_ref().map(|nonce| {
        // Some servers send the nonce as it is.
        BASE64
            .decode(nonce)
            .unwrap_or_else(|_| nonce.clone().into_bytes())
    });
    (scheme, nonce)
}

/// A challenge for this scheme, with the next nonce.
pub fn challenge_for(scheme: Scheme, nonce: &[u8]) -> Chal {
    Chal {
        meta: Meta {
            format: Some("b64".to_owned()),
            kind: Some(scheme.as_str().to_owned()),
            next_nonce: (scheme == Scheme::Md5).then(|| BASE64.encode(nonce)),
            ..Meta::default()
        },
    }
}

/// User and password of basic credentials.
pub fn basic(cred: &Cred) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64.decode(&cred.data).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_one_of_the_specification() {
        // OMA SyncML Representation Protocol 1.2, the example of the MD5 digest.
        assert_eq!(
            digest(Version::V1_2, "Bruce2", "OhBehave", b"Nonce"),
            "Zz6EivR3yeaaENcRN6lpAQ=="
        );
    }

    #[test]
    fn basic_credentials_are_read_as_they_were_written() {
        let cred = credentials(Scheme::Basic, Version::V1_2, "Bruce1", "OhBe:have", b"");
        assert_eq!(cred.data, "QnJ1Y2UxOk9oQmU6aGF2ZQ==");
        assert_eq!(
            basic(&cred),
            Some(("Bruce1".to_owned(), "OhBe:have".to_owned()))
        );
        assert_eq!(format!("{cred:?}"), "Cred(syncml:auth-basic)");
    }

    #[test]
    fn a_challenge_names_scheme_and_nonce() {
        let chal = challenge_for(Scheme::Md5, b"abc");
        assert_eq!(challenge(&chal), (Some(Scheme::Md5), Some(b"abc".to_vec())));
        let mut raw = chal;
        raw.meta.next_nonce = Some("no base64!".to_owned());
        assert_eq!(challenge(&raw).1, Some(b"no base64!".to_vec()));
    }
}
