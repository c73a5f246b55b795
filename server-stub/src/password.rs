//! Passwords: as they were given on the command line, or as an argon2id hash where a page set them.
//!
//! What is set in a page is kept as a hash (RFC 9106, 19 MiB, two passes), in memory and on disk. Digest (RFC 7616)
//! cannot be answered from a hash: where the server asks for it, the four HA1 it needs are kept beside the hash, and
//! nowhere else (docs/adr/0040).

use std::fmt::Write as _;
use std::sync::Mutex;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use md5::Md5;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest, Sha256};

use crate::auth::REALM;
use crate::lock::lock;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// What a user signs in with, as far as the server keeps it.
#[derive(Debug)]
pub(crate) enum Password {
    /// Given when the server was started; it is in memory only.
    Given(SecretString),
    /// Set in a page.
    Kept(Kept),
}

/// A password nobody can read back.
#[derive(Debug)]
pub(crate) struct Kept {
    /// `$argon2id$v=19$m=…,t=…,p=1$salt$hash`
    phc: SecretString,
    /// HA1 by the name that signs in and the algorithm, each `NAME ALGORITHM HEX`; empty where Digest is not asked for.
    digests: Vec<(String, DigestAlgorithm, SecretString)>,
    /// SHA-256 of the salt and the password that was right last, so that a client that sends it with every request
    /// does not cost a hash of 19 MiB each time.
    recent: Mutex<Option<[u8; 32]>>,
}

/// A hash of Digest authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigestAlgorithm {
    Md5,
    Sha256,
}

impl DigestAlgorithm {
    /// The algorithm of that name, as a header has it.
    pub(crate) fn from_name(name: &str) -> Option<DigestAlgorithm> {
        match name {
            "MD5" => Some(DigestAlgorithm::Md5),
            "SHA-256" => Some(DigestAlgorithm::Sha256),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            DigestAlgorithm::Md5 => "MD5",
            DigestAlgorithm::Sha256 => "SHA-256",
        }
    }

    /// Its hash of a text, in hexadecimal.
    pub(crate) fn hex(self, text: &str) -> String {
        match self {
            DigestAlgorithm::Md5 => hex(&Md5::digest(text.as_bytes())),
            DigestAlgorithm::Sha256 => hex(&Sha256::digest(text.as_bytes())),
        }
    }

    fn secret(self, name: &str, password: &str) -> String {
        self.hex(&format!("{name}:{REALM}:{password}"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

impl Password {
    /// A password set in a page, for a user of these names. `None` where there is no randomness for its salt.
    pub(crate) fn kept(password: &str, names: &[&str], digest: bool) -> Option<Password> {
        let mut salt = [0_u8; SALT_BYTES];
        getrandom::fill(&mut salt).ok()?;
        let phc = format!(
            "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${}${}",
            STANDARD_NO_PAD.encode(salt),
            STANDARD_NO_PAD.encode(argon2id(password, &salt)?)
        );
        let digests = names
            .iter()
            .filter(|_| digest)
            .flat_map(|name| {
                [DigestAlgorithm::Md5, DigestAlgorithm::Sha256].map(|algorithm| {
                    let secret = algorithm.secret(name, password);
                    ((*name).to_owned(), algorithm, secret.into())
                })
            })
            .collect();
        Some(Password::Kept(Kept {
            phc: phc.into(),
            digests,
            recent: Mutex::default(),
        }))
    }

    /// What was written by [`Password::to_disk`].
    pub(crate) fn from_disk(phc: &str, digests: &str) -> Password {
        let digests = digests.lines().filter_map(|line| {
            let mut words = line.split(' ');
            let name = words.next()?.to_owned();
            let algorithm = DigestAlgorithm::from_name(words.next()?)?;
            Some((name, algorithm, words.next()?.to_owned().into()))
        });
        Password::Kept(Kept {
            phc: phc.to_owned().into(),
            digests: digests.collect(),
            recent: Mutex::default(),
        })
    }

    /// The hash and the lines of Digest's secrets; nothing for a password that was given.
    pub(crate) fn to_disk(&self) -> Option<(String, String)> {
        let Password::Kept(kept) = self else {
            return None;
        };
        let lines = kept.digests.iter().map(|(name, algorithm, secret)| {
            format!("{name} {} {}\n", algorithm.name(), secret.expose_secret())
        });
        Some((kept.phc.expose_secret().to_owned(), lines.collect()))
    }

    /// Whether this is the password.
    pub(crate) fn is(&self, password: &str) -> bool {
        match self {
            Password::Given(given) => same(given.expose_secret().as_bytes(), password.as_bytes()),
            Password::Kept(kept) => kept.is(password),
        }
    }

    /// HA1 (RFC 7616, 3.4.2) for someone signing in under that name.
    pub(crate) fn digest_secret(&self, name: &str, algorithm: DigestAlgorithm) -> Option<String> {
        match self {
            Password::Given(given) => Some(algorithm.secret(name, given.expose_secret())),
            Password::Kept(kept) => kept
                .digests
                .iter()
                .find(|(of, with, _)| of.eq_ignore_ascii_case(name) && *with == algorithm)
                .map(|(_, _, secret)| secret.expose_secret().to_owned()),
        }
    }
}

impl Kept {
    fn is(&self, password: &str) -> bool {
        let phc = self.phc.expose_secret();
        let mut parts = phc.rsplit('$');
        let (Some(hash), Some(salt)) = (parts.next(), parts.next()) else {
            return false;
        };
        let mut digest = Sha256::new();
        digest.update(salt.as_bytes());
        digest.update(password.as_bytes());
        let quick: [u8; 32] = digest.finalize().into();
        if lock(&self.recent).is_some_and(|recent| same(&recent, &quick)) {
            return true;
        }
        let right = STANDARD_NO_PAD
            .decode(salt)
            .ok()
            .zip(STANDARD_NO_PAD.decode(hash).ok())
            .and_then(|(salt, hash)| Some(same(&argon2id(password, &salt)?, &hash)))
            .unwrap_or(false);
        if right {
            *lock(&self.recent) = Some(quick);
        }
        right
    }
}

fn argon2id(password: &str, salt: &[u8]) -> Option<[u8; HASH_BYTES]> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(HASH_BYTES)).ok()?;
    let mut hash = [0_u8; HASH_BYTES];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .ok()?;
    Some(hash)
}

/// Compares without telling by its duration where the difference is.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_password_is_recognised_and_survives_the_disk_unreadably() {
        let kept = Password::kept("wonderland", &["alice@example.com", "alice"], true).unwrap();
        for _ in 0..2 {
            assert!(kept.is("wonderland") && !kept.is("Wonderland") && !kept.is(""));
        }
        let (phc, digests) = kept.to_disk().unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!phc.contains("wonderland") && !digests.contains("wonderland"));
        let read = Password::from_disk(&phc, &digests);
        assert!(read.is("wonderland") && !read.is("other"));
        let given = Password::Given("wonderland".to_owned().into());
        for name in ["alice", "alice@example.com"] {
            for algorithm in [DigestAlgorithm::Md5, DigestAlgorithm::Sha256] {
                let secret = read.digest_secret(name, algorithm);
                assert!(secret.is_some());
                assert_eq!(secret, given.digest_secret(name, algorithm));
            }
        }
    }

    #[test]
    fn without_digest_nothing_is_kept_that_could_answer_it() {
        let kept = Password::kept("wonderland", &["alice"], false).unwrap();
        assert_eq!(kept.digest_secret("alice", DigestAlgorithm::Md5), None);
        assert_eq!(kept.to_disk().unwrap().1, "");
    }
}
