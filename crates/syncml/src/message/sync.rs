//! `Sync`: what changed in one store.

use super::command::Head;
use super::{Address, CmdId, Command, Cred, Meta, Version};
use crate::codec::tag::syncml;
use crate::codec::{DecodeError, Element};

/// The changes of one store, all or as many as one message holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sync {
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// Credentials.
    pub cred: Option<Cred>,
    /// The receiver's store.
    pub target: Option<Address>,
    /// The sender's store.
    pub source: Option<Address>,
    /// Meta information.
    pub meta: Meta,
    /// How many changes there are in all, where the sender says so.
    pub number_of_changes: Option<u32>,
    /// The changes.
    pub commands: Vec<Command>,
}

impl Sync {
    /// Nothing yet, from store to store.
    pub fn new(
        cmd_id: impl Into<CmdId>,
        target: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self {
            cmd_id: cmd_id.into(),
            no_resp: false,
            cred: None,
            target: Some(Address::new(target)),
            source: Some(Address::new(source)),
            meta: Meta::default(),
            number_of_changes: None,
            commands: Vec::new(),
        }
    }

    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut head = Head::default();
        let (mut target, mut source, mut number_of_changes) = (None, None, None);
        let mut commands = Vec::new();
        for child in element.into_elements() {
            match child.tag {
                syncml::TARGET => target = Some(Address::read(child)?),
                syncml::SOURCE => source = Some(Address::read(child)?),
                syncml::NUMBER_OF_CHANGES => number_of_changes = child.number_if_any(),
                tag if Head::takes(tag) => head.take(child)?,
                _ => commands.extend(Command::read(child)?),
            }
        }
        Ok(Self {
            cmd_id: head.cmd_id(syncml::SYNC)?,
            no_resp: head.no_resp,
            cred: head.cred,
            target,
            source,
            meta: head.meta,
            number_of_changes,
            commands,
        })
    }

    pub(super) fn write(&self, version: Version) -> Element {
        Element::new(syncml::SYNC)
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_flag(syncml::NO_RESP, self.no_resp)
            .with_some(self.cred.as_ref().map(Cred::write))
            .with_some(self.target.as_ref().map(|it| it.write(syncml::TARGET)))
            .with_some(self.source.as_ref().map(|it| it.write(syncml::SOURCE)))
            .with_some(self.meta.write())
            .with_number(
                syncml::NUMBER_OF_CHANGES,
                self.number_of_changes.map(u64::from),
            )
            .with_all(self.commands.iter().map(|command| command.write(version)))
    }
}
