//! Whether two items without a common past might be the same: a score, and the reason in words.
//!
//! Strangers must never match. What many share, such as a company's phone or an `info@` address, counts only for people whose names
//! go together. [`match_keys`] makes an index: items that resemble each other have a key in common.

mod contact;
mod dated;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::FieldId;
use crate::field::reading::Read;
use crate::field::value::Value;
use crate::fingerprint::Fingerprint;
use crate::item::Item;
use crate::kind::Kind;

/// How much two items are alike, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resemblance {
    /// 100: the same beyond doubt; 90 and more: the same unless the person says otherwise; below: a guess worth asking about.
    pub score: u8,
    /// As in `same e-mail anna@example.org, same name`.
    pub reason: String,
}

/// Whether `a` and `b` might be the same item. Items of two kinds never are.
pub fn resemblance(a: &Item, b: &Item) -> Option<Resemblance> {
    if a.kind() != b.kind() {
        return None;
    }
    let sure = |reason: &str| {
        Some(Resemblance {
            score: 100,
            reason: reason.to_owned(),
        })
    };
    if a.uid().is_some() && a.uid() == b.uid() {
        return sure("same identifier");
    }
    let (one, other) = (Traits::of(a), Traits::of(b));
    if !one.is_bare() && a.fingerprint() == b.fingerprint() {
        return sure("the same in every field");
    }
    match a.kind() {
        Kind::Contact => contact::resemblance(&one, &other),
        Kind::Appointment => dated::appointments(&one, &other),
        Kind::Task => dated::tasks(&one, &other),
        Kind::Note => dated::notes(&one, &other),
    }
}

/// Keys for an index: two items that may resemble each other share at least one. The same in every run.
pub fn match_keys(item: &Item) -> Vec<u64> {
    let traits = Traits::of(item);
    let mut words: Vec<String> = item
        .uid()
        .map(|uid| format!("uid {uid}"))
        .into_iter()
        .collect();
    if !traits.is_bare() {
        words.push(format!("all {}", item.fingerprint()));
    }
    words.extend(match item.kind() {
        Kind::Contact => contact::keys(&traits),
        Kind::Appointment => dated::appointment_keys(&traits),
        Kind::Task | Kind::Note => dated::title_keys(&traits),
    });
    let mut keys: Vec<u64> = words.iter().map(|word| key(item.kind(), word)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Which to compare first, at most so many, of groups that each have one key in common with an item: the members of the
/// smallest group, for what hundreds share tells nothing and must not crowd out a name; of these, those in most groups.
pub fn likeliest<T: Ord>(groups: impl IntoIterator<Item = Vec<T>>, most: usize) -> Vec<T> {
    let mut found: BTreeMap<T, (usize, Reverse<usize>)> = BTreeMap::new();
    for group in groups {
        let size = group.len();
        for one in group {
            let (smallest, shared) = found.entry(one).or_insert((size, Reverse(0)));
            *smallest = size.min(*smallest);
            shared.0 += 1;
        }
    }
    let mut ranked: Vec<(T, (usize, Reverse<usize>))> = found.into_iter().collect();
    ranked.sort_by_key(|(_, rank)| *rank);
    ranked.truncate(most);
    ranked.into_iter().map(|(one, _)| one).collect()
}

fn key(kind: Kind, word: &str) -> u64 {
    let print = Fingerprint::of(format!("{kind} {word}").as_bytes());
    let (head, _) = print.as_bytes().split_at(8);
    head.try_into().map_or(0, u64::from_be_bytes)
}

/// What an item is recognised by.
struct Traits(Read);

impl Traits {
    fn of(item: &Item) -> Traits {
        Traits(item.read())
    }

    fn values(&self, id: FieldId) -> &[Value] {
        self.0
            .iter()
            .find(|(field, _)| field.id == id)
            .map_or(&[], |(_, values)| values.as_slice())
    }

    /// The text of a field, in lower case, one blank between words.
    fn text(&self, id: FieldId) -> Option<String> {
        self.values(id)
            .first()
            .map(|value| folded(&value.shown.text))
            .filter(|text| !text.is_empty())
    }

    fn is_bare(&self) -> bool {
        self.0.iter().all(|(_, values)| values.is_empty())
    }
}

fn folded(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hundreds_share_does_not_crowd_out_what_two_share() {
        let hundreds: Vec<u32> = (0..300).collect();
        let first = likeliest([hundreds.clone(), vec![250, 299], vec![299]], 3);
        assert_eq!(first, [299, 250, 0]);
        assert_eq!(likeliest([hundreds], 2), [0, 1]);
        assert!(likeliest(Vec::<Vec<u32>>::new(), 2).is_empty());
    }
}
