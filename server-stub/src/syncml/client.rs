//! What a client's device information says, as far as this server needs it, and as it is remembered.

use std::collections::BTreeMap;

use pim::Kind;
use serde::{Deserialize, Serialize};
use syncml::DevInf;
use syncml::devinf::{ContentType, DataStore, plain_name};

use super::wire::{Keeps, Wire};

/// Names of properties beyond that many are not remembered.
const PROPERTIES_KEPT: usize = 500;
const STORES_KEPT: usize = 50;
/// Ids of items up to that length are taken where a client does not say.
const GUID_BYTES: usize = 64;

/// A client as it describes itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClientInfo {
    /// What it is: a phone, a workstation.
    pub(crate) kind: String,
    /// What it is called: manufacturer and model.
    pub(crate) name: String,
    pub(crate) large_objects: bool,
    pub(crate) number_of_changes: bool,
    stores: BTreeMap<String, StoreInfo>,
    /// Properties by type, where they are said for all stores at once (1.0 and 1.1).
    properties: Vec<(String, String, Vec<String>)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct StoreInfo {
    /// Types it takes, best first.
    takes: Vec<(String, String)>,
    guid_bytes: Option<u64>,
    properties: Vec<(String, String, Vec<String>)>,
}

impl ClientInfo {
    /// What is worth remembering of it.
    pub(crate) fn of(devinf: &DevInf) -> ClientInfo {
        let words = [&devinf.manufacturer, &devinf.model];
        let words: Vec<&str> = words
            .into_iter()
            .flatten()
            .map(|word| word.trim())
            .filter(|word| !word.is_empty())
            .collect();
        ClientInfo {
            kind: devinf.device_type.trim().chars().take(40).collect(),
            name: words.join(" ").chars().take(120).collect(),
            large_objects: devinf.large_objects,
            number_of_changes: devinf.number_of_changes,
            stores: devinf
                .stores
                .iter()
                .take(STORES_KEPT)
                .map(|store| {
                    (
                        plain_name(&store.source_ref).to_owned(),
                        StoreInfo::of(store),
                    )
                })
                .collect(),
            properties: properties(&devinf.ct_caps),
        }
    }

    /// The format a store's items are sent in; `None` where it does not say.
    pub(crate) fn takes(&self, store: &str, kind: Kind) -> Option<Wire> {
        let info = self.stores.get(plain_name(store))?;
        info.takes
            .iter()
            .find_map(|(name, version)| Wire::of(kind, &ContentType::new(name, version)))
    }

    /// The longest id of ours that it keeps.
    pub(crate) fn guid_bytes(&self, store: &str) -> usize {
        self.stores
            .get(plain_name(store))
            .and_then(|info| usize::try_from(info.guid_bytes?).ok())
            .unwrap_or(GUID_BYTES)
    }

    /// The properties it keeps in this format.
    pub(crate) fn keeps(&self, store: &str, wire: Wire) -> Keeps<'_> {
        let wanted = wire.content_type();
        let own = self.stores.get(plain_name(store));
        let lists = own
            .map(|info| info.properties.as_slice())
            .unwrap_or_default()
            .iter()
            .chain(&self.properties);
        let found = lists
            .filter(|(name, version, _)| ContentType::new(name, version).fits(&wanted))
            .map(|(_, _, names)| names.as_slice())
            .find(|names| !names.is_empty());
        Keeps { properties: found }
    }
}

impl StoreInfo {
    fn of(store: &DataStore) -> StoreInfo {
        StoreInfo {
            takes: store
                .receives()
                .take(20)
                .map(|kind| (kind.name.clone(), kind.version.clone()))
                .collect(),
            guid_bytes: store.max_guid_size,
            properties: properties(&store.ct_caps),
        }
    }
}

fn properties(caps: &[syncml::devinf::CtCap]) -> Vec<(String, String, Vec<String>)> {
    caps.iter()
        .take(20)
        .map(|cap| {
            let names = cap
                .properties
                .iter()
                .take(PROPERTIES_KEPT)
                .map(|property| property.name.to_ascii_uppercase())
                .collect();
            (cap.kind.name.clone(), cap.kind.version.clone(), names)
        })
        .collect()
}
