//! Digest (RFC 7616): MD5 and SHA-256, each also as `-sess`, with `qop=auth` or, for servers of
//! RFC 2069's age, without. The client's nonce and the count come in as arguments.

use super::sensitive;
use http::HeaderValue;
use md5::{Digest as _, Md5};
use sha2::Sha256;
use std::fmt::Write as _;

/// How a server wants the hash made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `MD5`, also where none is named.
    Md5,
    /// `MD5-sess`
    Md5Session,
    /// `SHA-256`
    Sha256,
    /// `SHA-256-sess`
    Sha256Session,
}

impl Algorithm {
    fn read(name: Option<&str>) -> Option<Algorithm> {
        let Some(name) = name else {
            return Some(Algorithm::Md5);
        };
        match name.to_ascii_uppercase().as_str() {
            "MD5" => Some(Algorithm::Md5),
            "MD5-SESS" => Some(Algorithm::Md5Session),
            "SHA-256" => Some(Algorithm::Sha256),
            "SHA-256-SESS" => Some(Algorithm::Sha256Session),
            _ => None,
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Algorithm::Md5 | Algorithm::Md5Session => hex(&Md5::digest(text.as_bytes())),
            Algorithm::Sha256 | Algorithm::Sha256Session => hex(&Sha256::digest(text.as_bytes())),
        }
    }

    fn is_session(self) -> bool {
        matches!(self, Algorithm::Md5Session | Algorithm::Sha256Session)
    }
}

/// A Digest challenge that can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// As the server wrote it, for the answer.
    algorithm_name: Option<String>,
    with_qop: bool,
    stale: bool,
}

/// What one request's answer is made of.
#[derive(Clone, Copy)]
pub struct DigestAnswer<'a> {
    /// The user name.
    pub user: &'a str,
    /// The password.
    pub password: &'a str,
    /// The request's method.
    pub method: &'a str,
    /// The request's target as it stands in the request line ([`Url::target`](crate::Url::target)).
    pub target: &'a str,
    /// How many requests were answered with this nonce, this one included: from 1.
    pub count: u32,
    /// Random text of the client's own, for each request or each nonce; hexadecimal digits.
    pub client_nonce: &'a str,
}

impl Digest {
    pub(super) fn from_parameters<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Option<Digest> {
        let with_qop = match value("qop") {
            None => false,
            Some(offered) => offered
                .split(',')
                .any(|one| one.trim().eq_ignore_ascii_case("auth"))
                .then_some(true)?,
        };
        Some(Digest {
            realm: value("realm").unwrap_or("").to_owned(),
            nonce: value("nonce")?.to_owned(),
            opaque: value("opaque").map(str::to_owned),
            algorithm: Algorithm::read(value("algorithm"))?,
            algorithm_name: value("algorithm").map(str::to_owned),
            with_qop,
            stale: value("stale").is_some_and(|stale| stale.eq_ignore_ascii_case("true")),
        })
    }

    /// The hash.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The password was right, only the nonce is too old: answer again with this one, without asking the person.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// The server's number: a count belongs to one of them.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The `Authorization` for one request, marked sensitive.
    /// `None` where user, target or nonce hold what no header can carry.
    pub fn answer(&self, with: &DigestAnswer<'_>) -> Option<HeaderValue> {
        let count = format!("{:08x}", with.count);
        let response = self.response(with, &count);
        let mut text = format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{}\", response=\"{response}\"",
            quote(with.user),
            quote(&self.realm),
            quote(&self.nonce),
            quote(with.target),
        );
        if let Some(name) = &self.algorithm_name {
            let _ = write!(text, ", algorithm={name}");
        }
        if self.with_qop {
            let _ = write!(
                text,
                ", qop=auth, nc={count}, cnonce=\"{}\"",
                quote(with.client_nonce)
            );
        } else if self.algorithm.is_session() {
            let _ = write!(text, ", cnonce=\"{}\"", quote(with.client_nonce));
        }
        if let Some(opaque) = &self.opaque {
            let _ = write!(text, ", opaque=\"{}\"", quote(opaque));
        }
        sensitive(&text)
    }

    fn response(&self, with: &DigestAnswer<'_>, count: &str) -> String {
        let hash = |text: &str| self.algorithm.hash(text);
        let mut secret = hash(&format!("{}:{}:{}", with.user, self.realm, with.password));
        if self.algorithm.is_session() {
            secret = hash(&format!("{secret}:{}:{}", self.nonce, with.client_nonce));
        }
        let request = hash(&format!("{}:{}", with.method, with.target));
        if self.with_qop {
            hash(&format!(
                "{secret}:{}:{count}:{}:auth:{request}",
                self.nonce, with.client_nonce
            ))
        } else {
            hash(&format!("{secret}:{}:{request}", self.nonce))
        }
    }
}

