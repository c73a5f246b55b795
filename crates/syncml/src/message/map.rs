//! `Map`: which ids the client gave to the server's items.

use super::command::Head;
use super::{Address, CmdId, Cred, Meta, missing};
use crate::codec::tag::syncml;
use crate::codec::{DecodeError, Element};

/// Pairs of ids of one store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// The server's store.
    pub target: Address,
    /// The client's store.
    pub source: Address,
    /// Credentials.
    pub cred: Option<Cred>,
    /// Meta information.
    pub meta: Meta,
    /// The pairs.
    pub items: Vec<MapItem>,
}

/// One pair of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapItem {
    /// The server's id.
    pub target: String,
    /// The client's id.
    pub source: String,
}

impl Map {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut head = Head::default();
        let (mut target, mut source, mut items) = (None, None, Vec::new());
        for child in element.into_elements() {
            match child.tag {
                syncml::TARGET => target = Some(Address::read(child)?),
                syncml::SOURCE => source = Some(Address::read(child)?),
                syncml::MAP_ITEM => items.push(MapItem::read(child)?),
                _ => head.take(child)?,
            }
        }
        Ok(Self {
            cmd_id: head.cmd_id(syncml::MAP)?,
            no_resp: head.no_resp,
            target: target.ok_or_else(|| missing(syncml::TARGET, syncml::MAP))?,
            source: source.ok_or_else(|| missing(syncml::SOURCE, syncml::MAP))?,
            cred: head.cred,
            meta: head.meta,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        Element::new(syncml::MAP)
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_flag(syncml::NO_RESP, self.no_resp)
            .with(self.target.write(syncml::TARGET))
            .with(self.source.write(syncml::SOURCE))
            .with_some(self.cred.as_ref().map(Cred::write))
            .with_some(self.meta.write())
            .with_all(self.items.iter().map(MapItem::write))
    }
}

impl MapItem {
    fn read(element: Element) -> Result<Self, DecodeError> {
        let (mut target, mut source) = (None, None);
        for child in element.into_elements() {
            match child.tag {
                syncml::TARGET => target = Some(Address::read(child)?.uri),
                syncml::SOURCE => source = Some(Address::read(child)?.uri),
                _ => {}
            }
        }
        Ok(Self {
            target: target.ok_or_else(|| missing(syncml::TARGET, syncml::MAP_ITEM))?,
            source: source.ok_or_else(|| missing(syncml::SOURCE, syncml::MAP_ITEM))?,
        })
    }

    fn write(&self) -> Element {
        Element::new(syncml::MAP_ITEM)
            .with(Address::new(&self.target).write(syncml::TARGET))
            .with(Address::new(&self.source).write(syncml::SOURCE))
    }
}
