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
/// So many items with one key in common are candidates.
const OF_ONE_KEY: usize = 50;
/// So many candidates are compared.
const COMPARED: usize = 20;

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
        let groups = pim::match_keys(item).into_iter().map(|key| {
            let with_it = self.by_key.get(&key).into_iter().flatten();
            with_it.filter(free).take(OF_ONE_KEY).collect()
        });
        let perhaps = pim::likeliest(groups, COMPARED);
        if perhaps.is_empty() {
            Partner::None
        } else {
            Partner::Perhaps(perhaps.into_iter().cloned().collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use pim::Kind;

    fn card(n: usize, uid: &str) -> Item {
        let text = format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\n{uid}N:P{n};Given;;;\r\nFN:Given P{n}\r\nTEL:+49 30 123456\r\nEND:VCARD\r\n"
        );
        Item::parse(Kind::Contact, text.as_bytes()).unwrap()
    }

    /// Three hundred colleagues with the company's telephone: the one of the same name is among those compared.
    #[test]
    fn each_of_many_who_share_a_telephone_may_be_the_one_of_that_name() {
        let mut index = Index::default();
        for n in 0..300 {
            let mut local = card(n, &format!("UID:{n}\r\n")).bytes();
            let end = local.len() - "END:VCARD\r\n".len();
            local.splice(end..end, *b"NOTE:of this computer\r\n");
            let local = Item::parse(Kind::Contact, &local).unwrap();
            index.add(&ItemId(format!("l{n}")), &local);
        }
        for n in 0..300 {
            let Partner::Perhaps(ids) = index.partner(&card(n, "")) else {
                panic!("no partner of P{n}");
            };
            assert_eq!(ids[0], ItemId(format!("l{n}")), "the rarest trait first");
        }
    }
}
