//! Items of ours whose name at the server is not known, because it never told it: they are found again among what it
//! tells while everything is compared.
//!
//! A server that forgot us tells every item as new, in its own words, and some (`SyncEvolution`, contacts) without the
//! UID. An item that is not recognised here is there twice: once under our id, once under the server's. So an item is
//! looked for by its UID, by its meaning, by what the server does to a text, and last by a likeness that leaves no doubt.

use std::collections::HashMap;

use pim::{Fingerprint, Item, Kind};
use syncml::devinf::CtCap;

use super::mirror::{Change, Deed, Held};
use super::wire::{self, Before, Told};

/// A likeness from which on two items are the same: name and address, or name and telephone number.
const SURE: u8 = 90;
/// So many items that share one trait are candidates; what hundreds share tells nothing.
const OF_ONE_TRAIT: usize = 50;
/// So many candidates are compared.
const COMPARED: usize = 12;

/// An index of them; their texts stay in the mirror.
pub(super) struct Nameless {
    kind: Kind,
    luids: Vec<String>,
    taken: Vec<bool>,
    by_uid: HashMap<String, Vec<usize>>,
    by_meaning: HashMap<Fingerprint, Vec<usize>>,
    by_trait: HashMap<u64, Vec<usize>>,
}

impl Nameless {
    /// Those of a kind, and what was sent and never answered for.
    pub(super) fn of(kind: Kind, change: &Change<'_>) -> rusqlite::Result<Self> {
        let mut this = Self {
            kind,
            luids: Vec::new(),
            taken: Vec::new(),
            by_uid: HashMap::new(),
            by_meaning: HashMap::new(),
            by_trait: HashMap::new(),
        };
        change.each_without_guid(kind, |luid, wire| this.add(luid, wire))?;
        for pending in change.pending(kind)? {
            if pending.deed == Deed::Add && change.item(kind, &pending.luid)?.is_none() {
                this.add(pending.luid, &pending.wire);
            }
        }
        Ok(this)
    }

    fn add(&mut self, luid: String, wire: &[u8]) {
        let Ok(item) = Item::parse(self.kind, wire) else {
            return;
        };
        let place = self.luids.len();
        self.luids.push(luid);
        self.taken.push(false);
        if let Some(uid) = item.uid() {
            self.by_uid.entry(uid).or_default().push(place);
        }
        let meaning = item.fingerprint();
        self.by_meaning.entry(meaning).or_default().push(place);
        for key in pim::match_keys(&item) {
            self.by_trait.entry(key).or_default().push(place);
        }
    }

    /// The item of ours that this is; a twin finds the next one.
    pub(super) fn take(
        &mut self,
        change: &Change<'_>,
        data: &[u8],
        kept: Option<&CtCap>,
    ) -> rusqlite::Result<Option<Held>> {
        let Ok(item) = Item::parse(self.kind, data) else {
            return Ok(None);
        };
        let found = match self.certain(&item) {
            Some(place) => self.held(change, place)?.map(|held| (place, held)),
            None => self.likely(change, &item, data, kept)?,
        };
        Ok(found.map(|(place, held)| {
            if let Some(taken) = self.taken.get_mut(place) {
                *taken = true;
            }
            held
        }))
    }

    fn is_free(&self, place: usize) -> bool {
        self.taken.get(place) == Some(&false)
    }

    fn held(&self, change: &Change<'_>, place: usize) -> rusqlite::Result<Option<Held>> {
        let Some(luid) = self.luids.get(place) else {
            return Ok(None);
        };
        if let Some(held) = change.item(self.kind, luid)? {
            return Ok(Some(held));
        }
        Ok(change.pending_of(self.kind, luid)?.map(Held::from))
    }

    fn certain(&self, item: &Item) -> Option<usize> {
        let uid = item.uid();
        let of_uid = uid.and_then(|uid| self.by_uid.get(&uid));
        let of_meaning = self.by_meaning.get(&item.fingerprint());
        let mut all = of_uid.into_iter().chain(of_meaning).flatten().copied();
        all.find(|place| self.is_free(*place))
    }

    fn likely(
        &self,
        change: &Change<'_>,
        item: &Item,
        data: &[u8],
        kept: Option<&CtCap>,
    ) -> rusqlite::Result<Option<(usize, Held)>> {
        let mut best: Option<(u8, usize, Held)> = None;
        for place in self.candidates(item) {
            let Some(held) = self.held(change, place)? else {
                continue;
            };
            let before = Before {
                body: &held.body,
                wire: &held.wire,
            };
            if matches!(
                wire::told(self.kind, before, data, kept, &held.luid),
                Told::Same
            ) {
                return Ok(Some((place, held)));
            }
            let score = Item::parse(self.kind, &held.wire)
                .ok()
                .and_then(|ours| pim::resemblance(&ours, item))
                .map_or(0, |alike| alike.score);
            if score >= SURE && best.as_ref().is_none_or(|(highest, ..)| score > *highest) {
                best = Some((score, place, held));
            }
        }
        Ok(best.map(|(_, place, held)| (place, held)))
    }

