//! Addresses as they stand in replies: paths from `/`, percent-encoded.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::store::{CollectionPath, Home};

/// Everything but what RFC 3986 calls unreserved, and `@`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@');

/// Adds one segment.
pub(crate) fn push_segment(out: &mut String, segment: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{}", utf8_percent_encode(segment, ENCODED));
}

/// `/WebDAV/principals/alice@example.com/`
pub(crate) fn principal_href(email: &str) -> String {
    let mut href = "/WebDAV/principals/".to_owned();
    push_segment(&mut href, email);
    href.push('/');
    href
}

/// `/WebDAV/alice@example.com/`
pub(crate) fn user_root_href(email: &str) -> String {
    let mut href = "/WebDAV/".to_owned();
    push_segment(&mut href, email);
    href.push('/');
    href
}

/// `/WebDAV/alice@example.com/calendars/`
pub(crate) fn home_href(email: &str, home: Home) -> String {
    let mut href = user_root_href(email);
    href.push_str(home.segment());
    href.push('/');
    href
}

/// `/WebDAV/alice@example.com/calendars/tasks/`
pub(crate) fn collection_href(email: &str, path: &CollectionPath) -> String {
    let mut href = home_href(email, path.home);
    push_segment(&mut href, &path.name);
    href.push('/');
    href
}

/// The path of an href that may be a whole URL: RFC 4918 allows both.
pub(crate) fn path_of(href: &str) -> &str {
    let href = href.trim();
    let path = match href.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => {
            rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
        }
        _ => href,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dav::Target;

    #[test]
    fn an_href_leads_back_to_what_it_was_made_from() {
        let path = CollectionPath::new(Home::Calendars, "a b%c@d\u{e9};&");
        let href = collection_href("alice@example.com", &path);
        assert_eq!(
            Target::parse(&href),
            Target::Collection("alice@example.com".to_owned(), path)
        );
    }

    #[test]
    fn only_the_path_of_a_whole_url_counts() {
        assert_eq!(path_of("http://host:1/a/b?c#d"), "/a/b");
        assert_eq!(path_of(" /a/b "), "/a/b");
        assert_eq!(path_of("https://host"), "/");
    }
}
