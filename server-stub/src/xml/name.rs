//! Names of elements: a namespace and a local part.

use std::borrow::Cow;

/// WebDAV itself (RFC 4918).
pub(crate) const DAV: &str = "DAV:";
/// CalDAV (RFC 4791).
pub(crate) const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
/// CardDAV (RFC 6352).
pub(crate) const CARDDAV: &str = "urn:ietf:params:xml:ns:carddav";
/// Apple's calendar server, for `getctag`.
pub(crate) const CALSERVER: &str = "http://calendarserver.org/ns/";
/// Apple's calendar program, for `calendar-color` and `calendar-order`.
pub(crate) const APPLE: &str = "http://apple.com/ns/ical/";

/// An expanded name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name {
    pub(crate) namespace: Cow<'static, str>,
    pub(crate) local: Cow<'static, str>,
}

impl Name {
    /// A name known when the program is built.
    pub(crate) const fn known(namespace: &'static str, local: &'static str) -> Name {
        Name {
            namespace: Cow::Borrowed(namespace),
            local: Cow::Borrowed(local),
        }
    }

    /// A name read from a request.
    pub(crate) fn read(namespace: String, local: String) -> Name {
        Name {
            namespace: Cow::Owned(namespace),
            local: Cow::Owned(local),
        }
    }

    /// Both parts, for matching.
    pub(crate) fn parts(&self) -> (&str, &str) {
        (&self.namespace, &self.local)
    }

    /// Whether this is that name.
    pub(crate) fn is(&self, namespace: &str, local: &str) -> bool {
        self.namespace == namespace && self.local == local
    }
}
