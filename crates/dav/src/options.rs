//! What a server says of itself in the `DAV` header. A hint only: Cyrus lists calendar-access neither at
//! its base nor at its homes, and `SOGo` nowhere a client would look.

use crate::request::{Draft, Verb};
use crate::url::Url;
use bytes::Bytes;
use http::{HeaderMap, Request};

/// The classes this program looks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "five independent statements of one header"
)]
pub struct Abilities {
    /// Any `DAV` header at all.
    pub dav: bool,
    /// `calendar-access`
    pub calendars: bool,
    /// `addressbook`
    pub address_books: bool,
    /// `calendar-auto-schedule`: the server sends invitations by itself.
    pub sends_invitations: bool,
    /// `extended-mkcol`
    pub extended_mkcol: bool,
}

/// OPTIONS.
pub fn request(url: &Url) -> Request<Bytes> {
    Draft::new(Verb::Options, url).empty()
}

/// Reads the reply's headers.
pub fn parse(headers: &HeaderMap) -> Abilities {
    let lines = headers
        .get_all("dav")
        .iter()
        .filter_map(|line| line.to_str().ok());
    let classes: Vec<String> = lines
        .flat_map(|line| line.split(','))
        .map(|class| class.trim().to_ascii_lowercase())
        .collect();
    let has = |class: &str| classes.iter().any(|known| known == class);
    Abilities {
        dav: classes.iter().any(|class| !class.is_empty()),
        calendars: has("calendar-access"),
        address_books: has("addressbook"),
        sends_invitations: has("calendar-auto-schedule"),
        extended_mkcol: has("extended-mkcol"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_found_on_one_line_or_several() {
        let mut headers = HeaderMap::new();
        assert_eq!(parse(&headers), Abilities::default());
        headers.append("DAV", "1, 2, 3, Calendar-Access".parse().unwrap());
        headers.append("DAV", "addressbook,extended-mkcol".parse().unwrap());
        let expected = Abilities {
            dav: true,
            calendars: true,
            address_books: true,
            sends_invitations: false,
            extended_mkcol: true,
        };
        assert_eq!(parse(&headers), expected);
    }
}
