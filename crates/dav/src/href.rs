//! A resource's path on the server, kept as the server wrote it and compared as what it means.
//!
//! Servers write the same member as `at%40x`, `at@x`, `%c3%a9` or `%C3%A9`, with or without host.
//! Requests carry what the server sent; equality, order and hash look at the decoded path only.

use crate::url::{Url, has_scheme};
use percent_encoding::percent_decode;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Longer paths are refused: no server takes them.
pub(crate) const MAX_HREF_BYTES: usize = 8 * 1024;

/// Why a text in a reply is no href.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HrefError {
    /// Nothing, or blanks.
    #[error("an href is empty")]
    Empty,
    /// Longer than 8 KiB.
    #[error("an href is too long")]
    TooLong,
}

/// The absolute path of a resource.
#[derive(Clone)]
pub struct Href {
    path: Box<str>,
    /// The decoded path where it differs from the written one.
    decoded: Option<Box<[u8]>>,
}

impl Href {
    /// What a reply to a request at `asked` wrote: absolute, a path, or relative.
    /// The host of an absolute one is dropped: members are asked for on the server they were listed by.
    pub fn read(sent: &str, asked: &Url) -> Result<Href, HrefError> {
        let sent = sent.trim();
        if sent.is_empty() {
            return Err(HrefError::Empty);
        }
        if sent.len() > MAX_HREF_BYTES {
            return Err(HrefError::TooLong);
        }
        if sent.starts_with('/') && !sent.starts_with("//") {
            return Ok(Href::from_path(sent));
        }
        if has_scheme(sent) || sent.starts_with("//") {
            let host_at = sent.find("//").map_or(0, |at| at + 2);
            // Invariant: both places were found in `sent`, in front of ASCII characters.
            let path_at = sent[host_at..].find('/').map(|at| host_at + at);
            return Ok(Href::from_path(path_at.map_or("/", |at| &sent[at..])));
        }
        let collection = asked.as_collection();
        Ok(Href::from_path(&format!(
            "{}{}",
            collection.path(),
            sent.trim_start_matches("./")
        )))
    }

    /// A path known to be one: from the journal, or built by [`Href::member`].
    pub fn from_path(path: &str) -> Href {
        Href {
            decoded: decode(path),
            path: path.into(),
        }
    }

    /// The member called `name` (plain text, encoded here) of a collection.
    #[must_use]
    pub fn member(&self, name: &str) -> Href {
        let slash = if self.path.ends_with('/') { "" } else { "/" };
        Href::from_path(&format!("{}{slash}{}", self.path, encode_segment(name)))
    }

    /// As written.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last segment, decoded; lossy where it is no UTF-8.
    pub fn name(&self) -> String {
        let last = self
            .path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or("");
        percent_decode(last.as_bytes())
            .decode_utf8_lossy()
            .into_owned()
    }

    /// Where this stands, seen from a collection.
    pub fn place_in(&self, collection: &Href) -> Place {
        let (home, own) = (trim_slash(collection.key()), self.key());
        let Some(rest) = own.strip_prefix(home) else {
            return Place::Outside;
        };
        match rest {
            b"" | b"/" => Place::Itself,
            [b'/', name @ ..] if climbs(name) => Place::Outside,
            [b'/', name @ ..] => match name.iter().position(|b| *b == b'/') {
                None => Place::Member,
                Some(slash) if slash + 1 == name.len() => Place::SubCollection,
                Some(_) => Place::Deeper,
            },
            _ => Place::Outside,
        }
    }

    fn key(&self) -> &[u8] {
        self.decoded.as_deref().unwrap_or(self.path.as_bytes())
    }
}

/// Where an href of a reply stands, seen from the collection that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The collection's own row.
    Itself,
    /// One of its members.
    Member,
    /// A collection right inside it (the path ends with a slash).
    SubCollection,
    /// Inside a collection inside it.
    Deeper,
    /// Anywhere else: reported, never trusted.
    Outside,
}

impl PartialEq for Href {
    fn eq(&self, other: &Href) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Href {}

impl Hash for Href {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Href {
    fn partial_cmp(&self, other: &Href) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Href {
    fn cmp(&self, other: &Href) -> Ordering {
        self.key().cmp(other.key())
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl fmt::Debug for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Href({:?})", self.path)
    }
}

/// Decodes all escapes but those of `/` and `%`, whose decoded forms would mean something else.
/// A stray percent sign is one that somebody forgot to escape.
fn decode(path: &str) -> Option<Box<[u8]>> {
    if !path.contains('%') {
        return None;
    }
    let mut rest = path.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len() + 8);
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        let (before, escape) = rest.split_at(at);
        decoded.extend_from_slice(before);
        let (byte, length) = match escape.get(1..3).and_then(hex_pair) {
            Some(byte) => (byte, 3),
            None => (b'%', 1),
        };
        match byte {
            b'/' => decoded.extend_from_slice(b"%2F"),
            b'%' => decoded.extend_from_slice(b"%25"),
            other => decoded.push(other),
        }
        rest = escape.get(length..).unwrap_or(&[]);
    }
    decoded.extend_from_slice(rest);
    Some(decoded.into())
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |b: u8| (b as char).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some(digit(*high)? * 16 + digit(*low)?)
}

fn trim_slash(key: &[u8]) -> &[u8] {
    key.strip_suffix(b"/").unwrap_or(key)
}

/// A segment `..` would leave the collection on the way.
fn climbs(path: &[u8]) -> bool {
    path.split(|b| *b == b'/')
        .any(|segment| segment == b".." || segment == b".")
}

/// Encodes what a URI cannot hold, and stray percent signs; what is escaped already stays as it is.
pub(crate) fn encode_illegal(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 8);
    for (at, byte) in bytes.iter().enumerate() {
        let keep = match byte {
            b'%' => bytes.get(at + 1..at + 3).and_then(hex_pair).is_some(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => true,
            other => b"-._~:/?@!$&'()*+,;=[]".contains(other),
        };
        push(&mut out, *byte, keep);
    }
    out
}

/// Encodes plain text as one path segment. Everything that some server refuses bare is escaped.
fn encode_segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    for byte in name.bytes() {
        push(
            &mut out,
            byte,
            byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte),
        );
    }
    out
}

