//! `WWW-Authenticate`: one or several challenges, on one line or on many (RFC 9110, 11.6.1).

use super::digest::Digest;
use http::{HeaderMap, header};

/// A way to sign in that the server offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// User and password, as good as in clear: over TLS, or on the person's own machine.
    Basic {
        /// What the server calls the protected space.
        realm: String,
    },
    /// A hash of the password and a number the server gave.
    Digest(Digest),
    /// Bearer, Negotiate, NTLM …: not spoken here. The name in lower case.
    Other(String),
}

/// All challenges of a reply, in the server's order. The scheme's letter case does not count.
pub fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let lines = headers.get_all(header::WWW_AUTHENTICATE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(read_line)
        .collect()
}

/// A scheme with its parameters, names in lower case.
struct Raw {
    scheme: String,
    parameters: Vec<(String, String)>,
}

fn read_line(line: &str) -> Vec<Challenge> {
    let mut raw: Vec<Raw> = Vec::new();
    for part in split_commas(line) {
        let part = part.trim();
        let before_equals = part.split('=').next().unwrap_or("");
        // `Scheme`, `Scheme token68` or `Scheme name=value` begins a challenge; `name=value` goes on with it.
        let parameter = match before_equals.trim_end().split_once(char::is_whitespace) {
            Some((scheme, _)) => {
                raw.push(Raw {
                    scheme: scheme.to_ascii_lowercase(),
                    parameters: Vec::new(),
                });
                // Invariant: the scheme is how the part begins.
                part[scheme.len()..].trim_start()
            }
            None if !part.contains('=') => {
                if !part.is_empty() {
                    raw.push(Raw {
                        scheme: part.to_ascii_lowercase(),
                        parameters: Vec::new(),
                    });
                }
                continue;
            }
            None => part,
        };
        if let (Some((name, value)), Some(challenge)) = (parameter.split_once('='), raw.last_mut())
        {
            challenge
                .parameters
                .push((name.trim().to_ascii_lowercase(), unquote(value.trim())));
        }
    }
    raw.into_iter().filter_map(understand).collect()
}

fn understand(raw: Raw) -> Option<Challenge> {
    let value = |name: &str| {
        raw.parameters
            .iter()
            .find(|p| p.0 == name)
            .map(|p| p.1.as_str())
    };
    match raw.scheme.as_str() {
        "basic" => Some(Challenge::Basic {
            realm: value("realm").unwrap_or("").to_owned(),
        }),
        "digest" => Digest::from_parameters(value).map(Challenge::Digest),
        _ => Some(Challenge::Other(raw.scheme)),
    }
}

/// Splits at commas outside quotes.
fn split_commas(line: &str) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                // Invariant: both are places of ASCII commas, or right behind one.
                parts.push(&line[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    // Invariant: as above.
    parts.push(&line[from..]);
    parts
}

fn unquote(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else {
        return value.to_owned();
    };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        out.extend(if character == '\\' {
            characters.next()
        } else {
            Some(character)
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Algorithm;

    fn of(lines: &[&str]) -> Vec<Challenge> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::WWW_AUTHENTICATE, line.parse().unwrap());
        }
        challenges(&headers)
    }

    fn basic(realm: &str) -> Challenge {
        Challenge::Basic {
            realm: realm.into(),
        }
    }

    #[test]
    fn the_scheme_is_known_in_any_letter_case() {
        for line in [
            "Basic realm=\"x\"",
            "basic realm=\"x\"",
            "BASIC realm=x",
            "basic  realm = \"x\" , charset=\"UTF-8\"",
        ] {
            assert_eq!(of(&[line]), [basic("x")], "{line}");
        }
        assert_eq!(of(&["Basic"]), [basic("")]);
    }

    #[test]
    fn several_challenges_on_one_line_are_told_apart() {
        let line = r#"Negotiate, Bearer realm="a, b", error="x=\"y\"", Digest realm="r", nonce="n=,\"", qop="auth,auth-int", algorithm=SHA-256, stale=TRUE, Basic realm="z""#;
        let found = of(&[line]);
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(found[0], Challenge::Other("negotiate".into()));
        assert_eq!(found[1], Challenge::Other("bearer".into()));
        let Challenge::Digest(digest) = &found[2] else {
            panic!("{found:?}")
        };
        assert_eq!(
            (digest.algorithm(), digest.is_stale()),
            (Algorithm::Sha256, true)
        );
        assert_eq!(found[3], basic("z"));
    }

    #[test]
    fn challenges_on_several_lines_keep_their_order() {
        let found = of(&[
            "Digest realm=\"r\", nonce=\"n\", algorithm=MD5",
            "Basic realm=\"b\"",
        ]);
        assert!(
            matches!(
                found.as_slice(),
                [Challenge::Digest(_), Challenge::Basic { .. }]
            ),
            "{found:?}"
        );
    }

    #[test]
    fn a_digest_that_cannot_be_answered_is_left_out() {
        for line in [
            "Digest realm=\"r\"",
            "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256",
            "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
            ",,,",
            "",
        ] {
            assert_eq!(of(&[line]), [], "{line}");
        }
    }
}
