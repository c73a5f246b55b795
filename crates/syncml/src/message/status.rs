//! `Status`: the answer to every command, and what it may ask for in return.

use ::base64::Engine as _;

use super::{CmdId, Item, Meta, MsgId, missing};
use crate::base64::BASE64;
use crate::codec::tag::syncml;
use crate::codec::{DecodeError, Element};

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its own id in its message.
    pub cmd_id: CmdId,
    /// The message the command was in.
    pub msg_ref: MsgId,
    /// The command; `0` for the header.
    pub cmd_ref: CmdId,
    /// The command's name; `SyncHdr` for the header.
    pub cmd: String,
    /// The targets of the items meant; none: all of them.
    pub target_refs: Vec<String>,
    /// The sources of the items meant.
    pub source_refs: Vec<String>,
    /// Credentials.
    pub cred: Option<Cred>,
    /// What to prove and how.
    pub chal: Option<Chal>,
    /// The outcome.
    pub code: StatusCode,
    /// The anchor of an Alert, the item that won a conflict, a reason in words.
    pub items: Vec<Item>,
}

/// The outcome of a command: `200`, `201` and their like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusCode(pub u16);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        impl StatusCode {
            $($(#[$doc])* pub const $name: Self = Self($code);)*
        }
    };
}

codes! {
    /// In progress: busy, ask again.
    IN_PROGRESS = 101;
    /// Done.
    OK = 200;
    /// Done, and something was added.
    ITEM_ADDED = 201;
    /// Taken, and done later.
    ACCEPTED = 202;
    /// Nothing in it.
    NO_CONTENT = 204;
    /// A conflict was merged.
    CONFLICT_MERGED = 207;
    /// A conflict, and the client's won.
    CONFLICT_CLIENT_WON = 208;
    /// A conflict, and both are kept.
    CONFLICT_DUPLICATED = 209;
    /// Deleted without an archive.
    DELETED_WITHOUT_ARCHIVE = 210;
    /// Nothing to delete.
    ITEM_NOT_DELETED = 211;
    /// Signed in for the whole session.
    AUTHENTICATED = 212;
    /// A part of a large object was taken; more is awaited.
    CHUNK_ACCEPTED = 213;
    /// Not done because the operation was cancelled.
    OPERATION_CANCELLED = 214;
    /// Not done.
    NOT_EXECUTED = 215;
    /// Malformed.
    BAD_REQUEST = 400;
    /// The credentials are wrong, or the nonce is stale.
    INVALID_CREDENTIALS = 401;
    /// Not allowed.
    FORBIDDEN = 403;
    /// No such thing.
    NOT_FOUND = 404;
    /// Not allowed here.
    NOT_ALLOWED = 405;
    /// An optional feature that is not supported.
    OPTIONAL_NOT_SUPPORTED = 406;
    /// Credentials are missing.
    MISSING_CREDENTIALS = 407;
    /// A conflict that has to be resolved first.
    CONFLICT = 409;
    /// Gone.
    GONE = 410;
    /// An object without the size it needs.
    SIZE_REQUIRED = 411;
    /// Incomplete command.
    INCOMPLETE = 412;
    /// Too large.
    ENTITY_TOO_LARGE = 413;
    /// A type that is not taken.
    UNSUPPORTED_TYPE = 415;
    /// The range cannot be satisfied.
    RETRY_LATER = 417;
    /// There is one already.
    ALREADY_EXISTS = 418;
    /// A conflict, and the server's won.
    CONFLICT_SERVER_WON = 419;
    /// No room.
    DEVICE_FULL = 420;
    /// The size does not match.
    SIZE_MISMATCH = 424;
    /// Refused by permission.
    PERMISSION_DENIED = 425;
    /// The server failed.
    COMMAND_FAILED = 500;
    /// The server is busy.
    SERVICE_UNAVAILABLE = 503;
    /// The version of the DTD is not spoken.
    DTD_VERSION_NOT_SUPPORTED = 505;
    /// The whole atomic failed.
    ATOMIC_FAILED = 507;
    /// The anchors do not match: a slow sync is needed.
    REFRESH_REQUIRED = 508;
    /// The data store failed.
    DATA_STORE_FAILURE = 510;
    /// The server failed badly.
    SERVER_FAILURE = 511;
    /// The version of the protocol is not spoken.
    PROTOCOL_VERSION_NOT_SUPPORTED = 513;
    /// Cancelled.
    CANCELLED = 514;
}

impl StatusCode {
    /// Whether it was done (200 to 299, without 211, 213, 214 and 215, where nothing has been done or not all).
    pub fn is_done(self) -> bool {
        (200..300).contains(&self.0) && !matches!(self.0, 213..=215)
    }
}

