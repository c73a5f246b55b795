//! Addresses of the server: what is needed of a URL to ask a DAV server, and no more.
//!
//! `http` and `https` only, never with a name and password in them. A host outside ASCII must
//! have been written in its ASCII form by the caller.

use crate::href::{Href, MAX_HREF_BYTES, encode_illegal};
use http::Uri;
use std::fmt;

/// The two schemes DAV is spoken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// In clear.
    Http,
    /// Over TLS.
    Https,
}

impl Scheme {
    fn as_str(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
        }
    }

    /// The port where none is written.
    pub fn default_port(self) -> u16 {
        match self {
            Scheme::Http => 80,
            Scheme::Https => 443,
        }
    }
}

/// Why a text is no address of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither `http://` nor `https://`.
    #[error("the address does not begin with http:// or https://")]
    Scheme,
    /// No host, or characters no host has.
    #[error("the address names no valid host")]
    Host,
    /// Not a number up to 65535.
    #[error("the port in the address is not a number from 1 to 65535")]
    Port,
    /// `https://name:password@host`: a password in an address ends up in logs.
    #[error("the address holds a user name or password")]
    Credentials,
    /// Longer than any server takes.
    #[error("the address is too long")]
    TooLong,
}

/// An absolute `http` or `https` address. The path keeps its escapes as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Url {
    scheme: Scheme,
    host: String,
    port: u16,
    path: String,
    query: Option<String>,
}

impl Url {
    /// Reads an absolute address. A fragment is dropped; a missing path is `/`.
    ///
    /// # Errors
    /// Each names what to mend in the text.
    pub fn parse(text: &str) -> Result<Url, UrlError> {
        let text = text.trim();
        if text.len() > MAX_HREF_BYTES {
            return Err(UrlError::TooLong);
        }
        let (scheme, rest) = split_scheme(text).ok_or(UrlError::Scheme)?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (host, port) = split_authority(authority, scheme)?;
        let (path, query) = split_path(tail);
        Ok(Url {
            scheme,
            host,
            port,
            path: remove_dots(&absolute(&path)),
            query,
        })
    }

    /// The address a reply or header names, seen from this one: absolute, `//host/path`, `/path` or relative.
    ///
    /// # Errors
    /// As [`Url::parse`], where the reference is absolute.
    pub fn join(&self, reference: &str) -> Result<Url, UrlError> {
        let reference = reference.trim();
        if reference.len() > MAX_HREF_BYTES {
            return Err(UrlError::TooLong);
        }
        if has_scheme(reference) {
            return Url::parse(reference);
        }
        if reference.starts_with("//") {
            return Url::parse(&format!("{}:{reference}", self.scheme.as_str()));
        }
        let (path, query) = split_path(reference);
        let path = match path.as_str() {
            "" => self.path.clone(),
            relative if !relative.starts_with('/') => format!("{}{relative}", self.directory()),
            absolute => absolute.to_owned(),
        };
        Ok(Url {
            path: remove_dots(&path),
            query,
            ..self.clone()
        })
    }

    /// The same server, with another path. Illegal characters in it are encoded, escapes stay.
    #[must_use]
    pub fn with_path(&self, path: &str) -> Url {
        Url {
            path: remove_dots(&absolute(&encode_illegal(path))),
            query: None,
            ..self.clone()
        }
    }

    /// Where to ask for a member, on this server. The host an absolute href may carry is not used.
    #[must_use]
    pub fn at(&self, href: &Href) -> Url {
        self.with_path(href.path())
    }

    /// With the slash at the end that a collection's address has.
    #[must_use]
    pub fn as_collection(&self) -> Url {
        let mut url = self.clone();
        if !url.path.ends_with('/') {
            url.path.push('/');
        }
        url
    }

    /// The scheme.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host in lower case; an IPv6 address stands in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also where it is the scheme's own.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The path, escaped, beginning with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as an [`Href`].
    pub fn href(&self) -> Href {
        Href::from_path(&self.path)
    }

    /// Same scheme, host and port.
    pub fn same_origin(&self, other: &Url) -> bool {
        self.scheme == other.scheme && self.host == other.host && self.port == other.port
    }

    /// `host` or `host:port`, as the `Host` header has it.
    pub fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Path and query: the target a request line and a Digest answer name.
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    pub(crate) fn to_uri(&self) -> Uri {
        let built = Uri::builder()
            .scheme(self.scheme.as_str())
            .authority(self.authority())
            .path_and_query(self.target())
            .build();
        // Invariant: the host was checked by `split_authority`, path and query hold legal characters
        // only (`encode_illegal`), and lengths are below what `Uri` takes. `/` keeps a slip harmless.
        built.unwrap_or_else(|_| Uri::from_static("/"))
    }

