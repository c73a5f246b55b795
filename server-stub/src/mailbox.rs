//! Direct access to a mailbox, as its user has in webmail: no protocol, no faults, read-only collections included
//! (they stand for somebody else's, who edits them).
//!
//! Usable while requests run; each call holds the mailbox's lock for its own length.

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use crate::account::Account;
use crate::lock::lock;
use crate::scan::scan;
use crate::server::Inner;
use crate::store::{Access, CollectionPath, Component, ETag, InvalidPath, Resource, StoreError};
use crate::xml::{DAV, Name};

/// One user's mailbox; a clone is another handle to the same one.
#[derive(Clone)]
pub struct Mailbox {
    account: Arc<Account>,
    server: Arc<Inner>,
}

/// A collection as a list of them shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionSummary {
    /// Where it is, `calendars/tasks`.
    pub path: CollectionPath,
    /// Its address on the server, percent-encoded.
    pub href: String,
    /// Its display name; its last segment where it has none.
    pub display_name: String,
    /// What it takes.
    pub components: Vec<Component>,
    /// Whether DAV clients may only read it.
    pub read_only: bool,
    /// Who else may use it, by address.
    pub shared_with: Vec<(String, Access)>,
    /// How many items it holds.
    pub items: usize,
}

/// An item as it is stored. Its `Debug` shows no content.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredItem {
    /// The last segment of its address, decoded.
    pub name: String,
    /// Its entity tag.
    pub etag: ETag,
    /// Its UID.
    pub uid: String,
    /// What it is.
    pub component: Component,
    /// Exactly what was stored.
    pub body: Bytes,
    /// When it was last stored, by the server's clock.
    pub modified: SystemTime,
}

impl std::fmt::Debug for StoredItem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{} {} ({} bytes)",
            self.name,
            self.etag,
            self.body.len()
        )
    }
}

/// Why a webmail user's edit was not made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MailboxError {
    /// The path is not one.
    #[error(transparent)]
    Path(#[from] InvalidPath),
    /// There is no such collection.
    #[error("there is no collection {0}")]
    NoCollection(CollectionPath),
    /// There is no such item.
    #[error("there is no item {0}")]
    NoItem(String),
    /// The text is not an item this collection takes.
    #[error("{0}")]
    Unfit(String),
    /// Nobody of that address can be shared with.
    #[error("there is no other user {0:?} here")]
    NoGuest(String),
    /// The disk did not take it.
    #[error("{0}")]
    Storage(String),
    /// Another item of the collection has this UID.
    #[error("the UID is in use by {0}")]
    UidInUse(String),
}

impl Mailbox {
    pub(crate) fn new(account: Arc<Account>, server: Arc<Inner>) -> Mailbox {
        Mailbox { account, server }
    }

    /// The server's clock.
    pub(crate) fn now(&self) -> SystemTime {
        (self.server.config.clock)()
    }

    /// Whose mailbox it is.
    pub fn email(&self) -> &str {
        &self.account.email
    }

    /// All collections, calendars first.
    pub fn collections(&self) -> Vec<CollectionSummary> {
        let display_name = Name::known(DAV, "displayname");
        lock(&self.account.shelves)
            .collections()
            .map(|(path, collection)| CollectionSummary {
                path: path.clone(),
                href: crate::dav::collection_href(&self.account.email, path),
                display_name: collection
                    .properties
                    .get(&display_name)
                    .and_then(|inner| quick_xml::escape::unescape(inner).ok())
                    .map_or_else(|| path.name.clone(), std::borrow::Cow::into_owned),
                components: collection.components.0.clone(),
                read_only: collection.read_only,
                shared_with: collection
                    .shares
                    .iter()
                    .map(|(guest, access)| (guest.clone(), *access))
                    .collect(),
                items: collection.len(),
            })
            .collect()
    }

