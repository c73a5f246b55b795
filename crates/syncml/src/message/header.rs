//! `SyncHdr`.

use super::{Address, Cred, Meta, MsgId, missing};
use crate::codec::tag::syncml;
use crate::codec::{DecodeError, Element};

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Version {
    /// `SyncML` 1.0 (2000).
    V1_0,
    /// `SyncML` 1.1 (2002).
    V1_1,
    /// OMA DS 1.2 (2004).
    #[default]
    V1_2,
}

impl Version {
    /// As `VerDTD` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }

    /// As `VerProto` has it.
    pub fn protocol(self) -> &'static str {
        match self {
            Self::V1_0 => "SyncML/1.0",
            Self::V1_1 => "SyncML/1.1",
            Self::V1_2 => "SyncML/1.2",
        }
    }

    /// Where device information is put and got: `./devinf12`.
    pub fn devinf_uri(self) -> &'static str {
        match self {
            Self::V1_0 => "./devinf10",
            Self::V1_1 => "./devinf11",
            Self::V1_2 => "./devinf12",
        }
    }

    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Self::V1_0 => "SYNCML:SYNCML1.0",
            Self::V1_1 => "SYNCML:SYNCML1.1",
            Self::V1_2 => "SYNCML:SYNCML1.2",
        }
    }

    pub(crate) fn of(text: &str) -> Result<Self, DecodeError> {
        let number = text.rsplit('/').next().unwrap_or(text).trim();
        [Self::V1_0, Self::V1_1, Self::V1_2]
            .into_iter()
            .find(|version| version.as_str() == number)
            .ok_or_else(|| DecodeError::Version(text.chars().take(20).collect()))
    }
}

/// The head of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Which version it speaks.
    pub version: Version,
    /// Chosen by the client; the same in both directions for the whole session.
    pub session_id: String,
    /// Counts the messages of this peer in this session.
    pub msg_id: MsgId,
    /// Who is spoken to.
    pub target: Address,
    /// Who speaks.
    pub source: Address,
    /// Where the next message is to go.
    pub resp_uri: Option<String>,
    /// No Status is wanted for anything in this message.
    pub no_resp: bool,
    /// Who it is, proved.
    pub cred: Option<Cred>,
    /// Above all `MaxMsgSize` and `MaxObjSize`.
    pub meta: Meta,
}

impl Header {
    /// A header with what is needed and nothing else.
    pub fn new(
        version: Version,
        session_id: impl Into<String>,
        msg_id: impl Into<MsgId>,
        target: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self {
            version,
            session_id: session_id.into(),
            msg_id: msg_id.into(),
            target: Address::new(target),
            source: Address::new(source),
            resp_uri: None,
            no_resp: false,
            cred: None,
            meta: Meta::default(),
        }
    }

    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let (mut dtd, mut protocol) = (None, None);
        let (mut session_id, mut msg_id) = (None, None);
        let (mut target, mut source) = (None, None);
        let (mut resp_uri, mut no_resp, mut cred, mut meta) = (None, false, None, Meta::default());
        for child in element.into_elements() {
            match child.tag {
                syncml::VER_DTD => dtd = Some(child.text()?),
                syncml::VER_PROTO => protocol = Some(child.text()?),
                syncml::SESSION_ID => session_id = Some(child.text()?),
                syncml::MSG_ID => msg_id = Some(MsgId(child.text()?)),
                syncml::TARGET => target = Some(Address::read(child)?),
                syncml::SOURCE => source = Some(Address::read(child)?),
                syncml::RESP_URI => resp_uri = Some(child.text()?),
                syncml::NO_RESP => no_resp = true,
                syncml::CRED => cred = Some(Cred::read(child)?),
                syncml::META => meta = Meta::read(child)?,
                _ => {}
            }
        }
        let absent = |tag| missing(tag, syncml::SYNC_HDR);
        let version = protocol.or(dtd).ok_or_else(|| absent(syncml::VER_PROTO))?;
        Ok(Self {
            version: Version::of(&version)?,
            session_id: session_id.ok_or_else(|| absent(syncml::SESSION_ID))?,
            msg_id: msg_id.ok_or_else(|| absent(syncml::MSG_ID))?,
            target: target.ok_or_else(|| absent(syncml::TARGET))?,
            source: source.ok_or_else(|| absent(syncml::SOURCE))?,
            resp_uri,
            no_resp,
            cred,
            meta,
        })
    }

    pub(super) fn write(&self) -> Element {
        Element::new(syncml::SYNC_HDR)
            .with_text(syncml::VER_DTD, self.version.as_str())
            .with_text(syncml::VER_PROTO, self.version.protocol())
            .with_text(syncml::SESSION_ID, &self.session_id)
            .with_text(syncml::MSG_ID, self.msg_id.as_str())
            .with(self.target.write(syncml::TARGET))
            .with(self.source.write(syncml::SOURCE))
            .with_some_text(syncml::RESP_URI, self.resp_uri.as_ref())
            .with_flag(syncml::NO_RESP, self.no_resp)
            .with_some(self.cred.as_ref().map(Cred::write))
            .with_some(self.meta.write())
    }
}
