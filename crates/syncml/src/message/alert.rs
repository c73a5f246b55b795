//! `Alert`: how a store is to be synchronised, and other notices.

use super::command::Head;
use super::{CmdId, Cred, Item};
use crate::codec::tag::syncml;
use crate::codec::{DecodeError, Element};

/// A notice, one or more items it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its id in its message.
    pub cmd_id: CmdId,
    /// No Status is wanted.
    pub no_resp: bool,
    /// Credentials for the store.
    pub cred: Option<Cred>,
    /// Which notice it is.
    pub code: AlertCode,
    /// The stores meant, with their anchors.
    pub items: Vec<Item>,
}

/// Which notice an Alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlertCode(pub u16);

impl AlertCode {
    /// Text to show.
    pub const DISPLAY: Self = Self(100);
    /// Both sides send what changed.
    pub const TWO_WAY: Self = Self(200);
    /// Both sides compare everything.
    pub const SLOW: Self = Self(201);
    /// The client sends what changed, the server nothing.
    pub const ONE_WAY_FROM_CLIENT: Self = Self(202);
    /// The client sends everything, the server drops the rest.
    pub const REFRESH_FROM_CLIENT: Self = Self(203);
    /// The server sends what changed, the client nothing.
    pub const ONE_WAY_FROM_SERVER: Self = Self(204);
    /// The server sends everything, the client drops the rest.
    pub const REFRESH_FROM_SERVER: Self = Self(205);
    /// The server asks for a two-way sync.
    pub const TWO_WAY_BY_SERVER: Self = Self(206);
    /// Send the next message of this package.
    pub const NEXT_MESSAGE: Self = Self(222);
    /// The rest of a large object was never sent.
    pub const NO_END_OF_DATA: Self = Self(223);
    /// Stop here and go on another time.
    pub const SUSPEND: Self = Self(224);
    /// Go on where it stopped.
    pub const RESUME: Self = Self(225);

    /// Whether it starts a synchronisation of a store.
    pub fn is_sync(self) -> bool {
        (200..=210).contains(&self.0) || self == Self::RESUME
    }
}

impl std::fmt::Display for AlertCode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

impl Alert {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut head = Head::default();
        // An alert without a code asks for two-way, as the specification says.
        let mut code = AlertCode::TWO_WAY;
        let mut items = Vec::new();
        for child in element.into_elements() {
            match child.tag {
                syncml::DATA => code = AlertCode(child.number()?),
                syncml::ITEM => items.push(Item::read(child)?),
                _ => head.take(child)?,
            }
        }
        Ok(Self {
            cmd_id: head.cmd_id(syncml::ALERT)?,
            no_resp: head.no_resp,
            cred: head.cred,
            code,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        Element::new(syncml::ALERT)
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_flag(syncml::NO_RESP, self.no_resp)
            .with_some(self.cred.as_ref().map(Cred::write))
            .with_text(syncml::DATA, self.code.to_string())
            .with_all(self.items.iter().map(|item| item.write(syncml::ITEM)))
    }
}