    /// The items of a collection (`calendars/tasks`, see [`crate::names`]), by name.
    ///
    /// # Errors
    /// There is no such collection.
    pub fn list(&self, collection: &str) -> Result<Vec<StoredItem>, MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let shelves = lock(&self.account.shelves);
        let found = shelves
            .collection(&path)
            .ok_or(MailboxError::NoCollection(path))?;
        Ok(found.resources().map(|resource| stored(resource)).collect())
    }

    /// One item.
    ///
    /// # Errors
    /// There is no such collection or item.
    pub fn get(&self, collection: &str, name: &str) -> Result<StoredItem, MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let shelves = lock(&self.account.shelves);
        let found = shelves
            .collection(&path)
            .ok_or(MailboxError::NoCollection(path))?;
        let resource = found
            .get(name)
            .ok_or_else(|| MailboxError::NoItem(name.to_owned()))?;
        Ok(stored(resource))
    }

    /// Stores an item, new or in place of the one of that name; gives its new tag.
    ///
    /// # Errors
    /// The collection does not take it; nothing is changed then.
    pub fn put(
        &self,
        collection: &str,
        name: &str,
        body: impl Into<Bytes>,
    ) -> Result<ETag, MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let body = body.into();
        let item = scan(&body).map_err(|unfit| MailboxError::Unfit(unfit.to_string()))?;
        let mut shelves = lock(&self.account.shelves);
        let missing = || MailboxError::NoCollection(path.clone());
        let found = shelves.collection(&path).ok_or_else(missing)?;
        if !found.components.contains(item.component) {
            return Err(MailboxError::Unfit(format!(
                "{path} takes no {}",
                item.component.name()
            )));
        }
        if let Some(holder) = found
            .holder_of(&item.uid)
            .filter(|holder| &***holder != name)
        {
            return Err(MailboxError::UidInUse(holder.to_string()));
        }
        let now = (self.server.config.clock)();
        let stored = shelves
            .store(&path, name, item, body, now, None)
            .map_err(|error| store_error(error, &path, name))?;
        Ok(stored.etag)
    }

    /// Deletes an item.
    ///
    /// # Errors
    /// There is no such collection or item.
    pub fn delete(&self, collection: &str, name: &str) -> Result<(), MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let mut shelves = lock(&self.account.shelves);
        shelves
            .remove(&path, name)
            .map_err(|error| store_error(error, &path, name))
    }

    /// Shares a collection with another user, or with `None` ends that.
    ///
    /// # Errors
    /// There is no such collection or user, or it is the mailbox's own.
    pub fn share(
        &self,
        collection: &str,
        guest: &str,
        access: Option<Access>,
    ) -> Result<(), MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let known = self
            .server
            .accounts
            .of(guest.trim())
            .map(|account| account.email.clone())
            .filter(|email| *email != self.account.email);
        let guest = match (known, access) {
            (Some(email), _) => email,
            // Somebody who is gone is taken off the list all the same.
            (None, None) => guest.trim().to_lowercase(),
            (None, Some(_)) => return Err(MailboxError::NoGuest(guest.trim().to_owned())),
        };
        let mut shelves = lock(&self.account.shelves);
        let missing = || MailboxError::NoCollection(path.clone());
        let mut shares = shelves
            .collection(&path)
            .ok_or_else(missing)?
            .shares
            .clone();
        match access {
            Some(access) => shares.insert(guest, access),
            None => shares.remove(&guest),
        };
        shelves
            .share(&path, shares)
            .map_err(|error| store_error(error, &path, ""))
    }

    /// Makes every sync token given so far for this collection unknown, for good.
    ///
    /// # Errors
    /// There is no such collection.
    pub fn forget_sync_tokens(&self, collection: &str) -> Result<(), MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let mut shelves = lock(&self.account.shelves);
        shelves
            .forget_tokens(&path)
            .map_err(|error| store_error(error, &path, ""))
    }

    /// Stores many new items at once, each with the name it shall have: a mailbox that is filled for a trial.
    ///
    /// # Errors
    /// One of them is not an item the collection takes; nothing is stored then.
    pub fn fill(
        &self,
        collection: &str,
        items: impl IntoIterator<Item = (String, Bytes)>,
    ) -> Result<(), MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let scanned = items
            .into_iter()
            .map(|(name, body)| match scan(&body) {
                Ok(item) => Ok((name, item, body)),
                Err(unfit) => Err(MailboxError::Unfit(format!("{name}: {unfit}"))),
            })
            .collect::<Result<Vec<_>, MailboxError>>()?;
        let now = (self.server.config.clock)();
        let mut shelves = lock(&self.account.shelves);
        shelves
            .fill(&path, scanned, now)
            .map_err(|error| store_error(error, &path, ""))
    }

    /// Adds so many sample items, spread over the four kinds.
    ///
    /// # Errors
    /// The disk does not take them, or one of the four collections is gone.
    pub fn add_samples(&self, count: usize) -> Result<(), MailboxError> {
        let now = self.now();
        let mut shelves = lock(&self.account.shelves);
        let batch = shelves.last_change();
        crate::sample::add(&mut shelves, &self.account.email, now, count, batch)
            .map_err(|error| MailboxError::Storage(error.to_string()))
    }

    /// What changed in a collection after that change, deletions by name, and the number of its latest change: for a
    /// protocol that keeps such a number between its sessions. 0 asks for everything; a number of another generation
    /// (see [`Changes::generation`]) means nothing.
    ///
    /// # Errors
    /// There is no such collection.
    pub fn changes(&self, collection: &str, since: u64) -> Result<Changes, MailboxError> {
        let path: CollectionPath = collection.parse()?;
        let shelves = lock(&self.account.shelves);
        let found = shelves
            .collection(&path)
            .ok_or(MailboxError::NoCollection(path))?;
        let page = found.page(since, found.latest, usize::MAX);
        Ok(Changes {
            changed: page
                .changed
                .iter()
                .map(|resource| stored(resource))
                .collect(),
            deleted: page.deleted.iter().map(ToString::to_string).collect(),
            latest: found.latest,
            generation: (found.id, found.generation),
        })
    }
}

/// What changed in a collection.
#[derive(Clone, Debug)]
pub struct Changes {
    /// New and changed items, oldest change first.
    pub changed: Vec<StoredItem>,
    /// Names of deleted items.
    pub deleted: Vec<String>,
    /// The number to ask with next time.
    pub latest: u64,
    /// As long as this stays the same, numbers keep their meaning; it changes when tokens are forgotten and when the
    /// collection is made anew.
    pub generation: (u64, u64),
}

fn store_error(error: StoreError, path: &CollectionPath, name: &str) -> MailboxError {
    match error {
        StoreError::NoCollection => MailboxError::NoCollection(path.clone()),
        StoreError::NoItem => MailboxError::NoItem(name.to_owned()),
        StoreError::Disk(error) => MailboxError::Storage(error.to_string()),
    }
}

fn stored(resource: &Resource) -> StoredItem {
    StoredItem {
        name: resource.name.to_string(),
        etag: resource.etag.clone(),
        uid: resource.uid.clone(),
        component: resource.component,
        body: resource.body.clone(),
        modified: resource.modified,
    }
}