fn push(out: &mut String, byte: u8, keep: bool) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    if keep {
        out.push(char::from(byte));
    } else {
        // Invariant: a nibble is below 16.
        out.extend([
            '%',
            HEX[usize::from(byte >> 4)],
            HEX[usize::from(byte & 15)],
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn asked() -> Url {
        Url::parse("https://h/dav/alice/cal/").unwrap()
    }

    #[test]
    fn the_same_member_is_equal_however_it_is_written() {
        let forms = [
            "/c/at%40x-%c3%a9.ics",
            "/c/at@x-%C3%A9.ics",
            "/c/at@x-é.ics",
            "http://h:80/c/at%40x-é.ics",
            "//h/c/at@x-é.ics",
        ];
        let set: HashSet<Href> = forms
            .iter()
            .map(|form| Href::read(form, &asked()).unwrap())
            .collect();
        assert_eq!(set.len(), 1);
    }

    #[test]
    fn what_means_something_else_is_not_equal() {
        for (a, b) in [
            ("/a%2Fb", "/a/b"),
            ("/a%252Fb", "/a%2Fb"),
            ("/a", "/a/"),
            ("/A", "/a"),
            ("/a%2540", "/a%40"),
        ] {
            assert_ne!(Href::from_path(a), Href::from_path(b), "{a} {b}");
        }
    }

    #[test]
    fn a_stray_percent_sign_is_itself() {
        assert_eq!(Href::from_path("/100%.ics"), Href::from_path("/100%25.ics"));
        assert_eq!(
            asked().at(&Href::from_path("/100%.ics")).path(),
            "/100%25.ics"
        );
    }

    #[test]
    fn requests_carry_what_the_server_sent() {
        for (sent, target) in [
            ("/c/at%40x.ics", "/c/at%40x.ics"),
            ("/c/at@x.ics", "/c/at@x.ics"),
            ("/c/a b.ics", "/c/a%20b.ics"),
            ("/c/%c3%a9", "/c/%c3%a9"),
        ] {
            let href = Href::read(sent, &asked()).unwrap();
            assert_eq!(href.path(), sent);
            assert_eq!(asked().at(&href).path(), target);
        }
    }

    #[test]
    fn relative_hrefs_belong_to_the_collection_that_was_asked() {
        for (sent, path) in [
            ("x.ics", "/dav/alice/cal/x.ics"),
            ("./x.ics", "/dav/alice/cal/x.ics"),
            ("/y", "/y"),
            ("https://h", "/"),
        ] {
            assert_eq!(Href::read(sent, &asked()).unwrap().path(), path);
        }
        assert_eq!(Href::read(" ", &asked()), Err(HrefError::Empty));
        assert_eq!(
            Href::read(&"x".repeat(9000), &asked()),
            Err(HrefError::TooLong)
        );
    }

    #[test]
    fn the_place_of_an_href_is_told_apart() {
        let home = Href::from_path("/dav/al%69ce/cal");
        for (path, place) in [
            ("/dav/alice/cal/", Place::Itself),
            ("/dav/alice/cal", Place::Itself),
            ("/dav/alice/cal/x.ics", Place::Member),
            ("/dav/alice/cal/a%2Fb.ics", Place::Member),
            ("/dav/alice/cal/sub/", Place::SubCollection),
            ("/dav/alice/cal/sub/x.ics", Place::Deeper),
            ("/dav/alice/calendar/x.ics", Place::Outside),
            ("/dav/bob/cal/x.ics", Place::Outside),
            ("/dav/alice/cal/../../bob/x.ics", Place::Outside),
            ("/dav/alice/cal/%2e%2e/x.ics", Place::Outside),
            ("/", Place::Outside),
        ] {
            assert_eq!(Href::from_path(path).place_in(&home), place, "{path}");
        }
    }

    #[test]
    fn a_member_is_named_with_escapes_where_they_are_needed() {
        assert_eq!(
            Href::from_path("/c").member("a b:é%.ics").path(),
            "/c/a%20b%3A%C3%A9%25.ics"
        );
        assert_eq!(Href::from_path("/c/").member("x.ics").name(), "x.ics");
    }
}
