//! `Meta`: the meta information of a message, a command or an item.

use ::base64::Engine as _;

use crate::base64::BASE64;
use crate::codec::tag::{metinf, syncml};
use crate::codec::{DecodeError, Element};

/// Meta information. Empty where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// How the data is written: `b64`, `chr`, `xml`, `bin`.
    pub format: Option<String>,
    /// The type of the data, `text/vcard` for instance.
    pub kind: Option<String>,
    /// `draft`, `final`, `new` …
    pub mark: Option<String>,
    /// The size of the whole object, in bytes, before its `Format` is applied.
    pub size: Option<u64>,
    /// Which state the peer was left in and which it will be in.
    pub anchor: Option<Anchor>,
    /// The version of the data.
    pub version: Option<String>,
    /// The nonce for the next digest, in base64.
    pub next_nonce: Option<String>,
    /// The largest message the sender takes, in bytes.
    pub max_msg_size: Option<u64>,
    /// The largest object the sender takes, in bytes.
    pub max_obj_size: Option<u64>,
    /// What is meant for experiments, as text.
    pub emi: Vec<String>,
    /// How much room there is.
    pub mem: Option<Mem>,
    /// A Replace gives some of the fields alone.
    pub field_level: bool,
}

/// The state a store was in after the last successful sync and the one it will be in after this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Absent at the first sync.
    pub last: Option<String>,
    /// To be remembered when the sync succeeds.
    pub next: String,
}

/// Room in a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mem {
    /// The room is shared with other stores.
    pub is_shared: bool,
    /// Free bytes.
    pub free_mem: Option<u64>,
    /// Free ids.
    pub free_id: Option<u64>,
}

impl Meta {
    /// Meta information of this type of data.
    pub fn of_type(kind: impl Into<String>) -> Self {
        Self {
            kind: Some(kind.into()),
            ..Self::default()
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the data is in base64.
    pub fn is_base64(&self) -> bool {
        self.format
            .as_deref()
            .is_some_and(|format| format.trim().eq_ignore_ascii_case("b64"))
    }

    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut meta = Self::default();
        meta.take(element)?;
        Ok(meta)
    }

    fn take(&mut self, element: Element) -> Result<(), DecodeError> {
        for child in element.into_elements() {
            self.take_one(child)?;
        }
        Ok(())
    }

    pub(super) fn take_one(&mut self, child: Element) -> Result<(), DecodeError> {
        match child.tag {
            metinf::MET_INF => self.take(child)?,
            metinf::FORMAT => self.format = Some(child.text()?),
            metinf::TYPE => self.kind = Some(child.text()?),
            metinf::MARK => self.mark = Some(child.text()?),
            metinf::SIZE => self.size = child.number_if_any(),
            metinf::ANCHOR => self.anchor = Some(Anchor::read(child)?),
            metinf::VERSION => self.version = Some(child.text()?),
            metinf::NEXT_NONCE => self.next_nonce = Some(nonce_text(child)),
            metinf::MAX_MSG_SIZE => self.max_msg_size = child.number_if_any(),
            metinf::MAX_OBJ_SIZE => self.max_obj_size = child.number_if_any(),
            metinf::EMI => self.emi.push(child.text()?),
            metinf::MEM => self.mem = Some(Mem::read(child)),
            metinf::FIELD_LEVEL => self.field_level = true,
            _ => {}
        }
        Ok(())
    }

    /// `None` where nothing is said.
    pub(super) fn write(&self) -> Option<Element> {
        (!self.is_empty()).then(|| Element::new(syncml::META).with_all(self.parts()))
    }

    pub(super) fn parts(&self) -> Vec<Element> {
        let text =
            |tag, text: &Option<String>| text.as_ref().map(|text| Element::of_text(tag, text));
        let number = |tag, number: Option<u64>| {
            number.map(|number| Element::of_text(tag, number.to_string()))
        };
        let single = [
            text(metinf::FORMAT, &self.format),
            text(metinf::TYPE, &self.kind),
            text(metinf::MARK, &self.mark),
            number(metinf::SIZE, self.size),
            self.anchor.as_ref().map(Anchor::write),
            text(metinf::VERSION, &self.version),
            text(metinf::NEXT_NONCE, &self.next_nonce),
            number(metinf::MAX_MSG_SIZE, self.max_msg_size),
            number(metinf::MAX_OBJ_SIZE, self.max_obj_size),
            self.mem.as_ref().map(Mem::write),
            self.field_level.then(|| Element::new(metinf::FIELD_LEVEL)),
        ];
        let emi = self
            .emi
            .iter()
            .map(|emi| Element::of_text(metinf::EMI, emi));
        single.into_iter().flatten().chain(emi).collect()
    }
}

/// A nonce as it is (WBXML) is said in base64, which means the same in both codings.
fn nonce_text(element: Element) -> String {
    match String::from_utf8(element.bytes().unwrap_or_default()) {
        Ok(text) => text.trim().to_owned(),
        Err(raw) => BASE64.encode(raw.as_bytes()),
    }
}

impl Anchor {
    fn read(element: Element) -> Result<Self, DecodeError> {
        let (mut last, mut next) = (None, None);
        for child in element.into_elements() {
            match child.tag {
                metinf::LAST => last = Some(child.text()?).filter(|text| !text.is_empty()),
                metinf::NEXT => next = Some(child.text()?),
                _ => {}
            }
        }
        Ok(Self {
            last,
            next: next.ok_or_else(|| super::missing(metinf::NEXT, metinf::ANCHOR))?,
        })
    }

    pub(super) fn write(&self) -> Element {
        Element::new(metinf::ANCHOR)
            .with_some_text(metinf::LAST, self.last.as_ref())
            .with_text(metinf::NEXT, &self.next)
    }
}

impl Mem {
    fn read(element: Element) -> Self {
        let mut mem = Self::default();
        for child in element.into_elements() {
            match child.tag {
                metinf::SHARED_MEM => mem.is_shared = true,
                metinf::FREE_MEM => mem.free_mem = child.number_if_any(),
                metinf::FREE_ID => mem.free_id = child.number_if_any(),
                _ => {}
            }
        }
        mem
    }

    fn write(&self) -> Element {
        Element::new(metinf::MEM)
            .with_flag(metinf::SHARED_MEM, self.is_shared)
            .with_number(metinf::FREE_MEM, self.free_mem)
            .with_number(metinf::FREE_ID, self.free_id)
    }
}
