//! What discovery found out about one collection; remembered with the account, so that a pass need not ask again.

use crate::{Sentence, say};
use dav::Component;
use dav::collections::{Collection, CollectionKind};
use pim::Kind;
use serde::{Deserialize, Serialize};

/// One calendar or address book on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionInfo {
    /// Its address.
    pub url: String,
    /// The address of the home it was found in.
    pub home: String,
    /// What people call it.
    pub name: Option<String>,
    /// Its colour as the server writes it.
    #[serde(default)]
    pub color: Option<String>,
    /// The kinds of item it takes.
    pub kinds: Vec<Kind>,
    /// Whether it says so itself; else the kinds are only what it may take.
    pub says_kinds: bool,
    /// It holds vCard 4.0.
    #[serde(default)]
    pub takes_vcard4: bool,
    /// Why nothing can be written to it, where that is so.
    #[serde(default)]
    pub read_only: Option<Sentence>,
    /// The largest item it takes.
    #[serde(default)]
    pub max_item_bytes: Option<u64>,
    /// Whether it offers sync-collection, where it says.
    #[serde(default)]
    pub offers_sync: Option<bool>,
}

impl CollectionInfo {
    /// From a home's reply. `home` and `server` are addresses.
    pub(crate) fn of(found: &Collection, home: &dav::Url) -> Self {
        let read_only = found
            .rights
            .is_some_and(dav::collections::Rights::is_read_only);
        Self {
            url: home.at(&found.href).as_collection().to_string(),
            home: home.to_string(),
            name: found.name.clone().filter(|name| !name.trim().is_empty()),
            color: found.color.clone(),
            kinds: kinds(found),
            says_kinds: found.kind == CollectionKind::AddressBook || found.components.is_some(),
            takes_vcard4: found.takes_vcard4,
            read_only: read_only.then(|| say!("the server allows reading only")),
            max_item_bytes: found.max_resource_bytes,
            offers_sync: found.offers_sync_collection,
        }
    }

    /// Its name, or else the last part of its address.
    pub fn title(&self) -> String {
        let last = || {
            self.url
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        self.name.clone().unwrap_or_else(last)
    }
}

/// The component that holds items of a kind; `None` for contacts.
pub(crate) fn component(kind: Kind) -> Option<Component> {
    match kind {
        Kind::Contact => None,
        Kind::Appointment => Some(Component::Event),
        Kind::Task => Some(Component::ToDo),
        Kind::Note => Some(Component::Journal),
    }
}

fn kinds(found: &Collection) -> Vec<Kind> {
    Kind::ALL
        .into_iter()
        .filter(|kind| match component(*kind) {
            None => found.kind == CollectionKind::AddressBook,
            Some(component) => found.takes(component),
        })
        .collect()
}
