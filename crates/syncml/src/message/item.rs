//! `Item`, and the addresses in it.

use ::base64::Engine as _;

use super::{Anchor, Meta, missing};
use crate::base64::BASE64;
use crate::codec::tag::{Space, Tag, devinf, syncml};
use crate::codec::{DecodeError, Element, Node};
use crate::devinf::DevInf;

/// One item, or a part of a large one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Its id at the receiver, where that is known.
    pub target: Option<Address>,
    /// Its id at the sender.
    pub source: Option<Address>,
    /// Its folder at the sender (1.2).
    pub source_parent: Option<Address>,
    /// Its folder at the receiver (1.2).
    pub target_parent: Option<Address>,
    /// What it is; what is not said here is said by its command.
    pub meta: Meta,
    /// What is in it.
    pub data: Option<Data>,
    /// The object goes on in the next message.
    pub more_data: bool,
}

/// What an item holds.
#[derive(Clone, PartialEq, Eq)]
pub enum Data {
    /// Text or bytes, as they stand in the message (perhaps in base64: see [`Item::content`]).
    Bytes(Vec<u8>),
    /// Device information.
    DevInf(Box<DevInf>),
    /// Meta information: the anchors a Status gives back.
    Meta(Box<Meta>),
    /// Bytes were lost, as they were no UTF-8: the item cannot be read, the rest of the message can.
    Damaged,
}

/// Shows no content: items are other people's addresses and appointments.
impl std::fmt::Debug for Data {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(out, "Bytes({} bytes)", bytes.len()),
            Self::DevInf(devinf) => devinf.fmt(out),
            Self::Meta(meta) => meta.fmt(out),
            Self::Damaged => out.write_str("Damaged"),
        }
    }
}

/// `Target`, `Source` and their like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// `LocURI`.
    pub uri: String,
    /// `LocName`: a name for people, or the user's.
    pub name: Option<String>,
    /// Which of the items are wanted (1.2).
    pub filter: Option<Box<Filter>>,
}

/// A filter on a store's items (1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The type of the filter.
    pub meta: Meta,
    /// Which properties are wanted.
    pub field: Option<Item>,
    /// Which items are wanted.
    pub record: Option<Item>,
    /// `EXCLUSIVE` or `INCLUSIVE`.
    pub filter_type: Option<String>,
}

impl Item {
    /// An item known at the receiver.
    pub fn at_target(uri: impl Into<String>) -> Self {
        Self {
            target: Some(Address::new(uri)),
            ..Self::default()
        }
    }

    /// An item known at the sender.
    pub fn at_source(uri: impl Into<String>) -> Self {
        Self {
            source: Some(Address::new(uri)),
            ..Self::default()
        }
    }

    /// Both addresses, as an Alert for a store has them.
    pub fn between(target: impl Into<String>, source: impl Into<String>) -> Self {
        Self {
            target: Some(Address::new(target)),
            source: Some(Address::new(source)),
            ..Self::default()
        }
    }

    /// The same item with this data.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Vec<u8>>) -> Self {
        self.data = Some(Data::Bytes(data.into()));
        self
    }

    /// The id at the receiver.
    pub fn target_uri(&self) -> Option<&str> {
        self.target.as_ref().map(|address| address.uri.as_str())
    }

    /// The id at the sender.
    pub fn source_uri(&self) -> Option<&str> {
        self.source.as_ref().map(|address| address.uri.as_str())
    }

    /// The bytes meant: out of base64 where the item's or (with `outer`) its command's `Format` says so. `None` where
    /// there are none, or they cannot be read.
    pub fn content(&self, outer: &Meta) -> Option<Vec<u8>> {
        let Some(Data::Bytes(bytes)) = &self.data else {
            return None;
        };
        let is_base64 = match &self.meta.format {
            Some(_) => self.meta.is_base64(),
            None => outer.is_base64(),
        };
        if !is_base64 {
            return Some(bytes.clone());
        }
        let packed: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        BASE64.decode(packed).ok()
    }

    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut item = Self::default();
        for child in element.into_elements() {
            match child.tag {
                syncml::TARGET => item.target = Some(Address::read(child)?),
                syncml::SOURCE => item.source = Some(Address::read(child)?),
                syncml::SOURCE_PARENT => item.source_parent = Some(Address::read(child)?),
                syncml::TARGET_PARENT => item.target_parent = Some(Address::read(child)?),
                syncml::META => item.meta = Meta::read(child)?,
                syncml::DATA => item.data = Some(Data::read(child)?),
                syncml::MORE_DATA => item.more_data = true,
                _ => {}
            }
        }
        Ok(item)
    }

    pub(super) fn write(&self, tag: Tag) -> Element {
        let address =
            |tag, address: &Option<Address>| address.as_ref().map(|address| address.write(tag));
        Element::new(tag)
            .with_some(address(syncml::TARGET, &self.target))
            .with_some(address(syncml::SOURCE, &self.source))
            .with_some(address(syncml::SOURCE_PARENT, &self.source_parent))
            .with_some(address(syncml::TARGET_PARENT, &self.target_parent))
            .with_some(self.meta.write())
            .with_some(self.data.as_ref().map(Data::write))
            .with_flag(syncml::MORE_DATA, self.more_data)
    }
}

