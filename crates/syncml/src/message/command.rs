//! Any command that can stand in a message.

use super::{
    Alert, Change, ChangeKind, CmdId, Cred, Get, Map, Meta, Other, Put, Results, Status, Sync,
    Version, missing,
};
use crate::codec::tag::{Tag, syncml};
use crate::codec::{DecodeError, Element};

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What became of a command of the other side.
    Status(Status),
    /// A notice.
    Alert(Alert),
    /// What changed in a store.
    Sync(Sync),
    /// Which of the server's ids are which of the client's.
    Map(Map),
    /// Something given, device information above all.
    Put(Put),
    /// Something asked for.
    Get(Get),
    /// What was asked for.
    Results(Results),
    /// A change of items.
    Change(Change),
    /// Commands that belong together.
    Group(Group),
    /// A command this program only knows by name (Exec, Search).
    Other(Other),
}

/// `Atomic` (all or nothing) or `Sequence` (in this order).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub kind: GroupKind,
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// Meta information.
    pub meta: Meta,
    /// What is in it.
    pub commands: Vec<Command>,
}

/// Which sort of group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// All or nothing.
    Atomic,
    /// In this order.
    Sequence,
}

impl Command {
    /// Its id in its message.
    pub fn cmd_id(&self) -> &CmdId {
        match self {
            Self::Status(it) => &it.cmd_id,
            Self::Alert(it) => &it.cmd_id,
            Self::Sync(it) => &it.cmd_id,
            Self::Map(it) => &it.cmd_id,
            Self::Put(it) => &it.cmd_id,
            Self::Get(it) => &it.cmd_id,
            Self::Results(it) => &it.cmd_id,
            Self::Change(it) => &it.cmd_id,
            Self::Group(it) => &it.cmd_id,
            Self::Other(it) => &it.cmd_id,
        }
    }

    /// The same command with this id.
    #[must_use]
    pub fn numbered(mut self, id: CmdId) -> Self {
        let own = match &mut self {
            Self::Status(it) => &mut it.cmd_id,
            Self::Alert(it) => &mut it.cmd_id,
            Self::Sync(it) => &mut it.cmd_id,
            Self::Map(it) => &mut it.cmd_id,
            Self::Put(it) => &mut it.cmd_id,
            Self::Get(it) => &mut it.cmd_id,
            Self::Results(it) => &mut it.cmd_id,
            Self::Change(it) => &mut it.cmd_id,
            Self::Group(it) => &mut it.cmd_id,
            Self::Other(it) => &mut it.cmd_id,
        };
        *own = id;
        self
    }

    /// Its name, as a Status gives it back.
    pub fn name(&self) -> &str {
        match self {
            Self::Status(_) => syncml::STATUS.name(),
            Self::Alert(_) => syncml::ALERT.name(),
            Self::Sync(_) => syncml::SYNC.name(),
            Self::Map(_) => syncml::MAP.name(),
            Self::Put(_) => syncml::PUT.name(),
            Self::Get(_) => syncml::GET.name(),
            Self::Results(_) => syncml::RESULTS.name(),
            Self::Change(it) => it.kind.name(),
            Self::Group(it) => it.kind.tag().name(),
            Self::Other(it) => &it.name,
        }
    }

    /// Whether its sender wants no Status for it.
    pub fn no_resp(&self) -> bool {
        match self {
            Self::Status(_) => true,
            Self::Results(_) => false,
            Self::Alert(it) => it.no_resp,
            Self::Sync(it) => it.no_resp,
            Self::Map(it) => it.no_resp,
            Self::Put(it) => it.no_resp,
            Self::Get(it) => it.no_resp,
            Self::Change(it) => it.no_resp,
            Self::Group(it) => it.no_resp,
            Self::Other(it) => it.no_resp,
        }
    }

    /// `None` for an element that is no command.
    pub(super) fn read(element: Element) -> Result<Option<Self>, DecodeError> {
        let tag = element.tag;
        if let Some(kind) = ChangeKind::of(tag) {
            return Change::read(kind, element).map(|change| Some(Self::Change(change)));
        }
        Ok(Some(match tag {
            syncml::STATUS => Self::Status(Status::read(element)?),
            syncml::ALERT => Self::Alert(Alert::read(element)?),
            syncml::SYNC => Self::Sync(Sync::read(element)?),
            syncml::MAP => Self::Map(Map::read(element)?),
            syncml::PUT => Self::Put(Put::read(element)?),
            syncml::GET => Self::Get(Get::read(element)?),
            syncml::RESULTS => Self::Results(Results::read(element)?),
            syncml::ATOMIC => Self::Group(Group::read(GroupKind::Atomic, element)?),
            syncml::SEQUENCE => Self::Group(Group::read(GroupKind::Sequence, element)?),
            syncml::EXEC | syncml::SEARCH => Self::Other(Other::read(element)?),
            _ => return Ok(None),
        }))
    }

    pub(crate) fn write(&self, version: Version) -> Element {
        match self {
            Self::Status(it) => it.write(),
            Self::Alert(it) => it.write(),
            Self::Sync(it) => it.write(version),
            Self::Map(it) => it.write(),
            Self::Put(it) => it.write(),
            Self::Get(it) => it.write(),
            Self::Results(it) => it.write(),
            Self::Change(it) => it.write(),
            Self::Group(it) => it.write(version),
            Self::Other(it) => it.write(),
        }
    }
}

impl GroupKind {
    fn tag(self) -> Tag {
        match self {
            Self::Atomic => syncml::ATOMIC,
            Self::Sequence => syncml::SEQUENCE,
        }
    }
}

impl Group {
    fn read(kind: GroupKind, element: Element) -> Result<Self, DecodeError> {
        let mut head = Head::default();
        let mut commands = Vec::new();
        for child in element.into_elements() {
            if Head::takes(child.tag) {
                head.take(child)?;
            } else if let Some(command) = Command::read(child)? {
                commands.push(command);
            }
        }
        Ok(Self {
            kind,
            cmd_id: head.cmd_id(kind.tag())?,
            no_resp: head.no_resp,
            meta: head.meta,
            commands,
        })
    }

    fn write(&self, version: Version) -> Element {
        Element::new(self.kind.tag())
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_flag(syncml::NO_RESP, self.no_resp)
            .with_some(self.meta.write())
            .with_all(self.commands.iter().map(|command| command.write(version)))
    }
}

/// What most commands begin with.
#[derive(Debug, Default)]
pub(super) struct Head {
    cmd_id: Option<CmdId>,
    pub(super) no_resp: bool,
    pub(super) cred: Option<Cred>,
    pub(super) meta: Meta,
}

impl Head {
    pub(super) fn takes(tag: Tag) -> bool {
        matches!(
            tag,
            syncml::CMD_ID | syncml::NO_RESP | syncml::CRED | syncml::META
        )
    }

    pub(super) fn take(&mut self, child: Element) -> Result<(), DecodeError> {
        match child.tag {
            syncml::CMD_ID => self.cmd_id = Some(CmdId(child.text()?)),
            syncml::NO_RESP => self.no_resp = true,
            syncml::CRED => self.cred = Some(Cred::read(child)?),
            syncml::META => self.meta = Meta::read(child)?,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn cmd_id(&mut self, command: Tag) -> Result<CmdId, DecodeError> {
        self.cmd_id
            .take()
            .ok_or_else(|| missing(syncml::CMD_ID, command))
    }
}
