//! Commands that are answered but never done.

use super::CmdId;
use super::command::Head;
use crate::codec::tag::{Space, Tag, syncml};
use crate::codec::{DecodeError, Element};

/// A command known by name alone: Exec or Search. A peer that sends one gets 406.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// `Exec` or `Search`.
    pub name: String,
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
}

impl Other {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let tag = element.tag;
        let mut head = Head::default();
        for child in element.into_elements() {
            head.take(child)?;
        }
        Ok(Self {
            name: tag.name().to_owned(),
            cmd_id: head.cmd_id(tag)?,
            no_resp: head.no_resp,
        })
    }

    pub(super) fn write(&self) -> Element {
        let tag = Tag::of_name(Space::SyncMl, &self.name).unwrap_or(syncml::EXEC);
        Element::new(tag)
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_flag(syncml::NO_RESP, self.no_resp)
    }
}
