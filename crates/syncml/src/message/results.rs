//! Put, Get and Results: device information given and asked for.

use super::command::Head;
use super::{CmdId, Cred, Item, Meta, MsgId, missing};
use crate::codec::tag::{Tag, syncml};
use crate::codec::{DecodeError, Element};

/// Something given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// Credentials.
    pub cred: Option<Cred>,
    /// What it is.
    pub meta: Meta,
    /// What is given.
    pub items: Vec<Item>,
}

/// Something asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Get {
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// Credentials.
    pub cred: Option<Cred>,
    /// What it is.
    pub meta: Meta,
    /// What is asked for.
    pub items: Vec<Item>,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// The message the Get was in.
    pub msg_ref: Option<MsgId>,
    /// The Get.
    pub cmd_ref: CmdId,
    /// What it is.
    pub meta: Meta,
    /// What was asked for.
    pub target_ref: Option<String>,
    /// Whose it is.
    pub source_ref: Option<String>,
    /// What is given.
    pub items: Vec<Item>,
}

/// Put and Get look alike.
fn read_both(element: Element, tag: Tag) -> Result<(CmdId, Head, Vec<Item>), DecodeError> {
    let mut head = Head::default();
    let mut items = Vec::new();
    for child in element.into_elements() {
        if child.tag == syncml::ITEM {
            items.push(Item::read(child)?);
        } else {
            head.take(child)?;
        }
    }
    Ok((head.cmd_id(tag)?, head, items))
}

fn write_both(
    tag: Tag,
    (cmd_id, no_resp): (&CmdId, bool),
    cred: Option<&Cred>,
    meta: &Meta,
    items: &[Item],
) -> Element {
    Element::new(tag)
        .with_text(syncml::CMD_ID, cmd_id.as_str())
        .with_flag(syncml::NO_RESP, no_resp)
        .with_some(cred.map(Cred::write))
        .with_some(meta.write())
        .with_all(items.iter().map(|item| item.write(syncml::ITEM)))
}

impl Put {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let (cmd_id, head, items) = read_both(element, syncml::PUT)?;
        Ok(Self {
            cmd_id,
            no_resp: head.no_resp,
            cred: head.cred,
            meta: head.meta,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        write_both(
            syncml::PUT,
            (&self.cmd_id, self.no_resp),
            self.cred.as_ref(),
            &self.meta,
            &self.items,
        )
    }
}

impl Get {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let (cmd_id, head, items) = read_both(element, syncml::GET)?;
        Ok(Self {
            cmd_id,
            no_resp: head.no_resp,
            cred: head.cred,
            meta: head.meta,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        write_both(
            syncml::GET,
            (&self.cmd_id, self.no_resp),
            self.cred.as_ref(),
            &self.meta,
            &self.items,
        )
    }
}

impl Results {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut head = Head::default();
        let (mut msg_ref, mut cmd_ref, mut target_ref, mut source_ref) = (None, None, None, None);
        let mut items = Vec::new();
        for child in element.into_elements() {
            match child.tag {
                syncml::MSG_REF => msg_ref = Some(MsgId(child.text()?)),
                syncml::CMD_REF => cmd_ref = Some(CmdId(child.text()?)),
                syncml::TARGET_REF => target_ref = Some(child.text()?),
                syncml::SOURCE_REF => source_ref = Some(child.text()?),
                syncml::ITEM => items.push(Item::read(child)?),
                _ => head.take(child)?,
            }
        }
        Ok(Self {
            cmd_id: head.cmd_id(syncml::RESULTS)?,
            msg_ref,
            cmd_ref: cmd_ref.ok_or_else(|| missing(syncml::CMD_REF, syncml::RESULTS))?,
            meta: head.meta,
            target_ref,
            source_ref,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        Element::new(syncml::RESULTS)
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_some(
                self.msg_ref
                    .as_ref()
                    .map(|id| Element::of_text(syncml::MSG_REF, id.as_str())),
            )
            .with_text(syncml::CMD_REF, self.cmd_ref.as_str())
            .with_some(self.meta.write())
            .with_some_text(syncml::TARGET_REF, self.target_ref.as_ref())
            .with_some_text(syncml::SOURCE_REF, self.source_ref.as_ref())
            .with_all(self.items.iter().map(|item| item.write(syncml::ITEM)))
    }
}
