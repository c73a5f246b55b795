//! WBXML into the tree.
//!
//! The form needs no names to be read: what has no meaning here is read past. A nested document inside an OPAQUE is
//! read too where it is device information; every other OPAQUE is an item's bytes.

use super::document;
use super::global;
use crate::codec::element::{Builder, Element, Node};
use crate::codec::tag::{Space, Tag, syncml};
use crate::codec::{DecodeError, Limits};

/// MIB enum numbers of character sets (IANA).
const UTF_8: u32 = 106;
const US_ASCII: u32 = 3;
const LATIN_1: u32 = 4;
/// "Unknown": what the transport says, which for `SyncML` is UTF-8.
const UNSAID: u32 = 0;

/// Reads a document whose root is a `SyncML` message or device information.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Element, DecodeError> {
    read_nested(bytes, limits, Nesting::Outer)
}

/// Device information may stand inside a message; nothing stands inside device information.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nesting {
    Outer,
    Inner,
}

fn read_nested(bytes: &[u8], limits: &Limits, nesting: Nesting) -> Result<Element, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    let mut input = Input { bytes, at: 0 };
    let header = Header::read(&mut input)?;
    let reader = Reader {
        input,
        header,
        page: 0,
        builder: Builder::new(limits),
        limits,
        nesting,
    };
    reader.document()
}

/// Bytes being read.
struct Input<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Input<'b> {
    fn byte(&mut self) -> Result<u8, DecodeError> {
        let byte = *self.bytes.get(self.at).ok_or(DecodeError::Truncated)?;
        self.at += 1;
        Ok(byte)
    }

    /// A multi-byte integer: seven bits a byte, the highest bit says that more follow.
    fn number(&mut self) -> Result<u32, DecodeError> {
        let mut number: u32 = 0;
        for _ in 0..5 {
            let byte = self.byte()?;
            if number > u32::MAX >> 7 {
                break;
            }
            number = number << 7 | u32::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(DecodeError::Malformed("a number is too large".to_owned()))
    }

    fn take(&mut self, count: u32) -> Result<&'b [u8], DecodeError> {
        let count = usize::try_from(count).map_err(|_| DecodeError::Truncated)?;
        let end = self.at.checked_add(count).ok_or(DecodeError::Truncated)?;
        let taken = self.bytes.get(self.at..end).ok_or(DecodeError::Truncated)?;
        self.at = end;
        Ok(taken)
    }

    /// Up to a NUL, which is read too.
    fn string(&mut self) -> Result<&'b [u8], DecodeError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let string = until_nul(rest).ok_or(DecodeError::Truncated)?;
        self.at += string.len() + 1;
        Ok(string)
    }
}

fn until_nul(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    bytes.get(..end)
}

struct Header<'b> {
    space: Space,
    is_latin_1: bool,
    strings: &'b [u8],
}

impl<'b> Header<'b> {
    fn read(input: &mut Input<'b>) -> Result<Self, DecodeError> {
        let version = input.byte()?;
        if !(1..=3).contains(&version) {
            return Err(DecodeError::NotXml);
        }
        let number = input.number()?;
        let name_at = if number == 0 {
            Some(input.number()?)
        } else {
            None
        };
        let charset = input.number()?;
        if ![UTF_8, US_ASCII, LATIN_1, UNSAID].contains(&charset) {
            return Err(DecodeError::Encoding(format!("number {charset}")));
        }
        let length = input.number()?;
        let strings = input.take(length)?;
        let space = match name_at {
            None => document::of_number(number),
            Some(at) => {
                let name = table_entry(strings, at)?;
                std::str::from_utf8(name).ok().and_then(document::of_name)
            }
        };
        Ok(Self {
            space: space.ok_or(DecodeError::UnknownDocument)?,
            is_latin_1: charset == LATIN_1,
            strings,
        })
    }
}

/// A string of the table; the last one may lack its NUL (seen in every captured phone).
fn table_entry(strings: &[u8], at: u32) -> Result<&[u8], DecodeError> {
    let rest = usize::try_from(at)
        .ok()
        .and_then(|at| strings.get(at..))
        .ok_or(DecodeError::StringTable)?;
    Ok(until_nul(rest).unwrap_or(rest))
}

