//! The tree as WBXML.

use super::document::{self, PublicId};
use super::global;
use crate::codec::element::{Element, Node};
use crate::codec::tag::{Space, devinf, syncml};
use crate::codec::{Coding, said_in};
use crate::message::Version;

const WBXML_1_2: u8 = 0x02;
const UTF_8: u8 = 0x6a;

/// The document.
pub(crate) fn write(root: &Element, version: Version) -> Vec<u8> {
    let mut writer = Writer {
        bytes: header(root.tag.space, version),
        page: 0,
        version,
    };
    writer.element(root, false);
    writer.bytes
}

/// How many bytes an element takes inside a message.
pub(crate) fn fragment_len(element: &Element, version: Version) -> usize {
    let mut writer = Writer {
        bytes: Vec::new(),
        page: 0,
        version,
    };
    writer.element(element, false);
    // The page may have to be switched back after it.
    writer.bytes.len() + 2
}

fn header(space: Space, version: Version) -> Vec<u8> {
    let mut bytes = vec![WBXML_1_2];
    let strings = match document::public_id(space, version) {
        PublicId::Number(number) => {
            push_number(number, &mut bytes);
            ""
        }
        PublicId::Name(name) => {
            // The name is the first string of the table.
            bytes.extend([0, 0]);
            name
        }
    };
    bytes.push(UTF_8);
    push_length(strings.len(), &mut bytes);
    bytes.extend_from_slice(strings.as_bytes());
    bytes
}

struct Writer {
    bytes: Vec<u8>,
    page: u8,
    version: Version,
}

impl Writer {
    fn element(&mut self, element: &Element, is_in_item: bool) {
        let page = u8::from(element.tag.space == Space::MetInf);
        if self.page != page {
            self.bytes.extend([global::SWITCH_PAGE, page]);
            self.page = page;
        }
        if element.nodes.is_empty() {
            self.bytes.push(element.tag.token);
            return;
        }
        self.bytes.push(element.tag.token | global::HAS_CONTENT);
        for node in &element.nodes {
            match node {
                Node::Element(inner) if inner.tag == devinf::DEV_INF => {
                    self.opaque(&write(inner, self.version));
                }
                Node::Element(inner) => self.element(inner, element.tag == syncml::ITEM),
                Node::Text(text) if is_in_item && element.tag == syncml::DATA => self.opaque(text),
                Node::Text(text) => self.string(said_in(Coding::Wbxml, element.tag, text)),
                Node::Damaged => self.string("\u{fffd}".as_bytes()),
            }
        }
        self.bytes.push(global::END);
    }

    fn string(&mut self, text: &[u8]) {
        if text.contains(&0) {
            self.opaque(text);
        } else {
            self.bytes.push(global::STR_I);
            self.bytes.extend_from_slice(text);
            self.bytes.push(0);
        }
    }

    fn opaque(&mut self, bytes: &[u8]) {
        self.bytes.push(global::OPAQUE);
        push_length(bytes.len(), &mut self.bytes);
        self.bytes.extend_from_slice(bytes);
    }
}

fn push_length(length: usize, bytes: &mut Vec<u8>) {
    // A message never nears 4 GiB; a length that did would be cut, and the reader would notice.
    push_number(u32::try_from(length).unwrap_or(u32::MAX), bytes);
}

fn push_number(number: u32, bytes: &mut Vec<u8>) {
    for shift in [28, 21, 14, 7] {
        if number >> shift != 0 {
            let low = u8::try_from(number >> shift & 0x7f).unwrap_or(0x7f);
            bytes.push(0x80 | low);
        }
    }
    bytes.push(u8::try_from(number & 0x7f).unwrap_or(0x7f));
}
