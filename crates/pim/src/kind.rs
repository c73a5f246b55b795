//! The four kinds of item, and the two sides an item lives on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What an item is to the person: one of the four check boxes of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person or an organisation: a vCard.
    Contact,
    /// Something at a time: a `VEVENT` with its exceptions.
    Appointment,
    /// Something to do: a `VTODO`.
    Task,
    /// Something written down: a `VJOURNAL`, or plain text.
    Note,
}

impl Kind {
    /// All four, in the order the account's check boxes have.
    pub const ALL: [Kind; 4] = [Kind::Contact, Kind::Appointment, Kind::Task, Kind::Note];

    /// The stable lower-case name, as in `contact`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Contact => "contact",
            Kind::Appointment => "appointment",
            Kind::Task => "task",
            Kind::Note => "note",
        }
    }

    /// The component that holds one item of this kind.
    pub const fn component(self) -> &'static str {
        match self {
            Kind::Contact => "VCARD",
            Kind::Appointment => "VEVENT",
            Kind::Task => "VTODO",
            Kind::Note => "VJOURNAL",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name is not one of the four kinds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of item; the kinds are contact, appointment, task and note")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    /// Reads a kind's name; the plural and upper case are fine too.
    fn from_str(name: &str) -> Result<Kind, UnknownKind> {
        let lower = name.trim().to_ascii_lowercase();
        let singular = lower.strip_suffix('s').unwrap_or(&lower);
        Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == singular)
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// Which of the two copies of an item is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The mailbox on the server.
    Server,
    /// This computer.
    Local,
}

impl Side {
    /// The opposite side.
    #[must_use]
    pub const fn other(self) -> Side {
        match self {
            Side::Server => Side::Local,
            Side::Local => Side::Server,
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Server => "server",
            Side::Local => "local",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_from_what_a_person_types() {
        assert_eq!("Contacts".parse(), Ok(Kind::Contact));
        assert_eq!("note".parse(), Ok(Kind::Note));
        assert!("mail".parse::<Kind>().is_err());
    }
}
