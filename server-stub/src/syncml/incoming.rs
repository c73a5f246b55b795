//! A client's change of an item, applied to the mailbox.
//!
//! The mailbox is locked for one change at a time: what is compared is what is written. An item known to both is an edit;
//! an unknown one is new, or, where everything is compared, looked for among what is there ([`OpenStore::partner`]).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use pim::{Item, Side};
use sha2::{Digest as _, Sha256};
use syncml::message::StatusCode;

use super::mode::Mode;
use super::open_store::OpenStore;
use super::options::ConflictPolicy;
use super::state::Known;
use super::stores;
use super::wire::{self, Keeps, Wire};
use crate::account::Account;
use crate::date::unix_seconds;
use crate::lock::lock;
use crate::scan::scan;
use crate::store::{Collection, Resource, Shelves, StoreError};

/// What a change depends on besides the item.
pub(crate) struct Context<'a> {
    pub(crate) account: &'a Account,
    pub(crate) now: SystemTime,
    pub(crate) conflicts: ConflictPolicy,
    pub(crate) limit_bytes: usize,
    /// Names new items where they have no identifier.
    pub(crate) seed: &'a str,
}

/// An item as it came.
pub(crate) struct Sent<'a> {
    pub(crate) id: &'a str,
    pub(crate) item: Item,
    pub(crate) wire: Wire,
    pub(crate) keeps: Keeps<'a>,
}

/// An item that is there, with the version it has.
struct Present {
    resource: Arc<Resource>,
    item: Item,
}

/// Resemblance from which on two items are the same unless somebody says otherwise.
const SAME: u8 = 90;
/// So many items that share one trait are candidates.
const OF_ONE_KEY: usize = 100;
/// So many candidates are compared.
const LOOKED_AT: usize = 20;

impl OpenStore {
    /// Takes a new or changed item.
    pub(crate) fn put(&mut self, context: &Context<'_>, sent: &Sent<'_>) -> StatusCode {
        let mut shelves = lock(&context.account.shelves);
        let done = match self.state.map.get(sent.id).cloned() {
            Some(known) => self.replace(&mut shelves, context, sent, &known),
            None if self.mode.compares_everything() => self.recognise(&mut shelves, context, sent),
            None => self.add(&mut shelves, context, sent),
        };
        done.unwrap_or_else(|refusal| refusal)
    }

    /// Takes a deletion.
    pub(crate) fn delete(&mut self, context: &Context<'_>, id: &str) -> StatusCode {
        let Some(known) = self.state.map.get(id).cloned() else {
            return StatusCode::ITEM_NOT_DELETED;
        };
        let mut shelves = lock(&context.account.shelves);
        let there = shelves
            .collection(&self.path)
            .and_then(|collection| collection.get(&known.name))
            .map(|resource| resource.change);
        match there {
            None => {}
            Some(change)
                if change == known.change || context.conflicts == ConflictPolicy::ClientWins =>
            {
                if let Err(error) = shelves.remove(&self.path, &known.name) {
                    return refusal(&error);
                }
            }
            Some(_) => {
                // Changed here since: it comes to the client again as a new item.
                self.forget(id);
                return StatusCode::CONFLICT_SERVER_WON;
            }
        }
        self.forget(id);
        StatusCode::OK
    }

    /// After a refresh from the client: deletes what it did not send.
    pub(crate) fn delete_the_rest(&mut self, context: &Context<'_>) -> u64 {
        let mut shelves = lock(&context.account.shelves);
        let rest: Vec<Arc<str>> = shelves
            .collection(&self.path)
            .into_iter()
            .flat_map(Collection::resources)
            .filter(|resource| !self.by_name.contains_key(&*resource.name))
            .map(|resource| Arc::clone(&resource.name))
            .collect();
        let mut gone = 0;
        for name in rest {
            match shelves.remove(&self.path, &name) {
                Ok(()) => gone += 1,
                Err(_) => self.failed = true,
            }
        }
        gone
    }

    fn replace(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        sent: &Sent<'_>,
        known: &Known,
    ) -> Result<StatusCode, StatusCode> {
        let Some(there) = self.present(shelves, &known.name)? else {
            if context.conflicts == ConflictPolicy::ServerWins {
                return Ok(StatusCode::CONFLICT_SERVER_WON);
            }
            // Deleted here, changed there: the edit counts.
            let (name, change) = self.store_new(shelves, context, sent, Some(&known.name))?;
            self.know(sent.id, &name, change);
            return Ok(StatusCode::ITEM_ADDED);
        };
        if there.resource.change == known.change {
            return self.take_edit(shelves, context, sent, &there, StatusCode::OK);
        }
        self.settle(shelves, context, sent, &there)
    }

