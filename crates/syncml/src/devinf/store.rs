//! `DataStore`: one store, what it takes and how it can be synchronised.

use super::CtCap;
use super::ct_cap;
use crate::codec::tag::{Tag, devinf};
use crate::codec::{DecodeError, Element};
use crate::message::{AlertCode, Version};

/// A type of data and its version: `text/vcard` `3.0`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ContentType {
    /// The media type.
    pub name: String,
    /// Its version; empty where none is said.
    pub version: String,
}

impl ContentType {
    /// A type and version.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
        }
    }

    /// Whether both are the same type, whatever the case; a version that is not said fits any.
    pub fn fits(&self, other: &Self) -> bool {
        self.name.eq_ignore_ascii_case(&other.name)
            && (self.version == other.version
                || self.version.is_empty()
                || other.version.is_empty())
    }

    fn read(element: Element) -> Result<Self, DecodeError> {
        let mut kind = Self::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::CT_TYPE => kind.name = child.text()?,
                devinf::VER_CT => kind.version = child.text()?,
                _ => {}
            }
        }
        Ok(kind)
    }

    fn write(&self, tag: Tag) -> Element {
        Element::new(tag)
            .with_text(devinf::CT_TYPE, &self.name)
            .with_text(devinf::VER_CT, &self.version)
    }
}

/// A way of synchronising that a store offers (`SyncType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SyncType(pub u8);

impl SyncType {
    /// Two-way.
    pub const TWO_WAY: Self = Self(1);
    /// Slow two-way.
    pub const SLOW: Self = Self(2);
    /// One-way from the client.
    pub const ONE_WAY_FROM_CLIENT: Self = Self(3);
    /// Refresh from the client.
    pub const REFRESH_FROM_CLIENT: Self = Self(4);
    /// One-way from the server.
    pub const ONE_WAY_FROM_SERVER: Self = Self(5);
    /// Refresh from the server.
    pub const REFRESH_FROM_SERVER: Self = Self(6);
    /// Alerted by the server.
    pub const SERVER_ALERTED: Self = Self(7);

    /// The Alert that asks for it, for the six that a client can ask for.
    pub fn alert(self) -> Option<AlertCode> {
        (1..=6)
            .contains(&self.0)
            .then(|| AlertCode(199 + u16::from(self.0)))
    }

    /// The way an Alert asks for.
    pub fn of_alert(code: AlertCode) -> Option<Self> {
        (200..=205)
            .contains(&code.0)
            .then(|| u8::try_from(code.0 - 199).ok().map(Self))
            .flatten()
    }
}

/// How much a store can hold (`DSMem`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreMem {
    /// Shared with other stores.
    pub is_shared: bool,
    /// Bytes.
    pub max_mem: Option<u64>,
    /// Items.
    pub max_id: Option<u64>,
}

/// What a store can filter by (1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilterCap {
    /// The type of items filtered.
    pub kind: ContentType,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Properties.
    pub properties: Vec<String>,
}

/// One store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataStore {
    /// Its name, as an Alert gives it.
    pub source_ref: String,
    /// Its name for people.
    pub display_name: Option<String>,
    /// The longest id of the other side it keeps, in bytes.
    pub max_guid_size: Option<u64>,
    /// What it likes best to receive.
    pub rx_pref: Option<ContentType>,
    /// What else it receives.
    pub rx: Vec<ContentType>,
    /// What it likes best to send.
    pub tx_pref: Option<ContentType>,
    /// What else it sends.
    pub tx: Vec<ContentType>,
    /// The properties of each type (1.2).
    pub ct_caps: Vec<CtCap>,
    /// How much it can hold.
    pub mem: Option<StoreMem>,
    /// Folders are synchronised too (1.2).
    pub hierarchical: bool,
    /// How it can be synchronised.
    pub sync_types: Vec<SyncType>,
    /// Types a filter can be given in (1.2).
    pub filter_rx: Vec<ContentType>,
    /// What it can filter by (1.2).
    pub filter_caps: Vec<FilterCap>,
}

impl DataStore {
    /// Everything it receives, best first.
    pub fn receives(&self) -> impl Iterator<Item = &ContentType> {
        self.rx_pref.iter().chain(&self.rx)
    }

    /// Everything it sends, best first.
    pub fn sends(&self) -> impl Iterator<Item = &ContentType> {
        self.tx_pref.iter().chain(&self.tx)
    }

    /// Whether it says that it can be synchronised this way. One that says nothing can do two-way and slow, which are
    /// mandatory.
    pub fn offers(&self, sync_type: SyncType) -> bool {
        self.sync_types.contains(&sync_type)
            || matches!(sync_type, SyncType::TWO_WAY | SyncType::SLOW)
    }

