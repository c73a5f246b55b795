//! One user's collections, and the only way to change them.
//!
//! A change gets its number from the mailbox, so that no two of a mailbox share one, deleted collections included.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use super::{Collection, CollectionPath, Components, ETag, Home, Resource, names};
use crate::scan::Scanned;
use crate::xml::{APPLE, CALDAV, CARDDAV, DAV, Name};

/// The collections of one user.
#[derive(Default)]
pub(crate) struct Shelves {
    collections: BTreeMap<CollectionPath, Collection>,
    last_change: u64,
    last_collection: u64,
}

/// What a new collection begins with.
pub(crate) struct NewCollection {
    pub(crate) components: Components,
    pub(crate) properties: BTreeMap<Name, String>,
    pub(crate) read_only: bool,
}

/// What a write did.
pub(crate) struct Stored {
    pub(crate) etag: ETag,
    pub(crate) created: bool,
}

impl Shelves {
    /// The collections every mailbox begins with.
    pub(crate) fn furnished() -> Shelves {
        let mut shelves = Shelves::default();
        let furniture = [
            (names::CONTACTS, "Contacts", "#3B82C4", false),
            (names::CALENDAR, "Calendar", "#1E7B4FFF", false),
            (names::TASKS, "Tasks", "#B4551DFF", false),
            (names::NOTES, "Notes", "#C9A227FF", false),
            (names::TEAM, "Team calendar", "#7A4FA3FF", true),
        ];
        for (path, display_name, colour, read_only) in furniture {
            // The names above are of the right form.
            let Ok(path) = path.parse::<CollectionPath>() else {
                continue;
            };
            let mut properties =
                BTreeMap::from([(Name::known(DAV, "displayname"), display_name.to_owned())]);
            let description = match path.home {
                Home::Calendars => {
                    properties.insert(Name::known(APPLE, "calendar-color"), colour.to_owned());
                    Name::known(CALDAV, "calendar-description")
                }
                Home::AddressBooks => Name::known(CARDDAV, "addressbook-description"),
            };
            properties.insert(description, String::new());
            let new = NewCollection {
                components: default_components(&path),
                properties,
                read_only,
            };
            shelves.create(path, new);
        }
        shelves
    }

    pub(crate) fn collection(&self, path: &CollectionPath) -> Option<&Collection> {
        self.collections.get(path)
    }

    pub(crate) fn collection_mut(&mut self, path: &CollectionPath) -> Option<&mut Collection> {
        self.collections.get_mut(path)
    }

    /// All collections, calendars first.
    pub(crate) fn collections(&self) -> impl Iterator<Item = (&CollectionPath, &Collection)> {
        self.collections.iter()
    }

    /// Makes a collection; the caller has looked that there is none.
    pub(crate) fn create(&mut self, path: CollectionPath, new: NewCollection) {
        self.last_collection += 1;
        let mut collection = Collection::new(self.last_collection, path.home, new.components);
        collection.properties = new.properties;
        collection.read_only = new.read_only;
        self.collections.insert(path, collection);
    }

    /// Removes a collection with all that is in it.
    pub(crate) fn delete_collection(&mut self, path: &CollectionPath) -> bool {
        self.collections.remove(path).is_some()
    }

    /// Stores these bytes under that name; `None` if there is no such collection.
    pub(crate) fn store(
        &mut self,
        path: &CollectionPath,
        name: &str,
        item: Scanned,
        body: Bytes,
        now: SystemTime,
        etag: Option<ETag>,
    ) -> Option<Stored> {
        let collection = self.collections.get_mut(path)?;
        self.last_change += 1;
        let change = self.last_change;
        let old = collection.get(name).map(Arc::clone);
        let etag = etag.unwrap_or_else(|| ETag::of(&body, change));
        collection.store(Arc::new(Resource {
            name: old
                .as_ref()
                .map_or_else(|| name.into(), |old| Arc::clone(&old.name)),
            body,
            etag: etag.clone(),
            uid: item.uid,
            component: item.component,
            change,
            created: old.as_ref().map_or(now, |old| old.created),
            modified: now,
        }));
        Some(Stored {
            etag,
            created: old.is_none(),
        })
    }

    /// Deletes a resource.
    pub(crate) fn remove(&mut self, path: &CollectionPath, name: &str) -> Option<Arc<Resource>> {
        let collection = self.collections.get_mut(path)?;
        self.last_change += 1;
        let change = self.last_change;
        collection.remove(name, change)
    }

    /// Gives every resource a new tag and change, as if each had been stored again (the fault `etag-churn`).
    pub(crate) fn touch_all(&mut self, path: &CollectionPath) {
        let Some(collection) = self.collections.get_mut(path) else {
            return;
        };
        let all: Vec<Arc<Resource>> = collection.resources().map(Arc::clone).collect();
        for old in all {
            self.last_change += 1;
            let change = self.last_change;
            collection.store(Arc::new(Resource {
                name: Arc::clone(&old.name),
                body: old.body.clone(),
                etag: ETag::of(&old.body, change),
                uid: old.uid.clone(),
                component: old.component,
                change,
                created: old.created,
                modified: old.modified,
            }));
        }
    }

    /// Makes every token given so far unknown.
    pub(crate) fn forget_tokens(&mut self, path: &CollectionPath) {
        if let Some(collection) = self.collections.get_mut(path) {
            collection.generation += 1;
        }
    }
}

fn default_components(path: &CollectionPath) -> Components {
    use super::Component::{VCard, VEvent, VJournal, VTodo};
    match (path.home, path.name.as_str()) {
        (Home::AddressBooks, _) => Components(vec![VCard]),
        (Home::Calendars, "tasks") => Components(vec![VTodo]),
        (Home::Calendars, "notes") => Components(vec![VJournal]),
        (Home::Calendars, _) => Components(vec![VEvent]),
    }
}