    /// An item of a client that is compared with everything here.
    fn recognise(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        sent: &Sent<'_>,
    ) -> Result<StatusCode, StatusCode> {
        let hint = self
            .state
            .underway
            .as_ref()
            .and_then(|underway| underway.before.get(sent.id).cloned());
        let Some(there) = self.partner(shelves, sent, hint.as_ref())? else {
            return self.add(shelves, context, sent);
        };
        let unchanged = hint.is_some_and(|hint| {
            hint.name == *there.resource.name && hint.change == there.resource.change
        });
        if unchanged || self.mode == Mode::RefreshFromClient {
            return self.take_edit(shelves, context, sent, &there, StatusCode::OK);
        }
        self.settle(shelves, context, sent, &there)
    }

    fn add(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        sent: &Sent<'_>,
    ) -> Result<StatusCode, StatusCode> {
        // It may have come by another way: from another protocol of the same device, or in a session that broke off.
        let holder = sent.item.uid().and_then(|uid| {
            let collection = shelves.collection(&self.path)?;
            collection.holder_of(&uid).map(Arc::clone)
        });
        if let Some(name) = holder.filter(|name| !self.by_name.contains_key(&**name))
            && let Some(there) = self.present(shelves, &name)?
        {
            return self.settle(shelves, context, sent, &there);
        }
        let (name, change) = self.store_new(shelves, context, sent, None)?;
        self.know(sent.id, &name, change);
        Ok(StatusCode::ITEM_ADDED)
    }

    /// The client's edit of an item that nobody changed here.
    fn take_edit(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        sent: &Sent<'_>,
        there: &Present,
        code: StatusCode,
    ) -> Result<StatusCode, StatusCode> {
        let edited = wire::edited(&there.item, &sent.item, sent.wire, sent.keeps)
            .ok_or(StatusCode::UNSUPPORTED_TYPE)?;
        let change = self.store_over(shelves, context, there, &edited)?;
        self.know(sent.id, &there.resource.name, change);
        Ok(code)
    }

    /// Both sides have the item and nobody knows what they agreed on: the same, or a conflict.
    fn settle(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        sent: &Sent<'_>,
        there: &Present,
    ) -> Result<StatusCode, StatusCode> {
        let name = &*there.resource.name;
        if wire::is_held(&there.item, &sent.item, sent.wire, sent.keeps) {
            self.know(sent.id, name, there.resource.change);
            return Ok(StatusCode::OK);
        }
        let policy = match context.conflicts {
            ConflictPolicy::NewestWins => {
                let here = i64::try_from(unix_seconds(there.resource.modified)).unwrap_or(i64::MAX);
                match wire::newer(here, &sent.item) {
                    Side::Server => ConflictPolicy::ServerWins,
                    Side::Local => ConflictPolicy::ClientWins,
                }
            }
            policy => policy,
        };
        let united = (policy == ConflictPolicy::Merge)
            .then(|| wire::united(&there.item, &sent.item))
            .flatten();
        match (policy, united) {
            (ConflictPolicy::ServerWins, _) => {
                self.know(sent.id, name, 0);
                Ok(StatusCode::CONFLICT_SERVER_WON)
            }
            (ConflictPolicy::ClientWins, _) => self.take_edit(
                shelves,
                context,
                sent,
                there,
                StatusCode::CONFLICT_CLIENT_WON,
            ),
            (_, Some(united)) => {
                let change = self.store_over(shelves, context, there, &united)?;
                let held = wire::is_held(&united, &sent.item, sent.wire, sent.keeps);
                self.know(sent.id, name, if held { change } else { 0 });
                Ok(StatusCode::CONFLICT_MERGED)
            }
            _ => {
                let (copy, change) = self.store_new(shelves, context, sent, None)?;
                self.know(sent.id, &copy, change);
                Ok(StatusCode::CONFLICT_DUPLICATED)
            }
        }
    }