    pub(super) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut store = Self::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::SOURCE_REF => store.source_ref = child.text()?,
                devinf::DISPLAY_NAME => store.display_name = Some(child.text()?),
                devinf::MAX_GUID_SIZE => store.max_guid_size = child.number_if_any(),
                devinf::RX_PREF => store.rx_pref = Some(ContentType::read(child)?),
                devinf::RX => store.rx.push(ContentType::read(child)?),
                devinf::TX_PREF => store.tx_pref = Some(ContentType::read(child)?),
                devinf::TX => store.tx.push(ContentType::read(child)?),
                devinf::CT_CAP => store.ct_caps.extend(CtCap::read(child)?),
                devinf::DS_MEM => store.mem = Some(StoreMem::read(child)),
                devinf::SUPPORT_HIERARCHICAL_SYNC => store.hierarchical = true,
                devinf::SYNC_CAP => {
                    let types = child.into_elements().filter_map(Element::number_if_any);
                    store.sync_types.extend(types.map(SyncType));
                }
                devinf::FILTER_RX => store.filter_rx.push(ContentType::read(child)?),
                devinf::FILTER_CAP => store.filter_caps.push(FilterCap::read(child)?),
                _ => {}
            }
        }
        Ok(store)
    }

    pub(super) fn write(&self, version: Version) -> Element {
        let all = |tag, kinds: &[ContentType]| {
            kinds.iter().map(|kind| kind.write(tag)).collect::<Vec<_>>()
        };
        let one = |tag, kind: &Option<ContentType>| kind.as_ref().map(|kind| kind.write(tag));
        let sync_cap = Element::new(devinf::SYNC_CAP).with_all(
            self.sync_types
                .iter()
                .map(|kind| Element::of_text(devinf::SYNC_TYPE, kind.0.to_string())),
        );
        Element::new(devinf::DATA_STORE)
            .with_text(devinf::SOURCE_REF, &self.source_ref)
            .with_some_text(devinf::DISPLAY_NAME, self.display_name.as_ref())
            .with_number(devinf::MAX_GUID_SIZE, self.max_guid_size)
            .with_some(one(devinf::RX_PREF, &self.rx_pref))
            .with_all(all(devinf::RX, &self.rx))
            .with_some(one(devinf::TX_PREF, &self.tx_pref))
            .with_all(all(devinf::TX, &self.tx))
            .with_all(if version == Version::V1_2 {
                ct_cap::write_all(&self.ct_caps, version)
            } else {
                Vec::new()
            })
            .with_some(self.mem.as_ref().map(StoreMem::write))
            .with_flag(devinf::SUPPORT_HIERARCHICAL_SYNC, self.hierarchical)
            .with(sync_cap)
            .with_all(all(devinf::FILTER_RX, &self.filter_rx))
            .with_all(self.filter_caps.iter().map(FilterCap::write))
    }
}

impl StoreMem {
    fn read(element: Element) -> Self {
        let mut mem = Self::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::SHARED_MEM => mem.is_shared = true,
                devinf::MAX_MEM => mem.max_mem = child.number_if_any(),
                devinf::MAX_ID => mem.max_id = child.number_if_any(),
                _ => {}
            }
        }
        mem
    }

    fn write(&self) -> Element {
        Element::new(devinf::DS_MEM)
            .with_flag(devinf::SHARED_MEM, self.is_shared)
            .with_number(devinf::MAX_MEM, self.max_mem)
            .with_number(devinf::MAX_ID, self.max_id)
    }
}

impl FilterCap {
    fn read(element: Element) -> Result<Self, DecodeError> {
        let mut cap = Self::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::CT_TYPE => cap.kind.name = child.text()?,
                devinf::VER_CT => cap.kind.version = child.text()?,
                devinf::FILTER_KEYWORD => cap.keywords.push(child.text()?),
                devinf::PROP_NAME => cap.properties.push(child.text()?),
                _ => {}
            }
        }
        Ok(cap)
    }

    fn write(&self) -> Element {
        let all = |tag, texts: &[String]| {
            texts
                .iter()
                .map(|text| Element::of_text(tag, text))
                .collect::<Vec<_>>()
        };
        Element::new(devinf::FILTER_CAP)
            .with_text(devinf::CT_TYPE, &self.kind.name)
            .with_text(devinf::VER_CT, &self.kind.version)
            .with_all(all(devinf::FILTER_KEYWORD, &self.keywords))
            .with_all(all(devinf::PROP_NAME, &self.properties))
    }
}
