//! Device information (`DevInf` 1.0 to 1.2): who a peer is, its stores, what each takes and can do.
//!
//! One shape for all versions: 1.0 and 1.1 list the properties of each type once for the whole device and flat, 1.2
//! lists them per store and nested; both are read into [`CtCap`] and written as the version wants it.

mod ct_cap;
mod store;

pub use ct_cap::{CtCap, Param, Property};
pub use store::{ContentType, DataStore, FilterCap, StoreMem, SyncType};

use crate::codec::tag::devinf;
use crate::codec::{DecodeError, Element};
use crate::message::Version;

/// What a peer says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DevInf {
    /// The version of this document.
    pub version: Version,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Original equipment manufacturer.
    pub oem: Option<String>,
    /// Firmware version.
    pub firmware: Option<String>,
    /// Software version.
    pub software: Option<String>,
    /// Hardware version.
    pub hardware: Option<String>,
    /// The device's id.
    pub device_id: String,
    /// `workstation`, `phone`, `server` …
    pub device_type: String,
    /// It reads and writes times in UTC.
    pub utc: bool,
    /// It takes objects in several messages.
    pub large_objects: bool,
    /// It wants to be told how many changes will come.
    pub number_of_changes: bool,
    /// Its stores.
    pub stores: Vec<DataStore>,
    /// The properties of each type, where they are said once for all stores (1.0 and 1.1).
    pub ct_caps: Vec<CtCap>,
    /// What else it says: a name and its values.
    pub extensions: Vec<(String, Vec<String>)>,
}

impl DevInf {
    /// The store of this name, however it is prefixed (`./card` and `card` are the same).
    pub fn store(&self, name: &str) -> Option<&DataStore> {
        let plain = plain_name(name);
        self.stores
            .iter()
            .find(|store| plain_name(&store.source_ref) == plain)
    }

    /// The properties of a type in a store: the store's own list, else the device's.
    pub fn ct_cap<'d>(&'d self, store: &'d DataStore, kind: &'d ContentType) -> Option<&'d CtCap> {
        let mut all = store.ct_caps.iter().chain(&self.ct_caps);
        all.find(|cap| cap.describes(kind))
    }

    pub(crate) fn read(element: Element) -> Result<Self, DecodeError> {
        let mut info = Self::default();
        for child in element.into_elements() {
            match child.tag {
                devinf::VER_DTD => info.version = Version::of(&child.text()?)?,
                devinf::MAN => info.manufacturer = Some(child.text()?),
                devinf::MOD => info.model = Some(child.text()?),
                devinf::OEM => info.oem = Some(child.text()?),
                devinf::FW_V => info.firmware = Some(child.text()?),
                devinf::SW_V => info.software = Some(child.text()?),
                devinf::HW_V => info.hardware = Some(child.text()?),
                devinf::DEV_ID => info.device_id = child.text()?,
                devinf::DEV_TYP => info.device_type = child.text()?,
                devinf::UTC => info.utc = true,
                devinf::SUPPORT_LARGE_OBJS => info.large_objects = true,
                devinf::SUPPORT_NUMBER_OF_CHANGES => info.number_of_changes = true,
                devinf::DATA_STORE => info.stores.push(DataStore::read(child)?),
                devinf::CT_CAP => info.ct_caps.extend(CtCap::read(child)?),
                devinf::EXT => info.extensions.push(read_extension(child)?),
                _ => {}
            }
        }
        Ok(info)
    }

    /// The properties that are said for the whole device: before 1.2 those of all stores, each type once.
    fn shared_caps(&self) -> Vec<CtCap> {
        let mut caps = self.ct_caps.clone();
        if self.version != Version::V1_2 {
            for cap in self.stores.iter().flat_map(|store| &store.ct_caps) {
                if !caps.iter().any(|known| known.kind.name == cap.kind.name) {
                    caps.push(cap.clone());
                }
            }
        }
        caps
    }

    pub(crate) fn write(&self) -> Element {
        // Version 1.0 knows none of these, and a peer may end the session over an unknown element.
        let can = self.version != Version::V1_0;
        Element::new(devinf::DEV_INF)
            .with_text(devinf::VER_DTD, self.version.as_str())
            .with_some_text(devinf::MAN, self.manufacturer.as_ref())
            .with_some_text(devinf::MOD, self.model.as_ref())
            .with_some_text(devinf::OEM, self.oem.as_ref())
            .with_some_text(devinf::FW_V, self.firmware.as_ref())
            .with_some_text(devinf::SW_V, self.software.as_ref())
            .with_some_text(devinf::HW_V, self.hardware.as_ref())
            .with_text(devinf::DEV_ID, &self.device_id)
            .with_text(devinf::DEV_TYP, &self.device_type)
            .with_flag(devinf::UTC, can && self.utc)
            .with_flag(devinf::SUPPORT_LARGE_OBJS, can && self.large_objects)
            .with_flag(
                devinf::SUPPORT_NUMBER_OF_CHANGES,
                can && self.number_of_changes,
            )
            .with_all(self.stores.iter().map(|store| store.write(self.version)))
            .with_all(ct_cap::write_all(&self.shared_caps(), self.version))
            .with_all(self.extensions.iter().map(write_extension))
    }
}

/// A store's name without the prefixes peers put before it: `./card`, `/card` and `card` are one.
pub fn plain_name(name: &str) -> &str {
    name.trim().trim_start_matches("./").trim_start_matches('/')
}

fn read_extension(element: Element) -> Result<(String, Vec<String>), DecodeError> {
    let (mut name, mut values) = (String::new(), Vec::new());
    for child in element.into_elements() {
        match child.tag {
            devinf::X_NAM => name = child.text()?,
            devinf::X_VAL => values.push(child.text()?),
            _ => {}
        }
    }
    Ok((name, values))
}

fn write_extension((name, values): &(String, Vec<String>)) -> Element {
    Element::new(devinf::EXT)
        .with_text(devinf::X_NAM, name)
        .with_all(
            values
                .iter()
                .map(|value| Element::of_text(devinf::X_VAL, value)),
        )
}