    /// The item here that this one of the client's is: the one it was before, else the one that resembles it most.
    fn partner(
        &mut self,
        shelves: &Shelves,
        sent: &Sent<'_>,
        hint: Option<&Known>,
    ) -> Result<Option<Present>, StatusCode> {
        if let Some(hint) = hint.filter(|hint| !self.by_name.contains_key(&hint.name))
            && let Some(there) = self.present(shelves, &hint.name)?
            && pim::resemblance(&there.item, &sent.item).is_some()
        {
            return Ok(Some(there));
        }
        self.index(shelves);
        let names = self.candidates(&sent.item);
        let mut best: Option<(u8, Present)> = None;
        for name in names {
            let Some(there) = self.present(shelves, &name)? else {
                continue;
            };
            let score = pim::resemblance(&there.item, &sent.item).map_or(0, |alike| alike.score);
            if score >= SAME && best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                best = Some((score, there));
            }
        }
        Ok(best.map(|(_, there)| there))
    }

    /// The items here that are most likely this one. What thousands share, such as a company's telephone number, brings only
    /// the first of them, and those last.
    fn candidates(&self, item: &Item) -> Vec<String> {
        let Some(index) = &self.index else {
            return Vec::new();
        };
        let groups = pim::match_keys(item).into_iter().map(|key| {
            let names = index.get(&key).into_iter().flatten();
            let free = names.filter(|name| !self.by_name.contains_key(*name));
            free.take(OF_ONE_KEY).collect()
        });
        let best = pim::likeliest(groups, LOOKED_AT);
        best.into_iter().cloned().collect()
    }

    fn index(&mut self, shelves: &Shelves) {
        if self.index.is_some() {
            return;
        }
        let mut index = HashMap::<u64, Vec<String>>::new();
        let collection = shelves.collection(&self.path);
        for resource in collection.into_iter().flat_map(Collection::resources) {
            let keys = Item::parse(self.kind, &resource.body)
                .map(|item| pim::match_keys(&item))
                .unwrap_or_default();
            for key in keys {
                index
                    .entry(key)
                    .or_default()
                    .push(resource.name.to_string());
            }
        }
        self.index = Some(index);
    }

    fn present(&self, shelves: &Shelves, name: &str) -> Result<Option<Present>, StatusCode> {
        let collection = shelves.collection(&self.path).ok_or(StatusCode::GONE)?;
        let Some(resource) = collection.get(name) else {
            return Ok(None);
        };
        let item =
            Item::parse(self.kind, &resource.body).map_err(|_| StatusCode::COMMAND_FAILED)?;
        Ok(Some(Present {
            resource: Arc::clone(resource),
            item,
        }))
    }

    /// Writes an item over the one that is there; nothing where it is the same. Gives the change.
    fn store_over(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        there: &Present,
        item: &Item,
    ) -> Result<u64, StatusCode> {
        let body = item.bytes();
        if body == *there.resource.body {
            return Ok(there.resource.change);
        }
        self.write(shelves, context, &there.resource.name, body)
    }

    /// Writes a new item, under its own identifier where nobody has that. Gives its name and change.
    fn store_new(
        &mut self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        sent: &Sent<'_>,
        name: Option<&str>,
    ) -> Result<(String, u64), StatusCode> {
        let collection = shelves.collection(&self.path).ok_or(StatusCode::GONE)?;
        let own = sent
            .item
            .uid()
            .filter(|uid| collection.holder_of(uid).is_none());
        let made = || {
            let mut digest = Sha256::new();
            for part in [context.seed, sent.id, &self.path.to_string()] {
                digest.update(part.as_bytes());
                digest.update([0]);
            }
            digest.update(collection.latest.to_be_bytes());
            format!("syncml-{}", hex(&digest.finalize()))
        };
        let uid = own.unwrap_or_else(made);
        let stored = wire::to_store(&sent.item, &uid).ok_or(StatusCode::UNSUPPORTED_TYPE)?;
        let name = name.map_or_else(|| self.free_name(shelves, &uid), str::to_owned);
        let change = self.write(shelves, context, &name, stored.bytes())?;
        Ok((name, change))
    }

    fn free_name(&self, shelves: &Shelves, uid: &str) -> String {
        let ending = if self.kind == pim::Kind::Contact {
            "vcf"
        } else {
            "ics"
        };
        let is_plain = uid.len() <= 56
            && !uid.starts_with('.')
            && uid
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || "-_.@".contains(character));
        let stem = if is_plain {
            uid.to_owned()
        } else {
            hex(&Sha256::digest(uid.as_bytes()))
        };
        let collection = shelves.collection(&self.path);
        let is_free =
            |name: &String| collection.is_none_or(|collection| collection.get(name).is_none());
        let mut name = format!("{stem}.{ending}");
        let mut number = 1;
        while !is_free(&name) {
            number += 1;
            name = format!("{stem}-{number}.{ending}");
        }
        name
    }

    fn write(
        &self,
        shelves: &mut Shelves,
        context: &Context<'_>,
        name: &str,
        body: Vec<u8>,
    ) -> Result<u64, StatusCode> {
        if body.len() > context.limit_bytes {
            return Err(StatusCode::ENTITY_TOO_LARGE);
        }
        if let Some(quota) = context.account.quota_bytes() {
            let collection = shelves.collection(&self.path);
            let held = collection
                .and_then(|collection| collection.get(name))
                .map_or(0, |resource| resource.body.len());
            let grown = body.len().saturating_sub(held) as u64;
            if grown > 0 && shelves.used_bytes().saturating_add(grown) > quota {
                return Err(StatusCode::DEVICE_FULL);
            }
        }
        let body = Bytes::from(body);
        let scanned = scan(&body).map_err(|_| StatusCode::UNSUPPORTED_TYPE)?;
        if scanned.component != stores::component(self.kind) {
            return Err(StatusCode::UNSUPPORTED_TYPE);
        }
        shelves
            .store(&self.path, name, scanned, body, context.now, None)
            .map_err(|error| refusal(&error))?;
        let collection = shelves.collection(&self.path);
        Ok(collection
            .and_then(|collection| collection.get(name))
            .map_or(0, |resource| resource.change))
    }
}

fn refusal(error: &StoreError) -> StatusCode {
    match error {
        StoreError::NoCollection => StatusCode::GONE,
        StoreError::NoItem => StatusCode::ITEM_NOT_DELETED,
        StoreError::Disk(_) => StatusCode::DATA_STORE_FAILURE,
    }
}

/// The first sixteen bytes, which are enough to tell names apart.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().take(16).fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
