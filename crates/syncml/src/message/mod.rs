//! Everything that can stand in a message, as types.
//!
//! Each type reads itself from an element and writes itself into one, in the order the specification gives. Reading
//! is forgiving where nothing depends on it (an unknown element, a size that is no number) and strict where
//! something does (a Status without a reference).
//!
//! Begin with [`Message`], [`Command`] and [`Item`].

mod alert;
mod change;
mod command;
mod header;
mod ids;
mod item;
mod map;
mod meta;
mod other;
mod results;
mod status;
mod sync;

pub use alert::{Alert, AlertCode};
pub use change::{Change, ChangeKind};
pub use command::{Command, Group, GroupKind};
pub use header::{Header, Version};
pub use ids::{CmdId, MsgId};
pub use item::{Address, Data, Filter, Item};
pub use map::{Map, MapItem};
pub use meta::{Anchor, Mem, Meta};
pub use other::Other;
pub use results::{Get, Put, Results};
pub use status::{Chal, Cred, Status, StatusCode};
pub use sync::Sync;

use crate::codec::tag::syncml;
use crate::codec::{DecodeError, Element};

/// One message: what one peer says in one HTTP request or reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who speaks to whom, in which session.
    pub header: Header,
    /// What is said, in order.
    pub commands: Vec<Command>,
    /// Whether this ends the package.
    pub is_final: bool,
}

impl Message {
    pub(crate) fn read(root: Element) -> Result<Self, DecodeError> {
        if root.tag != syncml::SYNC_ML {
            return Err(DecodeError::NotSyncMl {
                root: root.tag.name().to_owned(),
            });
        }
        let mut header = None;
        let mut commands = Vec::new();
        let mut is_final = false;
        for element in root.into_elements() {
            match element.tag {
                syncml::SYNC_HDR => header = Some(Header::read(element)?),
                syncml::SYNC_BODY => {
                    for inner in element.into_elements() {
                        if inner.tag == syncml::FINAL {
                            is_final = true;
                        } else if let Some(command) = Command::read(inner)? {
                            commands.push(command);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(Self {
            header: header.ok_or_else(|| missing(syncml::SYNC_HDR, syncml::SYNC_ML))?,
            commands,
            is_final,
        })
    }

    pub(crate) fn write(&self) -> Element {
        let version = self.header.version;
        let body = Element::new(syncml::SYNC_BODY)
            .with_all(self.commands.iter().map(|command| command.write(version)))
            .with_flag(syncml::FINAL, self.is_final);
        Element::new(syncml::SYNC_ML)
            .with(self.header.write())
            .with(body)
    }
}

fn missing(element: crate::codec::tag::Tag, parent: crate::codec::tag::Tag) -> DecodeError {
    DecodeError::Missing {
        element: element.name(),
        parent: parent.name(),
    }
}