/// An id of an item, up to this many bytes, is taken; more is no id.
const LONGEST_URI: usize = 4096;

impl Address {
    /// An address with no name.
    pub fn new(uri: impl Into<String>) -> Self {
        Self {
            uri: uri.into(),
            name: None,
            filter: None,
        }
    }

    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let parent = element.tag;
        let (mut uri, mut name, mut filter) = (None, None, None);
        for child in element.into_elements() {
            match child.tag {
                syncml::LOC_URI => uri = Some(child.text()?),
                syncml::LOC_NAME => name = Some(child.text()?),
                syncml::FILTER => filter = Some(Box::new(Filter::read(child)?)),
                _ => {}
            }
        }
        let uri = uri.ok_or_else(|| missing(syncml::LOC_URI, parent))?;
        if uri.len() > LONGEST_URI {
            return Err(DecodeError::TooLarge {
                limit_bytes: LONGEST_URI,
            });
        }
        Ok(Self { uri, name, filter })
    }

    pub(super) fn write(&self, tag: Tag) -> Element {
        Element::new(tag)
            .with_text(syncml::LOC_URI, &self.uri)
            .with_some_text(syncml::LOC_NAME, self.name.as_ref())
            .with_some(self.filter.as_ref().map(|filter| filter.write()))
    }
}

impl Filter {
    fn read(element: Element) -> Result<Self, DecodeError> {
        let mut filter = Self::default();
        for child in element.into_elements() {
            match child.tag {
                syncml::META => filter.meta = Meta::read(child)?,
                syncml::FIELD => filter.field = first_item(child)?,
                syncml::RECORD => filter.record = first_item(child)?,
                syncml::FILTER_TYPE => filter.filter_type = Some(child.text()?),
                _ => {}
            }
        }
        Ok(filter)
    }

    fn write(&self) -> Element {
        let inner = |tag, item: &Option<Item>| {
            item.as_ref()
                .map(|item| Element::new(tag).with(item.write(syncml::ITEM)))
        };
        Element::new(syncml::FILTER)
            .with_some(self.meta.write())
            .with_some(inner(syncml::FIELD, &self.field))
            .with_some(inner(syncml::RECORD, &self.record))
            .with_some_text(syncml::FILTER_TYPE, self.filter_type.as_ref())
    }
}

fn first_item(element: Element) -> Result<Option<Item>, DecodeError> {
    element
        .into_elements()
        .find(|child| child.tag == syncml::ITEM)
        .map(Item::read)
        .transpose()
}

impl Data {
    /// An anchor, as the Status for an Alert gives it back.
    pub fn anchor(next: impl Into<String>) -> Self {
        Self::Meta(Box::new(Meta {
            anchor: Some(Anchor {
                last: None,
                next: next.into(),
            }),
            ..Meta::default()
        }))
    }

    fn read(element: Element) -> Result<Self, DecodeError> {
        let has_inner = element
            .nodes
            .iter()
            .any(|node| matches!(node, Node::Element(_)));
        if !has_inner {
            return Ok(element.bytes().map_or(Self::Damaged, Self::Bytes));
        }
        let mut meta = Meta::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::DEV_INF => return Ok(Self::DevInf(Box::new(DevInf::read(child)?))),
                tag if tag.space == Space::MetInf => meta.take_one(child)?,
                _ => {}
            }
        }
        Ok(if meta.is_empty() {
            Self::Bytes(Vec::new())
        } else {
            Self::Meta(Box::new(meta))
        })
    }

    fn write(&self) -> Element {
        match self {
            Self::Bytes(bytes) => Element::of_text(syncml::DATA, bytes),
            Self::DevInf(devinf) => Element::new(syncml::DATA).with(devinf.write()),
            Self::Meta(meta) => Element::new(syncml::DATA).with_all(meta.parts()),
            Self::Damaged => Element {
                tag: syncml::DATA,
                nodes: vec![Node::Damaged],
            },
        }
    }
}
