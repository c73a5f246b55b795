//! Messages to bytes and back, in XML and in WBXML.
//!
//! Both codings meet in one small tree of elements (`element`): `xml` and `wbxml` read and write that tree and know no
//! commands; `crate::message` and `crate::devinf` turn it into types and know no coding.

pub(crate) mod element;
mod error;
mod limits;
pub(crate) mod tag;
mod wbxml;
mod xml;

use crate::message::{Command, Message, Version};

pub(crate) use element::{Element, Node};
pub use error::{DecodeError, EncodeError};
pub use limits::Limits;

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Text, `application/vnd.syncml+xml`.
    Xml,
    /// The binary form, `application/vnd.syncml+wbxml`.
    Wbxml,
}

impl Coding {
    /// The value of `Content-Type` for a message.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "application/vnd.syncml+xml",
            Self::Wbxml => "application/vnd.syncml+wbxml",
        }
    }

    /// The type of device information in this coding, as `Put`, `Get` and `Results` name it.
    pub fn devinf_type(self) -> &'static str {
        match self {
            Self::Xml => "application/vnd.syncml-devinf+xml",
            Self::Wbxml => "application/vnd.syncml-devinf+wbxml",
        }
    }

    /// The coding a `Content-Type` names; `None` for a type that is no `SyncML`.
    pub fn of_content_type(value: &str) -> Option<Self> {
        let kind = value.split(';').next().unwrap_or("").trim();
        [Self::Xml, Self::Wbxml]
            .into_iter()
            .find(|coding| kind.eq_ignore_ascii_case(coding.content_type()))
    }

    /// The coding the bytes themselves show: WBXML begins with its version, XML with text.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        match bytes.first() {
            Some(1..=3) => Self::Wbxml,
            _ => Self::Xml,
        }
    }
}

/// Reads a message.
///
/// # Errors
/// Nothing of the message may be used; the name says what is wrong with it.
pub fn decode(bytes: &[u8], coding: Coding, limits: &Limits) -> Result<Message, DecodeError> {
    Message::read(tree(bytes, coding, limits)?)
}

fn tree(bytes: &[u8], coding: Coding, limits: &Limits) -> Result<Element, DecodeError> {
    if bytes.len() > limits.bytes {
        return Err(DecodeError::TooLarge {
            limit_bytes: limits.bytes,
        });
    }
    match coding {
        Coding::Xml => xml::read(bytes, limits),
        Coding::Wbxml => wbxml::read(bytes, limits),
    }
}

/// Writes a message.
///
/// # Errors
/// XML cannot carry what an item holds: see [`Coding::can_carry`].
pub fn encode(message: &Message, coding: Coding) -> Result<Vec<u8>, EncodeError> {
    let version = message.header.version;
    let root = message.write();
    match coding {
        Coding::Xml => xml::write(&root, version),
        Coding::Wbxml => Ok(wbxml::write(&root, version)),
    }
}

/// How many bytes a command takes in a message; at most a few more than it really does.
///
/// # Errors
/// As [`encode`].
pub fn encoded_len(
    command: &Command,
    version: Version,
    coding: Coding,
) -> Result<usize, EncodeError> {
    let element = command.write(version);
    match coding {
        Coding::Xml => xml::fragment_len(&element, version),
        Coding::Wbxml => Ok(wbxml::fragment_len(&element, version)),
    }
}

/// Text as this coding says it: device information in WBXML is of another type than in XML, and a peer that looks at
/// the type alone would not find it.
fn said_in(coding: Coding, tag: tag::Tag, text: &[u8]) -> &[u8] {
    let is_devinf = tag == tag::metinf::TYPE
        && [Coding::Xml, Coding::Wbxml]
            .iter()
            .any(|coding| text == coding.devinf_type().as_bytes());
    if is_devinf {
        coding.devinf_type().as_bytes()
    } else {
        text
    }
}

impl Coding {
    /// Whether an item's bytes can stand in a message as they are. XML takes UTF-8 without control characters; what
    /// it cannot take is sent in base64, with `Format` set to `b64`.
    pub fn can_carry(self, data: &[u8]) -> bool {
        self == Self::Wbxml || std::str::from_utf8(data).is_ok_and(xml::is_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_is_read_from_the_type_and_from_the_bytes() {
        for (value, coding) in [
            ("application/vnd.syncml+xml", Some(Coding::Xml)),
            (
                "Application/vnd.SyncML+XML; charset=\"utf-8\"",
                Some(Coding::Xml),
            ),
            ("application/vnd.syncml+wbxml", Some(Coding::Wbxml)),
            ("text/html", None),
            ("", None),
        ] {
            assert_eq!(Coding::of_content_type(value), coding, "{value}");
        }
        assert_eq!(Coding::of_bytes(b"<?xml"), Coding::Xml);
        assert_eq!(Coding::of_bytes(&[2, 0]), Coding::Wbxml);
        assert_eq!(Coding::of_bytes(b""), Coding::Xml);
    }

    #[test]
    fn xml_cannot_carry_control_characters_or_other_charsets() {
        for (data, xml) in [
            (&b"BEGIN:VCARD\r\n\t\xc3\xa9"[..], true),
            (b"\x00", false),
            (b"\x1b[0m", false),
            (b"M\xfcller", false),
            ("\u{fffe}".as_bytes(), false),
        ] {
            assert_eq!(Coding::Xml.can_carry(data), xml, "{data:?}");
            assert!(Coding::Wbxml.can_carry(data));
        }
    }
}
