//! The address a person typed, as they would type it into a browser.

use std::net::Ipv4Addr;

use dav::Url;

use crate::{Sentence, say};

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressError {
    /// Nothing was typed.
    Empty,
    /// Not to be read as an address.
    Unreadable(String),
    /// Another scheme.
    Scheme(String),
    /// A password in the address would end up in logs.
    Credentials,
}

impl AddressError {
    /// The same in words.
    pub fn said(&self) -> Sentence {
        match self {
            Self::Empty => say!(
                "the address is empty; type what you open for webmail, such as https://mail.example.com"
            ),
            Self::Unreadable(typed) => say!(
                "“{typed}” is no web address; type what you open for webmail, such as https://mail.example.com",
                typed = typed
            ),
            Self::Scheme(scheme) => say!(
                "an address begins with https:// or http://, not with {scheme}:",
                scheme = scheme
            ),
            Self::Credentials => {
                say!("the address holds a user name or a password; type these in their own fields")
            }
        }
    }
}

impl std::fmt::Display for AddressError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.said().fmt(out)
    }
}

impl std::error::Error for AddressError {}

/// Reads an address. Without a scheme it is `https`, on this very computer `http`; a name in any script is understood.
///
/// # Errors
/// Each says what to mend.
pub fn read_address(typed: &str) -> Result<Url, AddressError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(AddressError::Empty);
    }
    let unreadable = || AddressError::Unreadable(typed.to_owned());
    let whole = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("{}://{typed}", scheme_for(typed))
    };
    let url = url::Url::parse(&whole).map_err(|_| unreadable())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(AddressError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AddressError::Credentials);
    }
    Url::parse(url.as_str()).map_err(|_| unreadable())
}

fn scheme_for(typed: &str) -> &'static str {
    let host = typed.split(['/', ':', '?']).next().unwrap_or_default();
    let is_here = host.eq_ignore_ascii_case("localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    if is_here || typed.starts_with("[::1]") {
        "http"
    } else {
        "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (typed, read) in [
            ("http://mail.example.com", "http://mail.example.com/"),
            (
                " https://Mail.Example.com/interface/root#/login ",
                "https://mail.example.com/interface/root",
            ),
            ("mail.example.com", "https://mail.example.com/"),
            ("mail.example.com:8443/x", "https://mail.example.com:8443/x"),
            ("localhost:9998", "http://localhost:9998/"),
            ("127.0.0.1:9998", "http://127.0.0.1:9998/"),
            ("[::1]:9998", "http://[::1]:9998/"),
            ("https://bücher.example", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(read_address(typed).unwrap().to_string(), read);
        }
    }

    #[test]
    fn what_is_no_address_says_what_to_mend() {
        assert_eq!(read_address("  "), Err(AddressError::Empty));
        assert_eq!(
            read_address("ftp://x"),
            Err(AddressError::Scheme("ftp".to_owned()))
        );
        assert_eq!(
            read_address("https://me:secret@x"),
            Err(AddressError::Credentials)
        );
        for typed in ["https://", "a b", "http://x:99999/"] {
            assert!(
                matches!(read_address(typed), Err(AddressError::Unreadable(_))),
                "{typed}"
            );
        }
    }
}
