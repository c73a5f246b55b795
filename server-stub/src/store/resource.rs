//! One stored item: its bytes as they were PUT, its entity tag, and the little the server reads from it.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use sha2::{Digest, Sha256};

/// A strong entity tag without its quotes (RFC 9110, 8.8.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ETag(Arc<str>);

impl ETag {
    /// The tag of these bytes stored by that change of a mailbox born then: never given again, since no two changes of a
    /// mailbox share a number, and no two mailboxes of a user a time of birth.
    pub(crate) fn of(born: u64, body: &[u8], change: u64) -> ETag {
        let hashed = Sha256::new()
            .chain_update(born.to_be_bytes())
            .chain_update(body)
            .finalize();
        let mut digest = [0_u8; 8];
        digest
            .iter_mut()
            .zip(hashed)
            .for_each(|(kept, byte)| *kept = byte);
        let text = format!("{:016x}-{change}", u64::from_be_bytes(digest));
        ETag(text.into())
    }

    /// A tag that is nothing but a count, as SOGo gives (the fault `reused-etag`, and what is read from disk).
    pub(crate) fn raw(text: &str) -> ETag {
        ETag(text.into())
    }

    /// What stands between the quotes.
    pub fn opaque(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ETag {
    /// With its quotes, as it stands in a header.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{}\"", self.0)
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// What kind of thing a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// A contact.
    VCard,
    /// An appointment.
    VEvent,
    /// A task.
    VTodo,
    /// A note.
    VJournal,
}

impl Component {
    /// Its name in the text.
    pub fn name(self) -> &'static str {
        match self {
            Component::VCard => "VCARD",
            Component::VEvent => "VEVENT",
            Component::VTodo => "VTODO",
            Component::VJournal => "VJOURNAL",
        }
    }

    /// The component of that name, in any case.
    pub fn from_name(name: &str) -> Option<Component> {
        [
            Component::VCard,
            Component::VEvent,
            Component::VTodo,
            Component::VJournal,
        ]
        .into_iter()
        .find(|component| component.name().eq_ignore_ascii_case(name))
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Component::VCard => "text/vcard; charset=utf-8",
            Component::VEvent => "text/calendar; charset=utf-8; component=VEVENT",
            Component::VTodo => "text/calendar; charset=utf-8; component=VTODO",
            Component::VJournal => "text/calendar; charset=utf-8; component=VJOURNAL",
        }
    }
}

/// The components a collection takes, in the order they are announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Components(pub(crate) Vec<Component>);

impl Components {
    /// Everything a calendar can hold.
    pub(crate) fn calendar() -> Components {
        Components(vec![
            Component::VEvent,
            Component::VTodo,
            Component::VJournal,
        ])
    }

    pub(crate) fn contains(&self, component: Component) -> bool {
        self.0.contains(&component)
    }
}

/// One stored item.
pub(crate) struct Resource {
    /// The last segment of its address, decoded.
    pub(crate) name: Arc<str>,
    /// Exactly what was stored.
    pub(crate) body: Bytes,
    pub(crate) etag: ETag,
    pub(crate) uid: String,
    pub(crate) component: Component,
    /// The number of the change that stored it.
    pub(crate) change: u64,
    pub(crate) created: SystemTime,
    pub(crate) modified: SystemTime,
}