impl std::fmt::Display for StatusCode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// Who it is, proved. `Debug` shows only how.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cred {
    /// The scheme and the coding.
    pub meta: Meta,
    /// The proof.
    pub data: String,
}

impl std::fmt::Debug for Cred {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Cred({})", self.meta.kind.as_deref().unwrap_or("?"))
    }
}

/// How to prove it: the scheme and, for MD5, the next nonce.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chal {
    /// `Type`, `Format` and `NextNonce`.
    pub meta: Meta,
}

impl Status {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let (mut cmd_id, mut msg_ref, mut cmd_ref, mut cmd, mut code) =
            (None, None, None, None, None);
        let (mut target_refs, mut source_refs, mut items) = (Vec::new(), Vec::new(), Vec::new());
        let (mut cred, mut chal) = (None, None);
        for child in element.into_elements() {
            match child.tag {
                syncml::CMD_ID => cmd_id = Some(CmdId(child.text()?)),
                syncml::MSG_REF => msg_ref = Some(MsgId(child.text()?)),
                syncml::CMD_REF => cmd_ref = Some(CmdId(child.text()?)),
                syncml::CMD => cmd = Some(child.text()?),
                syncml::TARGET_REF => target_refs.push(child.text()?),
                syncml::SOURCE_REF => source_refs.push(child.text()?),
                syncml::CRED => cred = Some(Cred::read(child)?),
                syncml::CHAL => chal = Some(Chal::read(child)?),
                syncml::DATA => code = Some(StatusCode(child.number()?)),
                syncml::ITEM => items.push(Item::read(child)?),
                _ => {}
            }
        }
        let absent = |tag| missing(tag, syncml::STATUS);
        Ok(Self {
            cmd_id: cmd_id.ok_or_else(|| absent(syncml::CMD_ID))?,
            // The first message is meant where none is named (1.0).
            msg_ref: msg_ref.unwrap_or_else(|| MsgId::from(1)),
            cmd_ref: cmd_ref.ok_or_else(|| absent(syncml::CMD_REF))?,
            cmd: cmd.unwrap_or_default(),
            target_refs,
            source_refs,
            cred,
            chal,
            code: code.ok_or_else(|| absent(syncml::DATA))?,
            items,
        })
    }

    pub(super) fn write(&self) -> Element {
        let refs = |tag, refs: &[String]| {
            refs.iter()
                .map(|reference| Element::of_text(tag, reference))
                .collect::<Vec<_>>()
        };
        Element::new(syncml::STATUS)
            .with_text(syncml::CMD_ID, self.cmd_id.as_str())
            .with_text(syncml::MSG_REF, self.msg_ref.as_str())
            .with_text(syncml::CMD_REF, self.cmd_ref.as_str())
            .with_text(syncml::CMD, &self.cmd)
            .with_all(refs(syncml::TARGET_REF, &self.target_refs))
            .with_all(refs(syncml::SOURCE_REF, &self.source_refs))
            .with_some(self.cred.as_ref().map(Cred::write))
            .with_some(self.chal.as_ref().map(Chal::write))
            .with_text(syncml::DATA, self.code.to_string())
            .with_all(self.items.iter().map(|item| item.write(syncml::ITEM)))
    }
}

impl Cred {
    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let (mut cred, mut proof) = (Self::default(), Vec::new());
        for child in element.into_elements() {
            match child.tag {
                syncml::META => cred.meta = Meta::read(child)?,
                syncml::DATA => proof = child.bytes().unwrap_or_default(),
                _ => {}
            }
        }
        cred.data = match String::from_utf8(proof) {
            Ok(text) => text.trim().to_owned(),
            // A digest as it is, in WBXML: said in base64, which means the same in both codings.
            Err(raw) => {
                cred.meta.format = Some("b64".to_owned());
                BASE64.encode(raw.as_bytes())
            }
        };
        Ok(cred)
    }

    pub(super) fn write(&self) -> Element {
        Element::new(syncml::CRED)
            .with_some(self.meta.write())
            .with_text(syncml::DATA, &self.data)
    }
}

impl Chal {
    fn read(element: Element) -> Result<Self, DecodeError> {
        let mut chal = Self::default();
        for child in element.into_elements() {
            if child.tag == syncml::META {
                chal.meta = Meta::read(child)?;
            }
        }
        Ok(chal)
    }

    fn write(&self) -> Element {
        Element::new(syncml::CHAL).with_some(self.meta.write())
    }
}
