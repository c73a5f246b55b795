//! One user's collections, and the only way to change them.
//!
//! A change gets its number from the mailbox, so that no two of a mailbox share one, deleted collections included.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use super::disk::{DiskError, DiskMailbox};
use super::{Collection, CollectionPath, Components, ETag, Home, Resource, Shares, names};
use crate::scan::Scanned;
use crate::xml::{APPLE, CALDAV, CARDDAV, DAV, Name};

/// The collections of one user.
#[derive(Default)]
pub(crate) struct Shelves {
    collections: BTreeMap<CollectionPath, Collection>,
    last_change: u64,
    last_collection: u64,
    /// What the generation of a new collection is, so that no token of an earlier mailbox of this user fits it.
    born: u64,
    disk: Option<DiskMailbox>,
}

/// Why a change was not made; nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("there is no such collection")]
    NoCollection,
    #[error("there is no such item")]
    NoItem,
    #[error(transparent)]
    Disk(#[from] DiskError),
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
    /// A mailbox that counts on from the time it is made at: an earlier one of the same user, before a restart or before
    /// the user was removed and added again, has given lower numbers, and no tag or token of it may mean anything here.
    fn born(now: SystemTime) -> Shelves {
        let since = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let born = u64::try_from(since.as_millis()).unwrap_or_default();
        Shelves {
            last_change: born,
            born,
            ..Shelves::default()
        }
    }

    /// A new mailbox that is kept nowhere, furnished.
    pub(crate) fn in_memory(now: SystemTime) -> Shelves {
        let mut shelves = Shelves::born(now);
        // Memory refuses nothing.
        let _ = shelves.furnish();
        shelves
    }

    /// A mailbox as the file has it, furnished if it is new; `true` says that it is.
    pub(crate) fn on_disk(
        disk: DiskMailbox,
        now: SystemTime,
    ) -> Result<(Shelves, bool), DiskError> {
        let born = Shelves::born(now);
        let Some(loaded) = disk.load()? else {
            let mut shelves = Shelves {
                disk: Some(disk),
                ..born
            };
            shelves.furnish()?;
            return Ok((shelves, true));
        };
        let shelves = Shelves {
            collections: loaded.collections,
            last_change: loaded.last_change,
            last_collection: loaded.last_collection,
            born: born.born,
            disk: Some(disk),
        };
        Ok((shelves, false))
    }

    /// Makes the collections every mailbox begins with.
    pub(crate) fn furnish(&mut self) -> Result<(), DiskError> {
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
            self.create(path, new)?;
        }
        Ok(())
    }

    /// How many bytes its items are (RFC 4331, `quota-used-bytes`).
    pub(crate) fn used_bytes(&self) -> u64 {
        self.collections.values().map(Collection::bytes).sum()
    }

    /// The number of the latest change.
    pub(crate) fn last_change(&self) -> u64 {
        self.last_change
    }

    /// Removes everything, from the disk too.
    pub(crate) fn clear(&mut self) -> Result<(), DiskError> {
        if let Some(disk) = &self.disk {
            disk.forget()?;
        }
        self.collections.clear();
        Ok(())
    }

    pub(crate) fn collection(&self, path: &CollectionPath) -> Option<&Collection> {
        self.collections.get(path)
    }

    /// All collections, calendars first.
    pub(crate) fn collections(&self) -> impl Iterator<Item = (&CollectionPath, &Collection)> {
        self.collections.iter()
    }

    /// Makes a collection; the caller has looked that there is none.
    pub(crate) fn create(
        &mut self,
        path: CollectionPath,
        new: NewCollection,
    ) -> Result<(), DiskError> {
        let mut collection = Collection::new(self.last_collection + 1, path.home, new.components);
        collection.properties = new.properties;
        collection.read_only = new.read_only;
        collection.generation += self.born;
        if let Some(disk) = &self.disk {
            disk.keep_collection(&path, &collection, self.last_change)?;
        }
        self.last_collection += 1;
        self.collections.insert(path, collection);
        Ok(())
    }

    /// Removes a collection with all that is in it.
    pub(crate) fn delete_collection(&mut self, path: &CollectionPath) -> Result<(), StoreError> {
        let collection = self.collections.get(path).ok_or(StoreError::NoCollection)?;
        if let Some(disk) = &self.disk {
            disk.forget_collection(collection.id)?;
        }
        self.collections.remove(path);
        Ok(())
    }

    /// Changes what a collection says of itself.
    pub(crate) fn set_properties(
        &mut self,
        path: &CollectionPath,
        properties: BTreeMap<Name, String>,
    ) -> Result<(), StoreError> {
        self.amend(path, |collection| collection.properties = properties)
    }

    /// Changes who else may use a collection.
    pub(crate) fn share(
        &mut self,
        path: &CollectionPath,
        shares: Shares,
    ) -> Result<(), StoreError> {
        self.amend(path, |collection| collection.shares = shares)
    }

    /// Shares nothing with that user any more.
    pub(crate) fn end_shares_with(&mut self, email: &str) -> Result<(), DiskError> {
        let shared: Vec<CollectionPath> = self
            .collections
            .iter()
            .filter(|(_, collection)| collection.access_of(email).is_some())
            .map(|(path, _)| path.clone())
            .collect();
        for path in shared {
            let ended = self.amend(&path, |collection| {
                collection.shares.remove(&email.to_lowercase());
            });
            if let Err(StoreError::Disk(error)) = ended {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Makes every token given so far unknown.
    pub(crate) fn forget_tokens(&mut self, path: &CollectionPath) -> Result<(), StoreError> {
        self.amend(path, |collection| collection.generation += 1)
    }

    fn amend(
        &mut self,
        path: &CollectionPath,
        change: impl FnOnce(&mut Collection),
    ) -> Result<(), StoreError> {
        let collection = self
            .collections
            .get_mut(path)
            .ok_or(StoreError::NoCollection)?;
        let before = (
            collection.properties.clone(),
            collection.shares.clone(),
            collection.generation,
        );
        change(collection);
        if let Some(disk) = &self.disk
            && let Err(error) = disk.keep_collection(path, collection, self.last_change)
        {
            (
                collection.properties,
                collection.shares,
                collection.generation,
            ) = before;
            return Err(error.into());
        }
        Ok(())
    }

    /// Stores these bytes under that name.
    pub(crate) fn store(
        &mut self,
        path: &CollectionPath,
        name: &str,
        item: Scanned,
        body: Bytes,
        now: SystemTime,
        etag: Option<ETag>,
    ) -> Result<Stored, StoreError> {
        let collection = self.collections.get(path).ok_or(StoreError::NoCollection)?;
        let change = self.last_change + 1;
        let old = collection.get(name);
        let created = old.is_none();
        let etag = etag.unwrap_or_else(|| ETag::of(self.born, &body, change));
        let resource = Arc::new(Resource {
            name: old.map_or_else(|| name.into(), |old| Arc::clone(&old.name)),
            body,
            etag: etag.clone(),
            uid: item.uid,
            component: item.component,
            change,
            created: old.map_or(now, |old| old.created),
            modified: now,
        });
        self.keep(path, vec![resource])?;
        Ok(Stored { etag, created })
    }

    /// Stores many new items at once, in one transaction: a mailbox that is filled.
    pub(crate) fn fill(
        &mut self,
        path: &CollectionPath,
        items: Vec<(String, Scanned, Bytes)>,
        now: SystemTime,
    ) -> Result<(), StoreError> {
        let born = self.born;
        let resources = (self.last_change + 1..)
            .zip(items)
            .map(|(change, (name, item, body))| {
                Arc::new(Resource {
                    name: name.into(),
                    etag: ETag::of(born, &body, change),
                    body,
                    uid: item.uid,
                    component: item.component,
                    change,
                    created: now,
                    modified: now,
                })
            });
        self.keep(path, resources.collect())
    }

    /// Gives every resource a new tag and change, as if each had been stored again (the fault `etag-churn`).
    pub(crate) fn touch_all(&mut self, path: &CollectionPath) -> Result<(), StoreError> {
        let collection = self.collections.get(path).ok_or(StoreError::NoCollection)?;
        let born = self.born;
        let touched = (self.last_change + 1..)
            .zip(collection.resources())
            .map(|(change, old)| {
                Arc::new(Resource {
                    name: Arc::clone(&old.name),
                    body: old.body.clone(),
                    etag: ETag::of(born, &old.body, change),
                    uid: old.uid.clone(),
                    component: old.component,
                    change,
                    created: old.created,
                    modified: old.modified,
                })
            });
        let touched = touched.collect();
        self.keep(path, touched)
    }

    /// Takes resources in, on disk first; their changes are numbered upwards.
    fn keep(
        &mut self,
        path: &CollectionPath,
        resources: Vec<Arc<Resource>>,
    ) -> Result<(), StoreError> {
        let collection = self
            .collections
            .get_mut(path)
            .ok_or(StoreError::NoCollection)?;
        if let Some(disk) = &self.disk {
            disk.keep_resources(collection.id, &resources)?;
        }
        for resource in resources {
            self.last_change = self.last_change.max(resource.change);
            collection.store(resource);
        }
        Ok(())
    }

    /// Deletes a resource.
    pub(crate) fn remove(&mut self, path: &CollectionPath, name: &str) -> Result<(), StoreError> {
        let collection = self
            .collections
            .get_mut(path)
            .ok_or(StoreError::NoCollection)?;
        if collection.get(name).is_none() {
            return Err(StoreError::NoItem);
        }
        let change = self.last_change + 1;
        if let Some(disk) = &self.disk {
            disk.bury(collection.id, name, change)?;
        }
        self.last_change = change;
        collection.remove(name, change);
        Ok(())
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