    /// Free items with the same traits, those with the rarest of them first.
    fn candidates(&self, item: &Item) -> Vec<usize> {
        let groups = pim::match_keys(item).into_iter().map(|key| {
            let with_it = self.by_trait.get(&key).into_iter().flatten().copied();
            let free = with_it.filter(|place| self.is_free(*place));
            free.take(OF_ONE_TRAIT).collect()
        });
        pim::likeliest(groups, COMPARED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::syncml::mirror::{Mirror, StoreState};
    use crate::testing::StillClock;

    /// A mirror with these cards of ours, of which the server told nothing.
    fn mirror(cards: &[(&str, &str)]) -> Mirror {
        let clock = StillClock::new(0, 1);
        let mirror = Mirror::open(std::path::Path::new(":memory:"), &clock).unwrap();
        let written = mirror.write(|change| {
            change.put_store(Kind::Contact, &StoreState::default())?;
            for (luid, text) in cards {
                let body = text.as_bytes().to_vec();
                change.put_item(
                    Kind::Contact,
                    &Held {
                        luid: (*luid).to_owned(),
                        guid: None,
                        version: wire::version_of(&body),
                        wire: body.clone(),
                        body,
                        missing: 1,
                    },
                )?;
            }
            Ok(())
        });
        written.unwrap();
        mirror
    }

    fn card(uid: &str, name: &str, lines: &str) -> String {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\n{uid}N:{name};Given;;;\r\nFN:Given {name}\r\n{lines}END:VCARD\r\n"
        )
    }

    /// Which of ours each of these is.
    fn found(mirror: &Mirror, told: &[&str]) -> Vec<Option<String>> {
        let found = mirror.write(|change| {
            let mut nameless = Nameless::of(Kind::Contact, change)?;
            told.iter()
                .map(|text| {
                    let held = nameless.take(change, text.as_bytes(), None)?;
                    Ok(held.map(|held| held.luid))
                })
                .collect()
        });
        found.unwrap()
    }

    #[test]
    fn an_item_told_in_other_words_and_without_its_uid_is_found() {
        let lines = "TEL;TYPE=CELL,VOICE:0171 1\r\nEMAIL:anna@example.com\r\n";
        let anna = card("UID:a\r\n", "Anna", &format!("{lines}X-PET:cat\r\n"));
        let berta = card("UID:b\r\n", "Berta", "NOTE:nothing in common\r\n");
        let mirror = mirror(&[("c1", &anna), ("c2", &berta)]);
        let by_server = card(
            "",
            "Anna",
            "EMAIL;TYPE=INTERNET:anna@example.com\r\nTEL;TYPE=CELL:0171 1\r\nBDAY:\r\nREV:20100328T103410Z\r\n",
        );
        let edited = card(
            "",
            "Anna",
            "EMAIL:anna@example.com\r\nTEL;TYPE=CELL:0171 1\r\nNOTE:edited there\r\n",
        );
        let stranger = card("", "Carla", "EMAIL:carla@example.com\r\n");
        for (told, luid) in [
            (&anna, Some("c1")),
            (&by_server, Some("c1")),
            (&edited, Some("c1")),
            (&berta.replace("UID:b\r\n", ""), Some("c2")),
            (&stranger, None),
        ] {
            assert_eq!(found(&mirror, &[told]), [luid.map(str::to_owned)], "{told}");
        }
    }

    #[test]
    fn each_of_many_who_share_a_telephone_is_found_by_name() {
        let phone = "TEL;TYPE=WORK:+49 30 123456\r\n";
        let all: Vec<(String, String)> = (0..300)
            .map(|n| {
                (
                    format!("c{n}"),
                    card(&format!("UID:{n}\r\n"), &format!("P{n}"), phone),
                )
            })
            .collect();
        let ours: Vec<(&str, &str)> = all
            .iter()
            .map(|(luid, text)| (luid.as_str(), text.as_str()))
            .collect();
        let mirror = mirror(&ours);
        let by_server: Vec<String> = (0..300)
            .rev()
            .map(|n| {
                card(
                    "",
                    &format!("P{n}"),
                    &format!("{phone}REV:20100328T103410Z\r\n"),
                )
            })
            .collect();
        let told: Vec<&str> = by_server.iter().map(String::as_str).collect();
        let expected: Vec<_> = (0..300).rev().map(|n| Some(format!("c{n}"))).collect();
        assert_eq!(found(&mirror, &told), expected);
    }

    #[test]
    fn twins_are_found_one_after_the_other_and_no_third_time() {
        let twin = card("", "Anna", "TEL:0171 1\r\n");
        let mirror = mirror(&[("c1", &twin), ("c2", &twin)]);
        let mut taken = found(&mirror, &[&twin, &twin, &twin]);
        taken.sort();
        assert_eq!(taken, [None, Some("c1".to_owned()), Some("c2".to_owned())]);
    }
}
