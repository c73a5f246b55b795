//! Add, Replace, Delete, Copy, Move: what happens to items.

use super::command::Head;
use super::{CmdId, Cred, Item, Meta};
use crate::codec::tag::{Tag, syncml};
use crate::codec::{DecodeError, Element};

/// A change of one or more items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub kind: ChangeKind,
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// Delete: keep it in an archive.
    pub archive: bool,
    /// Delete: only from this device, not for good.
    pub soft: bool,
    /// Credentials.
    pub cred: Option<Cred>,
    /// What the items are, where they do not say for themselves.
    pub meta: Meta,
    /// The items.
    pub items: Vec<Item>,
}

/// What happens to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// It is new.
    Add,
    /// It is as given, new or not.
    Replace,
    /// It is gone.
    Delete,
    /// There are two of it.
    Copy,
    /// It is elsewhere (1.2).
    Move,
}

impl ChangeKind {
    fn tag(self) -> Tag {
        match self {
            Self::Add => syncml::ADD,
            Self::Replace => syncml::REPLACE,
            Self::Delete => syncml::DELETE,
            Self::Copy => syncml::COPY,
            Self::Move => syncml::MOVE,
        }
    }

    pub(super) fn of(tag: Tag) -> Option<Self> {
        [
            Self::Add,
            Self::Replace,
            Self::Delete,
            Self::Copy,
            Self::Move,
        ]
        .into_iter()
        .find(|kind| kind.tag() == tag)
    }

    /// Its name in a Status.
    pub fn name(self) -> &'static str {
        self.tag().name()
    }
}

impl Change {
    /// A change of one item.
    pub fn new(kind: ChangeKind, cmd_id: impl Into<CmdId>, meta: Meta, item: Item) -> Self {
        Self {
            kind,
            cmd_id: cmd_id.into(),
            no_resp: false,
            archive: false,
            soft: false,
            cred: None,
            meta,
            items: vec![item],
        }
    }

    pub(super) fn read(kind: ChangeKind, element: Element) -> Result<Self, DecodeError> {
        let tag = element.tag;
        let mut head = Head::default();
        let (mut archive, mut soft, mut items) = (false, false, Vec::new());
        for child in element.into_elements() {
            match child.tag {
                syncml::ARCHIVE => archive = true,
                syncml::SFT_DEL => soft = true,
                syncml::ITEM => items.push(Item::read(child)?),
                _ => head.take(child)?,
            }
        }
        Ok(Self {
            kind,
            cmd_id: head.cmd_id(tag)?,
            no_resp: head.no_resp,
            archive,
            soft,
            cred: head.cred,
            meta: head.meta,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        Element::new(self.kind.tag())
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_flag(syncml::NO_RESP, self.no_resp)
            .with_flag(syncml::ARCHIVE, self.archive)
            .with_flag(syncml::SFT_DEL, self.soft)
            .with_some(self.cred.as_ref().map(Cred::write))
            .with_some(self.meta.write())
            .with_all(self.items.iter().map(|item| item.write(syncml::ITEM)))
    }
}
