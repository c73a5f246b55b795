//! A collection: its resources by name, and an index of changes by number, so that "what changed since" costs what
//! changed and nothing else (RFC 6578).
//!
//! Each name stands in the index once, at its latest change; a deleted name keeps its place as a tombstone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Access, Components, Home, Resource, Shares};
use crate::xml::Name;

/// One calendar or address book.
pub(crate) struct Collection {
    /// Never given again, so that a token or tag of a deleted collection means nothing to its successor.
    pub(crate) id: u64,
    pub(crate) home: Home,
    pub(crate) components: Components,
    /// Refuses writes over DAV; its owner still edits it.
    pub(crate) read_only: bool,
    /// Who else may use it.
    pub(crate) shares: Shares,
    /// Display name, colour and whatever else a client sets, as the inner XML of each property.
    pub(crate) properties: BTreeMap<Name, String>,
    /// The number of the latest change.
    pub(crate) latest: u64,
    /// Tokens of an earlier generation are no longer known.
    pub(crate) generation: u64,
    resources: BTreeMap<Arc<str>, Arc<Resource>>,
    uids: BTreeMap<String, Arc<str>>,
    tombstones: BTreeMap<Arc<str>, u64>,
    /// The change that made each name, living or entombed, for the first time, where that is known.
    made: BTreeMap<Arc<str>, u64>,
    changes: BTreeMap<u64, Arc<str>>,
    bytes: u64,
}

/// What a token still means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenState {
    /// Everything after that change is new.
    Since(u64),
    /// Not of this collection, of an earlier generation, or from the future.
    Unknown,
}

/// One answer's worth of changes, oldest first.
pub(crate) struct SyncPage {
    pub(crate) changed: Vec<Arc<Resource>>,
    pub(crate) deleted: Vec<Arc<str>>,
    /// The change up to which this page tells everything.
    pub(crate) upto: u64,
    /// More follows after `upto`.
    pub(crate) truncated: bool,
}

impl Collection {
    pub(crate) fn new(id: u64, home: Home, components: Components) -> Collection {
        Collection {
            id,
            home,
            components,
            read_only: false,
            shares: Shares::new(),
            properties: BTreeMap::new(),
            latest: 0,
            generation: 1,
            resources: BTreeMap::new(),
            uids: BTreeMap::new(),
            tombstones: BTreeMap::new(),
            made: BTreeMap::new(),
            changes: BTreeMap::new(),
            bytes: 0,
        }
    }

    /// What a user who does not own it may do with it.
    pub(crate) fn access_of(&self, email: &str) -> Option<Access> {
        self.shares.get(&email.to_lowercase()).copied()
    }

    /// How many bytes its resources are.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Resource>> {
        self.resources.get(name)
    }

    /// All resources, by name.
    pub(crate) fn resources(&self) -> impl Iterator<Item = &Arc<Resource>> {
        self.resources.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.resources.len()
    }

    /// The name of the resource that has this UID.
    pub(crate) fn holder_of(&self, uid: &str) -> Option<&Arc<str>> {
        self.uids.get(uid)
    }

    /// Takes a resource in, in place of any of that name.
    pub(crate) fn store(&mut self, resource: Arc<Resource>) {
        let name = &resource.name;
        if !self.resources.contains_key(name) && !self.tombstones.contains_key(name) {
            self.made.insert(Arc::clone(name), resource.change);
        }
        self.restore(resource);
    }

    /// The same for a resource of which it is not known when it was made: one that was kept on disk.
    pub(crate) fn restore(&mut self, resource: Arc<Resource>) {
        let name = Arc::clone(&resource.name);
        self.forget_place(&name);
        self.tombstones.remove(&name);
        if let Some(old) = self.resources.get(&name) {
            self.uids.remove(&old.uid);
            self.bytes -= size(old);
        }
        self.bytes += size(&resource);
        self.latest = self.latest.max(resource.change);
        self.changes.insert(resource.change, Arc::clone(&name));
        self.uids.insert(resource.uid.clone(), Arc::clone(&name));
        self.resources.insert(name, resource);
    }

    /// Takes a resource out and leaves its tombstone at that change.
    pub(crate) fn remove(&mut self, name: &str, change: u64) {
        let Some(gone) = self.resources.get(name).map(Arc::clone) else {
            return;
        };
        self.forget_place(name);
        self.resources.remove(name);
        self.bytes -= size(&gone);
        // An item that is being moved within the collection has its UID at the new name already.
        if self
            .uids
            .get(&gone.uid)
            .is_some_and(|holder| &**holder == name)
        {
            self.uids.remove(&gone.uid);
        }
        self.entomb(Arc::clone(&gone.name), change);
    }

    /// Remembers that this name was deleted by that change.
    pub(crate) fn entomb(&mut self, name: Arc<str>, change: u64) {
        self.latest = self.latest.max(change);
        self.changes.insert(change, Arc::clone(&name));
        self.tombstones.insert(name, change);
    }

    fn forget_place(&mut self, name: &str) {
        let live = self.resources.get(name).map(|resource| resource.change);
        for change in [live, self.tombstones.get(name).copied()]
            .into_iter()
            .flatten()
        {
            self.changes.remove(&change);
        }
    }

    /// The token that says "everything up to that change" (a URI, RFC 6578, 3.2).
    pub(crate) fn token(&self, upto: u64) -> String {
        format!("urn:x-smsync:sync:{}:{}:{upto}", self.id, self.generation)
    }

    /// Changes whenever anything in the collection does (`CS:getctag`).
    pub(crate) fn ctag(&self) -> String {
        format!("{}-{}-{}", self.id, self.generation, self.latest)
    }

    /// What a token still means here.
    pub(crate) fn read_token(&self, token: &str) -> TokenState {
        let parts = || {
            let mut numbers = token.strip_prefix("urn:x-smsync:sync:")?.split(':');
            let mut next = || numbers.next()?.parse::<u64>().ok();
            let found = (next()?, next()?, next()?);
            numbers.next().is_none().then_some(found)
        };
        match parts() {
            Some((id, generation, upto))
                if id == self.id && generation == self.generation && upto <= self.latest =>
            {
                TokenState::Since(upto)
            }
            _ => TokenState::Unknown,
        }
    }

    /// The last change before the first that a lagging index has not seen yet (the fault `stale-listing`).
    pub(crate) fn seen_by_index(&self, is_too_new: impl Fn(SystemTime) -> bool) -> u64 {
        let unseen = self.changes.iter().rev().take_while(|(_, name)| {
            self.resources
                .get(*name)
                .is_some_and(|resource| is_too_new(resource.modified))
        });
        unseen.last().map_or(self.latest, |(change, _)| change - 1)
    }

    /// Whether a name that is gone was made after that change, so that who knows no more than that never saw it.
    pub(crate) fn was_made_after(&self, name: &str, change: u64) -> bool {
        self.made.get(name).is_some_and(|made| *made > change)
    }

    /// What changed after `since` and not after `until`, at most `limit` rows.
    ///
    /// A first listing (`since` 0) tells of no tombstones: the client has nothing they could concern.
    pub(crate) fn page(&self, since: u64, until: u64, limit: usize) -> SyncPage {
        let mut page = SyncPage {
            changed: Vec::new(),
            deleted: Vec::new(),
            upto: until.max(since),
            truncated: false,
        };
        if until <= since {
            return page;
        }
        let mut told = since;
        for (change, name) in self.changes.range(since + 1..=until) {
            let live = self.resources.get(name);
            if live.is_none() && since == 0 {
                continue;
            }
            if page.changed.len() + page.deleted.len() == limit {
                page.truncated = true;
                page.upto = told;
                break;
            }
            match live {
                Some(resource) => page.changed.push(Arc::clone(resource)),
                None => page.deleted.push(Arc::clone(name)),
            }
            told = *change;
        }
        page
    }
}