fn quote(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7616, 3.9.1.
    fn rfc(algorithm: &'static str) -> Digest {
        let parameters = move |name: &str| match name {
            "realm" => Some("http-auth@example.org"),
            "nonce" => Some("7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"),
            "opaque" => Some("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"),
            "qop" => Some("auth, auth-int"),
            "algorithm" => Some(algorithm),
            _ => None,
        };
        Digest::from_parameters(parameters).unwrap()
    }

    fn mufasa() -> DigestAnswer<'static> {
        DigestAnswer {
            user: "Mufasa",
            password: "Circle of Life",
            method: "GET",
            target: "/dir/index.html",
            count: 1,
            client_nonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        }
    }

    #[test]
    fn the_examples_of_the_rfc_come_out() {
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let answer = rfc(algorithm).answer(&mufasa()).unwrap();
            let text = answer.to_str().unwrap();
            assert!(text.contains(&format!("response=\"{response}\"")), "{text}");
            assert!(
                text.contains("qop=auth, nc=00000001") && text.contains("opaque=\"FQhe"),
                "{text}"
            );
            assert_eq!(format!("{answer:?}"), "Sensitive");
        }
    }

    #[test]
    fn the_old_form_without_qop_is_rfc_2069s() {
        let parameters = |name: &str| match name {
            "realm" => Some("testrealm@host.com"),
            "nonce" => Some("dcd98b7102dd2f0e8b11d0f600bfb0c093"),
            _ => None,
        };
        let digest = Digest::from_parameters(parameters).unwrap();
        let answer = digest
            .answer(&DigestAnswer {
                password: "Circle Of Life",
                ..mufasa()
            })
            .unwrap();
        let text = answer.to_str().unwrap();
        assert!(
            text.contains("response=\"670fd8c2df070c60b045671b8b24ff02\""),
            "{text}"
        );
        assert!(
            !text.contains("cnonce") && !text.contains("algorithm"),
            "{text}"
        );
    }

    #[test]
    fn a_session_hash_holds_both_nonces() {
        // Computed independently: HA1 = H(H(user:realm:password):nonce:cnonce).
        let inner = Algorithm::Sha256.hash("Mufasa:http-auth@example.org:Circle of Life");
        let (nonce, own) = (
            "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            mufasa().client_nonce,
        );
        let secret = Algorithm::Sha256.hash(&format!("{inner}:{nonce}:{own}"));
        let request = Algorithm::Sha256.hash("GET:/dir/index.html");
        let expected =
            Algorithm::Sha256.hash(&format!("{secret}:{nonce}:00000001:{own}:auth:{request}"));
        let answer = rfc("SHA-256-sess").answer(&mufasa()).unwrap();
        assert!(answer.to_str().unwrap().contains(&expected));
        assert_ne!(
            rfc("MD5-sess").answer(&mufasa()),
            rfc("MD5").answer(&mufasa())
        );
    }

    #[test]
    fn the_count_goes_into_the_answer() {
        let second = rfc("MD5")
            .answer(&DigestAnswer {
                count: 2,
                ..mufasa()
            })
            .unwrap();
        assert!(second.to_str().unwrap().contains("nc=00000002"));
        assert_ne!(Some(second), rfc("MD5").answer(&mufasa()));
    }
}