    fn directory(&self) -> &str {
        let end = self.path.rfind('/').map_or(0, |slash| slash + 1);
        // Invariant: `end` is behind a slash of the path.
        &self.path[..end]
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}://{}{}",
            self.scheme.as_str(),
            self.authority(),
            self.target()
        )
    }
}

fn split_scheme(text: &str) -> Option<(Scheme, &str)> {
    let (name, rest) = text.split_once("://")?;
    if name.eq_ignore_ascii_case("https") {
        Some((Scheme::Https, rest))
    } else if name.eq_ignore_ascii_case("http") {
        Some((Scheme::Http, rest))
    } else {
        None
    }
}

/// RFC 3986, 4.2: a colon before the first slash makes a reference absolute. Members named
/// `a:b.ics` are sent with a path before them, so this never meets one.
pub(crate) fn has_scheme(reference: &str) -> bool {
    let Some((name, rest)) = reference.split_once(':') else {
        return false;
    };
    rest.starts_with("//")
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

fn split_authority(authority: &str, scheme: Scheme) -> Result<(String, u16), UrlError> {
    if authority.contains('@') {
        return Err(UrlError::Credentials);
    }
    let after_brackets = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    // Invariant: a place right behind an ASCII bracket, or the start.
    let (host, port) = match authority[after_brackets..].find(':') {
        Some(colon) => authority.split_at(after_brackets + colon),
        None => (authority, ""),
    };
    let port = match port.strip_prefix(':') {
        None | Some("") => scheme.default_port(),
        Some(digits) => match digits.parse::<u16>() {
            Ok(port) if port > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => port,
            _ => return Err(UrlError::Port),
        },
    };
    if !is_host(host) {
        return Err(UrlError::Host);
    }
    Ok((host.to_ascii_lowercase(), port))
}

fn is_host(host: &str) -> bool {
    let bracketed = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(address) = bracketed {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    !host.is_empty()
        && host.len() < 256
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
}

fn split_path(tail: &str) -> (String, Option<String>) {
    let tail = tail.split('#').next().unwrap_or("");
    match tail.split_once('?') {
        Some((path, query)) => (encode_illegal(path), Some(encode_illegal(query))),
        None => (encode_illegal(tail), None),
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    }
}

/// RFC 3986, 5.2.4. Escaped dots count as dots, so that no href climbs out in disguise.
fn remove_dots(path: &str) -> String {
    let is_plain = !path.contains("/.") && !path.to_ascii_lowercase().contains("/%2e");
    if is_plain {
        return path.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." if last => kept.push(""),
            "." => {}
            ".." => {
                kept.pop();
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (typed, read) in [
            ("http://mail.example.com", "http://mail.example.com/"),
            (
                "HTTPS://Mail.Example.com:443/dav",
                "https://mail.example.com/dav",
            ),
            (
                "http://127.0.0.1:8080/a%20b/?x=1#frag",
                "http://127.0.0.1:8080/a%20b/?x=1",
            ),
            ("https://[::1]:8443/", "https://[::1]:8443/"),
            ("http://h/a b/é", "http://h/a%20b/%C3%A9"),
            ("http://h/a/../b/./c", "http://h/b/c"),
        ] {
            assert_eq!(Url::parse(typed).unwrap().to_string(), read);
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (typed, error) in [
            ("mail.example.com", UrlError::Scheme),
            ("ftp://h/", UrlError::Scheme),
            ("http:///x", UrlError::Host),
            ("http://a b/", UrlError::Host),
            ("http://h:0/", UrlError::Port),
            ("http://h:99999/", UrlError::Port),
            ("https://me:secret@h/", UrlError::Credentials),
            ("http://[zz]/", UrlError::Host),
        ] {
            assert_eq!(Url::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn references_are_seen_from_their_base() {
        let base = Url::parse("https://h:8443/dav/alice/").unwrap();
        for (reference, joined) in [
            ("/x/", "https://h:8443/x/"),
            ("cal/", "https://h:8443/dav/alice/cal/"),
            ("../bob/", "https://h:8443/dav/bob/"),
            ("../../../../etc", "https://h:8443/etc"),
            ("%2e%2e/bob/", "https://h:8443/dav/bob/"),
            ("//other/x", "https://other/x"),
            ("http://other/x", "http://other/x"),
            ("", "https://h:8443/dav/alice/"),
            ("?a=b", "https://h:8443/dav/alice/?a=b"),
        ] {
            assert_eq!(
                base.join(reference).unwrap().to_string(),
                joined,
                "{reference}"
            );
        }
        assert_eq!(base.join("https://u:p@h/"), Err(UrlError::Credentials));
    }

    #[test]
    fn every_address_makes_a_uri() {
        for odd in [
            "http://h/%",
            "http://h/%zz?\"<>`{}|\\^",
            "http://h/\u{7f}\u{1}",
        ] {
            let url = Url::parse(odd).unwrap();
            assert_ne!(url.to_uri().host(), None, "{odd} {url}");
        }
    }
}
