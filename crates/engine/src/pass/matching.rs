//! Finding the partner of an item that is new on the server among those that are new on this computer.
//!
//! First by UID, then by meaning word for word, then by resemblance. What merely resembles is asked, never assumed.

use std::collections::HashMap;

use pim::{Fingerprint, Item, resemblance};

use crate::endpoint::ItemId;
use crate::journal::Candidate;
use crate::reconcile::Join;

/// Below this score two items are not shown as possibly the same.
const WORTH_ASKING: u8 = 50;

/// The items new on this computer, found by what might tie them to one on the server.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_uid: HashMap<String, ItemId>,
    by_meaning: HashMap<Fingerprint, Vec<ItemId>>,
    by_key: HashMap<u64, Vec<ItemId>>,
    taken: std::collections::HashSet<ItemId>,
}

/// What the index knows of an item's partner.
pub(super) enum Partner {
    /// This one.
    Certain(ItemId, Join),
    /// Perhaps one of these: they are to be fetched and compared.
    Perhaps(Vec<ItemId>),
    /// None.
    None,
}

impl Index {
    /// Takes in an item that is new on this computer.
    pub(super) fn add(&mut self, id: &ItemId, item: &Item) {
        if let Some(uid) = item.uid() {
            self.by_uid.entry(uid).or_insert_with(|| id.clone());
        }
        self.by_meaning
            .entry(item.fingerprint())
            .or_default()
            .push(id.clone());
        for key in pim::match_keys(item) {
            self.by_key.entry(key).or_default().push(id.clone());
        }
    }

    /// The partner of an item that is new on the server.
    pub(super) fn partner(&self, item: &Item) -> Partner {
        if self.by_meaning.is_empty() {
            return Partner::None;
        }
        let free = |id: &&ItemId| !self.taken.contains(*id);
        if let Some(id) = item
            .uid()
            .and_then(|uid| self.by_uid.get(&uid))
            .filter(free)
        {
            return Partner::Certain(id.clone(), Join::SameUid);
        }
        if let Some(id) = self
            .by_meaning
            .get(&item.fingerprint())
            .and_then(|ids| ids.iter().find(free))
        {
            return Partner::Certain(id.clone(), Join::Twins);
        }
        let mut perhaps: Vec<ItemId> = pim::match_keys(item)
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .filter(free)
            .take(20)
            .cloned()
            .collect();
        perhaps.sort();
        perhaps.dedup();
        if perhaps.is_empty() {
            Partner::None
        } else {
            Partner::Perhaps(perhaps)
        }
    }

    /// The item has a partner now.
    pub(super) fn take(&mut self, id: &ItemId) {
        self.taken.insert(id.clone());
    }
}

/// Ranks the local items that might be the one meant, best first.
pub(super) fn ranked(server: &Item, locals: &[(ItemId, Item)]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = locals
        .iter()
        .filter_map(|(id, local)| {
            let alike = resemblance(server, local)?;
            (alike.score >= WORTH_ASKING).then(|| Candidate {
                id: id.clone(),
                title: local.title(),
                score: alike.score,
                reason: alike.reason,
            })
        })
        .collect();
    candidates.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    candidates
}