fn size(resource: &Resource) -> u64 {
    resource.body.len().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::store::{Component, ETag};

    fn put(collection: &mut Collection, name: &str, change: u64) {
        collection.store(Arc::new(Resource {
            name: name.into(),
            body: Bytes::new(),
            etag: ETag::of(0, b"", change),
            uid: name.to_owned(),
            component: Component::VEvent,
            change,
            created: SystemTime::UNIX_EPOCH,
            modified: SystemTime::UNIX_EPOCH,
        }));
    }

    fn told(page: &SyncPage) -> (Vec<&str>, Vec<&str>) {
        (
            page.changed
                .iter()
                .map(|resource| &*resource.name)
                .collect(),
            page.deleted.iter().map(|name| &**name).collect(),
        )
    }

    #[test]
    fn each_name_is_told_once_at_its_latest_change() {
        let mut collection = Collection::new(1, Home::Calendars, Components::calendar());
        put(&mut collection, "a", 1);
        put(&mut collection, "b", 2);
        put(&mut collection, "a", 3);
        collection.remove("b", 4);
        assert_eq!(told(&collection.page(0, 4, 9)), (vec!["a"], vec![]));
        assert_eq!(told(&collection.page(2, 4, 9)), (vec!["a"], vec!["b"]));
        assert_eq!(told(&collection.page(4, 4, 9)), (vec![], vec![]));
        put(&mut collection, "b", 5);
        assert_eq!(told(&collection.page(2, 5, 9)), (vec!["a", "b"], vec![]));
    }

    #[test]
    fn pages_together_tell_everything_once() {
        let mut collection = Collection::new(1, Home::Calendars, Components::calendar());
        for change in 1..=23 {
            put(&mut collection, &format!("n{change:02}"), change);
        }
        let (mut since, mut seen, mut pages) = (0, Vec::new(), 0);
        loop {
            let page = collection.page(since, collection.latest, 5);
            seen.extend(
                page.changed
                    .iter()
                    .map(|resource| resource.name.to_string()),
            );
            since = page.upto;
            pages += 1;
            if !page.truncated {
                break;
            }
        }
        assert_eq!((seen.len(), pages, since), (23, 5, 23));
    }

    #[test]
    fn a_token_is_known_only_to_its_collection_and_generation() {
        let mut collection = Collection::new(7, Home::Calendars, Components::calendar());
        put(&mut collection, "a", 1);
        let token = collection.token(1);
        assert_eq!(collection.read_token(&token), TokenState::Since(1));
        for bad in [
            "",
            "urn:x-smsync:sync:7:1:2",
            "urn:x-smsync:sync:8:1:1",
            "urn:x-smsync:sync:7:1:1:1",
            "data:,1",
        ] {
            assert_eq!(collection.read_token(bad), TokenState::Unknown, "{bad}");
        }
        collection.generation += 1;
        assert_eq!(collection.read_token(&token), TokenState::Unknown);
    }
}