struct Reader<'b> {
    input: Input<'b>,
    header: Header<'b>,
    page: u8,
    builder: Builder,
    limits: &'b Limits,
    nesting: Nesting,
}

impl Reader<'_> {
    fn document(mut self) -> Result<Element, DecodeError> {
        while !self.builder.is_done() {
            let token = self.input.byte()?;
            self.token(token)?;
        }
        let root = self.builder.finish()?;
        match root.tag {
            syncml::SYNC_ML | crate::codec::tag::devinf::DEV_INF => Ok(root),
            other => Err(DecodeError::NotSyncMl {
                root: other.name().to_owned(),
            }),
        }
    }

    fn token(&mut self, token: u8) -> Result<(), DecodeError> {
        match token {
            global::SWITCH_PAGE => self.page = self.input.byte()?,
            global::END => self.builder.end()?,
            global::ENTITY => {
                let number = self.input.number()?;
                let mut utf8 = [0; 4];
                let character = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
                self.builder
                    .text(character.encode_utf8(&mut utf8).as_bytes());
            }
            global::STR_I | global::EXT_I_0..=global::EXT_I_2 => {
                let text = self.input.string()?;
                if token == global::STR_I {
                    self.text(text);
                }
            }
            global::STR_T | global::EXT_T_0..=global::EXT_T_2 => {
                let at = self.input.number()?;
                if token == global::STR_T {
                    let text = table_entry(self.header.strings, at)?;
                    self.text(text);
                }
            }
            global::EXT_0..=global::EXT_2 => {}
            global::OPAQUE => self.opaque()?,
            global::PI => self.skip_attributes()?,
            tag => self.start(tag)?,
        }
        Ok(())
    }

    fn start(&mut self, token: u8) -> Result<(), DecodeError> {
        let identity = token & 0x3f;
        let tag = if identity == global::LITERAL {
            let at = self.input.number()?;
            let name = table_entry(self.header.strings, at)?;
            std::str::from_utf8(name)
                .ok()
                .and_then(|name| Tag::of_name(self.space()?, name))
        } else {
            self.space()
                .and_then(|space| Tag::of_token(space, identity))
        };
        if tag.is_none() && self.builder.depth() == 0 {
            return Err(DecodeError::UnknownToken(token));
        }
        self.builder.start(tag)?;
        if token & global::HAS_ATTRIBUTES != 0 {
            self.skip_attributes()?;
        }
        if token & global::HAS_CONTENT == 0 {
            self.builder.end()?;
        }
        Ok(())
    }

    /// The vocabulary of the present code page.
    fn space(&self) -> Option<Space> {
        match (self.header.space, self.page) {
            (space, 0) => Some(space),
            (Space::SyncMl, 1) => Some(Space::MetInf),
            _ => None,
        }
    }

    fn text(&mut self, bytes: &[u8]) {
        if self.header.is_latin_1 {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            self.builder.text(text.as_bytes());
        } else {
            self.builder.text(bytes);
        }
    }

    fn opaque(&mut self) -> Result<(), DecodeError> {
        let length = self.input.number()?;
        let bytes = self.input.take(length)?;
        let may_nest = self.nesting == Nesting::Outer
            && self.builder.innermost() == Some(syncml::DATA)
            && matches!(bytes.first(), Some(1..=3));
        if may_nest && let Ok(inner) = read_nested(bytes, self.limits, Nesting::Inner) {
            self.builder.node(Node::Element(inner));
            return Ok(());
        }
        self.text(bytes);
        Ok(())
    }

    /// `SyncML` has no attributes and no processing instructions; what looks like them is read past.
    fn skip_attributes(&mut self) -> Result<(), DecodeError> {
        loop {
            match self.input.byte()? {
                global::END => return Ok(()),
                global::SWITCH_PAGE => drop(self.input.byte()?),
                global::STR_I | global::EXT_I_0..=global::EXT_I_2 => drop(self.input.string()?),
                global::ENTITY
                | global::LITERAL
                | global::STR_T
                | global::EXT_T_0..=global::EXT_T_2 => drop(self.input.number()?),
                global::OPAQUE => {
                    let length = self.input.number()?;
                    self.input.take(length)?;
                }
                _ => {}
            }
        }
    }
}
