//! Where a collection is within its mailbox.

use std::fmt;
use std::str::FromStr;

/// One of the two places collections live in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// `calendar-home-set` (RFC 4791): events, to-dos, journals.
    Calendars,
    /// `addressbook-home-set` (RFC 6352): contacts.
    AddressBooks,
}

impl Home {
    /// The segment it has in an address.
    pub fn segment(self) -> &'static str {
        match self {
            Home::Calendars => "calendars",
            Home::AddressBooks => "addressbooks",
        }
    }

    /// The home that has this segment.
    pub fn from_segment(segment: &str) -> Option<Home> {
        [Home::Calendars, Home::AddressBooks]
            .into_iter()
            .find(|home| home.segment() == segment)
    }
}

/// A collection's home and name, written `calendars/tasks`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CollectionPath {
    /// Which home it is in.
    pub home: Home,
    /// Its last segment, decoded.
    pub name: String,
}

impl CollectionPath {
    /// A path from its two parts.
    pub fn new(home: Home, name: &str) -> CollectionPath {
        CollectionPath {
            home,
            name: name.to_owned(),
        }
    }
}

impl fmt::Display for CollectionPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.home.segment(), self.name)
    }
}

/// Not of the form `calendars/NAME` or `addressbooks/NAME`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not of the form calendars/NAME or addressbooks/NAME")]
pub struct InvalidPath(pub String);

impl FromStr for CollectionPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<CollectionPath, InvalidPath> {
        let invalid = || InvalidPath(text.to_owned());
        let (home, name) = text.trim_matches('/').split_once('/').ok_or_else(invalid)?;
        let home = Home::from_segment(home).ok_or_else(invalid)?;
        if name.is_empty() || name.contains('/') {
            return Err(invalid());
        }
        Ok(CollectionPath::new(home, name))
    }
}
